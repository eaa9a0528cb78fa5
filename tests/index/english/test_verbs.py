"""English verbs: base forms against a list, and clauses against sentences written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english.verbs import agent_nouns, base_form, inverted, is_participle, is_past, negated

PASTS = """
accused accuse, added add, agreed agree, announced announce, argued argue, arranged arrange, arrived arrive, asked ask,
belonged belong, buried bury, called call, captured capture, carried carry, changed change, claimed claim, closed close,
completed complete, controlled control, covered cover, created create, cried cry, decided decide, declared declare,
described describe, died die, discovered discover, drowned drown, escaped escape, examined examine, executed execute,
exiled exile, explored explore, filled fill, finished finish, fixed fix, focused focus, framed frame, guided guide,
handled handle, happened happen, hoped hope, ignored ignore, introduced introduce, invented invent, invited invite,
jammed jam, joined join, judged judge, killed kill, kissed kiss, looked look, measured measure, moved move, named name,
occurred occur, offered offer, opened open, painted paint, permitted permit, persuaded persuade, planned plan,
played play, plunged plunge, poisoned poison, postponed postpone, praised praise, preferred prefer, promoted promote,
published publish, questioned question, rehearsed rehearse, removed remove, repaired repair, replaced replace,
required require, rescued rescue, restored restore, retired retire, saved save, seized seize, settled settle,
smiled smile, stopped stop, succeeded succeed, tasted taste, threatened threaten, tied tie, travelled travel,
united unite, used use, visited visit, wanted want, washed wash, welcomed welcome,
began begin, brought bring, built build, came come, found find, gave give, kept keep, lost lose, overcame overcome,
put put, ran run, rebuilt rebuild, sank sink, sold sell, stole steal, understood understand, withheld withhold
"""
PRESENTS = (
    "keeps keep, carries carry, watches watch, goes go, kisses kiss, dies die, has have, lies lie, keep keep"
)


def pairs(text: str) -> list[tuple[str, str]]:
    return [tuple(pair.split()) for pair in text.split(",")]


@pytest.mark.parametrize(("past", "base"), pairs(PASTS))
def test_base_forms_of_past_forms(past: str, base: str):
    """Regular and irregular past forms are recognised and get the base form that a dictionary gives."""
    assert is_past(past)
    assert base_form(past) == base
    assert base_form(past.capitalize()) == base


@pytest.mark.parametrize(("present", "base"), pairs(PRESENTS))
def test_base_forms_of_present_forms(present: str, base: str):
    """The third person singular gets the base form that a dictionary gives, and is not a past form."""
    assert base_form(present) == base
    assert not is_past(present)


def test_participles():
    """Participles are distinguished from nouns, adjectives and past forms that are not participles."""
    assert all(map(is_participle, ["framed", "sunk", "built", "rebuilt", "broken", "been"]))
    assert not any(map(is_participle, ["open", "shop", "sank", "broke", "seed", "bed", "is"]))


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        ("Ada", "framed Madan", "did Ada frame Madan"),
        ("Ada", "really jammed the wheels", "did Ada really jam the wheels"),
        ("Ada", "keeps bees", "does Ada keep bees"),
        ("bees", "keep Ada busy", "do bees keep Ada busy"),
        ("Ada", "was framed", "was Ada framed"),
        ("Ada", "has seen it", "has Ada seen it"),
        ("Ada", "has already seen it", "has Ada already seen it"),
        ("Ada", "had a key", "did Ada have a key"),
        ("Ada", "did not see it", "did Ada not see it"),
        ("Ada", "did the washing", "did Ada do the washing"),
        ("Ada", "can swim", "can Ada swim"),
        ("Ada", "ran", "did Ada run"),
    ],
)
def test_inverted_clauses(subject: str, predicate: str, expected: str):
    """An auxiliary moves before the subject; without one, a form of "do" does, and the verb is in its base form."""
    assert inverted(subject, predicate.split()) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("can I enter", "can't I enter"),
        ("will it rain", "won't it rain"),
        ("did Ada leave", "didn't Ada leave"),
        ("is it not free", "is it not free"),
        ("isn't it free", "isn't it free"),
        ("Ada left", "Ada left"),
    ],
)
def test_negated_clauses(clause: str, expected: str):
    """The auxiliary is contracted with "not", unless the clause has a negation."""
    assert negated(clause) == expected


@given(st.text())
def test_any_word_has_a_base_form(word: str):
    """No text raises."""
    assert isinstance(base_form(word), str)
    assert isinstance(is_participle(word), bool)


@pytest.mark.parametrize(
    ("verb", "noun"), [("won", "winner"), ("wins", "winner"), ("led", "leader"), ("wrote", "writer"), ("created", "creator")]
)  # fmt: skip
def test_agent_nouns(verb: str, noun: str):
    """The agent noun of a verb in any tense is made from its base form, as this is spelt before the ending."""
    assert noun in agent_nouns(verb)
