"""Follow-up questions are rewritten in full; questions that are already in full are not changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Turn
from index.conversation.follow_ups import is_follow_up, standalone
from index.conversation.references import references
from tests.index.growth import check_growth

FRAMED = Turn("Who framed Madan?", "Rajani's father")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([FRAMED], "why did he do it?", "Why did Rajani's father frame Madan?"),
        ([Turn("Who jammed the wheels?", "Josef Pohl")], "Why did he do it?", "Why did Josef Pohl jam the wheels?"),
        ([Turn("Where was the boat built?", "Karsby")], "When?", "When was the boat built?"),
        ([Turn("What does honey taste of?", "lime")], "And why?", "Why does honey taste of lime?"),
        ([Turn("can i bring my dog?", "")], "why not?", "Why can't i bring my dog?"),
        ([Turn("is there a snap?", "")], "but why not", "Why isn't there a snap?"),
        ([Turn("why can't i bring a dog?", "")], "why not", "Why can't i bring a dog?"),
        ([Turn("is there a snap?", ""), Turn("why not?", "")], "and a deb?", "is there a deb?"),
        ([Turn("can i bring dogs?", ""), Turn("but why", ""), Turn("how come", "")], "what about cats?", "can i bring cats?"),
        ([Turn("how much is a beacon?", "9")], "k lol. and an elytra?", "how much is an elytra?"),
        ([Turn("how much is a beacon?", "9")], "ah too bad. and an elytra?", "how much is an elytra?"),
        ([Turn("how much is a beacon?", "9")], "different question, why?", "Why is a beacon?"),
        ([Turn("Who taught Hanne?", "Matthis")], "What did he lose?", "What did Matthis lose?"),
        ([Turn("What did Ashby buy?", "atlas")], "Why did he pay her?", "Why did Ashby pay her?"),
        ([Turn("Who buys the nuts?", "the brewery")], "Where do they live?", "Where do the brewery live?"),
        ([Turn("Who is the captain?", "Ingrid Sorley")], "Where is her boat?", "Where is Ingrid Sorley's boat?"),
        ([Turn("who is sigrun tveit", "Norwegian singer")], "what was her job?", "what was sigrun tveit's job?"),
        ([Turn("Who is Sigrun?", "a fiddler")], "When was she born?", "When was Sigrun born?"),
        ([Turn("Who is the chair?", "the old judge")], "Where is he?", "Where is the old judge?"),
        ([Turn("who is ines", "founder")], "what can she veto?", "what can ines veto?"),
        ([Turn("who is lesia", "the artist of Hollow Tide")], "what does she use", "what does lesia use?"),
        ([Turn("who is henrik aune", "Prof")], "when is he teaching", "when is henrik aune teaching?"),
        ([Turn("who is treasurer", "Omar")], "how do i reach him", "how do i reach Omar?"),
        ([Turn("Who is Duke Vane?", "ruler of Alcora")], "what does he want", "what does Duke Vane want?"),
        ([Turn("how much is a plate harness?", "9")], "where do i get one", "where do i get a plate harness?"),
        ([Turn("when is the game?", "at two")], "or does it start at one", "or does the game start at one?"),
        ([Turn("does it run on a pi 3?", "")], "which one do you recommend?", "which pi do you recommend?"),
        ([Turn("how much ram?", "512 MB")], "does it need internet?", "does it need internet?"),
        ([Turn("what does --pad do", "Leave empty pixels")], "whats its default?", "what is --pad's default?"),
        ([Turn("what does larder do", "a backup")], "is it free?", "is larder free?"),
        ([Turn("What did Emil get?", "a watch")], "What did Emil do with it?", "What did Emil do with a watch?"),
        ([Turn("What is the stamp of the Bonis?", "a key")], "And of the Zanis?", "What is the stamp of the Zanis?"),
        ([Turn("What did he plant in April?", "")], "And May?", "What did he plant in May?"),
        ([Turn("How many leaks did she count?", "41")], "How many did he count?", "How many leaks did he count?"),
        ([Turn("Who stole it?", "Tomas")], "why did he", "Why did Tomas steal it?"),
        ([Turn("Can guests come alone?", "")], "why can't they", "Why can guests come alone?"),
        ([Turn("With whom do you train?", "Ada Lee")], "where is she", "where is Ada Lee?"),
        ([Turn("Who coaches the juniors?", "Bea")], "when does she meet them", "when does Bea meet the juniors?"),
        ([Turn("Who is Ada?", "chair"), Turn("how did she pay?", "")], "did he hide it", "did he hide it"),
        ([Turn("Who saw her in the yard?", "Hedwig")], "who is that", "who is Hedwig?"),
        ([Turn("Who is the chair?", "Omar")], "and his number?", "What is Omar's number?"),
        ([Turn("What is Ada's age?", "9")], "and her number?", "What is Ada's number?"),
        ([Turn("How much is a map?", "")], "ok and a tent", "How much is a tent?"),
        ([Turn("How much is a map?", "")], "thanks! what about a tent", "How much is a tent?"),
        ([Turn("How much is a map?", "")], "no i mean a tent", "How much is a tent?"),
        ([Turn("How much is a map?", "")], "no dogs allowed", "no dogs allowed"),
        ([Turn("What did the ferry lose?", "rudder")], "Who paid for a new one?", "Who paid for a new rudder?"),
        ([Turn("What did the ferry lose?", "its rudder")], "Who paid for a new one?", "Who paid for a new rudder?"),
        (
            [Turn("Who broke his leg?", "Perrin"), Turn("Who lowered him?", "Odile")],
            "What does he send?",
            "What does Perrin send?",
        ),
    ],
)  # fmt: skip
def test_follow_ups_stand_alone(history: list[Turn], question: str, expected: str) -> None:
    """Pronouns, bare question words, "do it", "one" and "and of" are replaced by what the last turns named."""
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        ("who restrings rackets?", "how much is that", "How much does it cost to restring rackets?"),
        ("how do i claim land?", "how much is it", "How much does it cost to claim land?"),
        ("how do i claim land?", "and how long does that take?", "How long does it take to claim land?"),
        ("can i bring my dog?", "how much does that cost", "How much does it cost to bring my dog?"),
        ("can i buy a beacon?", "how much is that", "how much is the beacon?"),
        ("who sells the map?", "how much is that", "how much is the map?"),
        ("when does the ferry leave?", "how long does it take", "how long does the ferry take?"),
        ("is the ferry free?", "why isn't it", "Why is the ferry free?"),
        ("is the road closed?", "why is it closed", "why is the road closed?"),
        ("how much is a pass?", "same for kids?", "how much is a pass for kids?"),
        ("how much is a pass for adults?", "same for kids?", "how much is a pass for kids?"),
        ("when do you open on Mondays?", "is it the same on sundays?", "when do you open on sundays?"),
        ("when do you open on weekdays?", "and weekends?", "when do you open on weekends?"),
        ("how much is a pass?", "what about weekends", "how much is a pass weekends?"),
        ("how much is a pass?", "i'm a student", "how much is a pass for a student?"),
        ("how much is a pass?", "we are under 18", "how much is a pass for under 18?"),
        ("how much is a pass?", "i'm not sure", "i'm not sure"),
        ("how much is a plate harness?", "any drawbacks?", "are there any drawbacks of the plate harness?"),
        ("are there any drawbacks of plate?", "and mail?", "are there any drawbacks of mail?"),
        ("how do I upgrade?", "and go back?", "how do I go back?"),
        ("how do i become a member?", "what does it cost", "How much does it cost to become a member?"),
        ("how many runes can a monk learn", "whats it cost", "what does the monk cost?"),
        ("what is the deposit for a drill", "how long can i keep it", "how long can i keep a drill?"),
        ("what is the deposit for a drill", "sorry wrong question, can i book it", "can i book a drill?"),
        ("do claims go away?", "and chests?", "do chests go away?"),
        ("can i bring my dog?", "and pay by card?", "can i pay by card?"),
    ],
)
def test_what_short_follow_ups_ask(asked: str, question: str, expected: str) -> None:
    """They ask for the cost or duration of an action, for a reason, or for the answer for another group or day."""
    assert standalone(question, [Turn(asked, "")]) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        ("how much is the poster?", "lamp pin?", "how much is lamp pin?"),
        ("do you ship to Brazil?", "Japan?", "do you ship to Japan?"),
        ("what is week 7 about", "16?", "what is week 16 about?"),
        ("who killed Barnaby", "Mattis's son?", "who killed Mattis's son?"),
        ("what is rule 2", "number 3?", "what is rule 3?"),
        ("what is rule 2", "and the last one", "what is the last rule?"),
        ("what is option c", "and d", "what is option d?"),
        ("when did season 4 start", "and when is 6", "when is season 6?"),
        ("when did it start", "and when is 6", "and when is 6"),
        ("when did 4 start", "and when is 6", "and when is 6"),
        ("what deposit do you take for a spade", "ph kit?", "what deposit do you take for ph kit?"),
        ("who takes care of the docs and the website", "packages?", "who takes care of packages?"),
        ("what is the default port", "mode?", "what is mode?"),
        ("what is pad set to by default", "transaction?", "what is transaction set to by default?"),
        ("what was decided in November", "and d", "and d"),  # no letter in the last question
        ("how much ram do i need", "and recommended?", "and recommended?"),
        ("do i have to vote", "japan?", "japan?"),
        ("do you have lockers", "and towels?", "do you have towels?"),
        ("does the Tapo P110M work", "and the Eve one?", "does the Eve work?"),
        ("when do you open on sundays", "and the café?", "when does the café open on sundays?"),
        ("are you open on sundays", "the café?", "is the café open on sundays?"),
        ("can we bring a cake", "and what about the dog", "can we bring the dog?"),
        ("how much is the Arduino", "and the Arduino Uno 3?", "how much is the Arduino Uno 3?"),
        ("does the shop sell a map", "what is d", "what is d"),
        ("do i need rule b", "and what is d", "what is rule d?"),
        ("what does level 3 give", "how much is 10 robux", "how much is 10 robux"),
        ("how do i use business cards", "and stickers?", "how do i use stickers?"),
        ("are we allowed to fish", "where is it", "where is it"),
        ("i want to help on Sunday, who do i write to", "the treasurer", "the treasurer"),
    ],
)
def test_a_phrase_alone_replaces_a_similar_phrase(asked: str, question: str, expected: str) -> None:
    """If no phrase of the last question is similar, nothing changes."""
    assert standalone(question, [Turn(asked, "")]) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        ("what does the yellow board mean", "no sorry the orange one", "what does the orange board mean?"),
        ("when is it open on Tuesday", "*Wednesday", "when is it open on Wednesday?"),
        ("when is it open on Tuesday", "no Friday", "when is it open on Friday?"),
        ("how much is the deposit", "not that one, the rent", "how much is the rent?"),
        ("how much is the deposit", "sry i meant the rent", "how much is the rent?"),
        ("how deep is the lake", "mean rainfall in July", "mean rainfall in July"),
        ("what is the rent of the pool", "no Sunday classes?", "no Sunday classes?"),
        ("until when did 1.x get fixes", "i mean 2.x lol", "until when did 2.x get fixes?"),
    ],
)
def test_people_correct_their_last_question(asked: str, question: str, expected: str) -> None:
    """The words that they meant replace those that they wrote."""
    assert standalone(question, [Turn(asked, "")]) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        ("why did you yank 1.6.1", "release date?", "what is the release date of 1.6.1?"),
        ("when does the trip start", "the price?", "how much is the trip?"),
        ("what is the email of the owner", "phone?", "what is the phone of the owner?"),
        ("how much does the notebook count", "deadline?", "when is the notebook due?"),
        ("what is the default port", "max port?", "what is the max port?"),  # it replaces one
        ("how much is the hall", "meeting room?", "how much is meeting room?"),
        ("how long is the trip", "parking place", "how long is parking place?"),
        ("what is the fine", "{0} price", "what is the {0} price of the fine?"),
        ("when do i get a key", "deposit?", "how much is the deposit for the key?"),
        ("when is the exam", "room?", "which room is the exam in?"),
        ("what is his phone", "email?", "what is his email?"),
    ],
)
def test_an_attribute_alone_is_one_of_the_last_topic(asked: str, question: str, expected: str) -> None:
    """ "The price?" asks how much the thing is that the last question is about."""
    assert standalone(question, [Turn(asked, "")]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "no dogs allowed",
        "rules for new members of the club",
        "install larder",
        "wait",
        "typo",
        "thanks",
        "yes please",
    ],
)
def test_keywords_and_chat_are_no_phrase(question: str) -> None:
    """What is longer than a phrase, or starts with a verb, may be a question of its own; "wait" asks nothing."""
    assert standalone(question, [Turn("how much is the poster?", "")]) == question


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (Turn("Who accused him?", "Konrad"), "Why did Konrad accuse him?"),
        (Turn("Who keeps hives on the roof?", "Tamar"), "Why does Tamar keep hives on the roof?"),
        (Turn("Who was accused of theft?", "Emil"), "Why was Emil accused of theft?"),
        (Turn("Who did not believe her?", "Elspeth"), "Why did Elspeth not believe her?"),
        (Turn("Who has the key?", "Tamar"), "Why does Tamar have the key?"),
        (Turn("Who has sold the key?", "Tamar"), "Why has Tamar sold the key?"),
        (Turn("Who did the washing?", "Tamar"), "Why did Tamar do the washing?"),
        (Turn("Who did the guild accuse?", "Emil"), "Why did the guild accuse Emil?"),
        (Turn("Who really stopped the clock?", ""), "Why did someone really stop the clock?"),
        (Turn("Which old ferry sank in 1937?", "the ship"), "Why did the ship sink in 1937?"),
        (Turn("What was found on the islands?", "a bottle"), "Why was a bottle found on the islands?"),
        (Turn("How many people sank the boat?", "12"), "Why did 12 people sink the boat?"),
        (Turn("Under what name did she write?", "Old Owl"), "Why did she write?"),
        (Turn("Can I bring a dog?", ""), "Why can I bring a dog?"),
        (Turn("Who painted it?", "the old mayor of the town"), "Why did the old mayor of the town paint it?"),
        (Turn("Who wrote it?", "the lawyer Amar Seth"), "Why did Amar Seth write it?"),
        (Turn("Who has the school hired?", "Ada"), "Why has the school hired Ada?"),
    ],
)
def test_why_asks_about_the_last_turn_in_good_english(turn: Turn, expected: str) -> None:
    """The last statement follows "why": an auxiliary, the subject, and the verb in the form that it needs."""
    assert standalone("Why?", [turn]) == expected


@pytest.mark.parametrize(
    ("turn", "question", "expected"),
    [
        (Turn("Is the shop open?", ""), "What can I buy there?", "What can I buy at the shop?"),
        (Turn("Is the old print shop open?", ""), "Who works there?", "Who works at the old print shop?"),
        (Turn("Is the shop open on Sunday?", ""), "Who works there?", "Who works at the shop?"),
        (Turn("Where was the boat built?", "Karsby"), "Who lives there?", "Who lives in Karsby?"),
        (Turn("Where was it found?", "in the wax"), "What else was there?", "What else was in the wax?"),
        (Turn("Where was the boat built?", "Karsby"), "How do I get there?", "How do I get to Karsby?"),
        (Turn("Where was the boat built?", "Karsby"), "Who came from there?", "Who came from Karsby?"),
        (Turn("Who opened the shop in Alcora?", "Ada"), "Who worked there?", "Who worked in Alcora?"),
        (Turn("Who was the priest of Alcora?", "Ada"), "Who lived there?", "Who lived at Alcora?"),
        (Turn("Did Ada visit Karsby?", ""), "Who lives there?", "Who lives in Karsby?"),
        (Turn("How much is a map?", ""), "hi there how do i join?", "hi there how do i join?"),
        (Turn("Where is the hotel?", "in Delhi"), "Is there a garden?", "Is there a garden?"),
        (Turn("Where is the hotel?", "in Delhi"), "How many rooms are there?", "How many rooms are there?"),
        (
            Turn("Where is the hotel?", "in Delhi"),
            "if there is a fire what now",
            "if there is a fire what now",
        ),
    ],
)
def test_there_is_a_place_with_its_preposition(turn: Turn, question: str, expected: str) -> None:
    """ "There" becomes the place of the last turn, if it means a place; "Is there a garden?" is not changed."""
    assert standalone(question, [turn]) == expected


@pytest.mark.parametrize(
    ("turn", "question", "expected"),
    [
        (Turn("To whom did Ada give it?", "Ben"), "Why did he go?", "Why did Ben go?"),
        (Turn("From whom did Ada get it?", "Ben"), "Why did he go?", "Why did Ben go?"),
        (Turn("Whose boat sank?", "Emil"), "Why did he sail?", "Why did Emil sail?"),
        (Turn("Who can open the safe?", "two members"), "Is he paid?", "Is he paid?"),
        (Turn("Did Rajani's father meet Madan?", ""), "Why did he go?", "Why did Madan go?"),
        (Turn("Did Madan burn it?", ""), "Why did he do that?", "Why did Madan burn it?"),
        (Turn("Did Madan burn it?", ""), "What did he lose?", "What did Madan lose?"),
        (Turn("Is Ada at home?", ""), "Who is her doctor?", "Who is Ada's doctor?"),
        (Turn("Where is Ada's boat?", ""), "Who is her doctor?", "Who is Ada's doctor?"),
        (Turn("Who hid it?", "Emil"), "Did you see his boat?", "Did you see Emil's boat?"),
        (Turn("Who hid it?", "Emil"), "Are dogs allowed in his shop?", "Are dogs allowed in Emil's shop?"),
        (Turn("Who hid it?", "Emil"), "Did news of his death spread?", "Did news of Emil's death spread?"),
    ],
)
def test_he_and_she_are_people_who_were_named(turn: Turn, question: str, expected: str) -> None:
    """They are the answer to "who", or else a name in the question, possessives last; never a number of people."""
    assert standalone(question, [turn]) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("Is the silver tier cheap?", "Who owns the silver tier?"),
        ("Is the shop open?", "Who owns the shop?"),
        ("When was the clock replaced?", "Who owns the clock?"),
        ("Where is the old museum?", "Who owns the old museum?"),
        ("When did the health office close the oven?", "Who owns the oven?"),
        ("When does the village sell chestnuts?", "Who owns the village?"),
        ("How much does a ticket cost?", "Who owns the ticket?"),
    ],
)
def test_it_is_a_noun_without_the_verb_after_it(last: str, expected: str) -> None:
    """ "It" becomes the noun phrase that the last question was about, without its predicate."""
    assert standalone("Who owns it?", [Turn(last, "")]) == expected


@pytest.mark.parametrize(
    ("turn", "question", "expected"),
    [
        (Turn("what is latchkey", "a program"), "who maintains it?", "who maintains latchkey?"),
        (Turn("what is latchkey", ""), "who maintains it?", "who maintains latchkey?"),
        (
            Turn("How hot does the kiln get?", "1222 °C"),
            "How long does it take?",
            "How long does the kiln take?",
        ),
        (Turn("How many extinguishers are there?", "nine"), "where are they?", "where are extinguishers?"),
        (Turn("Which day is the market?", "Sundays, at nine"), "Where is it?", "Where is the market?"),
        (Turn("What do we discuss at the meeting?", "roof, fees"), "When is it?", "When is the meeting?"),
        (Turn("What is the fee for the lathe?", ""), "Who sets it?", "Who sets the fee for the lathe?"),
        (
            Turn("How is the lathe set up?", ""),
            "Is it the same for adults?",
            "How is the lathe set up for adults?",
        ),
        (
            Turn("what is the weight of the project", "25%"),
            "how do i pass it",
            "how do i pass the project?",
        ),
        (Turn("is printer 2 working", "no"), "since when?", "Since when is printer 2 working?"),
        (Turn("can i appeal", "yes"), "within how many days?", "Within how many days can i appeal?"),
        (Turn("what can i cut with the saw", "wood"), "and leather?", "can i cut leather with the saw?"),
        (Turn("what is the fine", "2 euros"), "and the second time?", "what is the fine the second time?"),
        (Turn("whats the fee", "2 euros"), "who sets it?", "who sets the fee?"),
        (Turn("Who is the treasurer?", "Marek"), "When is it open?", "When is it open?"),
        (
            Turn("What do we owe the club?", "a boat"),
            "when did the club buy it?",
            "when did the club buy a boat?",
        ),
        (
            Turn("how many books are there", "7"),
            "in what order should i read them?",
            "in what order should i read books?",
        ),
        (Turn("who gave the lecture", "Dr. Ortega"), "what is her email?", "what is Dr. Ortega's email?"),
        (
            Turn("What was decided about the lift?", "go with Brill"),
            "Why?",
            "Why was something decided about the lift?",
        ),
    ],
)
def test_quantities_and_times_are_no_things(turn: Turn, question: str, expected: str) -> None:
    """ "It" after "1222 °C" is the kiln, which the question named, with an article or without."""
    assert standalone(question, [turn]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "is it ok to print weapons?",
        "does it matter if the pots are wet?",
        "how is it that students can't come on mondays?",
        "what does it cost to become a member?",
        "i made a mug and want to fire it, which day?",
        "my extruder is clicking, how do i fix it?",
        "if a member breaks a needle do they pay for it?",
        "what are those red stickers?",
        "if someone griefs me how do i report them",
        "is the api stable or will it change",
        "how does Tobin lose his arm",
        "is it required that i buy the book",
        "and dont i need a key",
        "how do i rotate keys and how often should i do it",
        "can a monk catch an arrow and throw it back",
        "when someone insults me should i report him",
        "does the guild pay their members?",
        "why does the queen hate her sister",
        "where do we meet if there's a fire",
        "do i have to come in when it thunders",
    ],
)
def test_a_pronoun_may_mean_nothing_said_before(question: str) -> None:
    """An expletive "it" and a pronoun whose antecedent is in the question itself change nothing."""
    assert standalone(question, [Turn("who sold the boat", "Marek Dvorak")]) == question


@pytest.mark.parametrize(
    "question",
    [
        "Who built the harbour of Selwick?",
        "And what does the hospital use the honey for?",
        "港は誰が建てましたか",
        "🌊",
        "",
        "Where does Marta bake that bread?",
        "Is there a garden?",
        "is there?",
    ],
)
def test_questions_in_full_are_left_alone(question: str) -> None:
    """A question that names what it asks about is not changed, whatever the turns before it are."""
    assert standalone(question, [FRAMED]) == question


@pytest.mark.parametrize("turn", [Turn("", ""), Turn("Who?", "Emil"), Turn("?", "")])
def test_a_last_turn_that_says_nothing_changes_nothing(turn: Turn) -> None:
    """Without words in the last question, a follow-up stays as it is."""
    assert standalone("Why did he do it?", [turn]) == "Why did he do it?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and their boat there?", "their boat in Karsby: Karsby?"),
        ("and its key there?", "its key in Karsby: Karsby?"),
    ],
)
def test_a_possessive_without_an_owner_stays(question: str, expected: str) -> None:
    """If another reference of the phrase is resolved and the possessive is not, nothing is asked about an owner."""
    assert standalone(question, [Turn("Who is in Karsby?", "")]) == expected


def test_without_history_nothing_changes() -> None:
    """The first question of a conversation is asked as it is."""
    assert standalone("Why did he do it?", []) == "Why did he do it?"


@given(st.text(), st.lists(st.builds(Turn, question=st.text(), answer=st.text()), max_size=4))
def test_any_text_is_accepted(question: str, history: list[Turn]) -> None:
    """No text of a question or of a history raises, and a question that is not a follow-up is not changed."""
    full = standalone(question, history)
    assert is_follow_up(question) or full == question


WORDS = st.lists(
    st.sampled_from(
        [
            "who",
            "what",
            "which",
            "why",
            "is",
            "was",
            "did",
            "has",
            "can",
            "the",
            "a",
            "shop",
            "clock",
            "Ada",
            "framed",
            "sank",
            "open",
            "it",
            "there",
            "one",
            "her",
            "he",
            "and",
            "how",
            "many",
            "not",
            "in",
            "of",
            "been",
            "really",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(WORDS, st.lists(st.builds(Turn, question=WORDS, answer=WORDS), max_size=3))
def test_any_order_of_words_is_accepted(question: str, history: list[Turn]) -> None:
    """No order of the words that the rules know raises."""
    full = standalone(question, history)
    assert is_follow_up(question) or full == question


@pytest.mark.parametrize("words", ["it ", "he ", "his ", "it and ", "there ", "one > and the "])
def test_a_long_question_takes_no_longer_than_its_first_characters(words: str) -> None:
    """Characters of a question after the first 2000 cost no time."""
    little, much = ((words * length)[:length] for length in (1000, 16_000))
    check_growth(lambda: standalone(little, [FRAMED]), lambda: standalone(much, [FRAMED]), factor=10)


@pytest.mark.parametrize("words", ["it ", "is it "])
def test_each_pronoun_costs_its_share_of_time(words: str) -> None:
    """The time grows with the number of pronouns and not with its square: the clauses are found once."""
    little, much = ((words * length)[:length] for length in (1000, 8000))
    check_growth(lambda: list(references(little)), lambda: list(references(much)), factor=20)


def test_the_rest_of_a_long_question_is_not_changed() -> None:
    """References are resolved in the part of a long question that is read; the rest follows as it was."""
    question = f"why did he do that to Ida{' x' * 3000}"
    assert standalone(question, [FRAMED]).startswith("why did Rajani's father do that to Ida x x")
    assert len(standalone(question, [FRAMED])) > 6000


def test_the_dialogues_are_sound() -> None:
    """Every dialogue names a document that exists and contains each answer; there are thirty at least."""
    folder = Path(__file__).parents[2] / "dialogues"
    dialogues = [json.loads(line) for line in (folder / "dialogues.jsonl").read_text("utf-8").splitlines()]
    assert len(dialogues) >= 30
    for dialogue in dialogues:
        text = (folder / "documents" / dialogue["document"]).read_text("utf-8")
        assert len(dialogue["turns"]) > 1
        for question, answers in dialogue["turns"]:
            assert any(answer in text for answer in answers), question
