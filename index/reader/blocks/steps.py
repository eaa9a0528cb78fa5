"""All steps of a numbered list, if a question asks how to do something and one of the steps is marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.reader.evidence.ranges import evidence_blocks
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asks_how_to
from index.types import Block, Evidence, Range, Reading

_NUMBER_FIRST = re.compile(r"\s*\(?\d{1,2}[.):]")


def with_all_steps(asked: AskedQuestion, blocks: Reading) -> Reading:
    """Return a reading in which all steps of the answer are marked, if it marks one or several of them.

    It is unchanged unless the question asks how to do something, and names what the heading above the list or
    the sentence before it says, and nothing else that the marked step says.
    """
    answer = blocks.answer
    if answer is None or answer.highlight is None or not asks_how_to(asked.text):
        return blocks
    steps = _steps_around(answer.evidence, answer.highlight)
    above = (*answer.evidence.passage.trail[-1:], *(step.lead for step in steps[:1]))
    marked = answer.evidence.text_between(*answer.highlight)
    if len(steps) < 2 or not _names_above(asked, " ".join(above), marked):
        return blocks
    whole = max(answer.start, steps[0].start), min(answer.end, steps[-1].end)
    return replace(blocks, spans=(replace(answer, highlight=whole), *blocks.spans[1:]))


def _names_above(asked: AskedQuestion, above: str, marked: str) -> bool:
    """Whether a question has terms of the text `above` the steps, and no others of the `marked` text."""
    named = asked.content & asked.terms_of(above)
    return bool(named) and asked.content & asked.terms_of(marked) <= named


def _steps_around(evidence: Evidence, marked: Range) -> Sequence[Block]:
    """Return the numbered items that follow one another and contain the marked text; none if no item does."""
    run: list[Block] = []
    for block in evidence_blocks(evidence):
        is_step = block.kind == "item" and _NUMBER_FIRST.match(
            evidence.context, *evidence.in_context(block.start, block.end)
        )
        if is_step:
            run.append(block)
            continue
        if any(step.contains(marked[0]) for step in run):
            break
        run = []
    return run if any(step.contains(marked[0]) for step in run) else []
