"""An Answer → a Message: the answer, the quotes that prove it, its confidence in words, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.limits import LAYOUT_CHARACTERS, ROW_BUTTONS, length
from bot.discord.markdown import ELLIPSIS, clean, escape, inline, shorten, shorten_around
from bot.discord.messages.message import AMBER, GREEN, GREY, Button, Message, Style, fitting
from bot.discord.messages.quote import NO_LINKS, clean_around, highlight, source
from bot.discord.questions.actions import Action, Kind
from bot.discord.sentences import confidence, say
from bot.links import Links
from index.documents.skipped import OWN_ERROR
from index.types import Answer, Citation, Outcome, Wording

_COLOURS = {Outcome.ANSWERED: GREEN, Outcome.PASSAGES: AMBER, Outcome.NOTHING: GREY}

_QUOTE_CHARACTERS = 900
_ANSWER_CHARACTERS = 600
_QUESTION_CHARACTERS = 200
_WORDING_CHARACTERS = 1500
_OWN_CHARACTERS = 300
_MODEL_CHARACTERS = 60
_NOTICE_CHARACTERS = 300
_NOTICES = 3
_HEADING_CHARACTERS = 90  # a longer answer is bold text, since headings are large on a phone
_SPARE = 100  # characters of the layout reserved for the labels of the buttons that show no passage
_LABEL_SPARE = 20  # characters reserved for each button that shows a passage
_MOST_QUOTES = 14  # with their buttons and all others, the message is within Discord's limit of components
_PHONE_BUTTONS = 4  # that fit next to each other on a phone


def answer_message(
    answer: Answer,
    *,
    answer_id: int | None,
    question: str | None = None,
    buttons: Sequence[Kind] = (Kind.RIGHT, Kind.WRONG, Kind.MORE),
    unasked: bool = False,
    citations: int = 3,
    links: Links = NO_LINKS,
) -> Message:
    """Return the message of an answer with at most `citations` citations.

    Sources are links if `links` has an address for them. An answer of a language model has the citations of
    all its sentences, and omits sentences whose citation does not fit. `buttons` come after those that show
    passages; all refer to the answer by `answer_id`, and there are none if that is None. `question` is shown
    if it is given: pass it if people do not see it next to the answer. With `unasked` (Munshi was not asked),
    a block that answers is shown without other passages.
    """
    block = answer.outcome is Outcome.ANSWERED and answer.kind == "block" and not answer.contradicted
    worded = answer.wording is not None
    shown = answer.citations[: 1 if block and unasked else max(citations, 1 + answer.contradicted)]
    shown = (answer.citations if worded else shown)[:_MOST_QUOTES]
    head = _head(answer, len(shown))
    foot = _foot(answer, question, unasked)
    quotes = [
        quoted(citation, number, len(shown), links, repeat=block or worded or answer.contradicted)
        for number, citation in enumerate(shown, start=1)
    ]
    if block and len(quotes) > 1:  # only the first is the answer
        quotes[1] = f"{say('also_close')}\n{quotes[1]}"
    labels = _SPARE + _LABEL_SPARE * len(shown)
    quotes = fitting(quotes, LAYOUT_CHARACTERS - labels - length(head) - length(foot))
    head = _head(answer, len(quotes))
    blocks = (head, *quotes, *([foot] if foot else []))
    rows = () if answer_id is None else _buttons(answer_id, len(quotes), buttons)
    return Message(blocks, AMBER if answer.contradicted else _COLOURS[answer.outcome], rows)


def _head(answer: Answer, quotes: int) -> str:
    """Return the text above the quotes, of which there are `quotes`."""
    if answer.outcome is Outcome.NOTHING:
        return say("no_answer")
    if answer.outcome is Outcome.PASSAGES:
        return say("passages_only")
    if answer.contradicted:
        return say("contradicted")
    if answer.wording:
        return _worded(answer.wording, quotes)
    if answer.kind == "block":
        return say("block")
    text = shorten(clean(answer.headline), _ANSWER_CHARACTERS) or ELLIPSIS
    if length(text) <= _HEADING_CHARACTERS:
        return f"## {escape(text)}"
    return f"**{escape(text, line_start=False)}**"


def _worded(wording: Wording, quotes: int) -> str:
    """Return the sentences of a wording that the first `quotes` quotes prove, and the reader's answer."""
    sentences = _sentences(wording, quotes)
    if wording.reader is None:
        return sentences
    words = " ".join(clean(wording.reader.text).split())
    text = escape(shorten(words, _OWN_CHARACTERS) or ELLIPSIS, line_start=False)
    number = f" \\[{wording.reader.citation + 1}\\]" if wording.reader.citation < quotes else ""
    own = say("own_words", answer=f"{text}{number}", sure=confidence(wording.reader.confidence))
    return f"{sentences}\n{own}"


