"""ROUGE-L F1 (Lin 2004), which measures answers in free wording."""

from __future__ import annotations

import re


def rouge_l(given: str, reference: str) -> float:
    """Return ROUGE-L F1, from the longest common subsequence of the lower-case words of both texts."""
    given_words, reference_words = (re.findall(r"\w+", text.lower()) for text in (given, reference))
    lengths = [0] * (len(reference_words) + 1)  # of the common subsequence with each prefix of the reference
    for word in given_words:
        diagonal = 0
        for end, other in enumerate(reference_words, 1):
            longest = diagonal + 1 if word == other else max(lengths[end], lengths[end - 1])
            diagonal, lengths[end] = lengths[end], longest
    common = lengths[-1]
    return 2 * common / (len(given_words) + len(reference_words)) if common else 0.0
