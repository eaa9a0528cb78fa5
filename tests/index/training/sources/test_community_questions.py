"""Questions of communities: their fields, those in the checkout, and whether a text answers them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from index import DocumentSettings
from index.documents.files import scan
from index.documents.load import load_document
from index.training.sources.community_questions import COMMUNITIES, SupportingPassage, by_kind, read_questions

FOLDER = Path(__file__).parents[4] / COMMUNITIES


def test_every_document_contains_the_evidence_of_its_questions():
    """The text that is read of a document contains the evidence, and this the answers; each id is unique."""
    questions = read_questions(FOLDER)
    assert max(Counter(question.id for question in questions).values()) == 1
    for kind, of_kind in by_kind(questions).items():
        settings = DocumentSettings()
        files = scan(FOLDER / "documents" / kind, settings).files
        texts = {file.name: load_document(file, settings).document.text for file in files}
        for question in of_kind:
            assert (question.type == "none") == (not question.supporting), question.id
            for support in question.supporting:
                assert support.evidence in texts[support.document], question.id
                assert all(answer in support.evidence for answer in support.answers), question.id


def test_a_text_answers_if_it_contains_an_answer_and_overlaps_the_evidence():
    """It must be from the right document, and the same number in another rule is not an answer."""
    support = SupportingPassage(
        "rules.md", "Hoppers: keep it below **150** per base, please, or the server lags.", ("150",)
    )
    assert support.is_in(
        "rules.md", "3. Hoppers: keep it below 150 per base, please, or the server lags. 4. No farms."
    )
    assert support.is_in("rules.md", "150 per base")
    assert not support.is_in("faq.md", "Hoppers: keep it below **150** per base, please, or the server lags.")
    assert not support.is_in("rules.md", "At most 150 villagers live in one chunk of the map, and no more.")
    assert not support.is_in("rules.md", "per base")
    assert not support.is_in("rules.md", "")
