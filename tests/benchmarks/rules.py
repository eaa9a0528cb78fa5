"""What each rule around the reading model pays: every question asked with all rules, and without each of them.

    python tests/benchmarks/rules.py FOLDER [FOLDER ...]

A FOLDER is as `real.py` takes it: questions about the documents of communities. A rule is a function whose result can
be left out: that an answer has the numbers of the question, that a cell which the question names answers, that words
are given with all of their range. Of each rule the table has

- `acts`: questions for which the rule says something else than it would if it were left out
- `seen`: those whose answer or citations are others for it
- what becomes of these by the rule, in the words of `real.py`: more or fewer are right, wrong, rightly declined, and
  have a proof first.

A rule that acts and is not seen may still change what is marked of a block, or which of the passages is shown.
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
    """A function that returns one of its arguments."""
    return lambda *arguments, **_: arguments[position]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: where it is called, as "module:function", and what stands there if it is left out."""

    name: str
    instead: Callable[..., Any]
    calls: tuple[str, ...]


def _rules(room: str, instead: Callable[..., Any], **calls: str) -> list[Rule]:
    """Rules that modules below `index` call, each by its function."""
    return [
        Rule(name.replace("_", " "), instead, tuple(f"index.{room}:{call}" for call in functions.split()))
        for name, functions in calls.items()
    ]


RULES = [
    *_rules(
        "reader.constraints.required",
        _always,
        numbers="has_numbers_of",
        years="has_years_of",
        months="has_months_of",
        weekdays="has_weekdays_of",
        labels="has_labels_of",
        codes="has_codes_of",
        colours="has_colours_of",
        empty_cells="has_asked_cell",
    ),
    *_rules(
        "reader.named.answers",
        _nothing,
        named_cell="named_cell",
        named_row="named_row",
        cell_beside="named_cell_beside",
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
    *_rules("reader.span_reader", _never, another_name="is_told_of_another_name", words_of_questions="is_asked"),
    *_rules("reader.span_reader", _never, blocks_that_ask="only_asks", versions_are_shown="names_a_version_of"),
    *_rules("reader.span_reader", _unchanged(1), taken_back="with_what_takes_back", every_case="with_every_case"),
    *_rules("reader.span_reader", _unchanged(1), complements="without_missing_complement"),
    *_rules("reader.span_reader", lambda *_: frozenset(), parts_with_names="units_with_names"),
    *_rules("reader.span_reader", lambda *_: {}, rows_by_coverage="block_coverage"),
    *_rules("reader.network.span_scorer", _unchanged(2), words_of_meant_rows="prefer_matching_rows"),
    *_rules("reader.blocks.answering_blocks", lambda *_: {}, rows_behind="rows_behind"),
    *_rules("reader.blocks.answering_blocks", _nothing, complete_parts="_complete_block", what_is_said="_said"),
    *_rules("reader.blocks.answering_blocks", _unchanged(2), exchanges="exchange"),
    *_rules("reader.blocks.answering_blocks", _never, headings_that_ask="asks"),
    Rule(
        "block instead of words",
        _never,
        ("index.reader.span_reader:is_better_whole", "index.reader.named.answers:is_better_whole"),
    ),
    *_rules(
        "headings.with_headings",
        _unchanged(1),
        heading_dates="with_heading_date",
        release_headings="with_release_heading",
        release_notes="with_release_notes",
        newest_release="with_latest_release",
    ),
    *_rules("engine", _unchanged(1), current_edition="with_current_edition"),
    *_rules("reader.span_reader", lambda question, relevances: list(relevances), newest_first="with_newest_first"),
    *_rules("reader.span_reader", lambda question, spans, *_: list(spans), older_editions="without_older_editions"),
    Rule(
        "versions are no rivals",
        _never,
        ("index.reader.calibration.words:are_versions", "index.reader.calibration.blocks:are_versions"),
    ),
    *_rules("citing.citations", _unchanged(1), whole_ranges="with_whole_range", whole_sentences="with_whole_sentence"),
    *_rules("citing.citations", lambda *_: [], contradictions="contradictions"),
    *_rules("citing.citations", _unchanged(3), what_is_introduced="_with_introduced", explanations="_with_explanation"),
]  # fmt: skip


@dataclass(slots=True)
class Switches:
    """The rules, which are all on but for one, and those that acted since this was last cleared."""

    left_out: str = ""
    acting: set[str] = field(default_factory=set)

    def install(self) -> None:
        """Put a switch in each place that calls a rule."""
        for rule in RULES:
            for call in rule.calls:
                module, _, name = call.partition(":")
                place = import_module(module)
                setattr(place, name, self._switched(rule, getattr(place, name)))

    def _switched(self, rule: Rule, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            instead = rule.instead(*arguments, **named)
            if self.left_out == rule.name:
                return instead
            result = function(*arguments, **named)
            if result is not instead and result != instead:
                self.acting.add(rule.name)
            return result

        return call

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Leave a rule out meanwhile."""
        self.left_out = name
        try:
            yield
        finally:
            self.left_out = ""


@contextmanager
def remembered() -> Iterator[None]:
    """Meanwhile retrieve and read each passage for a question once, however often it is asked."""
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
    """How often each rule acts and is seen, and what becomes of the questions by it."""

    def __init__(self) -> None:
        self.questions = 0
        self.acts: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.changes: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, question: CommunityQuestion, engine: Engine, switches: Switches) -> None:
        """Ask a question with all rules, and without each that acts."""
        self.questions += 1
        with remembered():
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
