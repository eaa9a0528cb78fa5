"""Find full stops that end no sentence: after abbreviations, initials, ordinal numbers and list numbers.

The language of a text is not known, so the lists mix the abbreviations of several languages. They are sorted
by use: the sentence always continues after them, or only before a number. An abbreviation that is an ordinary
word in another of these languages is omitted.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\s()\[\]{}\"“”„«»–—]+$")
_WORD_LENGTH, _NUMBER_LENGTH = 12, 24  # characters that are searched before a full stop
_INITIALS = re.compile(r"[^\W\d_a-z](?:\.-?[^\W\d_a-z])+")

# Only with a capital letter, since they are ordinary words without it: months, ranks and titles.
_CAPITALISED_LIST = """
    Adm Apr Aug Av Avda Bc Bros Capt Cmdr Co Col Corp Cpl Dec Dept Dez Dipl EE Esq Fa Fdo Feb Fr Frl Ft Gen
    Gov Gral Hl Hon Hr Hrn Inc Ing Insp Jan Jr Jul Jun Lic Lt Ltd Mag Maj Mar Me Messrs MM Mt Nov Oct Okt Pr
    Pres Rep Rev Sen Sep Sept Sgt Sr Sra Sres Srta St Ste Supt Ud Uds Univ
"""
# In upper or lower case, always before more of the sentence.
_ALWAYS_LIST = """
    approx aprox avv bijv bspw bzw c.-à-d ca cf d.h d.w.z dhr dott dott.ssa dr dra drs dña e.g e.v evtl excl
    exkl ggf i.d.r i.e incl ing inkl insb inż judr ks m.in mevr mgr mio mlle mlles mme mmes mr mrd mrs ms
    mudr mx např np o.a p.ej p.es phdr popř prof prof.ssa profa resp rndr sig sig.na sig.ra sigg sog sv t.j
    tj tsd tzn tzv tzw u.a ul v.a vgl vs z.b zob zzgl ś.p św
"""
# In upper or lower case, only before a number.
_BEFORE_NUMBER_LIST = """
    abb abs abschn afb anm app apt art arts aufl bd bde bl blz cap caps ch chap cit col cols cor def env eq
    eqs ex ext fig figs godz hfst kap lem ll max min no nos nr nrn num núm obr op pag pagg par pkt por poz pp
    prop pt pág págs ref rm rn rys rz sec sect str t tab tabl taf tel thm tél ver vol vols ziff č čl čp
"""
_CAPITALISED = frozenset(_CAPITALISED_LIST.split())
_ALWAYS = frozenset(_ALWAYS_LIST.split())
_BEFORE_NUMBER = frozenset(_BEFORE_NUMBER_LIST.split())
_NUMBER = re.compile(r"\d|(?:[B-HJ-Z]|[IVXLC]{2,})\b")  # "I" and "A" are more often words
_LIST_NUMBER = re.compile(r"\d{1,3}|[IVXLC]{2,5}")

# German ordinals: "3. März", "die 2. Mannschaft". In other languages the word that follows has no capital.
_ORDINAL_BEFORE = re.compile(
    r"(?<!\w)(?:d(?:er|ie|as|em|en|es)|(?<!\bi )am|im|zu[mr]|vom|beim|ins|ab|seit|bis|"
    r"(?:[mds]ein|ihr|unser|eue?r|k?ein|jed|dies|jen)(?:e[mnrs]?)?)\s+\d{1,3}$",
    re.IGNORECASE,
)
_ORDINAL_AFTER = re.compile(
    r"(?:Jan(?:uar|\.)|Jänner|Feb(?:ruar|\.)|Feber|März|Apr(?:il|\.)|Mai|Juni|Juli|Aug(?:ust|\.)|"
    r"Sep(?:tember|t?\.)|Okt(?:ober|\.)|Nov(?:ember|\.)|Dez(?:ember|\.)|"
    r"Jahrhundert|Jh|Weltkrieg|Auflage|Bundesliga|Liga|Klasse|Platz)"
)


def sentence_continues(text: str, start: int, stop: int, following: int) -> bool:
    """Whether the sentence that starts at `start` continues after the full stop at `stop`.

    `following` is the offset of the next character that is no white space. Before a lower-case letter the
    sentence continues anyway, so callers test that themselves.
    """
    found = _WORD.search(text, max(start, stop - _WORD_LENGTH), stop)
    if found is None:
        return False
    word = found[0].lstrip("'‘’*_~")
    if (len(word) == 1 and word.lower() != word.upper()) or _INITIALS.fullmatch(word):
        return True
    if _LIST_NUMBER.fullmatch(word):
        before = text[max(start, stop - _NUMBER_LENGTH) : stop]
        return found.start() <= start or _is_ordinal(word, before, text, following)
    word = re.split("['’]", word)[-1]  # as in the French and Italian "l'art. 5"
    lower = word.lower()
    if word in _CAPITALISED or lower in _ALWAYS:
        return True
    if lower in _BEFORE_NUMBER or lower.endswith("str"):
        return bool(_NUMBER.match(text, following))
    return False


def _is_ordinal(number: str, before: str, text: str, following: int) -> bool:
    """Whether a number is a German ordinal, by the text `before` its full stop and that at `following`."""
    if not number.isdigit():
        return False
    is_before = len(number) < 3 and _ORDINAL_AFTER.match(text, following) is not None
    return is_before or _ORDINAL_BEFORE.search(before) is not None
