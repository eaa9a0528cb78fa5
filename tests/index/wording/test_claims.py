"""Which sentences a quote supports: additions and exchanges are found, other words are allowed."""

from __future__ import annotations

import pytest

from index.wording.claims import is_supported

QUOTE = (
    "The engineer Ada Brenner framed Jonas Tarn in Selwick on 5 May, and was freed by Marta Quill on 7 June."
)
RULES = (
    "Most members may keep at least 12 gold crowns in the red box before noon, but they must not lend them."
)
TRAIN = "The night train from Tallinn to Tartu stops in Rakvere for 20 minutes."


def borne_out(sentence: str, quote: str, question: str = "What happened?", context: str = "") -> bool:
    return is_supported(
        sentence,
        quote,
        f"{context}\n{quote}",
        question,
        f"{quote}\n{context}\na member, a train",
    )


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Jonas Tarn framed Ada Brenner in Selwick.", QUOTE),  # sides exchanged
        ("Ada Brenner was framed by Jonas Tarn.", QUOTE),  # by a passive
        ("Ada Brenner framed Marta Quill in Selwick.", QUOTE),  # another name of the quote
        ("Ada Quill framed Jonas Tarn.", QUOTE),  # two names mixed
        ("Ada Brenner framed Jonas Tarn on 7 June.", QUOTE.replace("in Selwick ", "")),  # another date
        ("Ada Brenner framed Jonas Tarn in Selwick on 5 June.", QUOTE),
        ("Ada Brenner never framed Jonas Tarn.", QUOTE),
        ("The night train from Tartu to Tallinn stops in Rakvere.", TRAIN),
        ("The night train stops in Rakvere for 20 hours.", TRAIN),  # another unit
        ("The train of the night stops in Rakvere.", "The night of the train ends in Rakvere."),
        ("All members may keep at least 12 crowns in the red box.", RULES),  # "most"
        ("Members may keep at least 12 crowns in the red box.", RULES),
        ("Most members must keep at least 12 crowns in the red box.", RULES),  # "may"
        ("Most members keep at least 12 crowns in the red box.", RULES),
        ("Most members may keep 12 crowns in the red box.", RULES),  # "at least"
        ("Most members may keep at most 12 crowns in the red box.", RULES),
        ("Most members may keep at least 12 crowns after noon.", RULES),
        ("Members can pay before noon.", "Members must pay before noon."),
        ("Only most members may keep at least 12 crowns.", RULES),
        ("Most members may lend at least 12 gold crowns in the red box.", RULES),  # denied there
        ("Most members may not keep the gold crowns, but they must lend them.", RULES),  # moved
        ("Most members may keep gold crowns behind the wooden shed with purple curtains.", RULES),  # invented
    ],
)  # fmt: skip
def test_what_was_exchanged_or_added_is_not_borne_out(sentence: str, quote: str):
    """A sentence is refused if it changes who did what, when, how much or how surely."""
    assert not borne_out(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (QUOTE, QUOTE),
        (RULES, RULES),
        ("Jonas Tarn was framed by Ada Brenner.", QUOTE),
        ("Marta Quill freed Ada Brenner.", QUOTE),
        ("In Selwick, Brenner framed Tarn on 5 May.", QUOTE),
        ("On 5 May, the engineer Ada Brenner framed Jonas Tarn.", QUOTE),
        ("The night train to Tartu stops in Rakvere for twenty minutes.", TRAIN),
        ("Most members can keep at least 12 crowns in the red box before noon.", RULES),
        ("No, they must not lend the crowns.", RULES),
        ("Yes, you pay before noon.", "You pay the fee before noon."),
        ("If you want to visit the museum, ring the bell.", "Ring the bell if you want to visit the museum."),
        ("Rani had ordered the ship.", "Rani had ordered the ship, because he did not think that carts were safe."),
        ("Tolm and Selwick have a harbour.", "Selwick and Tolm have a harbour."),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_borne_out(sentence: str, quote: str):
    """The other voice, another order of clauses, and a part of a name or of a sentence are allowed."""
    assert borne_out(sentence, quote)


def test_a_name_beside_the_quote_does_not_stand_for_one_in_it():
    """A name of the headings, question or previous sentence is allowed, but not instead of another."""
    quote, context = "The shooter intended to kill Madan.", "Leena stayed at the Star Hotel."
    question = "Who shot Ballu?"
    for name in ("Leena", "Ballu", "Hotel"):
        assert not borne_out(f"The shooter intended to kill {name}.", quote, question, context)
    assert borne_out("Leena knew that the shooter intended to kill Madan.", quote, question, context)


def test_a_denial_beside_the_quote_denies_nothing_in_it():
    """A "not" in the sentence before the quote, which is shown with it, does not count as the quote's."""
    context = "Dogs are not allowed."
    assert not borne_out("Cats are not allowed here.", "Cats are allowed here.", context=context)
