"""The documentation agrees with the program: commands, options, settings, JSON keys and licences."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.discord.settings import DiscordSettings
from bot.terminal.answer_json import answers_json
from bot.terminal.cli import main
from bot.terminal.failed_questions import failed_json
from index import Answer, Citation, Engine, IndexSettings, Outcome, build
from index.documents.converted.processes.pool import Limits
from index.evaluation.scores import LabelledQuestion, ScoredQuestion, Scores
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")
TERMINAL = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
WRITING = (ROOT / "docs" / "writing-documents.md").read_text(encoding="utf-8")
LICENCES = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "index").rglob("*.md")])


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a Markdown text in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def usage(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def seeds_index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the first example that runs indexes the seeds; the others reuse that index."""
    return tmp_path_factory.mktemp("seeds") / "index"


def test_the_install_command_ends_in_a_question_that_is_answered_from_the_seeds(
    munshi: Run, seeds_index_folder: Path
):
    """The README's first command asks the seeds, and the answer says who framed Madan."""
    (first, second) = blocks(README.partition("## Your own folder")[0], "sh")
    install, question = first.rstrip().rsplit(" && ", 1)
    assert install.endswith(".venv/bin/pip install -q -e '.[all,test]'")
    program, *arguments = shlex.split(question)
    assert program == ".venv/bin/munshi"
    result = munshi(*arguments, "--index", str(seeds_index_folder))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("Rajani's father")
    assert "frame Madan" in result.stdout
    assert shlex.split(second) == [".venv/bin/python", "-m", "pytest"]


def test_the_answer_at_the_top_is_the_one_that_the_program_prints(munshi: Run, seeds_index_folder: Path):
    """The README's first example is the terminal's output for that command, except for the confidence."""
    (shown,) = blocks(README, "console")
    command, _, printed = shown.partition("\n")
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "munshi"
    result = munshi(*arguments, "--index", str(seeds_index_folder))
    assert re.sub(r"\(\d+% sure\)", "", result.stdout) == re.sub(r"\(\d+% sure\)", "", printed)


def test_the_command_for_your_own_folder_answers_from_it(munshi: Run, tmp_path: Path):
    """The README's command with --documents answers from that folder, wherever it is started."""
    (tmp_path / "my-notes").mkdir()
    (tmp_path / "my-notes" / "plan.md").write_text("The next meeting is on Friday at noon.\n")
    (command,) = blocks(README.partition("## Your own folder")[2].partition("## On Discord")[0], "sh")
    program, *arguments = shlex.split(command.replace("~", str(tmp_path)))
    assert program == ".venv/bin/munshi"
    result = munshi(*arguments, "--index", str(tmp_path / "index"))
    assert "Friday" in result.stdout, result.stderr


def test_the_serve_commands_say_what_is_missing_without_a_token(munshi: Run, tmp_path: Path):
    """Without a token both commands of the README's Discord part end in a sentence and status 2."""
    (tmp_path / "config.toml").write_text(
        f"documents = '{ROOT / 'seeds'}'\nindex = '{tmp_path / 'index'}'\n"
        f"[discord]\nstate_file = '{tmp_path / 'state.sqlite3'}'\n"
    )
    commands = re.findall(r"`munshi (serve[^`]*)`", README)
    assert commands == ["serve --check", "serve"]
    for command in commands:
        result = munshi(*shlex.split(command), cwd=tmp_path, env={"DISCORD_TOKEN": ""})
        assert result.returncode == 2
        assert "token" in result.stdout + result.stderr


def test_the_python_example_runs(seeds_index_folder: Path):
    """The README's program prints the answer that the README shows."""
    (program,) = blocks(README, "python")
    program = program.replace('".index"', repr(str(seeds_index_folder)))
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)  # fmt: skip
    assert result.stdout.strip().lower() == "due to poverty and circumstances"


@dataclasses.dataclass(frozen=True)
class Advice:
    """A section of docs/writing-documents.md: the documents by name, before and after, and the questions."""

    title: str
    before: dict[str, str]
    after: dict[str, str]
    questions: list[tuple[str, str, str]]  #: with the answer before and after


