"""The list item or the definition that a question names by its term: "what does --keep do".

The items of such a list are similar, and the network often confuses them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passages.reading_text import passage_trail
from index.reader.evidence.ranges import range_text
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asks_why, is_negated
from index.types import Block, Evidence

_MAX_TERMS = 6  # in a name
_LONGEST_TERM = 80  # characters
# Between a term and its explanation: "**Term**: …", "`--option` – …", "term : type: …", "**Term**—…".
_SEPARATOR = re.compile(r" ?: +(?=\S)| [–—-] +(?=\S)|(?<=\S)—(?=\S)")
_MARKS = tuple("*_`")
_NUMBER = re.compile(r"\(?\w{1,3}[.)] +")
# Code at the start, with words after it, is a term too: "`--keep n` keeps …".
_CODE_FIRST = re.compile(
    r"(?:[-*+•] +|\(?\w{1,3}[.)] +)?(?:\*\*)?(`{1,2})(?P<code>[^`\n]{1,80})\1(?:\*\*)?\s+\(?[^\W_]"
)
_SENTENCE_END = re.compile(r"[.!?;] ")
_BETWEEN_NAMES = re.compile(r", ?| \| | or |/(?=-)")
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z?](?:[\w-]*\w)?")
_KIND_WORDS = (  # words for the kinds of things that are named, and for asking what they are
    "option flag setting switch command argument parameter key field variable value do mean use stand work"
)


def named_item(asked: AskedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, Block] | None:
    """Return the only item or definition whose term a question names; None if there is none, or several.

    The other words of the question have to be in the item, the headings or the title. An option, such as
    "--keep", has to be named as it is written. A question for a kind of answer, such as a person, has to
    contain a word of the item besides its term. None also for a question that asks why or for yes or no, or
    that has a negation.
    """
    options, unnamed = _OPTION.findall(asked.text), _OPTION.sub(" ", asked.text)
    if asks_why(unnamed) or is_negated(unnamed) or asked.is_yes_or_no:
        return None
    items = [
        (each, item)
        for each in evidence
        for item in each.blocks
        if _may_have_term(each, item) and _is_named(asked, options, each, item)
    ]
    starts = {(each.passage.document, item.start) for each, item in items}
    return items[0] if len(starts) == 1 else None


def _may_have_term(evidence: Evidence, block: Block) -> bool:
    """Whether a block is a list item, or a paragraph that starts with markup or has its term above it."""
    if block.kind != "paragraph":
        return block.kind == "item"
    first = evidence.text_between(block.start, block.start + 1)
    return first in _MARKS or any(each.read == ": " for each in block.replacements)


def _is_named(asked: AskedQuestion, options: Sequence[str], evidence: Evidence, item: Block) -> bool:
    """Whether a question names an item by its term, and its other words are in the item or above it."""
    start, end = evidence.in_context(item.start, item.end)
    text = range_text(evidence, start, end)
    names = _names(" ".join(text.split()))
    if code := _CODE_FIRST.match(evidence.context, start, end):
        names.append(code["code"].strip())
    named = _named(asked, options, names)
    if not named:
        return False
    above = asked.terms_of(passage_trail(evidence.passage))
    inside, content = asked.terms_of(text), _besides(asked, named)
    return content <= inside | above and bool(not asked.answers or content & inside)


def _named(asked: AskedQuestion, options: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the names of an item by which a question names it; if the question has `options`, only these."""
    if options:
        return [name for name in names if (found := _OPTION.match(name)) and found[0] in options]
    return [name for name in names if _is_named_by(asked, name)]


def _besides(asked: AskedQuestion, named: Sequence[str]) -> frozenset[str]:
    """Return a question's content terms without those of an item's names and those that ask what it is."""
    return asked.content - asked.terms_of(_KIND_WORDS) - asked.terms_of(" ".join(named))


def besides_option(asked: AskedQuestion, heading: str) -> frozenset[str] | None:
    """Return what a question asks about the option that is a heading, such as "--pidFile <path>".

    These are its content terms without the option and without those that ask what it is. None if the
    question does not name the option.
    """
    names = _BETWEEN_NAMES.split(heading.strip("`*_ "))
    named = _named(asked, _OPTION.findall(asked.text), [name for name in names if _OPTION.match(name)])
    return _besides(asked, named) if named else None


def _is_named_by(asked: AskedQuestion, name: str) -> bool:
    """Whether a question contains all terms of a name.

    Of an option only the long form counts, without its value.
    """
    if name.startswith("-"):
        option = _OPTION.match(name)
        name = option[0] if option and option[0].startswith("--") else ""
    terms = asked.terms_of(name)
    return len(terms) <= _MAX_TERMS and asked.names(name) and bool(terms & asked.content)


def _names(text: str) -> list[str]:
    """Return the names that an item starts with, before its explanation.

    The list is empty if no separator follows within 80 characters, or if a sentence ends before it.
    """
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    separator = _SEPARATOR.search(text, start, start + _LONGEST_TERM)
    if not separator or _SENTENCE_END.search(text, start, separator.start()):
        return []
    return [name for name in _BETWEEN_NAMES.split(text[start : separator.start()]) if name]
