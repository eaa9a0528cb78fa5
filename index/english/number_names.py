"""The names of small numbers in English, and the signs of currencies beside numbers."""

from __future__ import annotations

#: From 1 to 20.
CARDINALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
#: From 1 to 10.
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
#: How often, from 1 to 3.
MULTIPLICATIVES = ("once", "twice", "thrice")
#: Before or behind an amount.
CURRENCY_SIGNS = "$€£¥₹₽₩₺"
