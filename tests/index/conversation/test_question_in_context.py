"""The forms in which a question after other turns is asked, and the choice among the answers to them."""

from __future__ import annotations

import pytest

from index import Answer, Citation, Outcome, Turn
from index.conversation.question_in_context import QuestionInContext, in_context

NOTHING, PASSAGES, ANSWERED = Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED


@pytest.mark.parametrize(
    ("last", "question", "expected"),
    [
        ("Do you grade Word files?", "how do i pay?", "how do i pay? grade word files"),
        ("How much is the field trip?", "is dinner included", "is dinner included? field trip"),
        ("How much is the field trip?", "so what is the field trip", ""),  # it has the words
        (
            "How much is the field trip?",
            "when does the field office open",
            "when does the field office open? trip",
        ),
        ("How much is the field trip?", "and for us?", "and for us? field trip"),  # a rule changes it, too
        ("How?", "how do i pay", ""),
        # Words that the new phrase replaces are no words of the question.
        ("When is the pool open on Sundays?", "*Saturday", "Saturday? pool open"),
        ("what do iron logs cost in the shop?", "sponges?", "sponges? cost shop"),
        ("How much is the field trip?", "no. 5 is where", "no. 5 is where? field trip"),
        ("How much is the field trip?", "?!", ""),
        (
            "How much is the field trip?",
            "when does the library in the old town open on public holidays",
            "",  # it is long
        ),
    ],
)
def test_a_short_question_may_lack_words_of_the_last_one(last: str, question: str, expected: str) -> None:
    """It is also asked with the content words of the last question that it lacks."""
    assert in_context(question, [Turn(last, "")]).with_words == expected
    assert in_context(question, []) == QuestionInContext(question, question)


def test_a_question_of_the_same_message_has_its_own_words() -> None:
    """It is asked with words of the question before it if it is not clear, or a rule finds a reference in it."""
    last = [Turn("How much is the field trip?", "")]
    assert not in_context("is dinner included", last, of_same_message=True).with_words
    assert in_context("when is it", last, of_same_message=True).with_words == "when is it? field trip"
    deadline = in_context("what's the deadline", last, of_same_message=True)
    assert deadline.with_words == "what is the deadline? field trip"


def answered(outcome: Outcome, confidence: float = 0.5, quote: str = "") -> Answer:
    """An answer that cites `quote`, if there is one."""
    cited = (Citation("a.md", "Notes", 0, len(quote), quote, 1),) if quote else ()
    return Answer("q", outcome, "", confidence, cited, 1)


@pytest.mark.parametrize(
    ("first", "with_words", "best"),
    [
        (answered(NOTHING), answered(PASSAGES), 1),
        (answered(PASSAGES), answered(ANSWERED), 1),
        (answered(PASSAGES), answered(NOTHING), 0),
        (answered(PASSAGES, 0.5), answered(PASSAGES, 0.9), 0),
        (answered(ANSWERED, 0.5), answered(ANSWERED, 0.6), 1),
        (answered(ANSWERED, 0.6), answered(ANSWERED, 0.5), 0),
        (answered(ANSWERED, 0.6), answered(ANSWERED, 0.57), 1),
    ],
)
def test_the_more_useful_answer_is_chosen(first: Answer, with_words: Answer, best: int) -> None:
    """An answer beats passages, passages beat nothing; of two answers the surer one wins, or else the second."""
    assert QuestionInContext("q", "q", "q? words").best([first, with_words]) == best


@pytest.mark.parametrize(
    ("question", "quote", "best"),
    [
        ("where is the canteen", "The recordings are on the server.", 0),
        ("where is the canteen", "The canteens are in building C.", 1),
        ("who does that", "The recordings are on the server.", 1),
    ],
)
def test_passages_found_with_other_words_contain_a_noun_of_the_question(
    question: str, quote: str, best: int
) -> None:
    """A passage about the words of the last question alone says nothing on a change of topic."""
    context = QuestionInContext(question, question, f"{question}? recordings")
    assert context.best([answered(NOTHING), answered(PASSAGES, 0.4, quote)]) == best


def test_a_question_in_full_gives_way_to_a_sure_answer_only() -> None:
    """If a rule has resolved the question, an answer found with the last question's words must be 80% sure."""
    context = in_context("Who keeps it?", [Turn("Where is the clock?", "")])
    assert context.next([]) == "Who keeps the clock?"
    assert context.next([answered(ANSWERED)]) == "Who keeps it? clock"
    assert context.next([answered(PASSAGES), answered(ANSWERED)]) is None
    assert context.best([answered(PASSAGES), answered(ANSWERED, 0.7)]) == 0
    assert context.best([answered(PASSAGES), answered(ANSWERED, 0.8)]) == 1
    assert context.best([answered(ANSWERED, 0.9), answered(ANSWERED, 0.8)]) == 0


