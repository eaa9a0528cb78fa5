"""Answers → text for a terminal; nothing here prints."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import PurePosixPath

from bot.terminal.safe_text import PLAIN, Style, one_line, safe, sentence_text, wrapped
from index.answer_sentences import DIFFER, NO_ANSWER, NO_DIRECT_ANSWER
from index.conversation.asking import Asked
from index.types import Answer, Citation, Outcome, ReaderAnswer, Wording

_STALE = "The documents have changed since the index was built. Run `munshi index` to update it."
_BLOCK = "The documents answer:"
_ALSO_CLOSE = "Also close:"
_OWN_WORDS = "In the documents' own words:"
_OWN_WORDS_CHARACTERS = 300
_PASSAGES = f"{NO_DIRECT_ANSWER} The closest passages:"


def answers_text(asked: Sequence[Asked], style: Style = PLAIN, *, stale: bool = False) -> str:
    """Return the replies to questions, each below its question if the message asks several."""
    last = len(asked) - 1
    return "\n".join(
        (f"{wrapped(style.faint(f'Asked: {one_line(each.question)}'), style)}\n" if each.of_several else "")
        + answer_text(each.answer, style, stale=stale and position == last)
        for position, each in enumerate(asked)
    )


def answer_text(answer: Answer, style: Style = PLAIN, *, stale: bool = False) -> str:
    """Return the whole reply to a question; it ends with a line end."""
    lines = []
    if answer.wording:
        lines += [wrapped(_worded(answer, answer.wording, style), style)]
        lines += [wrapped(_own_words(answer.wording.reader, style), style)] if answer.wording.reader else []
        lines += [""]
    elif answer.contradicted:
        lines += [DIFFER, ""]
    elif answer.outcome is Outcome.ANSWERED:
        sure = style.faint(f"({answer.confidence:.0%} sure)")
        head = _BLOCK if answer.kind == "block" else style.bold(one_line(answer.headline))
        lines += [f"{head}  {sure}", ""]
    elif answer.outcome is Outcome.PASSAGES:
        lines += [_PASSAGES, ""]
    else:
        lines += [NO_ANSWER]
    lines += _citations(answer, style)
    if stale:
        lines += [sentence_text(_STALE, style)]
    lines += [sentence_text(notice, style) for notice in (*_how_read(answer), *answer.notices)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _how_read(answer: Answer) -> list[str]:
    """Return sentences that say how the question was read, if not as it was written."""
    sentences = [f"Read as “{one_line(answer.read_as)}”."] if answer.read_as else []
    part = one_line(answer.answered_part)
    sentences += [f"Only this part of the question is answered: “{part}”."] if part else []
    sentences += [f"“{each.asked}” was read as “{each.read}”." for each in answer.misspellings]
    return [*sentences, *(f"No answer to “{one_line(question)}”." for question in answer.unanswered)]


def _worded(answer: Answer, wording: Wording, style: Style) -> str:
    """Return the sentences of a wording with their citation numbers, then the model and the confidence."""
    sentences = " ".join(f"{one_line(each.text)} [{each.citation + 1}]" for each in wording.sentences)
    sure = f"{answer.confidence:.0%} sure" if wording.agreed else "each sentence quoted"
    return f"{sentences}  {style.faint(f'(worded by {one_line(wording.model)}; {sure})')}"


def _own_words(reader: ReaderAnswer, style: Style) -> str:
    """Return the answer of the reader with the number of its citation, and how sure it is."""
    text = textwrap.shorten(one_line(reader.text), _OWN_WORDS_CHARACTERS, placeholder=" …")
    sure = style.faint(f"({reader.confidence:.0%} sure)")
    return f"{_OWN_WORDS} {text} [{reader.citation + 1}]  {sure}"


def _citations(answer: Answer, style: Style) -> list[str]:
    """Return the citations, with an empty line after each.

    If the answer is a block, only the first citation is the answer; a line says that the others are only
    close.
    """
    is_block = answer.outcome is Outcome.ANSWERED and answer.kind == "block"
    lines = []
    for number, citation in enumerate(answer.citations, 1):
        if number == 2 and is_block and not (answer.wording or answer.contradicted):
            lines += [_ALSO_CLOSE, ""]
        lines += [_citation(number, citation, style), ""]
    return lines


def _citation(number: int, citation: Citation, style: Style) -> str:
    head = f"  {number}. "
    shown = _quoted(citation, head, style)
    names = ("", citation.document, PurePosixPath(citation.document).name)
    title = "" if citation.title in names else f"{one_line(citation.title)} · "
    source = style.faint(f"{title}{one_line(citation.location)}")
    return f"{shown}\n{' ' * len(head)}{source}"


def _quoted(citation: Citation, head: str, style: Style) -> str:
    """Return the quote as people read it, with the answer marked.

    Prose is on one line; lists, rows and code are on several.
    """
    text, answer_range = citation.shown, citation.shown_answer
    several_lines = "\n" in text.strip()
    if not text:
        text, answer_range = citation.quote, citation.answer
    start, end = answer_range or (0, 0)
    before, answer, after = text[:start], text[start:end], text[end:]
    marks = bool(answer) and (before or after)
    if several_lines:
        marked = style.marked(safe(answer)) if marks else safe(answer)
        lines = f"{safe(before)}{marked}{safe(after)}".strip("\n").splitlines()
        space = " " * len(head)
        return textwrap.indent("\n".join(map(str.rstrip, lines)), space).replace(space, head, 1)
    if marks:
        marked = style.marked(one_line(answer))
        text = f"{one_line(before, edges=True)}{marked}{one_line(after, edges=True)}"
    else:
        text = one_line(text)
    return wrapped(f"“{text}”", style, head)
