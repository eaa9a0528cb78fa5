"""The English names of small numbers, and how ordinals, versions and currencies are written in digits."""

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
DOTTED_NUMBER = r"\d+(?:\.\d+)+"  #: a pattern of versions, "2.1.0", which dates and decimals match too
#: From 1 to 3 times.
MULTIPLICATIVES = ("once", "twice", "thrice")
#: They are written before or after an amount.
CURRENCY_SIGNS = "$€£¥₹₽₩₺"
CURRENCY_WORDS = "euro eur dollar usd gbp chf"  #: in the names of columns with prices
