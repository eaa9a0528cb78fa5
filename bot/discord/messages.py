"""What a person sees on Discord, as plain values: an Answer in, a Message out. Discord itself is not here.

Every text of a document or a person passes through `bot.discord.markdown` on its way in. A Message fits
Discord's limits by construction; the gateway turns it into components, or into `plain` text where it must.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.discord.actions import Action, Kind
from bot.discord.limits import LAYOUT_CHARACTERS, MESSAGE_CHARACTERS, length
from bot.discord.markdown import ELLIPSIS, clean, escape, shorten, shorten_around
from index.types import Answer, Citation, Outcome

GREEN, AMBER, GREY, RED = 0x2E9E5B, 0xD9A227, 0x80848E, 0xC9423F

NOTHING = "The documents don't say."
PASSAGES = "No direct answer. These passages come closest:"

_QUOTE_CHARACTERS = 900
_ANSWER_CHARACTERS = 600
_NAME_CHARACTERS = 120
_QUESTION_CHARACTERS = 200
_PASSAGE_CHARACTERS = 1500  # so that the plain form holds it too
_HEADING_CHARACTERS = 90  # a longer answer is bold text, since headings are large on a phone
_SPARE = 100  # of the layout's characters: kept for the labels of buttons


class Style(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press."""

    label: str
    action: Action
    style: Style = Style.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks of Markdown from top to bottom with rows of buttons under them."""

    blocks: tuple[str, ...]
    colour: int = GREY
    rows: tuple[tuple[Button, ...], ...] = ()

    @property
    def plain(self) -> str:
        """The same words where components cannot be used: whole blocks, as many as fit a plain message."""
        return "\n".join(_fitting(self.blocks, MESSAGE_CHARACTERS))


def sentence(text: str, *, colour: int = GREY) -> Message:
    """A message that says one thing. `text` is ours: it is not escaped."""
    return Message((text,), colour)


def failure(text: str) -> Message:
    """What a UserError says, which may name files and so is escaped."""
    return sentence(escape(shorten(clean(text), 1500)), colour=RED)


def confidence_in_words(confidence: float) -> str:
    """How sure, as one says it: of the answers called "quite sure", at least seven in ten are right."""
    if confidence >= 0.9:
        return "Very sure"
    if confidence >= 0.7:
        return "Quite sure"
    if confidence >= 0.5:
        return "Fairly sure"
    return "Not sure: check the passage"


def answer_message(
    answer: Answer,
    *,
    number: int | None,
    asked: str | None = None,
    thread: bool = False,
    citations: int = 3,
) -> Message:
    """An answer with its proof. `number` is what the buttons call it by; None: it has no buttons.

    `asked` is the question where it isn't seen beside the answer; `thread` offers to continue in one.
    """
    shown = answer.citations[:citations]
    head = _head(answer)
    foot = _foot(answer, asked)
    quotes = [_quoted(citation, index, len(shown)) for index, citation in enumerate(shown, start=1)]
    used = LAYOUT_CHARACTERS - _SPARE - length(head) - length(foot)
    blocks = (head, *_fitting(quotes, used), *([foot] if foot else []))
    rows = () if number is None else _answer_rows(number, len(blocks) - 1 - bool(foot), thread)
    return Message(blocks, _COLOURS[answer.outcome], rows)


_COLOURS = {Outcome.ANSWERED: GREEN, Outcome.PASSAGES: AMBER, Outcome.NOTHING: GREY}


def _head(answer: Answer) -> str:
    if answer.outcome is Outcome.NOTHING:
        return NOTHING
    if answer.outcome is Outcome.PASSAGES:
        return PASSAGES
    text = shorten(clean(answer.text), _ANSWER_CHARACTERS) or ELLIPSIS
    if length(text) <= _HEADING_CHARACTERS:
        return f"## {escape(text)}"
    return f"**{escape(text, line_start=False)}**"


def _foot(answer: Answer, asked: str | None) -> str:
    parts = []
    if answer.outcome is Outcome.ANSWERED:
        parts.append(confidence_in_words(answer.confidence))
    if asked is not None and (visible := shorten(clean(asked), _QUESTION_CHARACTERS)):
        parts.append(f"Asked: {escape(visible, line_start=False)}")
    lines = [" · ".join(parts)] if parts else []
    lines += [escape(shorten(clean(notice), 300)) for notice in answer.notices[:3]]
    return "\n".join(f"-# {line}" for line in lines if line)


def _quoted(citation: Citation, index: int, of: int) -> str:
    quote, marked = _clean_quote(citation)
    place = f"-# {f'{index}. ' if of > 1 else ''}{source(citation)}"
    if marked == (0, len(quote)):
        return place  # the answer above is the whole quote: once is enough
    if marked is None:
        body = escape(shorten(quote, _QUOTE_CHARACTERS))
    else:
        body = _marked(*shorten_around(quote, *marked, _QUOTE_CHARACTERS), mark="**")
    return f"> {body or ELLIPSIS}\n{place}"


def _clean_quote(citation: Citation) -> tuple[str, tuple[int, int] | None]:
    """The quote on one line, and where the answer stands in it then."""
    if citation.answer is None:
        return clean(citation.quote), None
    start, end = citation.answer
    return _joined(citation.quote[:start], citation.quote[start:end], citation.quote[end:], lines=False)


def _joined(before: str, middle: str, after: str, *, lines: bool) -> tuple[str, tuple[int, int] | None]:
    """Three neighbouring texts cleaned and put together again, and where the middle one is."""
    first, second, third = (clean(text, lines=lines) for text in (before, middle, after))
    if not second:
        return clean(before + middle + after, lines=lines), None
    first += _gap(before[-1:], middle[:1]) if first else ""
    third = (_gap(middle[-1:], after[:1]) if third else "") + third
    return first + second + third, (len(first), len(first) + len(second))


def _gap(left: str, right: str) -> str:
    """The white space between two texts, whichever of them held it."""
    if "\n" in (left, right):
        return "\n"
    return " " if (left + right) != (left + right).strip() else ""


def _marked(text: str, start: int, end: int, *, mark: str) -> str:
    if start >= end:
        return escape(text)
    before, middle, after = text[:start], text[start:end], text[end:]
    return (
        escape(before)
        + mark
        + escape(middle, line_start=not before)
        + mark[::-1]
        + escape(after, line_start=False)
    )


def source(citation: Citation) -> str:
    """Where a citation stands: its title where that says more than the file's name, then the place."""
    title = shorten(clean(citation.title), _NAME_CHARACTERS)
    name = shorten(clean(citation.document), _NAME_CHARACTERS)
    place = escape(citation.location.replace(citation.document, name), line_start=False)
    stem = re.sub(r"\.\w+$", "", name.rpartition("/")[2])
    return place if title in ("", name, stem) else f"{escape(title, line_start=False)} · {place}"


