"""The English names of small numbers, the endings of ordinals, and the signs of currencies."""

from __future__ import annotations

#: From 1 to 20.
CARDINALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
#: From 20 to 90.
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: From 1 to 10.
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
#: A pattern for the ending after the digits of an ordinal: "rd" in "3rd".
ORDINAL_ENDING = r"(?:st|nd|rd|th)"
#: From 1 to 3 times.
MULTIPLICATIVES = ("once", "twice", "thrice")
#: They are written before or after an amount.
CURRENCY_SIGNS = "$€£¥₹₽₩₺"
