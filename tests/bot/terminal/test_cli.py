"""The command, as a person or a script sees it: whole transcripts and exit statuses."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.discord.state.answers import record_answer
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.discord.state.votes import record_vote
from bot.terminal.cli import main
from bot.terminal.console import print_json
from bot.terminal.exit_status import ExitStatus
from index.settings import AnswerSettings, IndexSettings
from index.store.build import build
from index.store.store import Store
from index.types import Answer, Outcome

Capture = pytest.CaptureFixture[str]
Config = Callable[[IndexSettings], Path]


def seconds_hidden(text: str) -> str:
    return re.sub(r"in \d+\.\d s\.", "in # s.", text)


@pytest.fixture
def run(config: Config, capsys: Capture):
    """Run a command in this process with settings; give its exit status, output and errors."""

    def run(settings: IndexSettings, command: str, *arguments: str) -> tuple[int, str, str]:
        status = main([command, "--config", str(config(settings)), *arguments])
        shown = capsys.readouterr()
        return status, seconds_hidden(shown.out), seconds_hidden(shown.err)

    return run


def test_a_first_build_and_the_next(empty_folder: IndexSettings, write, run):
    """A build says what was added and skipped; another right after it, that nothing changed."""
    write("a.txt", "The clerk reads.")
    write("b.txt", "")
    assert run(empty_folder, "index") == (
        0,
        "added: a.txt\nskipped: b.txt: is empty\nGeneration 1: 1 document, 1 passage, 1 newly embedded, in # s.\n",
        "",
    )
    assert run(empty_folder, "index") == (
        0,
        "skipped: b.txt: is empty\nNothing has changed: generation 1, 1 document.\n",
        "",
    )


def test_dry_run_and_full(stale_index: IndexSettings, run):
    """--dry-run reports changes and makes none; --full also rebuilds unchanged documents."""
    assert run(stale_index, "index", "--dry-run") == (
        0,
        "changed: bakery.txt\n1 change would be indexed.\n",
        "",
    )
    assert Store(stale_index.index).current() == 1
    status, out, _ = run(stale_index, "index", "--full")
    assert status == 0
    assert out.endswith("Generation 2: 3 documents, 3 passages, 3 newly embedded, in # s.\n")


def test_changed_deleted_and_renamed(small_index: IndexSettings, write, run):
    """The report of each kind of change."""
    (small_index.documents / "lighthouse.md").rename(small_index.documents / "lighthouse-2.md")
    (small_index.documents / "notes" / "train.txt").unlink()
    write("bakery.txt", "Jonas took over.")
    assert run(small_index, "index") == (
        0,
        "changed: bakery.txt\nremoved: notes/train.txt\nrenamed: lighthouse.md → lighthouse-2.md\n"
        "Generation 2: 2 documents, 2 passages, 1 newly embedded, in # s.\n",
        "",
    )


def test_who_framed_madan(seeds_index: IndexSettings, run):
    """The card's own question is answered from the seeds, with the passage that proves it, in plain text."""
    status, out, err = run(seeds_index, "ask", "who framed Madan?")
    assert (status, err) == (0, "")
    assert "makes him confess to his plan to frame Madan" in out
    assert re.search(r"^     000_1cec97276c6227d2\.txt, line 1$", out, re.MULTILINE)
    assert "\x1b" not in out
    head, _, rest = out.partition("\n\n")
    assert re.fullmatch(r".+  \(\d+% sure\)", head)
    assert rest.startswith("  1. “")


def test_the_words_of_a_question_need_no_quotes(seeds_index: IndexSettings, run):
    """Several arguments are one question."""
    assert run(seeds_index, "ask", "who", "framed", "Madan?") == run(seeds_index, "ask", "who framed Madan?")


def test_what_the_documents_do_not_tell(seeds_index: IndexSettings, run):
    """An unanswerable question has exit status 1, and no passage looks like evidence."""
    status, out, err = run(seeds_index, "ask", "zxqv wvut?")
    assert (status, err) == (1, "")
    assert out == "I found nothing about this in the documents.\n"


def test_json_is_one_object(seeds_index: IndexSettings, run):
    """--json prints one line; its quotes are in the documents at their offsets, and contain the answer."""
    status, out, _ = run(seeds_index, "ask", "--json", "--passages", "4", "who framed Madan?")
    assert out.count("\n") == 1
    answer = json.loads(out)
    assert list(answer) == [
        "question", "outcome", "answer", "answer_kind", "confidence", "contradicted", "citations", "generation", "reader", "stale", "misspellings", "answered_part", "unanswered", "read_as", "notices", "milliseconds", "wording", "others",
    ]  # fmt: skip
    assert (status, answer["outcome"], answer["reader"], answer["stale"]) == (
        0,
        "answered",
        "sentences",
        False,
    )
    assert len(answer["citations"]) == 4
    for citation in answer["citations"]:
        text = (seeds_index.documents / citation["document"]).read_text()
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    first = answer["citations"][0]
    assert first["quote"][first["answer"]["start"] : first["answer"]["end"]] == answer["answer"]
    status, out, _ = run(seeds_index, "ask", "--json", "zxqv wvut?")
    assert (status, json.loads(out)["outcome"], json.loads(out)["answer"]) == (1, "nothing", None)


def test_several_questions_are_answered_one_after_another(small_index: IndexSettings, run):
    """Each answer is below its question; in JSON, the others are in the object of the first."""
    opened, tall = "Who opened the bakery on Mill Street?", "how tall is the lighthouse at Skagen?"
    both = f"{opened} Also, {tall}"
    status, out, _ = run(small_index, "ask", both)
    assert status == 0
    first, second = out.removeprefix(f"Asked: {opened}\n").split(f"\nAsked: {tall}\n")
    assert first.startswith("Marta opened the bakery on Mill Street.  (")
    assert second.startswith("The lighthouse at Skagen")
    status, out, _ = run(small_index, "ask", "--json", both)
    answer = json.loads(out)
    (other,) = answer.pop("others")
    assert list(other) == list(answer)
    assert (answer["question"], other["question"]) == (opened, tall)