def advice_in(section: str) -> Advice:
    documents: dict[str, dict[str, str]] = {"Before": {}, "After": {}}
    shown = re.compile(
        r"^(Before|After)(?:, in `([^`]+)`)?:\n\n```markdown\n(.*?)^```", re.MULTILINE | re.DOTALL
    )
    for when, name, text in shown.findall(section):
        documents[when][name or "document.md"] = text
    _, _, table = section.partition("| question | before | after |\n|---|---|---|\n")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    return Advice(section.partition("\n")[0], documents["Before"], documents["After"], rows)


# The sections of the page but the last. A heading inside an example has no blank line and "Before" below it.
ADVICE = [
    advice_in(each) for each in re.split(r"^## (?=.+\n\n(?:.+\n)*\n?Before)", WRITING, flags=re.MULTILINE)[1:]
]


@pytest.mark.parametrize("advice", ADVICE, ids=lambda advice: advice.title)
def test_advice_for_writers_makes_the_difference_that_is_shown(advice: Advice, tmp_path: Path):
    """The documents before and after the change are answered as the table says."""
    answers: dict[str, list[str]] = {}
    for when, documents in (("before", advice.before), ("after", advice.after)):
        for name, text in documents.items():
            path = tmp_path / when / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        settings = IndexSettings(documents=tmp_path / when, index=tmp_path / f"index-{when}", threads=2)
        build(settings)
        engine = Engine.open(settings)
        answers[when] = [engine.ask(question).shown or "no answer" for question, _, _ in advice.questions]
    assert answers["before"] == [before for _, before, _ in advice.questions]
    assert answers["after"] == [after for _, _, after in advice.questions]


def test_every_advice_for_writers_is_tested():
    """Each table and each example of the page is in a section that is tested."""
    assert len(ADVICE) == WRITING.count("| question | before | after |")
    assert all(advice.before and advice.after and advice.questions for advice in ADVICE)
    assert sum(len(advice.before) + len(advice.after) for advice in ADVICE) == len(
        blocks(WRITING, "markdown")
    )


def test_every_command_and_option_is_documented(capsys: pytest.CaptureFixture[str]):
    """Every command and option that `--help` lists is in docs/terminal.md."""
    commands = re.findall(r"^    (\w+) ", usage(capsys), re.MULTILINE)
    assert {"ask", "chat", "index", "status", "eval", "serve", "feedback"} <= set(commands)
    for command in commands:
        assert f"`munshi {command}" in TERMINAL, command
        for option in set(re.findall(r"--[\w-]+", usage(capsys, command))) - {"--help"}:
            assert f"`{option}" in TERMINAL, f"{command} {option}"


def test_every_key_of_the_json_is_documented():
    """Every key of the object that `ask --json` prints is in docs/terminal.md."""
    citation = Citation("a.txt", "a", 0, 1, "b", 1, None, (0, 1))
    printed = answers_json([Answer("?", Outcome.ANSWERED, "b", 1.0, (citation,), 1)])
    for key in (*printed, *printed["citations"][0], *printed["citations"][0]["answer"]):
        assert f"`{key}`" in TERMINAL, key


def test_every_key_of_status_and_eval_is_documented(munshi: Run, seeds_index_folder: Path):
    """Every key that `status --json` and `eval --json` print is in their section of docs/terminal.md."""
    _, _, text = TERMINAL.partition("## `status --json` and `eval --json`")
    section = text.partition("\n## ")[0]
    index = ("--documents", str(ROOT / "seeds"), "--index", str(seeds_index_folder))
    munshi("index", *index)
    status = munshi("status", "--json", *index)
    keys = [*json.loads(status.stdout), *(field.name for field in dataclasses.fields(Scores))]
    assert {"stale", "hit_at_1"} <= set(keys)
    failed = ScoredQuestion(LabelledQuestion("?", None, ()), Answer("?", Outcome.NOTHING, "", 0.0, (), 1), 0, False, 0.0, False)  # fmt: skip
    for key in (*keys, "worded", "not_worded", "failed", *failed_json([failed])[0]):
        assert f"`{key}`" in section, key


