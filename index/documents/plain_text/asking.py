"""Whether a message of a chat asks something: by a question mark or, in English, by the start of a clause."""

from __future__ import annotations

import re

from index.documents.blocks.questions import ends_with_question_mark
from index.english.function_words import DETERMINERS, SUBJECT_PRONOUNS
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BE, DO, HAVE

_SHORT = 200  # characters; a question inside a longer message may not be its purpose
_SUBJECT = any_of(
    *DETERMINERS, *SUBJECT_PRONOUNS, "there", "(?:any|some|no|every)(?:one|body|thing)?", "people", "u"
)
_DOES = any_of(*DO[1:])
_ASKED = any_of("who", "what", "which", "where", "when", "why", "how")
_VERB = any_of(*AUXILIARIES, "to", "come", "about")
_MEASURE = any_of("much", "many", "long", "often", "far", "big", "old", "late", "early")
_GREETING = any_of(
    "hi", "hello", "hey", "so", "and", "but", "ok", "okay", "also", "please", "pls", "all", "guys", "folks"
)
#: "how do I", "when's", "does Munshi", "is there", "anyone know", at the start of a message or of a clause.
_ASKING = re.compile(
    rf"(?:\A|[.,!;:…(\n-])\s*(?:{_GREETING}[,!.]?\s+){{0,3}}"
    rf"(?:{_ASKED}(?:['’]?s|['’]re|['’]d)?\s+{_VERB}\b|{_ASKED}['’]s\s|how\s+{_MEASURE}\b"
    rf"|wh(?:at|ich)\s+(?!{_SUBJECT}\b)\w+\s+{any_of(*DO, 'can', 'should')}\b"
    rf"|{_DOES}\s+(?!not\b|so\b)\w|do\s+{any_of('i', 'you', 'we', 'they', 'any')}\b"
    rf"|{any_of(*BE, *HAVE, *(verb for verb in AUXILIARIES if verb not in (*BE, *DO, *HAVE)))}\s+{_SUBJECT}\b"
    rf"|any\s?(?:one|body)\s+\w|any\s+(?:idea|chance|way|news|tips|advice)\b)",
    re.IGNORECASE,
)
_QUESTION_MARK = re.compile(r"[?？؟](?=[\s\"'”’)]|[!?.]|\Z)")


def asks_somebody(words: str) -> bool:
    """Whether a message asks something: at its end, or, in a message of up to 200 characters, anywhere."""
    if ends_with_question_mark(words):
        return True
    return len(words) <= _SHORT and bool(_QUESTION_MARK.search(words) or _ASKING.search(words))
