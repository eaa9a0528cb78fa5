"""Words by which a document calls itself old, a draft or current.

"old-rules.txt", "Rules (archived)" and "this page is outdated" do so, "statutes-draft.md" and
"rules_final.md". "old-town.md", "former-members.md" and "Old-school raids" do not: there the subject is old,
not the document.
"""

from __future__ import annotations

import re
from enum import IntEnum

BEGINS, ENDS = r"(?<![^\W_])", r"(?![^\W_])"  #: the start and the end of a word, also next to "_" and "-"
_DOCUMENT_LIST = """
    agenda announcement announcements article brochure bylaws calendar charter conditions constitution
    docs document documentation documents edition editions faq fee fees file guide guideline guidelines
    guides handbook info information instruction instructions list manual menu minutes news newsletter
    notes overview page plan policies policy price pricelist prices pricing rates readme regulations
    report requirements roster rule rulebook rules schedule sheet statutes syllabus system tariff tariffs
    terms timetable version versions wiki
"""
DOCUMENTS = frozenset(_DOCUMENT_LIST.split())  #: words for a document, in lower case
_IS_OLD = (
    r"outdated|out[- ]of[- ]date|superseded|obsolete|archived|deprecated|replaced by"
    r"|not (?:kept up|up[- ]to[- ]date|current)"
    r"|kept (?:only )?for (?:history|reference|the record)"
    r"|no longer (?:valid|current|maintained|supported|updated|in (?:force|use)|appl(?:y|ies))"
)
_THIS = r"this|these|version|edition"
_THINGS = r"page|document|rules?|guide|handbook|manual|wiki|article|file|policy|information|instructions"
# The start of a clause that is not about the page itself: "This page explains how rules are proposed".
_CLAUSE = r"(?<!, )\b(?:how|if|that|what|when|where|whether|which|who|whose|why)\b"
_THIS_DOES = rf"(?:{_THIS})\b(?:(?!{_CLAUSE})[^.!?\n]){{0,60}}?"
_IS = rf"(?:{_THIS_DOES}\b(?:is|are|was|were|been)|the (?:{_THINGS}) (?:is|are|has been))"
_IS_NOW = rf"(?:{_THIS_DOES}\b(?:is|are)|the (?:{_THINGS}) (?:is|are))"
_GOES_ON = rf"(?:{_THINGS}|{_THIS}|and|as|because|by|for|from|in|of|on|please|see|since|with)\b"
_STATUS = r"^(?:status|state)[ \t]*[:=]\s*\W?"
_TRUE = r"[ \t]*[:=]\s*\W?(?:true|yes)"
_DRAFT = r"(?:drafts?|proposed|proposals?|work in progress|wip)"
_A_DRAFT = r"(?:draft|proposal|work in progress|wip|proposed(?=[^\w\n]*$|[.,;:)]))"
#: In the opening of a text: "This page is outdated", "(superseded by rules.md)", "status: archived".
_SAYS_IT_IS_OLD = re.compile(
    rf"(?:\b{_IS}\s(?:now |hereby |all |badly )?|[(\[][^()\[\]\n]{{0,60}}\b|{_STATUS})(?:{_IS_OLD})\b"
    rf"|^[^\w\n]*(?:{_IS_OLD})\b(?! +(?!{_GOES_ON})[a-z])"
    rf"|^(?:deprecated|archived|outdated|obsolete){_TRUE}",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS_IT_IS_A_DRAFT = re.compile(
    rf"\b{_IS_NOW}\s(?:still |only |just )?(?:an? )?(?:first )?{_A_DRAFT}\b|^[^\w\n#]*{_A_DRAFT}[^\w\n]*$"
    rf"|{_STATUS}{_DRAFT}\b|^draft{_TRUE}",
    re.IGNORECASE | re.MULTILINE,
)
_OLD = r"(?:old(?:er)?|former|previous|archived?|outdated|obsolete|superseded|deprecated)"
_CURRENT = r"(?:current|final|latest|new|newest|live|approved|adopted|in[- ]force)"
_FRONT = r"(?:^[\W\d]*(?:the |our )?|[(\[])"
_APART = r"[-–—:,(\[]\s?"  # between a name and its status: "rules-old", "Rules (old)"
_AT_END = r"[)\]]*[()\[\] \d.–-]*$"  # numbers may come after it: "rules-old-2021", "rules old (2021)"
_WORD = r"([^\W_]+)"
_NUMBERS = r"(?:[\d.]+[ -]+)*"  # between a name and its status: "rules 2026 final"
_OLD_DOCUMENT = re.compile(
    rf"{_FRONT}{_OLD}[ -]+{_WORD}|{BEGINS}{_WORD}[ -]+{_NUMBERS}(?:{_OLD}|archives?){_AT_END}"
)
_OLD_NAME = re.compile(
    rf"(?<!year)(?<!years)(?<!month)(?<!months){_APART}(?!former){_OLD}{_AT_END}"  # not "for 12-year-old"
    rf"|^(?:old|archives?|archived|previous)[ \d.-]*$|^{_OLD}\s?:"
    rf"|[(\[](?:the |(?:19|20)\d\d,? )?old\b|[(\[][^()\[\]]{{0,60}}\b(?:{_IS_OLD})\b"
    rf"|\b(?:superseded|replaced) by\b|\bno longer (?:valid|current|in (?:force|use))\b"
    rf"|{BEGINS}until (?:the end of )?20\d\d"
)
_OLD_BESIDE = re.compile(rf"^(?:the |our )?(?:old(?:er)?|previous|archived)[ -]|{BEGINS}{_DRAFT}{ENDS}")
_CURRENT_DOCUMENT = re.compile(
    rf"{_FRONT}{_CURRENT}[ -]+{_WORD}|{BEGINS}{_WORD}[ -]+{_NUMBERS}{_CURRENT}{_AT_END}"
)
_CURRENT_NAME = re.compile(rf"{_APART}{_CURRENT}{_AT_END}|^{_CURRENT}$")
_STATUS_WORD = re.compile(rf"{BEGINS}(?:{_OLD}|archives|{_DRAFT}|{_CURRENT}|{_IS_OLD}|until)\d*{ENDS}")


class Status(IntEnum):
    """What a document or a section says of its own validity. Of two that say the same, the higher answers."""

    OUT_OF_FORCE = 0  #: it calls itself old
    #: It is old only next to one with the same name without such a word: "statutes-draft".
    OUT_OF_FORCE_BESIDE = 1
    PLAIN = 2  #: it says nothing about it
    CURRENT = 3  #: it calls itself current


def status_of(name: str) -> tuple[Status, str]:
    """Return the status by a lower-case name, title or heading, and the text without the words for it."""
    if _OLD_NAME.search(name) or _is_of_document(_OLD_DOCUMENT, name):
        status = Status.OUT_OF_FORCE
    elif _OLD_BESIDE.search(name):
        status = Status.OUT_OF_FORCE_BESIDE
    elif _CURRENT_NAME.search(name) or _is_of_document(_CURRENT_DOCUMENT, name):
        status = Status.CURRENT
    else:
        return Status.PLAIN, name
    return status, _STATUS_WORD.sub(" ", name)


def says_it_is_out_of_force(opening: str) -> bool:
    """Whether a document says in its opening that it is old, or a draft."""
    return bool(_SAYS_IT_IS_OLD.search(opening) or _SAYS_IT_IS_A_DRAFT.search(opening))


def _is_of_document(pattern: re.Pattern[str], name: str) -> bool:
    """Whether a pattern finds its words next to a word for a document: "old rules", not "old town"."""
    return any(not DOCUMENTS.isdisjoint(found.groups()) for found in pattern.finditer(name))
