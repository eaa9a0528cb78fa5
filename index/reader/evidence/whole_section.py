"""The section of a passage, as an answer that is quoted whole."""

from __future__ import annotations

from index.reader.evidence.ranges import contains_comment, evidence_blocks
from index.reader.evidence.reading_lengths import ReadingLengths
from index.types import Evidence, Range

MAX_CHARACTERS = 600  #: the longest section that answers


def whole_section(evidence: Evidence) -> Range | None:
    """Return the section of a passage, which is its context without the first headings.

    None if there is no text, if it is too long, or if it contains a comment between two blocks.
    """
    blocks = [block for block in evidence_blocks(evidence) if block.kind != "heading"]
    if not blocks:
        return None
    start, end = blocks[0].start, blocks[-1].end
    section = evidence.in_context(start, end)
    if ReadingLengths(evidence).between(*section) > MAX_CHARACTERS or contains_comment(evidence, *section):
        return None
    return start, end
