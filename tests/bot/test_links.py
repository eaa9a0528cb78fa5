"""Web addresses of cited passages, by the rules of the config."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load
from bot.links import Links
from index.errors import WrongUse
from index.types import Citation


def cited(document: str, trail: tuple[str, ...] = (), page: int | None = None) -> Citation:
    return Citation(document, "", 0, 1, "x", 12, page, trail=trail)


@pytest.mark.parametrize(
    ("templates", "citation", "address"),
    [
        ({"handbook/": "https://e.org/h/{path}#{anchor}"}, cited("handbook/a/b.md", ("Top", "How to: begin?")), "https://e.org/h/a/b.md#how-to-begin"),
        ({"handbook/": "https://e.org/h/{path}#{anchor}"}, cited("handbook/a.md"), "https://e.org/h/a.md"),
        ({"handbook/": "https://e.org/{path}"}, cited("other/a.md"), None),
        ({"": "https://e.org/all/{stem}", "h/": "https://e.org/h/{stem}"}, cited("h/a b.tar.md"), "https://e.org/h/a%20b.tar"),
        ({"": "https://e.org/{path}?p={page}&l={line}"}, cited("ü)(<>#?.pdf", page=3), "https://e.org/%C3%BC%29%28%3C%3E%23%3F.pdf?p=3&l=12"),
        ({"": "https://e.org/{path}"}, cited("x" * 600), None),
        ({}, cited("a.md"), None),
        ({"./handbook": "https://e.org/h/{path}"}, cited("handbook/a.md"), "https://e.org/h/a.md"),
        ({"handbook": "https://e.org/h/{path}"}, cited("handbook-of-others/a.md"), None),
        ({"handbook/a.md": "https://e.org/h/{path}"}, cited("handbook/a.md"), "https://e.org/h/a.md"),
        ({"": "https://e.org/#{anchor}"}, cited("a.md", ("हिन्दी: C++ & Co_1",)), "https://e.org/#%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80-c--co_1"),
    ],
)  # fmt: skip
def test_addresses(templates: dict[str, str], citation: Citation, address: str | None) -> None:
    """The innermost folder gives the address, and values in it are encoded; outside all folders there is none."""
    assert Links(templates).address(citation) == address


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "munshi.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[links]\n'a/' = 'ftp://e.org'", r"line 1: `links` is not right: `a/` must be a web address"),
        ("[links]\n'a/' = 'https://e.org/{file}'", r"line 1: `links` is not right: `a/` contains the unknown field \{file\}; the fields are \{path\}"),
        ("[links]\n'a/' = 'https://e.org/{'", r"`a/` contains the unknown field \{\{\}; the fields are"),
        ("[links]\n'a/' = 'https://e.org/ x'", r"must be a web address"),
        ("[links]\n'a/' = 'https://e.org/{path!r:>99}'", r"must be a web address"),
        ("[links]\n'a/' = 'https://e.org/{path:999}'", r"must be a web address"),
        ("[links]\n'a/' = 'https://e.org{path}'", r"`a/` holds a field in the name of the server"),
        ("[links]\n'a/' = 3", r"line 1: `links` must be a section of texts"),
        ("links = 3", r"line 1: `links` must be a section of texts"),
        ("[servers.12]\ndocuments = 'x'\n[servers.12.links]\n'a' = 'x'", r"line 3: `servers\.12\.links` is not right"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    """An address that could not be one, or an unknown field, is refused by name and line."""
    with pytest.raises(WrongUse, match=sentence):
        load(config(tmp_path, text))


def test_each_server_has_the_links_of_its_documents(tmp_path: Path) -> None:
    """A server with documents of its own has only its own links; all others have the default ones."""
    text = (
        "[links]\n'' = 'https://e.org/{path}'\n[servers.12]\ndocuments = 'x'\n[servers.13]\ndocuments = 'y'\n"
        "[servers.13.links]\n'' = 'https://own.org/{path}'\n"
    )
    settings = load(config(tmp_path, text))
    addresses = [settings.links_of(server).address(cited("a.md")) for server in (0, 11, 12, 13)]
    assert addresses == ["https://e.org/a.md", "https://e.org/a.md", None, "https://own.org/a.md"]
