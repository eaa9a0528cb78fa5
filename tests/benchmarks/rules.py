"""Measure the effect of each rule around the reading model: ask every question with all rules, and without each one.

    python tests/benchmarks/rules.py FOLDER [FOLDER ...]

A FOLDER is as for `real.py`: questions about the documents of communities. A rule is a function that can be
disabled: one that requires the numbers of the question in an answer, one that answers with a table cell that
the question names, one that extends an answer to its whole range. The table has for each rule:

- `acts`: the number of questions for which the rule returns another value than if it is disabled
- `seen`: the number of these whose answer or citations are different if the rule is disabled
- the effect of the rule on the latter, in the columns of `real.py`: how many more (+) and fewer (-) are right, wrong,
  rightly declined, and have a supporting passage as their first citation.

A rule that acts but is not seen may still change the highlighted part of a block, or which passages are
shown.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any

import measure
import real

from index import Answer, AnswerSettings, Engine
from index.passage_search import PassageSearch
from index.reader import span_reader
from index.reader.network.reading_model import LogitsCache
from index.training.sources.community_questions import CommunityQuestion, read_questions

_COLUMNS = ("right", "wrong", "declined", "first")


def _always(*_: object, **__: object) -> bool:
    return True


def _never(*_: object, **__: object) -> bool:
    return False


def _nothing(*_: object, **__: object) -> None:
    return None


def _unchanged(position: int) -> Callable[..., Any]:
    """Return a function that returns its argument at `position`."""
    return lambda *arguments, **_: arguments[position]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can be disabled."""

    name: str
    instead: Callable[..., Any]  #: the function that is called if the rule is disabled
    calls: tuple[str, ...]  #: where the rule is called, each "module:function"


def _rules(module: str, instead: Callable[..., Any], **calls: str) -> list[Rule]:
    """Return the rules that a module in `index` calls: name → the functions of the rule, split by spaces."""
    return [
        Rule(name.replace("_", " "), instead, tuple(f"index.{module}:{call}" for call in functions.split()))
        for name, functions in calls.items()
    ]


RULES = [
    *_rules(
        "reader.constraints.all_constraints",
        _always,
        numbers="has_numbers_of",
        years="has_years_of",
        months="has_months_of",
        weekdays="has_weekdays_of",
        labels="has_labels_of",
        codes="has_codes_of",
        alternatives="has_alternatives_of",
        days="has_day_of",
        empty_cells="has_asked_cell",
    ),
    *_rules(
        "reader.lookup.answers",
        _nothing,
        named_cell="named_cell",
        row_with_rivals="row_with_rivals",
        matching_rows="matching_rows",
        price_list="price_list",
        named_row="named_row",
        row_of_a_day="row_of_day",
        cell_beside="named_cell_in_row_of",
        named_value="named_value",
        named_item="named_item",
        dated_section="dated_section",
        extreme_rows="asked_extreme",
        named_table="named_table",
        compared_rows="compared_rows",
        named_section="named_section",
        section_of_a_person="section_of_person",
    ),
    *_rules("reader.span_reader", lambda question, relevances: list(relevances), numbers_first="with_numbers_first"),
    *_rules("reader.span_reader", _never, another_name="is_about_another_name", words_of_questions="is_in_answered_question"),
    *_rules("reader.span_reader", _never, blocks_that_ask="only_asks", versions_are_shown="names_a_version_of"),
    *_rules("reader.span_reader", _unchanged(1), taken_back="with_retraction", every_case="with_every_case"),
    *_rules("reader.span_reader", _unchanged(1), changed_values="with_changed_value"),
    *_rules("reader.span_reader", _unchanged(1), complements="without_missing_complement"),
    *_rules("reader.span_reader", lambda *_: frozenset(), parts_with_names="ranges_with_names"),
    *_rules("reader.span_reader", lambda *_: {}, rows_by_coverage="block_coverage"),
    *_rules("reader.network.span_scorer", _unchanged(2), words_of_meant_rows="prefer_matching_rows"),
    *_rules("reader.blocks.answering_blocks", lambda *_: {}, rows_behind="coverage_deficits"),
    *_rules("reader.blocks.answering_blocks", _nothing, complete_parts="_complete_block", what_is_said="_said"),
    *_rules("reader.blocks.answering_blocks", _unchanged(2), exchanges="exchange"),
    *_rules("reader.blocks.answering_blocks", _never, headings_that_ask="ends_with_question_mark"),
    Rule(
        "block instead of words",
        _never,
        ("index.reader.span_reader:is_block_better", "index.reader.lookup.answers:is_block_better"),
    ),
    *_rules(
        "headings.with_headings",
        _unchanged(1),
        heading_dates="with_heading_date",
        release_headings="with_release_heading",
        release_notes="with_release_notes",
        newest_release="with_latest_release",
    ),
    *_rules("reader.network.reading_model", _unchanged(1), values_as_written="as_written_in"),
    *_rules("passage_search", _unchanged(0), names_in_full="with_full_names"),
    *_rules("engine", _unchanged(1), current_edition="with_current_edition"),
    *_rules("reader.span_reader", lambda question, relevances: list(relevances), newest_first="with_newest_first"),
    *_rules("reader.span_reader", lambda question, spans, *_: list(spans), older_editions="without_older_editions"),
    Rule(
        "near duplicates are no rivals",
        _never,
        ("index.reader.calibration.words:are_in_near_duplicates", "index.reader.calibration.blocks:have_near_duplicate_parts"),
    ),
    *_rules("citing.citations", _unchanged(1), whole_ranges="with_whole_range", whole_sentences="with_whole_sentence"),
    *_rules("citing.citations", lambda *_: [], contradictions="contradictions"),
    *_rules("citing.citations", _unchanged(3), what_is_introduced="_with_introduced", explanations="_with_explanation"),
]  # fmt: skip


