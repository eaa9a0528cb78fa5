"""A language model's claims → an answer of the sentences that their quotes support, with citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.citing.citations import cite_span
from index.engine import Engine
from index.passages.reading_text import passage_trail
from index.reader.evidence.evidence_text import EvidenceText, evidence_text
from index.reader.evidence.ranges import isolate
from index.search.terms import terms
from index.types import (
    Answer,
    Citation,
    Evidence,
    Outcome,
    Range,
    ReaderAnswer,
    Span,
    WordedSentence,
    Wording,
)
from index.wording.claims import is_supported
from index.wording.prompt import MAX_SENTENCES, PromptPassage
from index.wording.quotes import find_quote, fold
from index.wording.reply import Claim

_STOP = re.compile(r"(?<!\b\w)(?<!\b\w\w)[.!?][\"')\]”’»]*(?=\s+[^\W\d_a-z])|\n")  # ends a sentence or line
_SENTENCE_CHARACTERS = 400  # of a sentence that is shown, at most
_MIN_AGREED = 2 / 3  # share of the terms of the reader's answer that a sentence with the same meaning has
_QUOTE_CHARACTERS = 400  # of a quote, at most; a longer one supports no sentence in particular


class ClaimChecker:
    """Checks the claims of a language model against the passages that the model gets."""

    def __init__(self, engine: Engine, question: str, evidence: Sequence[Evidence]) -> None:
        self._engine = engine
        self._question = question
        self._evidence = evidence
        self._texts = [_passage_text(each) for each in evidence]
        self.passages = [
            PromptPassage(passage_trail(each.passage), text.text[text.head :])
            for each, text in zip(evidence, self._texts, strict=True)
        ]  #: as the model gets them

    def worded(self, answer: Answer, claims: Sequence[Claim], model: str) -> Answer | None:
        """Return `answer` with the model's supported sentences instead of the reader's own words.

        None if no sentence is supported, or if neither the sentences nor their quotes have a word of the
        question. If the sentences state the reader's own answer, they have its confidence. Otherwise their
        confidence is 0, and the reader's own answer is kept in the wording; if the citation of that answer
        overlaps another citation in part, `answer` is returned unchanged.
        """
        sentences: list[WordedSentence] = []
        citations: list[Citation] = []
        for claim in claims:
            citation = self._supporting_quote(claim)
            if citation is None or len(sentences) == MAX_SENTENCES or _says(claim.sentence, sentences):
                continue
            number = _number_of(citation, citations)
            if number is not None:
                sentences.append(WordedSentence(claim.sentence, number))
        if not self._is_about(answer, sentences, citations):
            return None
        agreed = self._agrees(answer, sentences, citations)
        reader = None
        if answer.outcome is Outcome.ANSWERED and not agreed:
            number = _number_of(answer.citations[0], citations)
            if number is None:
                return answer
            reader = ReaderAnswer(answer.text, answer.confidence, number)
        return replace(
            answer,
            outcome=Outcome.ANSWERED,
            text=" ".join(sentence.text for sentence in sentences),
            kind="wording",
            confidence=answer.confidence if agreed else 0.0,
            citations=tuple(citations),
            wording=Wording(model, tuple(sentences), agreed, reader),
        )

    def _supporting_quote(self, claim: Claim) -> Citation | None:
        """The citation of a claim's quote; None if the quote is not found, or does not support the claim."""
        if not 1 <= claim.passage <= len(self._evidence) or not claim.sentence:
            return None
        if len(claim.sentence) > _SENTENCE_CHARACTERS or len(claim.quote) > _QUOTE_CHARACTERS:
            return None
        evidence = self._evidence[claim.passage - 1]
        found = _find(self._texts[claim.passage - 1], claim.quote)
        if found is None:
            return None
        start, end = (offset + evidence.passage.start for offset in found)
        citation = self._engine.located(cite_span(Span(evidence, start, end, 0.0)))
        context = "\n".join((citation.title, *citation.trail, citation.shown))
        passages = "\n".join(passage.text for passage in self.passages)
        quoted = _quoted_sentences(citation)
        supported = is_supported(claim.sentence, quoted, context, self._question, passages)
        return citation if supported else None

    def _is_about(
        self, answer: Answer, sentences: Sequence[WordedSentence], citations: Sequence[Citation]
    ) -> bool:
        """Whether the sentences, or their quotes with headings, have a term of the question or a correction.

        True for a question without terms, if there is a sentence.
        """
        read = (misspelling.read for misspelling in answer.misspellings)
        asked = set(terms(" ".join((self._question, *read))))
        said = [sentence.text for sentence in sentences]
        for citation in citations:
            said += [citation.title, *citation.trail, citation.shown]
        return bool(sentences) and (not asked or not asked.isdisjoint(terms("\n".join(said))))

    def _agrees(
        self, answer: Answer, sentences: Sequence[WordedSentence], citations: Sequence[Citation]
    ) -> bool:
        """Whether the sentences state the reader's answer.

        For a block, one of their quotes must overlap it. For words, one sentence must have two thirds of the
        answer's terms and all of its numbers in digits.
        """
        if answer.outcome is not Outcome.ANSWERED:
            return False
        if answer.kind == "block":
            own = answer.citations[0]
            return any(map(own.overlaps, citations))
        words = set(terms(answer.text))
        if not words:
            return any(fold(answer.text).casefold() in fold(each.text).casefold() for each in sentences)
        shared = [words & set(terms(each.text)) for each in sentences]
        numbers = set(terms(" ".join(word for word in answer.text.split() if any(map(str.isdigit, word)))))
        return any(len(each) >= _MIN_AGREED * len(words) and numbers <= each for each in shared)


def _quoted_sentences(citation: Citation) -> str:
    """The sentences or lines of the shown quote that contain the marked words."""
    shown, (start, end) = citation.shown, citation.shown_answer or (0, len(citation.shown))
    first = max((stop.end() for stop in _STOP.finditer(shown, 0, start)), default=0)
    last = next((stop.end() for stop in _STOP.finditer(shown, max(start, end - 1))), len(shown))
    return shown[first:last]


def _passage_text(evidence: Evidence) -> EvidenceText:
    """The text of a passage as it is read, without its context; ranges count from the passage's start."""
    return evidence_text(isolate(evidence, *evidence.passage_in_context))


def _find(text: EvidenceText, quote: str) -> Range | None:
    """The range of a passage that a quote copies from its text as it is read; None if there is none.

    A quote of a heading alone supports nothing, since a heading can be no answer.
    """
    found = find_quote(text.text[text.head :], quote)
    if found is None:
        return None
    rows = slice(found[0] + text.head, found[1] + text.head)
    ranges = text.ranges[rows][text.units[rows] >= 0]
    ranges = ranges[ranges[:, 0] >= 0]
    return (int(ranges[:, 0].min()), int(ranges[:, 1].max())) if len(ranges) else None


def _says(sentence: str, sentences: Sequence[WordedSentence]) -> bool:
    """Whether one of the sentences is the same, but for case, spaces and typographic signs."""
    return any(fold(sentence).casefold() == fold(other.text).casefold() for other in sentences)


def _number_of(citation: Citation, citations: list[Citation]) -> int | None:
    """The index of the citation that contains `citation`, which is appended if none overlaps it.

    None if it overlaps another citation and is not inside it.
    """
    for number, other in enumerate(citations):
        if not citation.overlaps(other):
            continue
        inside = other.start <= citation.start and citation.end <= other.end
        return number if inside else None
    citations.append(citation)
    return len(citations) - 1
