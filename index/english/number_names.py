"""The names of small numbers in English, the endings of ordinals, and the signs of currencies."""

from __future__ import annotations

#: From 1 to 20.
CARDINALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
#: From 1 to 10.
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
#: Behind the digits of an ordinal, as a pattern: "3rd".
ORDINAL_ENDING = r"(?:st|nd|rd|th)"
#: How often, from 1 to 3.
MULTIPLICATIVES = ("once", "twice", "thrice")
#: Before or behind an amount.
CURRENCY_SIGNS = "$€£¥₹₽₩₺"
