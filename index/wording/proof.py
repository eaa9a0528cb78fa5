"""What a language model claims → an answer of the sentences that are proven, with the quotes as citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.citations import cite_span
from index.engine import Engine
from index.passages.reading_text import trail_text
from index.passages.sentences import Range
from index.reader.evidence_text import EvidenceText, evidence_text, isolate
from index.search.terms import TermExtractor
from index.types import Answer, Citation, Evidence, Outcome, Span, WordedSentence, Wording
from index.wording.claims import holds
from index.wording.prompt import MAX_SENTENCES, GivenPassage
from index.wording.quotes import find_quote, fold
from index.wording.reply import Claim

_SENTENCE_CHARACTERS = 400  # of a sentence that is shown
_QUOTE_CHARACTERS = 400  # of a quote; a longer one proves no sentence in particular


class Proofs:
    """The passages that a model is given, and what is proven by them."""

    def __init__(self, engine: Engine, question: str, evidence: Sequence[Evidence]) -> None:
        self._engine = engine
        self._question = question
        self._evidence = evidence
        self._texts = [_passage_text(each) for each in evidence]
        self._terms = TermExtractor()
        self.given = [
            GivenPassage(_trail(each), text.text[text.head :])
            for each, text in zip(evidence, self._texts, strict=True)
        ]  #: as the model is given them

    def worded(self, answer: Answer, claims: Sequence[Claim], model: str) -> Answer | None:
        """The reader's `answer` in those of the model's sentences that are proven; None where none is.

        Its confidence is the reader's where the reader's own answer stands in one of the quotes, or else 0.
        """
        sentences: list[WordedSentence] = []
        citations: list[Citation] = []
        for claim in claims:
            citation = self._proof(claim)
            if citation is None or len(sentences) == MAX_SENTENCES or _says(claim.sentence, sentences):
                continue
            number = _number_of(citation, citations)
            if number is not None:
                sentences.append(WordedSentence(claim.sentence, number))
        if not sentences:
            return None
        agreed = _agrees(answer, citations)
        return replace(
            answer,
            outcome=Outcome.ANSWERED,
            text=" ".join(sentence.text for sentence in sentences),
            kind="wording",
            confidence=answer.confidence if agreed else 0.0,
            citations=tuple(citations),
            wording=Wording(model, tuple(sentences), agreed),
        )

    def _proof(self, claim: Claim) -> Citation | None:
        """The citation that proves a claim; None where its quote is not found, or does not say the same."""
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
        shown = "\n".join((citation.title, *citation.trail, citation.shown))
        passages = "\n".join(passage.text for passage in self.given)
        return citation if holds(claim.sentence, shown, self._question, passages, self._terms) else None


def _passage_text(evidence: Evidence) -> EvidenceText:
    """What is read of a passage alone; its ranges count from the passage's start."""
    start = evidence.passage.start - evidence.start
    return evidence_text(isolate(evidence, start, start + len(evidence.passage.text)))


def _trail(evidence: Evidence) -> str:
    passage = evidence.passage
    return trail_text(passage.document, passage.title, passage.trail)


def _find(text: EvidenceText, quote: str) -> Range | None:
    """The characters of a passage that a quote stands for: of what is read of it, below its trail.

    What can be no answer, a heading alone, is no proof either.
    """
    found = find_quote(text.text[text.head :], quote)
    if found is None:
        return None
    rows = slice(found[0] + text.head, found[1] + text.head)
    ranges = text.ranges[rows][text.units[rows] >= 0]
    ranges = ranges[ranges[:, 0] >= 0]
    return (int(ranges[:, 0].min()), int(ranges[:, 1].max())) if len(ranges) else None


def _says(sentence: str, sentences: Sequence[WordedSentence]) -> bool:
    """Whether one of the sentences says the same in the same words."""
    return any(fold(sentence).casefold() == fold(other.text).casefold() for other in sentences)


def _number_of(citation: Citation, citations: list[Citation]) -> int | None:
    """The number of the citation, which is added where none holds it; None where it overlaps one in part."""
    for number, other in enumerate(citations):
        if citation.document != other.document or citation.start >= other.end or other.start >= citation.end:
            continue
        inside = other.start <= citation.start and citation.end <= other.end
        return number if inside else None
    citations.append(citation)
    return len(citations) - 1


def _agrees(answer: Answer, citations: Sequence[Citation]) -> bool:
    """Whether the reader's own answer stands in one of the quotes."""
    if answer.outcome is not Outcome.ANSWERED:
        return False
    words = fold(answer.text).casefold()
    return any(words in fold(citation.quote).casefold() for citation in citations)
