"""English verbs: base forms, past forms, agent nouns, and clauses in the word order of a question.

Irregular verbs are in a table. The base form of a regular verb is found by spelling rules. They are right for
most verbs; for some they wrongly add or drop an "e".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BE = ("is", "are", "was", "were")
DO = ("do", "does", "did")
HAVE = ("has", "have", "had")
MODALS = ("can", "could", "will", "would", "shall", "should", "may", "might", "must")
AUXILIARIES = (*BE, *DO, *HAVE, *MODALS)
#: Each auxiliary with "not" as one word, also without its apostrophe → the auxiliary.
NEGATED_AUXILIARIES = {
    f"{stem}{apostrophe}t": auxiliary
    for stem, auxiliary in (
        *((f"{each}n", each) for each in AUXILIARIES if each not in ("can", "will", "shall", "may")),
        *(("can", "can"), ("wo", "will"), ("sha", "shall")),
    )
    for apostrophe in ("'", "’", "")
}

# Base, past and participle of irregular verbs; the participle only where it differs from the past.
_IRREGULAR = """
arise arose arisen, awake awoke awoken, bear bore borne, beat beat beaten, become became become, begin
began begun, bend bent, bet bet, bind bound, bite bit bitten, bleed bled, blow blew blown, break broke
broken, breed bred, bring brought, build built, burn burnt, burst burst, buy bought, cast cast, catch
caught, choose chose chosen, cling clung, come came come, cost cost, creep crept, cut cut, deal dealt,
dig dug, do did done, draw drew drawn, dream dreamt, drink drank drunk, drive drove driven, eat ate
eaten, fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling flung, fly flew
flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen,
get got, give gave given, go went gone, grind ground, grow grew grown, hang hung, have had, hear heard,
hide hid hidden, hit hit, hold held, hurt hurt, keep kept, kneel knelt, know knew known, lay laid, lead
led, lean leant, leap leapt, learn learnt, leave left, lend lent, let let, lie lay lain, light lit, lose
lost, make made, mean meant, meet met, pay paid, put put, quit quit, read read, rid rid, ride rode
ridden, ring rang rung, rise rose risen, run ran run, say said, see saw seen, seek sought, sell sold,
send sent, set set, sew sewed sewn, shake shook shaken, shed shed, shine shone, shoot shot, show showed
shown, shrink shrank shrunk, shut shut, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid,
sling slung, smell smelt, sow sowed sown, speak spoke spoken, spell spelt, spend spent, spill spilt, spin
spun, spit spat, split split, spoil spoilt, spread spread, spring sprang sprung, stand stood, steal stole
stolen, stick stuck, sting stung, stink stank stunk, strike struck, strive strove striven, swear swore
sworn, sweep swept, swell swelled swollen, swim swam swum, swing swung, take took taken, teach taught,
tear tore torn, tell told, think thought, throw threw thrown, thrust thrust, understand understood,
undertake undertook undertaken, wake woke woken, wear wore worn, weave wove woven, weep wept, win won,
wind wound, withdraw withdrew withdrawn, write wrote written
"""
_PREFIXES = ("fore", "mis", "out", "over", "re", "un", "under", "up", "with")
_FORMS = [forms.split() for forms in _IRREGULAR.split(",")]
_BASE_OF_PAST = {past: base for base, past, *_ in _FORMS}
_PARTICIPLES = {"been", "born", *(forms[-1] for forms in _FORMS)}
_BASE_OF_PRESENT = {**dict.fromkeys(BE, "be"), "has": "have"}
# Regular verbs that are frequent in questions about a community's documents.
_REGULAR_LIST = """
    accept add affect allow apply ask borrow call cancel change charge claim clean close collect contain
    count cover create delete drop earn enter expire finish follow happen help host include install join
    kick kill last like live load look love matter mention move need open order own pass pause place
    play post print provide rain reach receive remove rent repair replace report require reset respawn
    return save score serve share spawn start stay stop store submit supply support trade train transfer
    travel turn unlock update upgrade upload use visit vote wait walk want wash watch work
