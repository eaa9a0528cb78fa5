"""The item of a list answers a question that names it by its term."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reader.lookup.items import named_item
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome
from tests.index.engines import engine_over

TEXT = """# Quill

## Options

- `--keep` – leave the old files where they are. Off by default.
- `--sweep DAYS` – remove backups older than that. Default: 30.
- `--no-color` – print without colours.
- `-v`, `--verbose` – name each file that is written.

## Commands

- `status` names the files that changed.
* ``--dry`` only shows what would be done.
- **`--limit N`** stops after so many.

See also:

- `repair`
- `check`, `mend`

## Roles

1. **Keeper**: looks after the keys and lets people into the shed.
2. **Steward (elected)**: takes the money and writes the report.
3. **Scribe**: writes down what the keeper says.
4. **Warden**—locks the gate at night and walks the dogs—all six.

## Terms

Dead zone
: An area that no stick reaches.

Ringer
: Somebody who plays for another band. So did Bo: she sang.
"""


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"tool.md": TEXT}, tmp_path_factory.mktemp("items"))


@pytest.mark.parametrize(
    ("question", "proof"),
    [
        ("what does --keep do", "leave the old files"),
        ("what does the keep option do", "leave the old files"),
        ("whats --no-color for", "without colours"),
        ("what does -v do in quill", "name each file"),
        ("what is the default of --sweep", "Default: 30"),
        ("what is the default of the sweep setting", "Default: 30"),
        ("what does the keeper do?", "looks after the keys"),
        ("what does a warden do", "locks the gate"),
        ("what is a dead zone", "no stick reaches"),
        ("what does the status command do", "files that changed"),
        ("--dry does what", "would be done"),
        ("whats --limit for", "so many"),
    ],
)
def test_a_question_names_an_item(items: Engine, question: str, proof: str):
    """The question contains the term, and its other words are in the item or its headings."""
    named = named_item(AskedQuestion(question), items.evidence(question, 8))
    assert named is not None
    evidence, item = named
    assert proof in evidence.context[item.start - evidence.start : item.end - evidence.start]
    answer = items.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert proof in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "what does --sweeper do",
        "what does --color do",
        "what does -V do",  # another letter than "-v"
        "what does --keep do on windows",  # nothing tells of that
        "why does --keep do that",
        "is --keep on by default",
        "who is the keeper",  # no person is told
        "what does the keeper never do",
        "what did bo do",  # no item is about her
        "what does repair do",  # the item says nothing of it
        "what does check do",
    ],
)
def test_a_question_names_no_item(items: Engine, question: str):
    """The option is another one, a word is nowhere, or the item need not contain the kind of answer."""
    assert named_item(AskedQuestion(question), items.evidence(question, 8)) is None