@dataclass(slots=True)
class Switches:
    """Switches of the rules: at most one rule is disabled at a time."""

    disabled: str = ""  #: the name of the disabled rule
    #: The names of the rules that acted since it was last cleared.
    acting: set[str] = field(default_factory=set)

    def install(self) -> None:
        """Replace each rule, in each module that calls it, by a function that can be disabled."""
        for rule in RULES:
            for call in rule.calls:
                path, _, name = call.partition(":")
                module = import_module(path)
                setattr(module, name, self._switched(rule, getattr(module, name)))

    def _switched(self, rule: Rule, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            instead = rule.instead(*arguments, **named)
            if self.disabled == rule.name:
                return instead
            result = function(*arguments, **named)
            if result is not instead and result != instead:
                self.acting.add(rule.name)
            return result

        return call

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Disable a rule inside the context."""
        self.disabled = name
        try:
            yield
        finally:
            self.disabled = ""


@contextmanager
def cached() -> Iterator[None]:
    """Cache retrieval and reading inside the context, so that asking a question again costs little."""
    found: dict[tuple[object, ...], object] = {}
    logits = LogitsCache()

    def once(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(search: PassageSearch, *arguments: object) -> object:
            key = (name, *arguments)
            if key not in found:
                found[key] = method(search, *arguments)
            return found[key]

        return call

    methods = {name: getattr(PassageSearch, name) for name in ("spell", "hits", "evidence")}
    for name, method in methods.items():
        setattr(PassageSearch, name, once(name, method))
    span_reader.LogitsCache = lambda: logits
    try:
        yield
    finally:
        for name, method in methods.items():
            setattr(PassageSearch, name, method)
        span_reader.LogitsCache = LogitsCache


class Table:
    """How often each rule acts and is seen, and its effect on the scores."""

    def __init__(self) -> None:
        self.questions = 0
        self.acts: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.changes: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, question: CommunityQuestion, engine: Engine, switches: Switches) -> None:
        """Ask a question with all rules, and without each rule that acts."""
        self.questions += 1
        with cached():
            switches.acting.clear()
            answer = engine.ask(question.question)
            acting = set(switches.acting)
            self.acts.update(acting)
            for name in acting:
                with switches.without(name):
                    self._compare(name, question, answer, engine.ask(question.question))

    def _compare(self, name: str, question: CommunityQuestion, answer: Answer, without: Answer) -> None:
        if (answer.text, answer.citations) == (without.text, without.citations):
            return
        self.seen[name] += 1
        judged, judged_without = real.judge(question, answer), real.judge(question, without)
        for column in _COLUMNS:
            change = judged.get(column, False) - judged_without.get(column, False)
            self.changes[name][f"{column} {change:+d}"] += change != 0

    def print(self) -> None:
        print(f"{self.questions} questions\n{'':24}acts  seen" + "".join(f"{name:>16}" for name in _COLUMNS))
        for rule in sorted(RULES, key=lambda rule: -self.seen[rule.name]):
            changes = self.changes[rule.name]
            counts = ((changes[f"{name} +1"], changes[f"{name} -1"]) for name in _COLUMNS)
            columns = (f"+{more} -{fewer}" if more or fewer else "" for more, fewer in counts)
            print(
                f"{rule.name:22}{self.acts[rule.name]:6}{self.seen[rule.name]:6}"
                + "".join(f"{column:>16}" for column in columns)
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=measure.path, metavar="FOLDER")
    options = parser.parse_args()
    switches, table = Switches(), Table()
    switches.install()
    for folder in options.folders:
        for engine, asked in real.engines(folder, read_questions(folder), AnswerSettings()):
            for question in asked:
                table.count(question, engine, switches)
    table.print()


if __name__ == "__main__":
    main()
