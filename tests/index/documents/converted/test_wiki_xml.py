"""MediaWiki's XML exports → text."""

from __future__ import annotations

import pytest

from index.documents.converted.wiki_xml import read
from index.documents.skipped import SkippedFile

HEAD = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/"><siteinfo><sitename>Cairn Wiki</sitename></siteinfo>'


def page(title: str, *sources: str, kind: int = 0, more: str = "", model: str = "wikitext") -> str:
    """A page with its revisions, one year apart, the oldest first."""
    revisions = "".join(
        f"<revision><timestamp>{2020 + number}-01-01T00:00:00Z</timestamp><model>{model}</model><text>{source}</text></revision>"
        for number, source in enumerate(sources)
    )
    return f"<page><title>{title}</title><ns>{kind}</ns>{more}{revisions}</page>"


def dump(*pages: str) -> bytes:
    return f"{HEAD}{''.join(pages)}</mediawiki>".encode()


def test_each_page_is_a_section(lines):
    """The newest revision of each page is read as MediaWiki source, under the page's title."""
    content = read(
        dump(
            page(
                "Warden",
                "Old.",
                "The '''Warden''' sleeps in [[Cairn Hill|the hill]].\n\n== Drops ==\n* Stone Heart",
            ),
            page("Mother Eel", "She hunts at night."),
        )
    )
    assert content.title == "Cairn Wiki"
    assert lines(content) == [
        "heading: Warden",
        "paragraph: Warden › The Warden sleeps in the hill.",
        "heading: Warden › Drops",
        "item: Warden › Drops › Stone Heart",
        "heading: Mother Eel",
        "paragraph: Mother Eel › She hunts at night.",
    ]


@pytest.mark.parametrize(
    "other",
    [page("Talk:Warden", "nonsense", kind=1), page("User:Ada", "nonsense", kind=2), page("Template:Box", "nonsense", kind=10),
     page("Module:Box", "nonsense", kind=828), page("Wardens", "nonsense", more='<redirect title="Warden" />'),
     page("Common.css", "nonsense", model="css"), page("Empty", "")],
)  # fmt: skip
def test_pages_that_people_do_not_read_are_omitted(lines, other: str):
    """Pages of talk, users, templates and modules, redirects, empty pages and other content are omitted."""
    assert lines(read(dump(other, page("Rules", "Be kind.", kind=4)))) == [
        "heading: Rules",
        "paragraph: Rules › Be kind.",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<rss><page/></rss>", "is XML, but no export"), (b"<mediawiki>", "is not valid XML")],
)
def test_other_xml_is_skipped_with_the_reason(data: bytes, reason: str):
    """XML that is no wiki export is skipped with the reason."""
    with pytest.raises(SkippedFile, match=reason):
        read(data)
