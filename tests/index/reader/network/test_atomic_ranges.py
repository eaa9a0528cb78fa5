"""Ranges that an answer never cuts in two."""

from __future__ import annotations

import numpy as np
import pytest

from index.models.tokenizer import load_tokenizer
from index.reader.evidence.evidence_text import evidence_text
from index.reader.network.atomic_ranges import atomic_ranges
from index.reader.network.spans import best_spans
from index.reader.network.windows import TokenLimits, make_windows
from index.types import Block, Replacement
from tests.index.evidence import evidence_of


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("pass `--port 80` or not", ["`--port 80`"]),
        ("see [the rules](https://example.org/a_b) first", ["[the rules](https://example.org/a_b)"]),
        ("see [[people/Jonas|Jonas]] there", ["[[people/Jonas|Jonas]]"]),
        ("at https://example.org/x.", ["https://example.org/x"]),
        ("it costs $8 or 6 € or 7.50 £", ["$8", "6 €", "7.50 £"]),
        ("16 GB of it, 5% and 20 °C", ["16 GB", "5%", "20 °C"]),
        ("they call it „Feierabend“ here", ["„Feierabend“"]),
        ("mail the-fryers@chipshop.example.", ["the-fryers@chipshop.example"]),
        ("at forms.crows.example/spring, see `a`", ["forms.crows.example/spring", "`a`"]),
        ("set audio.rate or pass -p, --pad N", ["audio.rate", "-p", "--pad"]),
        ("well-known since 2.0. The end.Next", []),
        ("nothing to keep: 4 mills, 3 gardens", []),
    ],
)
def test_ranges_that_stay_whole(text: str, whole: list[str]):
    """Code, links, addresses, options, amounts with their units and quotations are found, and nothing else."""
    assert [text[start:end] for start, end in atomic_ranges(text)] == whole


def test_no_answer_leaves_its_cell_or_begins_in_markup():
    """Whatever the network finds likely, a span lies in one cell, contains all of one with a number, and no
    column's name."""
    text = "| Fan | $3 a month |"
    row = Block("row", 0, len(text), (), (
        Replacement(0, 2, "tier: "), Replacement(5, 8, " · price: "), Replacement(18, 20, ""),
    ))  # fmt: skip
    evidence = evidence_of(text, title="A", blocks=(row,))
    read = evidence_text(evidence)
    assert read.text == "A\ntier: Fan · price: $3 a month"
    encoding = load_tokenizer().encode(read.text, add_special_tokens=False)
    (window,) = make_windows([2040], encoding, read, evidence, 0, TokenLimits())
    spans = best_spans(window, np.zeros((len(window.ids), 3), np.float32), evidence, TokenLimits())
    assert {span.text for span in spans} == {"Fan", "$3 a month"}
