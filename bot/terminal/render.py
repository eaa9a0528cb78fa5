"""Answers and build reports → text for a terminal; nothing here prints.

Documents are not trusted: control characters, and characters that change the writing direction, are never
sent to the terminal. Replacement characters or white space are shown instead.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.durations import in_largest_unit
from bot.terminal.advice import advice_on_skipped
from bot.unseen_characters import UNSEEN
from index.answer_sentences import DIFFER, NO_ANSWER, NO_DIRECT_ANSWER
from index.conversation.asking import Asked
from index.store.report import BuildReport
from index.types import Answer, Citation, Outcome, ReaderAnswer, Wording

_SHOWN_NAMES = 20  # names listed of each kind of change
_NAMED_EACH = 3  # files named for each reason, if too many files are skipped to name all
_STALE = "The documents have changed since the index was built. Run `munshi index` to update it."
_BLOCK = "The documents answer:"
_ALSO_CLOSE = "Also close:"
_OWN_WORDS = "In the documents' own words:"
_OWN_WORDS_CHARACTERS = 300
_PASSAGES = f"{NO_DIRECT_ANSWER} The closest passages:"
# The characters that must not reach a terminal → what is shown instead of them.
_UNSAFE = dict.fromkeys(UNSEEN, "\N{REPLACEMENT CHARACTER}") | {
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\r"): " ",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x0C: "\n",
    0x0B: "\n",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How text may look: with colour on a terminal, plain and unwrapped elsewhere."""

    colour: bool = False
    width: int = 0  #: columns; 0: never wrapped

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour and text else text

    def faint(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour and text else text

    def marked(self, text: str) -> str:
        """Mark the answer inside its quote."""
        return f"\x1b[1;4m{text}\x1b[0m" if self.colour else f"[{text}]"


def safe(text: str) -> str:
    """Return `text` without the characters that a terminal acts on; line ends stay."""
    return text.translate(_UNSAFE)


def sentence_text(text: str, style: Style = Style()) -> str:
    """Return sentences as safe text, wrapped to the width of `style`."""
    return "\n".join(_wrap(line, "", style) for line in safe(text).splitlines())


def answers_text(asked: Sequence[Asked], style: Style = Style(), *, stale: bool = False) -> str:
    """Return the replies to questions, each below its question if the message asks several."""
    last = len(asked) - 1
    return "\n".join(
        (
            f"{_wrap(style.faint(f'Asked: {_one_line(each.question)}'), '', style)}\n"
            if each.of_several
            else ""
        )
        + answer_text(each.answer, style, stale=stale and position == last)
        for position, each in enumerate(asked)
    )


def answer_text(answer: Answer, style: Style = Style(), *, stale: bool = False) -> str:
    """Return the whole reply to a question; it ends with a line end."""
    lines = []
    if answer.wording:
        lines += [_wrap(_worded(answer, answer.wording, style), "", style)]
        lines += [_wrap(_own_words(answer.wording.reader, style), "", style)] if answer.wording.reader else []
        lines += [""]
    elif answer.contradicted:
        lines += [DIFFER, ""]
    elif answer.outcome is Outcome.ANSWERED:
        sure = style.faint(f"({answer.confidence:.0%} sure)")
        head = _BLOCK if answer.kind == "block" else style.bold(_one_line(answer.shown))
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
    part = _one_line(answer.answered_part)
    sentences = [f"Only this part of the question is answered: “{part}”."] if part else []
    sentences += [f"“{each.asked}” was read as “{each.read}”." for each in answer.misspellings]
    return [*sentences, *(f"No answer to “{_one_line(question)}”." for question in answer.unanswered)]


def _worded(answer: Answer, wording: Wording, style: Style) -> str:
    """Return the sentences of a wording with their citation numbers, then the model and the confidence."""
    sentences = " ".join(f"{_one_line(each.text)} [{each.citation + 1}]" for each in wording.sentences)
    sure = f"{answer.confidence:.0%} sure" if wording.agreed else "each sentence quoted"
    return f"{sentences}  {style.faint(f'(worded by {_one_line(wording.model)}; {sure})')}"


def _own_words(reader: ReaderAnswer, style: Style) -> str:
    """Return the answer of the reader with the number of its citation, and how sure it is."""
    text = textwrap.shorten(_one_line(reader.text), _OWN_WORDS_CHARACTERS, placeholder=" …")
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
    title = "" if citation.title in names else f"{_one_line(citation.title)} · "
    source = style.faint(f"{title}{_one_line(citation.location)}")
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
        marked = style.marked(_one_line(answer))
        text = f"{_one_line(before, edges=True)}{marked}{_one_line(after, edges=True)}"
    else:
        text = _one_line(text)
    return _wrap(f"“{text}”", head, style)


def _wrap(text: str, head: str, style: Style) -> str:
    if not style.width:
        return head + text
    return textwrap.fill(
        text,
        max(style.width, 20),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _one_line(text: str, *, edges: bool = False) -> str:
    """Return safe text on one line, with each run of white space as one space.

    White space at the two ends is removed; with `edges` it becomes one space too.
    """
    shown = " ".join(safe(text).split())
    if edges and shown:
        shown = (" " if text[0].isspace() else "") + shown + (" " if text[-1].isspace() else "")
    return shown or (" " if edges and text else "")


def report_text(
    report: BuildReport, style: Style = Style(), *, brief: bool = False, every_skipped: bool = False
) -> str:
    """Return what a build did, or what it would do if the report is of a dry run; it ends with a line end.

    With `brief`, skipped files are only counted; with `every_skipped`, each of them is named.
    """
    lines = []
    for verb, names in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
        ("renamed", tuple(f"{old} → {new}" for old, new in report.renamed)),
    ):
        lines += _listed(verb, names, style)
    if brief and report.skipped:
        lines.append(f"skipped: {counted(len(report.skipped), 'file')} (`munshi index` names them)")
    elif not brief:
        lines += _skipped(report.skipped, style, len(report.skipped) if every_skipped else _SHOWN_NAMES)
    if report.moved_from:
        lines.append(f"moved: the index was built from {_one_line(report.moved_from)}")
    lines += [f"warning: {safe(warning)}" for warning in report.warnings]
    if report.other_kinds and not brief:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in report.other_kinds)
        lines.append(f"not included: {safe(kinds)} (see `include` under [files] in config.toml)")
    return "\n".join([*lines, _summary(report)]) + "\n"