def test_a_question_without_an_answer_is_named_below_the_answers(small_index: IndexSettings, run):
    """The status is that of the answers; without any, the message is answered as a whole."""
    opened, lacking = "Who opened the bakery on Mill Street?", "where is the zxqv wvut of Selwick?"
    status, out, _ = run(small_index, "ask", f"{opened} And {lacking}")
    assert status == 0
    assert out.startswith(f"Asked: {opened}\nMarta opened the bakery on Mill Street.  (")
    assert out.endswith(f"\n\nNo answer to “{lacking}”.\n")
    status, out, _ = run(small_index, "ask", "--json", f"{opened} And {lacking}")
    assert (json.loads(out)["unanswered"], json.loads(out)["others"]) == ([lacking], [])
    assert run(small_index, "ask", f"who is qwzx of the wvut? {lacking}")[:2] == (
        1,
        "I found nothing about this in the documents.\n",
    )


def test_json_moves_no_terminal(capsys: Capture):
    """Characters that a terminal would act on are escaped in JSON, and none is lost."""
    value = {"quote": "\x1b[2J\x7f\x9b31m\u202e\u2028 é 😀"}
    print_json(value)
    out = capsys.readouterr().out
    assert out == '{"quote": "\\u001b[2J\\u007f\\u009b31m\\u202e\\u2028 é 😀"}\n'
    assert json.loads(out) == value


def test_more_passages(seeds_index: IndexSettings, run):
    """--passages shows as many pieces of evidence as asked for, if there are as many."""
    _, out, _ = run(seeds_index, "ask", "--passages", "5", "who framed Madan?")
    assert re.findall(r"^  (\d)\. “", out, re.MULTILINE) == list("12345")
    _, out, _ = run(seeds_index, "ask", "--passages", "1", "who framed Madan?")
    assert re.findall(r"^  (\d)\. “", out, re.MULTILINE) == ["1"]


def test_only_some_folders(small_index: IndexSettings, run):
    """With --only the answer comes from these folders; a folder without documents is an error with status 2."""
    question = "When does the night train to Tallinn leave?"
    status, out, _ = run(small_index, "ask", "--only", "notes", question)
    assert (status, "22:40" in out) == (0, True)
    status, out, _ = run(small_index, "ask", "--only", "bakery.txt", "--only", "lighthouse.md", question)
    assert "22:40" not in out
    status, _, told = run(small_index, "ask", "--only", "no/where", question)
    assert (status, told) == (
        2,
        "munshi: No document of the index lies in no/where. Name a folder, or a document, by its path below the "
        "documents folder, such as bakery.txt.\n",
    )
    status, _, told = run(small_index, "ask", "--only", "notes", "--only", "bread", question)
    assert (status, told) == (
        2,
        "munshi: No document of the index lies in bread. Name a folder, or a document, by its path below the "
        "documents folder, such as bakery.txt.\n",
    )
    with pytest.raises(SystemExit, match="2"):  # as a variable of the shell that is not set
        main(["ask", "--only", "", question])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("note", "notes"),
        ("NOTES/", "notes"),
        ("documents\\notes", "notes"),  # the documents folder itself, and a backslash
        ("train.txt", "notes/train.txt"),
        ("notes/trian", "notes/train.txt"),
        ("Lighthouse", "lighthouse.md"),
    ],
)
def test_the_folder_or_document_that_was_meant(small_index: IndexSettings, run, typed: str, meant: str):
    """If a name after --only is misspelt, similar folders and documents are proposed."""
    told = f"munshi: No document of the index lies in {typed}. Did you mean {meant}?\n"
    assert run(small_index, "ask", "--only", typed, "who?") == (2, "", told)


def test_folders_are_proposed_before_documents(small_index: IndexSettings, run, write):
    """Of all similar names three are proposed."""
    for name in ("rules/a.md", "rule.md", "old/rules/b.md", "ruled.md"):
        write(name, "Tents are for members.")
    told = "munshi: No document of the index lies in rulez. Did you mean rules or old/rules or rule.md?\n"
    status, out, err = run(small_index, "ask", "--only", "rulez", "who?")
    assert (status, out) == (2, "")
    assert err.endswith(told)


def test_a_changed_document_is_taken_up_before_the_answer(stale_index: IndexSettings, run):
    """`ask` refreshes the index first, says so on standard error, and answers from the changed documents."""
    status, out, err = run(stale_index, "ask", "Who took over the bakery on Mill Street?")
    assert status == 0
    assert "Jonas took over the bakery on Mill Street." in out
    assert "Marta" not in out
    assert err == ("changed: bakery.txt\nGeneration 2: 3 documents, 3 passages, 1 newly embedded, in # s.\n")


def test_without_refresh_the_answer_says_that_it_is_stale(stale_index: IndexSettings, run):
    """--no-refresh answers from what was indexed, and says so, for people and machines."""
    status, out, err = run(stale_index, "ask", "--no-refresh", "Who opened the bakery on Mill Street?")
    assert (status, err) == (0, "")
    assert "Marta opened the bakery" in out
    assert out.endswith(
        "The documents have changed since the index was built. Run `munshi index` to update it.\n"
    )
    _, out, _ = run(stale_index, "ask", "--no-refresh", "--json", "Who opened the bakery?")
    assert json.loads(out)["stale"] is True
    assert Store(stale_index.index).current() == 1


def test_ask_builds_where_there_is_no_index(empty_folder: IndexSettings, write, run):
    """The first question builds the index; no other command is needed before it."""
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    status, out, err = run(empty_folder, "ask", "When does the ferry to Helsinki leave?")
    assert (status, "at noon" in out) == (0, True)
    assert err.startswith("added: a.txt\nGeneration 1: ")