def test_the_example_of_eval_is_what_the_program_prints(munshi: Run, tmp_path: Path):
    """The questions, the document and the output below "How good are the answers?" belong together."""
    section = TERMINAL.partition("## How good are the answers?")[2].partition("\n## What is read")[0]
    (questions,), (document,), (shown,) = (blocks(section, kind) for kind in ("json", "markdown", "console"))
    (tmp_path / "questions.jsonl").write_text(questions, encoding="utf-8")
    (tmp_path / "my-notes").mkdir()
    (tmp_path / "my-notes" / "club.md").write_text(document, encoding="utf-8")
    command, _, printed = shown.partition("\n")
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "munshi"
    result = munshi(*arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, printed)


def test_every_figure_of_eval_is_explained(capsys: pytest.CaptureFixture[str]):
    """docs/terminal.md and `munshi eval --help` name each figure that `munshi eval` prints."""
    section = TERMINAL.partition("### What the figures mean")[2].partition("\n## ")[0]
    figures = [field.name.replace("_", " ") for field in dataclasses.fields(Scores)]
    assert "hit at 1" in figures
    for figure in figures:
        assert f"`{figure}`" in section, figure
    told = " ".join(usage(capsys, "eval").split())
    for figure in (
        "answered:",
        "proven:",
        "exact match:",
        "f1:",
        "hit at 1, at 5:",
        "mrr:",
        "right declines, wrong answers:",
    ):
        assert figure in told, figure


def test_every_setting_is_documented():
    """Each key of config.toml is in docs/configuration.md with its default, under its section."""
    sections = {"": IndexSettings, "[discord]": DiscordSettings}
    defaults = IndexSettings()
    for field in dataclasses.fields(IndexSettings):
        if dataclasses.is_dataclass(value := getattr(defaults, field.name)):
            sections[f"[{field.name}]"] = type(value)
    for name, settings in sections.items():
        _, _, section = CONFIGURATION.partition(f"## `{name}`" if name else "\n")
        section = section.partition("\n## ")[0]
        for field in dataclasses.fields(settings):
            if not name and f"[{field.name}]" in sections:
                continue
            row = re.search(rf"^\| `{field.name}` \| (.+?) \| ", section, re.MULTILINE)
            assert row, (name, field.name)
            default = getattr(settings(), field.name)
            assert says_default(row[1], default), (name, field.name, row[1], default)


def says_default(cell: str, default: object) -> bool:
    """Whether a table cell gives the default of a setting, in TOML or in words."""
    if not cell.startswith("`"):
        return not (cell.startswith("none") and default)
    (literal,) = re.findall(r"^`(.+)`$", cell)
    value = tomllib.loads(f"value = {literal}")["value"]
    if isinstance(default, tuple):
        return tuple(value) == default
    return type(default)(value) == default


def test_the_bounds_of_a_conversion_are_documented():
    """docs/terminal.md gives the time and the memory that converting a file may take."""
    limits = Limits()
    assert limits.seconds == 120 and "at most two minutes of computing" in TERMINAL
    assert limits.memory == 2 << 30 and "2 GB of memory" in TERMINAL


def test_every_dependency_has_its_licence_in_the_documents():
    """Every dependency, of any extra, is in docs/licences.md with its licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = {*project["dependencies"]}
    for extra in project["optional-dependencies"].values():
        requirements.update(extra)
    for requirement in requirements:
        name = re.match(r"[\w.-]+", requirement)[0].lower()
        assert name == "munshi" or f"| {name} |" in LICENCES.lower(), name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_and_path_in_the_documents_leads_somewhere(path: Path):
    """Every link to a file of the project, and every path of code that is named, exists."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", text):
        assert (path.parent / target).exists(), target
    for named in re.findall(r"`((?:index|bot|tests|docs)/[\w./-]*\w)`", text):
        assert (ROOT / named).exists() or (ROOT / f"{named}.py").exists(), named
    for module in re.findall(r"python -m ((?:index|bot|tests)[\w.]*)", text):
        file = ROOT / module.replace(".", "/")
        assert file.with_suffix(".py").exists() or (file / "__main__.py").exists(), module


def test_nothing_names_the_machine_it_was_made_on():
    """The documentation and the configuration contain no path of a developer's machine."""
    for path in (*DOCUMENTS, ROOT / "config.toml", ROOT / "pyproject.toml"):
        assert not re.search(r"/work/|/root/|/opt/|/home/", path.read_text(encoding="utf-8")), path
