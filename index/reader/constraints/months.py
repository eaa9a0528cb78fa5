"""Whether an answer is about the month that a question names: the meeting in May, a workshop of June.

The network confuses months. So a text with other months, but without that of the question, is not the answer.
It is only shown.
"""

from __future__ import annotations

from index.reader.evidence.ranges import section_text, sentence_at
from index.types import Evidence
from index.values.covered import months_covered


def has_months_of(question: str, evidence: Evidence, start: int, *, is_words: bool) -> bool:
    """Whether nothing says that the answer at character `start` is about other months than the question's.

    If words answer, the months of their sentence count: "149 at the end of March", in minutes of April.
    Otherwise, and if the sentence names none, the months of the section and its headings count; in a table,
    those of the row and the headings.
    """
    asked = months_covered(question)
    if not asked:
        return True
    section = section_text(evidence, start, other_rows=False)
    named = (is_words and months_covered(sentence_at(evidence, start))) or months_covered(
        f"{evidence.passage.document} {section}"
    )
    return not named or asked <= named