def _sentences(wording: Wording, quotes: int) -> str:
    """Return the sentences that fit and that the first `quotes` quotes prove, with the quotes' numbers."""
    sentences: list[str] = []
    for sentence in wording.sentences:
        text = f"{escape(clean(sentence.text), line_start=not sentences)} \\[{sentence.citation + 1}\\]"
        if sentence.citation < quotes and length(" ".join((*sentences, text))) <= _WORDING_CHARACTERS:
            sentences.append(text)
    return " ".join(sentences) or ELLIPSIS


def _foot(answer: Answer, question: str | None, unasked: bool) -> str:
    """Return the small text below the quotes: model, confidence, question, and notices."""
    parts = []
    if answer.wording:
        parts.append(say("worded_by", model=inline(answer.wording.model, _MODEL_CHARACTERS)))
    if answer.wording and not answer.wording.agreed:
        parts.append(say("each_sentence_quoted"))
    elif answer.outcome is Outcome.ANSWERED and not answer.contradicted:
        parts.append(confidence(answer.confidence))
    if question is not None and (visible := inline(question, _QUESTION_CHARACTERS)):
        parts.append(say("question_line", question=visible))
    if unasked:
        parts.append(say("unasked"))
    lines = [" · ".join(parts)] if parts else []
    lines += [_notice(notice) for notice in answer.notices[:_NOTICES]]
    return "\n".join(f"-# {line}" for line in lines if line)


def _notice(notice: str) -> str:
    """Return a notice of the engine without the line of code that it names, which is in the log."""
    before, error, _ = notice.partition(OWN_ERROR)
    return escape(shorten(clean(f"{before}{error}." if error else notice), _NOTICE_CHARACTERS))


def quoted(citation: Citation, number: int, of: int, links: Links, *, repeat: bool = False) -> str:
    """Return citation `number` of `of`: the quote with the answer in bold, and its source.

    A quote that is the whole answer is omitted, since the answer is above it, unless `repeat`.
    """
    position = f"-# {f'{number}. ' if of > 1 else ''}{source(citation, links)}"
    shown = citation.shown or citation.quote
    start, end = (citation.shown_answer if citation.shown else citation.answer) or (0, 0)
    lines = "\n" in citation.shown.strip()
    quote, bold = clean_around(shown[:start], shown[start:end], shown[end:], lines=lines)
    is_whole = bold == (0, len(quote))
    if is_whole and not repeat:
        return position
    if bold is None or is_whole:
        body = escape(shorten(quote, _QUOTE_CHARACTERS))
    else:
        body = highlight(*shorten_around(quote, *bold, _QUOTE_CHARACTERS), mark="**")
    quoted = "\n".join(f"> {line}" for line in (body or ELLIPSIS).split("\n"))
    return f"{quoted}\n{position}"


def _buttons(answer_id: int, quotes: int, kinds: Sequence[Kind]) -> tuple[tuple[Button, ...], ...]:
    labels = [say("labels.show_passage")]
    if quotes != 1:
        labels = [say("labels.show_passage_number", number=number) for number in range(1, quotes + 1)]
    show = tuple(
        Button(
            label, Action(Kind.PASSAGE, answer_id, index), Style.PRIMARY if index == 0 else Style.SECONDARY
        )
        for index, label in enumerate(labels)
    )
    others = tuple(Button(_label(kind), Action(kind, answer_id)) for kind in kinds)
    if len(show) + len(others) <= _PHONE_BUTTONS:
        return (show + others,)
    rows = [show[first : first + ROW_BUTTONS] for first in range(0, len(show), ROW_BUTTONS)]
    return tuple(row for row in (*rows, others) if row)


def _label(kind: Kind) -> str:
    """Return the label of a button that does not show a passage."""
    return {
        Kind.RIGHT: say("labels.right"),
        Kind.WRONG: say("labels.wrong"),
        Kind.SOLVED: say("labels.solved"),
        Kind.UNWANTED: say("labels.unwanted"),
        Kind.THREAD: say("labels.continue_in_thread"),
        Kind.MORE: say("labels.ask_more"),
        Kind.HUMAN: say("labels.human"),
        Kind.PRIVATE_HUMAN: say("labels.private_human"),
    }[kind]
