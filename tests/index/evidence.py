"""Make evidence of texts, and spans of their words."""

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
    """Return a text as evidence without further context; it starts at character `start` of its document."""
    passage = Passage(document, title, start, start + len(text), text, 1, trail=trail, blocks=blocks)
    return Evidence(Hit(passage, score, score, 1.0), text, start, blocks)


def evidence_of_blocks(*blocks: tuple[BlockKind, str], trail: tuple[str, ...] = ()) -> Evidence:
    """Return evidence of blocks, given as (kind, text), with a blank line between them."""
    text, made = "", []
    for kind, words in blocks:
        text += "\n\n" if text else ""
        made.append(Block(kind, len(text), len(text) + len(words)))
        text += words
    return evidence_of(text, "a.md", title="A", trail=trail, blocks=tuple(made))


def span_of(words: str, confidence: float, evidence: Evidence, *, last: bool = False) -> Span:
    """Return the span of the first occurrence of some words or, with `last`, of the last one."""
    start = (evidence.context.rindex if last else evidence.context.index)(words) + evidence.start
    return Span(evidence, start, start + len(words), confidence)
