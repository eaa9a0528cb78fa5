"""Units of measurement in LaTeX, as the package siunitx writes them → as people read them."""

from __future__ import annotations

import re

_MACRO = re.compile(r"\\([a-zA-Z]+)[ ]?")
_NAMES_AND_SYMBOLS = """
    pico=p nano=n micro=µ milli=m centi=c deci=d hecto=h kilo=k mega=M giga=G tera=T
    metre=m meter=m gram=g kilogram=kg tonne=t litre=L liter=L hectare=ha second=s minute=min hour=h day=d
    kelvin=K celsius=°C degreeCelsius=°C mole=mol ampere=A volt=V watt=W joule=J electronvolt=eV newton=N
    pascal=Pa hertz=Hz ohm=Ω farad=F coulomb=C tesla=T henry=H weber=Wb candela=cd lumen=lm lux=lx bit=bit
    byte=B bar=bar decibel=dB degree=° arcminute=′ arcsecond=″ percent=% per=/ squared=² cubed=³
"""
_SYMBOLS = dict(each.split("=") for each in _NAMES_AND_SYMBOLS.split())


def unit_symbols(source: str) -> str:
    """Return the symbols of a unit: "km/h" for `\\kilo\\metre\\per\\hour`.

    A macro without a known symbol is read as its name; other characters stay.
    """
    return _MACRO.sub(lambda macro: _SYMBOLS.get(macro[1], macro[1]), source)
