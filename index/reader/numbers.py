"""Whether a passage is about the numbers that a question names: room 3, the meeting of 2019, 6 mm.

The network takes the closest number for the one that is asked for. So what lacks a number of the question is
shown, and not given as its answer.
"""

from __future__ import annotations

import re

# Not in words such as k8s and E1b1a; neither a 1, which often counts nothing ("1 round", "part 1 of it").
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_DIGITS = re.compile(r"\d+")
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_NAMES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def lacks_number(question: str, text: str) -> bool:
    """Whether a number of the question, in digits, stands in the text neither in digits nor as a word."""
    question, text = (_BETWEEN_THOUSANDS.sub("", each) for each in (question, text))
    asked = {part for number in _NUMBER.findall(question) for part in _numbers(number)} - {"1"}
    if not asked:
        return False
    words = set(re.findall(r"[a-z]+", text.casefold()))
    spelled = {
        str(number) for names in (_NAMES, _ORDINALS) for number, name in enumerate(names, 2) if name in words
    }
    return not asked <= _numbers(text) | spelled


def _numbers(text: str) -> set[str]:
    return {digits.lstrip("0") for digits in _DIGITS.findall(text)}