def skipped_text(skipped: Sequence[tuple[str, str]], style: Style) -> str:
    """Return one line for each file that a build skipped, with its name and the reason, and then advice."""
    return "".join(f"{line}\n" for line in _skipped(skipped, style, most=len(skipped)))


def _skipped(skipped: Sequence[tuple[str, str]], style: Style, most: int = _SHOWN_NAMES) -> list[str]:
    names = tuple(f"{name}: {reason}" for name, reason in skipped)
    if len(names) > most:
        names = tuple(_by_reason(skipped))
    lines = _listed("skipped", names, style, most, more=" (`munshi status` names all)")
    return lines + advice_on_skipped(reason for _, reason in skipped)


def _by_reason(skipped: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each skipped file, but one line for many with the same reason: rare ones must show."""
    files: dict[str, list[str]] = {}
    for name, reason in skipped:
        files.setdefault(reason, []).append(name)
    for reason, named in files.items():
        if len(named) <= _NAMED_EACH:
            yield from (f"{name}: {reason}" for name in named)
        else:
            yield f"{len(named)} files such as {named[0]}: {reason} (`munshi status` names each)"


def _summary(report: BuildReport) -> str:
    changes = len(report.added) + len(report.changed) + len(report.removed) + len(report.renamed)
    documents = report.unchanged + len(report.added) + len(report.changed) + len(report.renamed)
    if report.dry_run:
        unchanged = "The index would be renewed." if report.moved_from else "Nothing would change."
        return f"{counted(changes, 'change')} would be indexed." if changes else unchanged
    if not report.written:
        return f"Nothing has changed: generation {report.generation}, {counted(documents, 'document')}."
    return (
        f"Generation {report.generation}: {counted(documents, 'document')}, "
        f"{counted(report.passages, 'passage')}, {report.embedded} newly embedded, "
        f"in {report.seconds:.1f} s."
    )


def _listed(
    verb: str, names: tuple[str, ...], style: Style, most: int = _SHOWN_NAMES, *, more: str = ""
) -> list[str]:
    lines = [f"{style.bold(verb)}: {_one_line(name)}" for name in names[:most]]
    if len(names) > most:
        lines.append(f"{style.bold(verb)}: and {len(names) - most} more{more}")
    return lines


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or the plural: `1 file`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def table_text(rows: Mapping[str, str]) -> str:
    """Return names and values in two columns, one row a line."""
    width = max(map(len, rows))
    return "".join(f"{name.ljust(width)}  {_one_line(value)}\n" for name, value in rows.items())


def age_text(seconds: float) -> str:
    """Return a duration in whole numbers of its largest unit: `3 minutes`."""
    return counted(*in_largest_unit(seconds))


def size_text(size: float) -> str:
    """Return a size in the largest unit in which it is at least 1: `1.2 MB`."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.1f} {unit}" if unit != "bytes" else f"{size:.0f} bytes"
        size /= 1000
    return f"{size:.1f} GB"
