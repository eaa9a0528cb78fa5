"""Whether the answer is words, a whole block that answers too, or that block with the words marked in it."""

from __future__ import annotations

from index.reader.question.asked_question import AskedQuestion
from index.types import Span

# The confidence that words need if a block answers too. It is a little higher than that of words alone, since
# the block around them is hardly ever wrong.
_IN_BLOCK_THRESHOLD = 0.55
_EXPLANATION_THRESHOLD = 0.7  # for words in the block, if the question asks why, how to or for yes or no
_ELSEWHERE_THRESHOLD = 0.8  # for words outside of the block
# The confidence from which words are marked in a block: of 59 with at most 0.6, 47 were right.
_MARKING_THRESHOLD = 0.4


def is_block_better(asked: AskedQuestion, words: Span, block: Span) -> bool:
    """Whether `block` is a better answer than `words`, if both are sure enough to answer alone.

    It is unless the words have a higher confidence than words alone need. They need the most outside of the
    block, and more than usual if the question asks why, how to or for yes or no.
    """
    in_block = _EXPLANATION_THRESHOLD if asked.wants_explanation else _IN_BLOCK_THRESHOLD
    return words.confidence < (in_block if block.overlaps(words) else _ELSEWHERE_THRESHOLD)


def should_mark(asked: AskedQuestion, words: Span, block: Span) -> bool:
    """Whether `words` are marked in `block`, which is the answer.

    They are if their confidence is high enough and they lie in the most relevant part of the block, unless
    the question asks why, how to or for yes or no.
    """
    first, last = block.highlight or (block.start, block.end)
    in_part = block.overlaps(words) and first <= words.start and words.end <= last
    return in_part and words.confidence >= _MARKING_THRESHOLD and not asked.wants_explanation