def test_the_only_answer_is_given() -> None:
    """If only one question is asked, its answer is chosen."""
    context = in_context("Who keeps the clock?", [])
    assert context.next([]) == "Who keeps the clock?"
    assert context.next([answered(NOTHING)]) is None
    assert context.best([answered(NOTHING)]) == 0


@pytest.mark.parametrize(
    ("in_full", "with_words", "alone", "shown"),
    [
        (answered(PASSAGES), answered(NOTHING), answered(ANSWERED, 0.9), 2),
        (answered(PASSAGES), answered(NOTHING), answered(ANSWERED, 0.7), 0),  # not sure enough
        (answered(NOTHING), answered(PASSAGES), answered(PASSAGES), 1),
    ],
)
def test_a_phrase_may_be_a_question_of_its_own(
    in_full: Answer, with_words: Answer, alone: Answer, shown: int
) -> None:
    """Only if neither of the other forms is answered, it is asked as it was typed, and then must be sure."""
    context = in_context("opening hours", [Turn("How much is the pass on Sundays?", "")])
    answers: list[Answer] = []
    for answer, form in zip(
        (in_full, with_words, alone), (context.full, context.with_words, "opening hours"), strict=True
    ):
        assert context.next(answers) == form
        answers.append(answer)
    assert context.next(answers) is None
    assert context.best(answers) == shown


def test_a_phrase_that_is_answered_is_not_asked_by_itself() -> None:
    """A phrase most often continues the last question."""
    context = in_context("opening hours", [Turn("How much is the pass on Sundays?", "")])
    assert context.next([answered(PASSAGES), answered(ANSWERED, 0.9)]) is None
    assert context.best([answered(PASSAGES), answered(ANSWERED, 0.9)]) == 1
    assert context.next([answered(ANSWERED, 0.95)]) is None


PROOF = Citation("guide.md", "Guide", 40, 60, "A locker costs 3 €.", 5, trail=("Guide", "Renting things"))


def from_section(confidence: float, *trail: str, document: str = "guide.md") -> Answer:
    """An answer from a section of a document."""
    cited = Citation(document, "Guide", 90, 100, "It is 10 €.", 9, trail=trail)
    return Answer("q", ANSWERED, "", confidence, (cited,), 1)


@pytest.mark.parametrize(
    ("answer", "best"),
    [
        (from_section(0.7, "Guide", "Renting things"), 2),
        (from_section(0.6, "Guide", "Renting things"), 0),  # not sure enough
        (from_section(0.9, "Guide", "Courses"), 0),  # the heading of one section, and the text of another
        (from_section(0.9, "Guide", "Renting things", document="other.md"), 0),
        (answered(PASSAGES, 0.9), 0),
    ],
)
def test_the_section_of_the_last_proof_may_answer(answer: Answer, best: int) -> None:
    """If neither other form is answered, the question is asked with its heading, and its section has to answer."""
    turns = [Turn("what does a locker cost", "3 €", PROOF), Turn("how do i pay", "")]
    context = in_context("what's the deposit", turns)
    assert (context.full, context.with_words) == ("what's the deposit", "what is the deposit? pay")
    assert context.next([answered(PASSAGES), answered(NOTHING)]) == "what is the deposit? Renting things"
    assert context.next([answered(PASSAGES), answered(ANSWERED)]) is None
    assert context.best([answered(PASSAGES), answered(NOTHING), answer]) == best


def test_a_document_without_headings_is_named_by_its_title() -> None:
    """A last turn that answered nothing has no proof, nor has a conversation without an answer."""
    proof = Citation("guide.txt", "The guide", 0, 4, "3 €.", 1)
    assert (
        in_context("and the deposit?", [Turn("q", "3 €", proof)]).with_heading == "and the deposit? The guide"
    )
    assert not in_context("and the deposit?", [Turn("q", "")]).with_heading
    assert not in_context("?!", [Turn("q", "3 €", proof)]).with_heading


def test_an_answer_from_the_document_of_the_last_proof_counts_as_surer() -> None:
    """It may be up to 20 points less sure than another one."""
    context = in_context("what's the deposit", [Turn("what does a locker cost", "3 €", PROOF)])
    same, other = from_section(0.6, "Guide"), from_section(0.7, "Fees", document="fees.md")
    assert context.best([same, other]) == 0
    assert context.best([other, same]) == 1
    assert context.best([from_section(0.9, "Fees", document="fees.md"), same]) == 0


def test_a_turn_has_the_proof_of_an_answer_only() -> None:
    """Passages that were only shown prove nothing."""
    assert Turn.of("q", answered(ANSWERED, quote="Three.")).proof is not None
    assert Turn.of("q", answered(PASSAGES, quote="Three.")).proof is None


@pytest.mark.parametrize("question", ["different thing, elytra price?", "ok, new topic: elytra price"])
def test_a_change_of_topic_is_no_follow_up(question: str) -> None:
    """Who says so asks a question of its own, even a phrase."""
    context = in_context(question, [Turn("How much is the field trip?", "3 €", PROOF)])
    assert context == QuestionInContext(question, "elytra price")