"""
BASES = frozenset([*(base for base, *_ in _FORMS), *_REGULAR_LIST.split()])  #: base forms of common verbs

# Endings of regular verbs before "ed" whose base form has a silent "e".
_SILENT_E = re.compile(
    r"""
      [cuv]$ | (?<!z)z$ | (?<!s)s$ (?<!focus)(?<!bias)      # replaced, argued, saved, seized, accused, closed
    | [aeiourld]g$ | [aeu]ng$ (?<!^hang)(?<!^bang)          # obliged, urged, judged, changed, plunged
    | [bcdfgkpstz]l$ | (?:creat|suad|guid|lcom)$            # settled, handled, created, persuaded
    | ^(?:[^aeiouy]|qu|y)*[aeiouy][bdfklmnprt]$             # framed, hoped, ruled: one syllable, one vowel
    | (?:[^aeiou]|qu)(?:                                    # longer, one vowel in the last syllable:
          [aeiou][bdk] | [aeiu]m | [aiu]n | ap | [aiu]r     # decided, assumed, examined, measured
        | [aou]t | [iou]l                                   # promoted, executed, exiled, scheduled
      )$
    | (?:gn|pl|st|sc|ad)or$ | (?:dh|rf|sev)er$              # ignored, explored, restored, adhered
    | (?:[nr]|ter)ven$ | stpon$                             # convened, intervened, postponed
    | (?:inv|un|gn|xc|c|xped)it$ | (?:pl|mp|del|ecr)et$     # invited, united, excited, completed, deleted
    | (?:brea|^ba|clo|loa|soo)th$ | ^[twph]ast$             # breathed, bathed, tasted, wasted
    """,
    re.VERBOSE,
)


def is_past(word: str) -> bool:
    """Whether a word looks like the past form of a verb: "framed", "sank"."""
    return _irregular_base(word.lower()) is not None or _is_regular_past(word.lower())


def is_participle(word: str) -> bool:
    """Whether a word looks like the past participle of a verb: "framed", "sunk"."""
    word = word.lower()
    stems = {word, *(word.removeprefix(prefix) for prefix in _PREFIXES)}
    return not _PARTICIPLES.isdisjoint(stems) or _is_regular_past(word)


def _is_regular_past(word: str) -> bool:
    return len(word) > 3 and bool(re.search(r"(?:[^e]|gre|fre|cre)ed$", word))  # not "seed", "need"


def base_form(verb: str) -> str:
    """Return the base form of a past form or a third person: "framed" → "frame", "carries" → "carry"."""
    verb = verb.lower()
    if base := _BASE_OF_PRESENT.get(verb) or _irregular_base(verb):
        return base
    if verb.endswith("ed") and len(verb) > 3:
        return _without_ed(verb)
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if re.search(r"(?:ss|x|z|ch|sh|o)es$", verb):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def agent_nouns(verb: str) -> frozenset[str]:
    """Return possible agent nouns of a verb in any form: "won" → "winner", and "winer", "winor", "winnor".

    All spellings with "er" and "or", with and without a doubled last letter, are returned; most are not
    words.
    """
    base = base_form(verb)
    stem = base.removesuffix("e")
    return frozenset(f"{start}{end}" for start in (stem, base + base[-1:]) for end in ("er", "or"))


def inverted(subject: str, predicate: Sequence[str]) -> str:
    """Return a clause in the word order of a question: "Ada", "framed him" → "did Ada frame him".

    `predicate` is at least one word: the verb, with any adverbs before it and the words after it.
    """
    verb = 0
    while verb < len(predicate) - 1 and re.fullmatch(r"\w+ly|also|first|never|ever", predicate[verb]):
        verb += 1
    adverbs, finite, rest = predicate[:verb], predicate[verb].lower(), predicate[verb + 1 :]
    if finite in AUXILIARIES and not _is_main_verb(finite, rest):
        return " ".join([finite, subject, *adverbs, *rest])
    base = base_form(finite)
    auxiliary = "did" if is_past(finite) else "does" if base != finite else "do"
    return " ".join([auxiliary, subject, *adverbs, base, *rest])


def negated(clause: str) -> str:
    """Return a clause in the word order of a question with a negation: "can I enter" → "can't I enter".

    A clause that has one, or does not start with an auxiliary, is unchanged.
    """
    auxiliary, space, rest = clause.partition(" ")
    if auxiliary not in AUXILIARIES or re.search(r"\b(?:not|no|never)\b|n['’]t\b", clause, re.IGNORECASE):
        return clause
    contracted = {"can": "can't", "will": "won't", "shall": "shan't"}.get(auxiliary, f"{auxiliary}n't")
    return f"{contracted}{space}{rest}"


def _is_main_verb(auxiliary: str, rest: Sequence[str]) -> bool:
    """Whether an auxiliary is the main verb, as in "has the key" and "did the washing"."""
    if auxiliary in HAVE:
        return not any(is_participle(word) for word in rest[:2])
    return auxiliary in DO and rest[:1] != ["not"]


def _irregular_base(verb: str) -> str | None:
    """Return the base form of the past form of an irregular verb, with or without a prefix; else None."""
    if verb in _BASE_OF_PAST:
        return _BASE_OF_PAST[verb]
    for prefix in _PREFIXES:  # "rebuilt", "overcame", "withheld"
        if verb.startswith(prefix) and (base := _BASE_OF_PAST.get(verb.removeprefix(prefix))):
            return prefix + base
    return None


def _without_ed(verb: str) -> str:
    """Return the base form of a regular verb that ends with "ed", by spelling rules."""
    stem = verb[:-2]
    if stem.endswith("i"):  # carried; died
        return f"{stem[:-1]}y" if len(stem) > 2 else f"{stem}e"
    if stem.endswith("e") or _SILENT_E.search(stem):  # agreed; framed
        return f"{stem}e"
    if re.search(r"[aeiou]([bdgmnprt])\1$", stem) and stem not in ("add", "err", "ebb", "purr"):  # jammed
        return stem[:-1]
    if re.search(r"[aeiou].*[eo]ll$", stem):  # travelled, controlled; but filled, called
        return stem[:-1]
    return stem
