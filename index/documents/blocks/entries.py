"""Lines that are separate entries without blank lines between them: a programme, a chat, a timeline, rules.

A line is an entry if it starts in the same way as the line above it, or as the first line of the entry above
it. A line of prose that starts so by chance is mostly the only such line.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS
from index.english.patterns import any_of

_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?"
_MARKUP = r"(?:[*_`]{1,3})?"
#: The day or the time before each line of a programme, a saved chat or a log.
_STAMP = re.compile(rf"[\[(]?{_MARKUP}(?:(?:{_DAY})(?:(?:,? |T)?{_TIME})?|{_TIME})(?!\w)")
#: The year before each line of a timeline, followed by a colon, a dash or wide white space.
_YEAR = re.compile(rf"{_MARKUP}(?:1\d|20)\d\d{_MARKUP}(?:\t|[ \t]{{2,}}|[ \t]?[:–—-][ \t])\s*(?=\S)")
_SPEAKER = re.compile(r"[A-Z][\w.'-]*(?: [\w.'&-]+){0,3}: ")
# "**Price:** 5 €", "**Price**: 5 €"
_LABEL = re.compile(r"(\*\*|__)[^\s*_:][^*_:\n]{0,40}(?::\1|\1:)[ \t]+(?=\S)")
# The number of a rule: "1.2 No spam", "#2 No spam", "2️⃣ No spam", "Rule 2 - No spam".
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}"
_RULE_NUMBER = re.compile(
    rf"{_MARKUP}(?:(?P<noun>[A-Z][a-z]{{2,14}}) (?={_NUMBER}{_MARKUP} ?[–—-])"
    r"|(?=[§#]|\d+\.\d|\d\ufe0f?\u20e3)[§#]? ?)"
    rf"(?P<number>{_NUMBER})(?:\ufe0f?\u20e3)?(?:[.):]|{_MARKUP} ?[–—-])?{_MARKUP}[ \t]+(?=[^\W\d_])"
)

_NAMED_DAY = rf"\d{{1,2}}\.? {any_of(*MONTHS)}(?: \d{{4}})?|{any_of(*MONTHS)} \d{{1,2}}(?:, \d{{4}})?"
#: A day, alone or before an event: "3 May 2026", "22.03.2026 - Spring clean".
_DATED = re.compile(rf"(?:{_DAY}|{_NAMED_DAY})(?:\s?[:–—-]\s[^\W\d_][^:]*)?(?<=[^\W_])[!)]?", re.IGNORECASE)


def is_dated_heading(line: str) -> bool:
    """Whether a line may be the heading of text about a day: a date, alone or before an event."""
    return _DATED.fullmatch(line) is not None


def has_label(line: str) -> bool:
    """Whether a line starts with a name and a colon: "Chair: Ada"."""
    return _SPEAKER.match(line) is not None


def begins_entry(text: str, line: tuple[int, int], first: tuple[int, int], above: tuple[int, int]) -> bool:
    """Whether a line is an entry of its own.

    It is one if it starts with a date or time, a year or a label as the line `first` does, with a higher
    number of a rule than `first`, or with a name and a colon as the line `above` does. `first` is the first
    line of the current entry. Each line is its start and end in the text, without indentation.
    """
    for sign in (_STAMP, _YEAR, _LABEL):
        if sign.match(text, *line):
            return sign.match(text, *first) is not None
    if rule := _RULE_NUMBER.match(text, *line):
        before = _RULE_NUMBER.match(text, *first)
        is_higher = before is not None and _numbers(before["number"]) < _numbers(rule["number"])
        return is_higher and before is not None and before["noun"] == rule["noun"]
    return _SPEAKER.match(text, *line) is not None and _SPEAKER.match(text, *above) is not None


def _numbers(mark: str) -> list[int]:
    return [int(number) for number in mark.split(".")]
