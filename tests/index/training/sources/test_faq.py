"""Questions about documentation: their files, and the training groups that are made from them."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from index.models.encoder import MiniLM
from index.training.groups.block_stream import BlockStream
from index.training.groups.group_source import JoinedStream
from index.training.sources.faq import (
    FaqExample,
    passages_of,
    read_faq,
    read_headings,
    save_examples,
    with_similar_others,
)

TEXT = """# Server

Welcome to the server of the village, where everybody may build what they like.

## How do I join?

Add the address `play.example.org` to your [list](https://example.org) and click **Join**.

## Rules

| Rule | Why |
|------|-----|
| Be kind | It costs nothing, and everybody has a better day |

### What is not allowed?

- Griefing &amp; stealing
- Cheating of any kind, also with the help of other programs
"""


@pytest.fixture
def faq(tmp_path: Path) -> list[FaqExample]:
    """The two questions of the document above, read from files."""
    rows = []
    for question, path, before, end in (
        ("How do I join?", ["Server"], "## How do I join?\n\n", "\n\n## Rules"),
        ("What is not allowed?", ["Server", "Rules"], "### What is not allowed?\n\n", None),
    ):
        heading = TEXT.index(before)
        rows.append(
            {
                "id": f"a:server.md#{heading}",
                "document": "a:server.md",
                "question": question,
                "heading_path": path,
                "heading_start": heading,
                "answer_start": heading + len(before),
                "answer_end": TEXT.index(end) if end else len(TEXT),
                "generic": False,
                "split": "train",
            }
        )
    for name, lines in (("documents", [{"id": "a:server.md", "text": TEXT}]), ("pairs", rows)):
        with lzma.open(tmp_path / f"{name}.jsonl.xz", "wt") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return read_faq(tmp_path)


def test_a_question_has_its_block_and_the_others_of_its_document(faq: list[FaqExample]):
    """Each passage has its trail and no markup, as the engine reads it."""
    join, forbidden = faq
    assert join.trail == "Server › How do I join?"
    assert join.block == "Add the address play.example.org to your list and click Join."
    assert {trail for trail, _ in join.others} == {
        "Server",
        "Server › Rules",
        "Server › Rules › What is not allowed?",
    }
    (rules,) = [text for trail, text in join.others if trail == "Server › Rules"]
    assert "Be kind · Why: It costs nothing, and everybody has a better day" in rules
    assert "Griefing & stealing" in forbidden.block
    assert ("Server › How do I join?", join.block) in forbidden.others


def test_saved_examples_are_read_without_documents(faq: list[FaqExample], tmp_path: Path):
    """They equal the examples that were saved."""
    save_examples(faq, tmp_path / "kept")
    assert read_faq(tmp_path / "kept") == faq
    assert read_headings(tmp_path / "kept") == []
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {
        "passages.jsonl.xz",
        "headings.jsonl.xz",
    }


def test_a_heading_is_used_as_a_question_for_the_passage_under_it(tmp_path: Path):
    """Except a heading that is a question, is a single word, occurs in many documents or is the title."""
    text = (
        "# The village shop\n\nIt sells what the farmers of the valley grow, and what the town sends to them.\n\n"
        "## Opening hours in winter\n\nFrom nine to noon on all days but Sunday, when the shop stays closed.\n\n"
        "## May I bring a dog?\n\nYes, if it stays on its lead and does not go near the cheese counter.\n\n"
        "## Contact\n\nAsk Anna, who lives next door and has the keys to everything in the shop.\n"
    )
    often = "# Page {}\n\n## See also this\n\nOther pages tell more of all this, and some tell it better than here.\n"
    rows = [
        {"id": "a:shop.md", "text": text},
        {"id": "a:kept_back.md", "text": text},
        *({"id": f"a:{number}.md", "text": often.format(number)} for number in range(5)),
    ]
    pairs = [{"document": row["id"], "split": "dev" if "kept_back" in row["id"] else "train"} for row in rows]
    for name, lines in (("documents", rows), ("pairs", pairs)):
        with lzma.open(tmp_path / f"{name}.jsonl.xz", "wt") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    headings = read_headings(tmp_path)
    assert [(each.question, each.trail) for each in headings] == [
        ("Opening hours in winter", "The village shop"),
    ]
    assert headings[0].block.startswith("From nine to noon")
    assert {trail for trail, _ in headings[0].others} == {"The village shop"}
    save_examples([], tmp_path / "kept", headings)
    assert read_headings(tmp_path / "kept") == headings


def test_a_document_with_an_unknown_suffix_is_read_as_markdown():
    """For example MDX."""
    (passage,) = passages_of("a:guide.mdx", "# Guide\n\nAsk *Anna*.\n")
    assert passage.trail == ("Guide",)


def test_similar_others_answer_similar_questions():
    """They are of the same repository, and the questions are neither nearly the same nor about something else."""

    def example(repository: str, question: str, block: str) -> FaqExample:
        near = (("Guide", "The next passage."),)
        return FaqExample(f"{repository}:guide.md#{question}", question, "Guide", block, near)

    examples = [
        example("a/a", "How do I reset my password?", "Click Forgot, and a letter comes."),
        example("a/a", "How do I reset a password?", "Click Forgot below the form."),
        example("a/a", "How do I change my e-mail address?", "Open Account and type the new address."),
        example("a/a", "Which birds live at the lake?", "Herons and grebes live at the lake."),
        example("b/b", "How can a lost password be set again?", "Write to the staff about the password."),
    ]
    password, *_ = with_similar_others(examples, MiniLM.load())
    assert [text for _, text in password.others] == [
        "Open Account and type the new address.",
        "The next passage.",
    ]


def test_a_group_has_the_block_that_answers_and_others(faq: list[FaqExample], tokenizer):
    """Or only others. No words are known to answer, and either all trails lack the last heading or none does."""
    stream = BlockStream(tokenizer, faq, seed=3)
    kinds = set()
    for index in range(60):
        group = stream.group(0, index, 0, 0.5)
        assert not any(window.gold_spans for window in group)
        answering = [window for window in group if window.answers]
        assert len(answering) <= 1
        texts = [tokenizer.decode(window.ids[window.context_start : -1].tolist()) for window in answering]
        kinds.update("how do i join" in text for text in texts)
        kinds.add(len(group))
        assert all("add the address" in text for text in texts)
    assert {True, False, 2, 3} <= kinds


def test_epochs_take_turns_in_the_examples(faq: list[FaqExample], tokenizer):
    """Where an epoch takes only some of them."""
    stream = BlockStream(tokenizer, faq, seed=3, per_epoch=1)
    assert sorted(stream.epoch(0).tolist() + stream.epoch(1).tolist()) == [0, 1]
    assert stream.epoch(2).tolist() == stream.epoch(0).tolist()


def test_joined_streams_have_all_groups_of_each(faq: list[FaqExample], stream, tokenizer):
    """A number is that of a source's group, after those of the sources before it."""
    blocks = BlockStream(tokenizer, faq, seed=3)
    joined = JoinedStream([stream, blocks], [len(stream.examples), len(faq)], seed=3)
    assert sorted(joined.epoch(1).tolist()) == list(range(26))
    ours, theirs = joined.group(1, 5, 25, 0.5), blocks.group(1, 5, 1, 0.5)
    assert [window.ids.tolist() for window in ours] == [window.ids.tolist() for window in theirs]
    assert len(joined.sample_windows()) == 26
