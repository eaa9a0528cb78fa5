"""Helpers: texts as evidence, and words of them as spans."""

from __future__ import annotations

from index.types import Block, BlockKind, Evidence, Hit, Passage, Span


def evidence_of(
    text: str,
    document: str = "notes.txt",
    *,
    title: str = "Notes",
    start: int = 0,
    trail: tuple[str, ...] = (),
    blocks: tuple[Block, ...] = (),
    score: float = 0.5,
) -> Evidence:
    """A text as a passage without more context, which starts at character `start` of its document."""
    passage = Passage(document, title, start, start + len(text), text, 1, trail=trail, blocks=blocks)
    return Evidence(Hit(passage, score, score, 1.0), text, start, blocks)


def evidence_of_blocks(*blocks: tuple[BlockKind, str], trail: tuple[str, ...] = ()) -> Evidence:
    """Evidence of blocks given as (kind, text), a blank line between them."""
    text, made = "", []
    for kind, words in blocks:
        text += "\n\n" if text else ""
        made.append(Block(kind, len(text), len(text) + len(words)))
        text += words
    return evidence_of(text, "a.md", title="A", trail=trail, blocks=tuple(made))


def span_of(words: str, confidence: float, evidence: Evidence, *, last: bool = False) -> Span:
    """The first or last occurrence of some words, as a span."""
    start = (evidence.context.rindex if last else evidence.context.index)(words) + evidence.start
    return Span(evidence, start, start + len(words), confidence)
