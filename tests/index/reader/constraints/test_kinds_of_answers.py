"""Words of another kind than the question asks for do not answer."""

from __future__ import annotations

import pytest

from index.reader.constraints.kinds_of_answers import is_of_other_kind
from tests.index.evidence import evidence_of, span_of


@pytest.mark.parametrize(
    ("question", "text", "words", "refused"),
    [
        ("how much is a beer", "The bar sells beer from 18:00.", "18:00", True),
        ("how much is a beer", "The bar sells beer from 6 pm to 11 pm.", "6 pm to 11 pm", True),
        ("how much is compost", "A sack is £7.25.", "£7.25", False),
        ("how much is compost", "A sack is 7.25.", "7.25", False),
        ("when is there beer", "The bar sells beer from 18:00.", "18:00", False),
        ("how much is a chain", "We take 15 % of parts.", "15 %", True),
        ("how much commission do you take", "We take 15 % of parts.", "15 %", False),
        ("when is tinker night", "I wait until you are back.", "until you are back", True),
        ("when is tinker night", "It goes on until Friday.", "until Friday", False),
        ("until when is tinker night", "It goes on until you leave.", "until you leave", False),
        ("where is the bar", "The bar in the yard opens at 18h.", "18h", True),
        ("who sells beer", "From 2 May 2026 Bo sells beer.", "2 May 2026", True),
        ("how many beers are there", "A beer is 3 €.", "3 €", True),
        ("how many euros is a beer", "A beer is 3 €.", "3 €", False),
        ("which version is this", "Version of 3 May 2026.", "3 May 2026", True),
        ("which plugs work", "| Tapo | yes |", "yes", True),
        ("can you tell me which plugs work", "| Tapo | yes |", "yes", True),
        ("do tapo plugs work", "| Tapo | yes |", "yes", False),
        ("who is Farida?", "Elected: Farida Aziz (51 votes).", "Aziz", True),
        ("whos farida", "Elected: Farida Aziz (51 votes).", "Aziz", True),
        ("who is Aziz", "Elected: Farida Aziz (51 votes).", "Farida", True),
        ("who is saint mab", "Saint Mab of the Reeds helps.", "of the Reeds", True),
        ("who is Farida", "Farida is our Treasurer.", "Treasurer", False),
        ("who is Farida", "Treasurer: Farida", "Treasurer", False),
        ("who is the treasurer", "Our treasurer Farida left.", "Farida", False),
        ("who is the treasurer", "The treasurer is Farida.", "Farida", False),
        ("who is Farida", "Elected: Farida Aziz (51 votes), Karl got 9.", "Aziz (51 votes), Karl", True),
        ("who is Greta", "In 2009 Omar Haddad, Greta Moll and Tom Wilk met.", "Omar Haddad", True),
        ("who is Greta", "In 2009 Omar Haddad, Greta Moll and Tom Wilk met.", "Greta Moll", False),
        ("who met", "In 2009 Omar Haddad, Greta Moll and Tom Wilk met.", "Omar Haddad", False),
        ("who is Spider", "Spider, Omar Haddad, came.", "Omar Haddad", False),
        ("whos farida", "Elected: Farida Aziz (51 votes), Karl Lindner got 9.", "Karl Lindner", True),
        ("who is king", "King Harald rules. He became king in 9 AV.", "Harald", False),
        ("who is Ada's sister", "Ada's sister Eve came.", "Eve", False),
        ("who is Sushma engaged to", "Sushma is engaged to Deepak.", "Deepak", False),
        ("who is spider", "We call him Spider (real name Omar Haddad).", "Omar Haddad", False),
        ("who is Ada", "Ada left. Then Bo came.", "Bo", False),
        ("who was elected", "Elected: Farida Aziz (51 votes).", "Farida Aziz", False),
    ],
)
def test_the_kind_of_words(question: str, text: str, words: str, refused: bool):
    """A time is no price and no place, yes is no answer to "which", and the rest of a name does not say who that is."""
    span = span_of(words, 0.5, evidence_of(text))
    assert is_of_other_kind(question, span.evidence, span.start, span.end) is refused
