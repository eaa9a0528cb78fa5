"""What tells of another of several things than the question names is not given as its answer."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.constraints.alternatives import has_alternatives_of, without_other_alternatives
from index.search.terms import TermExtractor
from index.types import Evidence, Outcome, Reading
from tests.index.evidence import evidence_of, span_of

TERMS = TermExtractor().terms
BUFFERS = "A buffer is of the kind `memory` or `disk`. {} By default it holds 512 MB."
PLANS = "# Plans\n\n| Plan | Price |\n|---|---|\n| Full | 45 |\n| Basic | 28 |\n| Company | 140 |\n\n{}\n"
BACKENDS = "# Backends\n\n- `loki`: by Tove\n- **s3**: by Ignatz\n- file – by Tove\n\n{}\n"


def markdown_evidence(text: str) -> Evidence:
    """A text in Markdown as evidence, all of it one passage."""
    return evidence_of(text, "notes.md", blocks=tuple(markdown.blocks(text)))


@pytest.mark.parametrize(
    ("text", "sentence", "question", "has"),
    [
        (BUFFERS, "The disk buffer is not encrypted.", "is the memory buffer encrypted", False),
        (BUFFERS, "The disk buffer is not encrypted.", "is the disk buffer encrypted", True),
        (BUFFERS, "The disk buffer is not encrypted.", "is the buffer encrypted", True),  # names none
        (BUFFERS, "Disk or memory, nothing is encrypted.", "is the memory buffer encrypted", True),
        (BUFFERS, "Nothing is encrypted.", "is the memory buffer encrypted", True),  # tells of none
        (BUFFERS, "Only a disk buffer can be replayed.", "can a memory buffer be replayed", True),
        (BUFFERS, "Only a disk buffer is kept for 24 hours.", "how long is a memory buffer kept", False),
        (BUFFERS, "No disk is encrypted.", "is the memory buffer encrypted", True),
        (PLANS, "- Full\n- discount: no", "do companies get a discount", False),  # said of no others
        (BUFFERS, "Disk is slower.", "why is a memory buffer the default", True),  # a reason
        (PLANS, "Full members can pause for 6 months.", "how long can a company pause", False),
        (PLANS, "Full members can pause for 6 months.", "how long can a full member pause", True),
        (PLANS, "Full members and companies can pause.", "how long can a company pause", True),
        (BACKENDS, "A batch for loki has 1000 lines.", "how many lines has a batch for s3", False),
        (BACKENDS, "A batch for loki has 1000 lines.", "how many lines has a batch for kafka", True),
        ("Look at /var/log/nginx for it. {}", "Nginx keeps 5 files.", "how many files has the log", True),
        ("The tower, the gate, the well. {}", "The gate is shut at 9.", "when is the tower shut", False),
        ("At the tower, gate money is due. {}", "The gate is shut at 9.", "when is the tower shut", True),
        ("From start to end, start or end. {}", "The end is free.", "what is free at the start", True),
        ("One or two of them. {}", "Two are red.", "what colour has one", True),  # numbers are no names
    ],
)
def test_another_alternative_is_no_answer(text: str, sentence: str, question: str, has: bool) -> None:
    """A sentence with others of the things that stand side by side needs the question's."""
    evidence = markdown_evidence(text.format(sentence))
    answer = span_of(sentence, 0.9, evidence, last=True)
    assert has_alternatives_of(question, answer, [evidence], TERMS) is has


def test_headings_tell_of_what_is_below_them() -> None:
    """What stands under the question's alternative is about it."""
    text = BUFFERS.format("It is faster than the disk.")
    answer = span_of("It is faster than the disk.", 0.9, evidence_of(text, trail=("Memory buffers",)))
    assert has_alternatives_of("how fast is a memory buffer", answer, [answer.evidence], TERMS)


def test_what_was_read_elsewhere_names_alternatives_too() -> None:
    """The things may stand side by side in another document than the answer."""
    answer = span_of("Loki keeps 5 copies.", 0.9, evidence_of("Loki keeps 5 copies.", "loki.txt"))
    question = "how many copies does s3 keep"
    assert has_alternatives_of(question, answer, [answer.evidence], TERMS)
    assert not has_alternatives_of(question, answer, [markdown_evidence(BACKENDS)], TERMS)


def test_an_answer_on_another_alternative_is_shown() -> None:
    """It is no answer then, has no confidence, and stays the first that is shown."""
    evidence = markdown_evidence(BUFFERS.format("The disk buffer is not encrypted."))
    span = span_of("The disk buffer is not encrypted.", 0.9, evidence)
    reading = Reading(Outcome.ANSWERED, (span,), "words", (evidence,))
    shown = without_other_alternatives("is the memory buffer encrypted", reading, TERMS)
    assert (shown.outcome, shown.spans[0].confidence) == (Outcome.PASSAGES, 0.0)
    assert (shown.spans[0].start, shown.spans[0].end) == (span.start, span.end)
    for outcome in (Outcome.PASSAGES, Outcome.NOTHING):
        unanswered = Reading(outcome, (span,), "block", (evidence,))
        assert without_other_alternatives("is the memory buffer encrypted", unanswered, TERMS) is unanswered
    assert without_other_alternatives("is the disk buffer encrypted", reading, TERMS) is reading