def test_ask_rebuilds_a_damaged_index_and_says_so(small_index: IndexSettings, run):
    """Damage of the index is reported on standard error, and the question is answered."""
    (small_index.index / "gen-1" / "passages.npy").write_bytes(b"garbage")
    status, out, err = run(small_index, "ask", "Who opened the bakery on Mill Street?")
    assert (status, "Marta" in out) == (0, True)
    assert "The index is damaged" in err
    assert "passages.npy does not match its checksum. It is built again from the documents." in err


def test_ask_rebuilds_where_only_the_answer_shows_the_damage(
    small_index: IndexSettings, run, monkeypatch: pytest.MonkeyPatch
):
    """Damage that opening a large index does not find is reported and repaired too; `status` finds it as well."""
    monkeypatch.setattr("index.store.checksums.BLOCK_BYTES", 64)
    monkeypatch.setattr("index.store.checksums.HEADER_BYTES", 0)
    build(small_index, full=True)
    text = small_index.index / "gen-2" / "text.utf8"
    text.write_bytes(text.read_bytes().replace(b"Marta", b"Murta"))
    status, _, err = run(small_index, "status")
    assert status == 3
    advice = "Run `{0}`, which rebuilds it; if it is on a server, run `{0} --full`."
    command = f"munshi index --config {small_index.index.with_name('munshi.toml')}"
    assert err.endswith(f"text.utf8 does not match its checksum. {advice.format(command)}\n")
    status, out, err = run(small_index, "ask", "Who opened the bakery on Mill Street?")
    assert (status, "Marta" in out) == (0, True)
    assert "text.utf8 does not match its checksum. It is built again from the documents." in err


def test_ask_without_its_documents_answers_from_what_was_indexed(small_index: IndexSettings, run):
    """If the documents folder is gone, the last good index answers, and a sentence says so."""
    small_index.documents.rename(small_index.documents.with_name("moved"))
    status, out, err = run(small_index, "ask", "Who opened the bakery on Mill Street?")
    assert status == 0
    assert "Marta opened the bakery" in out
    assert err.startswith("munshi: There is no documents folder ")
    assert err.endswith("The answer is from what was indexed before.\n")


@pytest.mark.parametrize(
    ("folder", "why"),
    [("nowhere", "There is no documents folder"), ("empty", "contains no document that can be read")],
)
def test_an_index_of_another_folder_answers_nothing(small_index: IndexSettings, run, folder: str, why: str):
    """If the named folder has no documents, nothing of an index of another folder is shown."""
    (small_index.documents.parent / "empty").mkdir()
    other = replace(small_index, documents=small_index.documents.with_name(folder))
    for refresh in ([], ["--no-refresh"]):
        status, out, err = run(other, "ask", *refresh, "Who opened the bakery on Mill Street?")
        assert (status, out) == (3, "")
        assert (f"was built from another folder, {small_index.documents}." if refresh else why) in err
    status, out, _ = run(other, "status")
    assert (status, "was built from another folder" in out) == (0, True)
    assert run(small_index, "ask", "Who opened the bakery on Mill Street?")[0] == 0


def test_an_index_that_moved_with_its_documents_is_only_renewed(small_index: IndexSettings, run):
    """After the documents folder is moved, questions are answered, and the passages keep their vectors."""
    moved = replace(small_index, documents=small_index.documents.with_name("moved"))
    small_index.documents.rename(moved.documents)
    said = f"moved: the index was built from {small_index.documents}\n"
    assert run(moved, "index", "--dry-run") == (0, f"{said}The index would be renewed.\n", "")
    status, out, err = run(moved, "ask", "Who opened the bakery on Mill Street?")
    assert (status, "Marta" in out, "0 newly embedded" in err, said in err) == (0, True, True, True)
    assert run(moved, "index", "--dry-run") == (0, "Nothing would change.\n", "")
    assert run(moved, "ask", "Who opened the bakery on Mill Street?") == (0, out, "")


def test_a_drive_that_is_not_mounted_costs_no_index(small_index: IndexSettings, run):
    """A question to an emptied folder is answered from the old index; only `munshi index` deletes that."""
    small_index.documents.rename(small_index.documents.with_name("moved"))
    small_index.documents.mkdir()
    for _ in range(2):
        status, out, err = run(small_index, "ask", "Who opened the bakery on Mill Street?")
        assert status == 0
        assert "Marta opened the bakery" in out
        assert "contains no document that can be read" in err
        assert "munshi index" not in out + err  # which would delete the index
        assert err.endswith("The answer is from what was indexed before.\n")
    status, _, err = run(small_index, "index")
    assert status == 3
    assert "The index built before was deleted." in err


def test_a_folder_that_is_not_munshis_alone_is_wrong_use(stale_index: IndexSettings, run):
    """A foreign file in the index folder is named with advice; the old index answers, and is said to be stale."""
    (stale_index.index / "thesis.tmp").write_text("The only copy.")
    status, _, err = run(stale_index, "index")
    assert status == 2
    assert "contains 'thesis.tmp', which Munshi did not write. Nothing in it was changed." in err
    assert "Name a folder for the index alone" in err
    status, out, err = run(stale_index, "ask", "--json", "Who opened the bakery on Mill Street?")
    assert (status, json.loads(out)["stale"]) == (0, True)
    assert "Marta" in out
    assert err.endswith("The answer is from what was indexed before.\n")
    status, out, _ = run(stale_index, "status")
    assert (status, "thesis.tmp" in out) == (0, True)