def _answer_rows(number: int, passages: int, thread: bool) -> tuple[tuple[Button, ...], ...]:
    labels = ["Show passage"] if passages == 1 else [f"Show passage {n}" for n in range(1, passages + 1)]
    show = tuple(
        Button(label, Action(Kind.PASSAGE, number, index), Style.PRIMARY if index == 0 else Style.SECONDARY)
        for index, label in enumerate(labels)
    )
    vote = (Button("Right", Action(Kind.RIGHT, number)), Button("Wrong", Action(Kind.WRONG, number)))
    talk = Button("Continue in a thread", Action(Kind.THREAD, number))
    more = Button("Ask more", Action(Kind.MORE, number))
    rest = (*vote, talk if thread else more)
    return (show + rest,) if len(show) + len(rest) <= 4 else (show, rest)


def passage_message(citation: Citation, around: tuple[str, int] | None) -> Message:
    """The quote in its neighbourhood, `(text, where it starts in the document)`, with the answer marked.

    `around` is None where the document no longer holds it: then the quote as it was, and a line that says so.
    """
    head = f"**{source(citation)}**"
    text, start = around if around is not None else (citation.quote, citation.start)
    begin, end = citation.answer or (0, len(citation.quote))
    begin, end = citation.start - start + begin, citation.start - start + end
    before = _whole_words_before(text[:begin], cut=start > 0 and around is not None)
    after = _whole_words_after(text[end:], cut=len(text) - end >= NEIGHBOURHOOD)
    joined, marked = _joined(before, text[begin:end], after, lines=True)
    mark = "__**" if citation.answer is not None else ""
    shown = shorten_around(joined, *(marked or (0, 0)), _PASSAGE_CHARACTERS)
    body = "\n".join(f"> {line}" for line in _marked(*shown, mark=mark).split("\n"))
    if around is not None:
        return Message((head, body), GREEN)
    return Message((head, "This passage has changed since. What it said when I answered:", body), AMBER)


NEIGHBOURHOOD = 600  #: characters of a document shown on each side of a quote


def _whole_words_before(text: str, *, cut: bool) -> str:
    """`text` from its first whole word on, where its start was cut off somewhere."""
    return ELLIPSIS + "".join(re.split(r"(\s)", text, maxsplit=1)[2:]) if cut else text


def _whole_words_after(text: str, *, cut: bool) -> str:
    return "".join(re.split(r"(\s)(?=\S*$)", text, maxsplit=1)[:1]) + ELLIPSIS if cut else text


def documents_message(
    names: Sequence[tuple[str, str, int]], *, page: int, passages: int, generation: int, age: str
) -> Message:
    """What Munshi knows, ten a page: `(title, name, passages)` of every document."""
    pages = max(1, -(-len(names) // DOCUMENTS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * DOCUMENTS_A_PAGE
    lines = [_document_lines(*entry) for entry in names[first : first + DOCUMENTS_A_PAGE]]
    head = f"### {_counted(len(names), 'document')}, {_counted(passages, 'passage')}"
    foot = f"-# Index {generation}, built {age}" + (f" · page {page + 1} of {pages}" if pages > 1 else "")
    rows = () if pages == 1 else (_page_row(page, pages),)
    return Message((head, *(["\n".join(lines)] if lines else []), foot), GREY, rows)


DOCUMENTS_A_PAGE = 10


def _document_lines(title: str, name: str, passages: int) -> str:
    shown_name = escape(shorten(clean(name), 80), line_start=False) or ELLIPSIS
    shown_title = escape(shorten(clean(title), 80), line_start=False) or shown_name
    return f"**{shown_title}** · {_counted(passages, 'passage')}\n-# {shown_name}"


def _page_row(page: int, pages: int) -> tuple[Button, ...]:
    back = Button("Previous", Action(Kind.DOCUMENTS, number=max(page - 1, 0)), disabled=page == 0)
    on = Button("Next", Action(Kind.DOCUMENTS, number=page + 1), disabled=page == pages - 1)
    return back, on


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration_in_words(seconds: float) -> str:
    """How long, as one says it."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return _counted(int(seconds // size), unit)
    return "less than a minute"


def age_in_words(seconds: float) -> str:
    """How long ago, as one says it."""
    return f"{duration_in_words(seconds)} ago" if seconds >= 60 else "just now"


def _fitting(blocks: Sequence[str], characters: int) -> list[str]:
    """As many whole blocks as fit from the first on, with the line break that joins them."""
    kept: list[str] = []
    for block in blocks:
        characters -= length(block) + 1
        if characters < -1:
            break
        kept.append(block)
    return kept