@pytest.mark.parametrize("command", ["index", "ask"])
def test_without_documents_something_is_broken(empty_folder: IndexSettings, run, command: str):
    """An empty or missing documents folder is one sentence and exit status 3."""
    words = ["who?"] if command == "ask" else []
    status, out, err = run(empty_folder, command, *words)
    assert (status, out, err.count("\n")) == (3, "", 1)
    assert re.match(
        r"munshi: The folder .* contains no document that can be read\. Put documents there, or",
        err,
    )
    status, out, err = run(replace(empty_folder, documents=empty_folder.documents / "none"), command, *words)
    assert (status, out, err.count("\n")) == (3, "", 1)
    assert err.startswith("munshi: There is no documents folder ")


@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_no_question_is_wrong_use(seeds_index: IndexSettings, run, question: str):
    """A blank question has exit status 2 and an example."""
    assert run(seeds_index, "ask", question) == (
        2,
        "",
        'munshi: There is no question. Ask one, such as `munshi ask "who framed Madan?"`.\n',
    )


def test_without_a_command_the_help_names_the_commands(capsys: Capture):
    """It is wrong use, so the help is an error."""
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: munshi")
    assert "Answer one question." in shown.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "--passages", "0", "who?"],
        ["ask", "--passages", "many", "who?"],
        ["ask", "--colour", "who?"],
        ["index", "please"],
        ["eval"],
    ],
)
def test_wrong_arguments_are_wrong_use(arguments: list[str], capsys: Capture):
    """Unknown arguments have exit status 2 and print the usage."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: munshi")


@pytest.mark.parametrize(
    ("arguments", "transcript"),
    [
        (["aks", "who framed Madan?"], "munshi: 'aks' is no command of munshi; did you mean 'ask'?\n"),
        (["Stat"], "munshi: 'Stat' is no command of munshi; did you mean 'status'?\n"),
        (["indx", "--full"], "munshi: 'indx' is no command of munshi; did you mean 'index'?\n"),
        (["sing"], "munshi: 'sing' is no command of munshi. The commands are index, ask, chat, status, eval, serve, feedback. Questions go after `munshi ask`.\n"),
        (["who", "framed", "Madan?"], 'munshi: Questions go after `munshi ask`: munshi ask "who framed Madan?"\n'),
        (["who framed Madan?"], 'munshi: Questions go after `munshi ask`: munshi ask "who framed Madan?"\n'),
        (["what’s", "new"], 'munshi: Questions go after `munshi ask`: munshi ask "what’s new"\n'),
        (["who", "is", "$PATH"], "munshi: Questions go after `munshi ask`: munshi ask 'who is $PATH'\n"),
        (["who's", '"Madan"'], 'munshi: Questions go after `munshi ask`: munshi ask "…"\n'),
        (["who is " + "very " * 20 + "late"], 'munshi: Questions go after `munshi ask`: munshi ask "…"\n'),
        (["what"], 'munshi: Questions go after `munshi ask`: munshi ask "what"\n'),  # similar to "chat"
        (["--documents=notes", "ask", "who?"], "munshi: The option --documents is before the command. Put it after the command, as in `munshi status --json`.\n"),
    ],
)  # fmt: skip
def test_a_command_that_does_not_exist(arguments: list[str], transcript: str, capsys: Capture):
    """The sentence names the command that was meant, or says where a question or an option goes."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", transcript)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "--passages", "-3", "who?"], "--passages: must be a number of 1 or more, not '-3'"),
        (["feedback", "--server", "9223372036854775808"], "--server: must be the id of a server, which is a number, not '9223372036854775808'"),
        (["feedback", "--server", "0"], "--server: must be the id of a server"),
        (["feedback", "--server", "home"], "--server: must be the id of a server"),
        (["index", "--documents", ""], "--documents: must be a path, and is empty"),
        (["ask", "--index=", "who?"], "--index: must be a path, and is empty"),
        (["status", "--config", ""], "--config: must be a path, and is empty"),
    ],
)  # fmt: skip
def test_a_wrong_value_of_an_option_is_told(arguments: list[str], sentence: str, capsys: Capture):
    """The sentence about a number, an id or a path that cannot be one says what is allowed."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert sentence in capsys.readouterr().err


def test_a_wrong_config_is_wrong_use(tmp_path: Path, capsys: Capture):
    """A faulty config has exit status 2 and one sentence."""
    (tmp_path / "c.toml").write_text("passage = 3")
    assert main(["status", "--config", str(tmp_path / "c.toml")]) == 2
    assert re.fullmatch(
        r"munshi: .*c\.toml, line 1: `passage` is not a setting; .*\n", capsys.readouterr().err
    )


def test_help_tells_the_exit_statuses(capsys: Capture):
    """--help is documentation enough to script with."""
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert "Exit status: 0 answered or done, 1 the documents don't say, 2 wrong use, 3 broken." in out


def test_status(small_index: IndexSettings, run, write):
    """`status` says what is indexed, its size and age, and whether it is stale, with what a build would change."""
    status, out, _ = run(small_index, "status")
    facts = dict(re.split(r"\s{2,}", line, maxsplit=1) for line in out.splitlines())
    assert status == 0
    assert (facts["documents"], facts["passages"], facts["generation"], facts["stale"]) == (
        "3",
        "3",
        "1",
        "no",
    )
    assert facts["documents folder"] == str(small_index.documents)
    assert re.fullmatch(r"\d+ (second|minute)s?", facts["age"])
    assert re.fullmatch(r"[\d.]+ [kM]B", facts["size on disk"])
    write("new.txt", "Something new.")
    _, out, _ = run(small_index, "status")
    assert out.endswith("added: new.txt\n1 change would be indexed.\n")
    _, out, _ = run(small_index, "status", "--json")
    facts = json.loads(out)
    assert (facts["documents"], facts["stale"], facts["skipped"]) == (3, True, 0)
    assert facts["bytes"] > 0 <= facts["age_seconds"]


def test_status_names_every_skipped_file(small_index: IndexSettings, run, write):
    """If many files are skipped for one reason, a build names the first, and `status` names all with the reason."""
    for number in range(25):
        write(f"empty-{number:02}.txt", "")
    _, out, _ = run(small_index, "index")
    assert "skipped: 25 files such as empty-00.txt: is empty (`munshi status` names each)\n" in out
    status, out, _ = run(small_index, "status")
    assert status == 0
    every = "".join(f"skipped: empty-{number:02}.txt: is empty\n" for number in range(25))
    assert out.endswith(every)
    write("new.txt", "The bakery on Mill Street is closed.")
    assert every in run(small_index, "status")[1]  # also where a build would change something


def test_status_without_the_documents(small_index: IndexSettings, run):
    """If the documents folder is gone, `status` says what is indexed, and that the folder is missing."""
    small_index.documents.rename(small_index.documents.with_name("moved"))
    status, out, _ = run(small_index, "status")
    assert status == 0
    assert re.search(r"^documents +3\n(.*\n)+stale +yes$", out, re.MULTILINE)
    assert re.search(
        r"^There is no documents folder .* Make the folder and put documents in it, or", out, re.M
    )
    assert json.loads(run(small_index, "status", "--json")[1])["stale"] is True


def test_status_of_other_settings_and_of_none(
    small_index: IndexSettings, empty_folder, config: Config, run, tmp_path, capsys
):
    """`status` says that an index has other settings; without an index, it says how to build one."""
    path = config(small_index)
    path.write_text(path.read_text() + "[passages]\ntokens = 64\n")
    assert main(["status", "--config", str(path)]) == 0
    assert "was made with other settings" in capsys.readouterr().out
    status, out, err = run(replace(empty_folder, index=tmp_path / "none"), "status")
    assert (status, out) == (3, "")
    command = rf"munshi index --config {tmp_path}/munshi\.toml"
    assert re.fullmatch(rf"munshi: There is no index in \S+ yet\. Run `{command}` to build it\.\n", err)


def test_eval(seeds_index: IndexSettings, run, root: Path, tmp_path: Path):
    """A table for people, an object for machines, of the same figures."""
    questions = tmp_path / "some.jsonl"
    lines = (root / "tests" / "questions" / "seeds.jsonl").read_text().splitlines()
    questions.write_text("\n".join([*lines[:3], json.dumps({"question": "zxqv wvut?", "answers": []})]))
    status, out, _ = run(seeds_index, "eval", str(questions))
    first, *table = out.partition("\n\n")[0].splitlines()
    assert (status, first) == (0, f"4 questions from {questions}, reader: sentences")
    figures = {name.strip(): float(value) for name, value in (line.rsplit(None, 1) for line in table)}
    assert (figures["answerable"], figures["unanswerable"], figures["right declines"]) == (3, 1, 1)
    status, out, _ = run(seeds_index, "eval", "--json", str(questions))
    told = json.loads(out)
    failed = told.pop("failed")
    assert {name.replace(" ", "_"): value for name, value in figures.items()} == pytest.approx(
        told, abs=0.001
    )
    assert all(each["question"] in out for each in failed)
    assert run(seeds_index, "eval", str(questions))[2] == ""
    status, out, err = run(seeds_index, "eval", str(tmp_path / "none.jsonl"))
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_eval_lists_the_questions_that_are_not_answered_rightly(
    small_index: IndexSettings, run, tmp_path: Path
):
    """Each with what was told and what was expected, whole as people read it."""
    questions = tmp_path / "some.jsonl"
    asked = [
        {"question": "Who opened the bakery on Mill Street?", "answers": ["Marta"]},
        {"question": "Who opened the bakery on Mill Street?", "answers": ["Bo", "Bo Lind"]},
        {"question": "Who opened the bakery on Mill Street", "answers": []},
        {"question": "zxqv wvut?", "answers": ["Marta"]},
    ]
    questions.write_text("\n".join(map(json.dumps, asked)))
    _, out, _ = run(small_index, "eval", str(questions))
    assert re.sub(r"\d\d% sure", "N% sure", out.partition("\n\n")[2]) == (
        "Not answered rightly: 3 questions\n\n"
        "Who opened the bakery on Mill Street?\n"
        "  got       Marta opened the bakery on Mill Street. (N% sure) · bakery.txt, line 1\n"
        "  expected  Bo / Bo Lind\n\n"
        "Who opened the bakery on Mill Street\n"
        "  got       Marta opened the bakery on Mill Street. (N% sure) · bakery.txt, line 1\n"
        "  expected  no answer\n\n"
        "zxqv wvut?\n"
        "  got       no answer; nothing found\n"
        "  expected  Marta\n"
    )
    _, out, _ = run(small_index, "eval", "--json", str(questions))
    assert [(each["question"], each["answer"], each["cited"]) for each in json.loads(out)["failed"]] == [
        ("Who opened the bakery on Mill Street?", "Marta opened the bakery on Mill Street.", "bakery.txt"),
        ("Who opened the bakery on Mill Street", "Marta opened the bakery on Mill Street.", "bakery.txt"),
        ("zxqv wvut?", None, None),
    ]
    questions.write_text("\n".join([json.dumps(asked[3])] * 23))
    _, out, _ = run(small_index, "eval", str(questions))
    assert out.count("zxqv wvut?") == 20
    assert out.endswith("\n\n3 more; --json lists all of them.\n")


def test_eval_lists_answers_as_people_are_told_them(
    empty_folder: IndexSettings, run, write: Callable[..., Path], tmp_path: Path
):
    """With the name of a number's column, without markup, and with the document from which one is expected."""
    write(
        "machines.md", "# Machines\n\n| Machine | Euros per hour |\n|---|---|\n| Lathe | 4 |\n| Mill | 6 |\n"
    )
    write("boats.md", "# Boats\n\n| Boat | Price | Deposit |\n|---|---|---|\n| Canoe | €18 | €80 |\n")
    write("hours.md", "# Opening hours\n\nThe library opens at 9:00 on Mondays.\n")
    write("older.md", "# Opening hours\n\nThe library opens at 10:00 on Mondays.\n")
    write("keys.md", "# Team\n\nMira Holm has the keys.\n")
    settings = replace(empty_folder, answer=AnswerSettings())
    questions = tmp_path / "some.jsonl"
    keys = {"question": "who has the keys?", "answers": ["Mira Holm"]}
    asked = [
        {"question": "what does the lathe cost?", "answers": ["€5"]},
        {"question": "tell me about the canoe", "answers": ["green"]},
        {"question": "when does the library open on mondays?", "answers": ["8:00"]},
        {**keys, "document": "keys.md"},
        {**keys, "document": "boats.md"},
    ]
    questions.write_text("\n".join(map(json.dumps, asked)))
    _, out, _ = run(settings, "eval", str(questions))
    without_figures = re.sub(r"\d\d% sure", "N% sure", out.partition("\n\n")[2])
    assert re.sub(r"\d{4}-\d\d-\d\d", "DATE", without_figures) == (
        "Not answered rightly: 4 questions\n\n"
        "what does the lathe cost?\n"
        "  got       Euros per hour: 4 (N% sure) · machines.md, line 5\n"
        "  expected  €5\n\n"
        "tell me about the canoe\n"
        "  got       Boat: Canoe · Price: €18 · Deposit: €80 (N% sure) · boats.md, line 5\n"
        "  expected  green\n\n"
        "when does the library open on mondays?\n"
        "  got       9:00 on Mondays (the documents differ) · hours.md, changed on DATE, line 3\n"
        "  expected  8:00\n\n"
        "who has the keys?\n"
        "  got       Mira Holm (N% sure) · keys.md, line 3\n"
        "  expected  Mira Holm · boats.md\n"
    )
    _, out, _ = run(settings, "eval", "--json", str(questions))
    last = json.loads(out)["failed"][-1]
    assert 0.5 < last.pop("confidence") <= 1
    assert last == {**asked[-1], "answer": "Mira Holm", "cited": "keys.md"}


def test_eval_names_documents_that_are_not_there(small_index: IndexSettings, run, tmp_path: Path):
    """A misspelt document makes all answers to its questions wrong, and the scores alone would not show why."""
    questions = tmp_path / "one.jsonl"
    questions.write_text(json.dumps({"question": "Who?", "document": "bakry.txt", "answers": ["Marta"]}))
    status, out, err = run(small_index, "eval", str(questions))
    assert (status, out.startswith("1 question from ")) == (0, True)
    assert out.endswith("  expected  Marta · bakry.txt\n")
    assert err == "munshi: The questions name documents that are not in the index: bakry.txt.\n"


def test_plots_that_cannot_be_drawn_are_told_before_a_question_is_asked(
    empty_folder: IndexSettings, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A missing matplotlib ends `eval` before it builds or asks."""
    questions = tmp_path / "some.jsonl"
    questions.write_text(json.dumps({"question": "who?", "answers": []}))
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as if it were not installed
    status, out, err = run(empty_folder, "eval", "--plots", str(tmp_path / "plots"), str(questions))
    assert (status, out) == (2, "")
    assert err.startswith("munshi: Drawing plots needs packages that are not installed")
    assert not list(empty_folder.index.iterdir())


def test_a_bug_shows_its_traceback(seeds_index: IndexSettings, run, monkeypatch: pytest.MonkeyPatch):
    """A bug of Munshi shows its traceback and an explanation, with exit status 3."""

    def broken(*arguments, **options):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("bot.terminal.fresh_engine.Engine.open", broken)
    status, out, err = run(seeds_index, "ask", "who?")
    assert (status, out) == (3, "")
    assert err.startswith("Traceback (most recent call last):")
    assert "\nZeroDivisionError: a bug\nmunshi: This is an error of Munshi's own (ZeroDivisionError), " in err
    assert err.endswith("send the lines above to those from whom you have Munshi.\n")


def test_a_bug_of_a_build_leaves_the_answer(stale_index: IndexSettings, run, monkeypatch: pytest.MonkeyPatch):
    """If a build fails by a bug, the question is answered from the old index; the bug is shown and explained."""

    def broken(*arguments, **options):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("bot.terminal.fresh_engine.index.build", broken)
    status, out, err = run(stale_index, "ask", "Who opened the bakery on Mill Street?")
    assert (status, out.partition(".")[0]) == (0, "Marta opened the bakery on Mill Street")
    assert "\nZeroDivisionError: a bug\nmunshi: This is an error of Munshi's own (ZeroDivisionError), " in err
    assert err.endswith("\nmunshi: The answer is from what was indexed before.\n")


def test_control_c_behind_another_error_is_no_bug(
    seeds_index: IndexSettings, run, monkeypatch: pytest.MonkeyPatch
):
    """Ctrl-C during the import of a C extension, raised as an ImportError, ends the command as usual."""

    def interrupted(*arguments, **options):
        raise ImportError("initialization failed") from KeyboardInterrupt()

    monkeypatch.setattr("bot.terminal.fresh_engine.Engine.open", interrupted)
    assert run(seeds_index, "ask", "who?") == (130, "", "\n")


def test_every_outcome_has_its_status():
    """Answered is 0; passages and nothing are 1."""
    statuses = {outcome: int(ExitStatus.of_outcome(outcome)) for outcome in Outcome}
    assert statuses == {Outcome.ANSWERED: 0, Outcome.PASSAGES: 1, Outcome.NOTHING: 1}


def wrong_answer() -> Answer:
    return Answer("who?", Outcome.ANSWERED, "Nobody", 0.5, (), 1)


@pytest.fixture
def discord_config(small_index: IndexSettings, config: Config, tmp_path: Path, monkeypatch) -> Path:
    """A config with an index, a state file and no token."""
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    path = config(small_index)
    path.write_text(f"{path.read_text()}[discord]\nstate_file = 'state.sqlite3'\ntoken_file = 'token'\n")
    return path


def test_serve_without_a_token_is_wrong_use(discord_config: Path, capsys: Capture):
    """Without a token `serve` ends with one sentence and status 2; `serve --check` lists it with advice."""
    assert main(["serve", "--config", str(discord_config)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("munshi: There is no token: DISCORD_TOKEN is not set, and the file ")
    assert main(["serve", "--check", "--config", str(discord_config)]) == 2
    sentence = shown.err.removeprefix("munshi: ")
    state_file = discord_config.with_name("state.sqlite3")
    assert capsys.readouterr().out == f"- {sentence}State file: {state_file}\n"
    assert "Copy it from the Bot page of your application" in sentence


@pytest.mark.parametrize(
    "command", [["index"], ["ask", "who?"], ["chat"], ["status"], ["eval", "questions.jsonl"]]
)
def test_a_key_is_not_read_as_a_document(
    discord_config: Path, small_index: IndexSettings, capsys: Capture, command: list[str]
):
    """If the config names one of the documents as a key or a token, every command that reads them says so."""
    key = small_index.documents / "key.txt"
    key.write_text("sk-abc\n")
    key.chmod(0o600)
    text = discord_config.read_text().replace("token_file = 'token'", f"token_file = '{key}'")
    discord_config.write_text(text)
    assert main([*command, "--config", str(discord_config)]) == 2
    assert re.match(
        r"munshi: The file \S+key\.txt with the token is one of the documents", capsys.readouterr().err
    )


def test_serve_check_says_that_a_missing_index_will_be_built(
    discord_config: Path, tmp_path: Path, capsys: Capture
):
    """It is no problem, unless there are no documents."""
    check = ["serve", "--check", "--config", str(discord_config), "--index", str(tmp_path / "none")]
    assert main(check) == 2  # there is no token
    token, index, state_file = capsys.readouterr().out.splitlines()
    assert token.startswith("- There is no token")
    assert re.match(r"- Beware: There is no index in .* It is built when serving starts; ", index)
    assert state_file.startswith("State file: ")
    assert main([*check, "--documents", str(tmp_path / "no-documents")]) == 2
    assert capsys.readouterr().out.startswith("- There is no documents folder ")


def test_feedback(discord_config: Path, tmp_path: Path, capsys: Capture):
    """Without a state file its path is named; with one, feedback is a table, printed or written to a file."""
    config, out = ["--config", str(discord_config)], tmp_path / "feedback.csv"
    assert main(["feedback", *config]) == 1
    assert capsys.readouterr().err == (
        f"There is no state file {tmp_path / 'state.sqlite3'} yet. If Munshi serves under another user account, "
        "name its file with `state_file` under [discord] in config.toml.\n"
    )
    state = State.open(tmp_path / "state.sqlite3")
    answer_id = record_answer(state, wrong_answer(), Location(2, 10), 5, question="who?")
    record_vote(state, answer_id, 5, False)
    state.close()
    assert main(["feedback", *config]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[1].startswith("who?,answered,")
    assert main(["feedback", *config, "--out", str(out)]) == 0
    assert out.read_bytes().decode() == shown
    assert main(["feedback", *config, "--out", str(tmp_path / "none" / "f.csv")]) == 2
    assert re.fullmatch(
        r"munshi: The file .*f\.csv cannot be written: No such .*\.\n", capsys.readouterr().err
    )


def test_feedback_without_a_wrong_vote(discord_config: Path, tmp_path: Path, capsys: Capture):
    """If people only voted answers right, feedback says that none was voted wrong, not that nobody voted."""
    state = State.open(tmp_path / "state.sqlite3")
    record_vote(state, record_answer(state, wrong_answer(), Location(2, 10), 5, question="who?"), 5, True)
    state.close()
    for option, sentence in (
        ([], "No answer was voted wrong."),
        (["--unanswered"], "Every question was answered, and no answer was voted wrong."),
    ):
        assert main(["feedback", *option, "--config", str(discord_config)]) == 1
        assert capsys.readouterr().err == f"{sentence}\n"


def test_votes_are_moved_out_of_the_index_folder(
    small_index: IndexSettings, config: Config, tmp_path: Path, capsys: Capture
):
    """The first command that opens an old state file moves it and says so on standard error."""
    old = tmp_path / ".index" / "discord.sqlite3"
    state = State.open(old)
    record_vote(state, record_answer(state, wrong_answer(), Location(2, 10), 5, question="who?"), 5, False)
    state.close()
    assert main(["feedback", "--config", str(config(small_index))]) == 0
    shown = capsys.readouterr()
    assert "who?,answered," in shown.out
    assert re.fullmatch(
        rf"munshi: Votes, threads and channel choices were moved from {old} to .*/munshi/.*\.sqlite3\.\n",
        shown.err,
    )
    assert main(["feedback", "--config", str(config(small_index))]) == 0
    assert capsys.readouterr() == (shown.out, "")


def test_the_version(capsys: Capture):
    """--version prints the installed package's version."""
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"munshi {version('munshi')}\n"


# --- what can be shown only in a process of its own ---


def test_a_question_from_standard_input(seeds_index: IndexSettings, config: Config, munshi):
    """`-` reads the question from standard input, also where it is not valid text."""
    path = str(config(seeds_index))
    asked = munshi("ask", "--config", path, "-", input="who framed\nMadan?\n")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "frame Madan" in asked.stdout
    empty = munshi("ask", "--config", path, "-", input="")
    assert (empty.returncode, empty.stdout) == (2, "")
    broken = munshi(
        "ask", "--config", path, "--json", "-", input=b"who framed Madan \xff?", text=False, encoding=None
    )
    assert broken.returncode == 0, broken.stderr
    assert json.loads(broken.stdout)["question"] == "who framed Madan \ufffd?"


def test_arguments_that_are_not_valid_text(seeds_index: IndexSettings, config: Config, munshi):
    """An argument with half a character (a lone surrogate) gets an answer, not a traceback."""
    asked = munshi("ask", "--config", str(config(seeds_index)), b"who framed Madan \xff?")
    assert asked.returncode == 0, asked.stderr
    assert "frame Madan" in asked.stdout


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_a_terminal_without_unicode(
    seeds_index: IndexSettings, config: Config, munshi, locale: dict[str, str]
):
    """If the output cannot represent quotation marks, question marks replace them."""
    asked = munshi(
        "ask", "--config", str(config(seeds_index)), "who framed Madan?", env=locale, errors="replace"
    )
    assert asked.returncode == 0, asked.stderr
    assert "frame Madan" in asked.stdout


def test_a_closed_pipe_is_no_error(seeds_index: IndexSettings, config: Config, root: Path):
    """If the reader of the output has ended, as `head` does, the command ends quietly."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    for command in (["ask", "--passages", "9", "who framed Madan?"], ["status"]):
        arguments = [
            sys.executable,
            "-m",
            "bot",
            command[0],
            "--config",
            str(config(seeds_index)),
            *command[1:],
        ]
        process = subprocess.Popen(
            arguments, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert (process.wait(), errors) == (0, b"")


def test_control_c_ends_with_130(empty_folder: IndexSettings, write, config: Config, root: Path):
    """Ctrl-C ends a build with the shell's status and one sentence, and leaves no partial index."""
    for number in range(150):
        write(f"{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 12)
    code = "import sys; from bot.terminal.cli import main; import faiss; print('ready', flush=True); sys.exit(main(['index', '--config', sys.argv[1]]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(config(empty_folder))],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline() == b"ready\n"
    until = time.monotonic() + 60
    while not (empty_folder.index / "LOCK").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == b"Stopped: the index is as the last whole build left it.\n"
    assert not (empty_folder.index / "CURRENT").exists()


def test_two_commands_at_once(stale_index: IndexSettings, config: Config, munshi, root: Path):
    """A second build waits and says so; with --no-wait it says so and ends with status 3."""
    path = str(config(stale_index))
    with Store(stale_index.index).lock(wait=True):
        refused = munshi("index", "--no-wait", "--config", path)
        assert refused.returncode == 3
        assert re.fullmatch(
            r"munshi: Another process is building the index in .*\. Wait for it to end, or run .* --no-wait\.\n",
            refused.stderr,
        )
        waiting = subprocess.Popen(
            [sys.executable, "-m", "bot", "index", "--config", path],
            cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        told = waiting.stderr.readline()
        assert told == "Another process is building this index; waiting for it to end.\n"
        assert waiting.poll() is None
    out, errors = waiting.communicate(timeout=60)
    assert (waiting.returncode, errors) == (0, "")
    assert "Generation 2" in out


def test_colour_only_where_a_person_looks(seeds_index: IndexSettings, config: Config, root: Path):
    """On a terminal the reply is in colour and wrapped; with NO_COLOR it is plain."""
    pty = pytest.importorskip("pty")

    def shown(extra: dict[str, str]) -> str:
        parent, child = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(root), "TERM": "xterm", **extra}
        command = [
            sys.executable,
            "-m",
            "bot",
            "ask",
            "--config",
            str(config(seeds_index)),
            "who framed Madan?",
        ]
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=child, stderr=subprocess.DEVNULL
        )
        os.close(child)
        seen = b""
        while True:
            try:
                block = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            seen += block
        os.close(parent)
        assert process.wait() == 0
        return seen.decode()

    assert "\x1b[1m" in shown({})
    assert "\x1b[1m" in shown({"NO_COLOR": ""})  # by no-color.org the same as none
    assert "\x1b" not in shown({"NO_COLOR": "1"})
    assert "\x1b" not in shown({"TERM": "dumb"})


def test_too_little_memory_is_one_sentence(python, small_index: IndexSettings, config: Config):
    """If the system has no memory for another thread, a command says so and ends with status 3."""
    code = (
        "import sys, threading\n"
        "def refuse(thread):\n"
        '    raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = refuse  # as the system does where the stack of one has no room\n"
        "from bot.terminal.cli import main\n"
        "sys.exit(main(['ask', '--config', sys.argv[1], '--no-refresh', 'Who opened the bakery?']))\n"
    )
    path = config(replace(small_index, answer=AnswerSettings()))
    result = python(code, str(path))
    assert result.returncode == 3
    assert result.stderr == (
        "munshi: There is too little memory for this. Close other programs, or raise the limit on it.\n"
    )


def test_too_little_memory_at_the_start_is_one_sentence(python):
    """The same holds if memory runs out before the command itself is imported."""
    code = (
        "import sys\n"
        "class Refusing:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name == 'bot.terminal.run':\n"
        "            raise ImportError('libfaiss.so: failed to map segment from shared object')\n"
        "sys.meta_path.insert(0, Refusing)\n"
        "from bot.terminal.cli import main\n"
        "sys.exit(main(['status']))\n"
    )
    result = python(code)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr == (
        "munshi: There is too little memory for this. Close other programs, or raise the limit on it.\n"
    )


def test_a_working_folder_that_is_gone_is_one_sentence(root: Path, tmp_path: Path):
    """A command that is started in a deleted folder says so, with status 2."""
    code = (
        "import os, sys\n"
        "os.rmdir(os.getcwd())\n"
        "from bot.terminal.cli import main\n"
        "sys.exit(main(['ask', 'who?']))\n"
    )
    (tmp_path / "gone").mkdir()
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "gone",
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "munshi: The folder that you are in cannot be used (No such file or directory). Change to another one.\n"
    )
