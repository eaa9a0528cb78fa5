"""What somebody may have meant who names a command, a folder or a document that does not exist."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from index.errors import WrongUse

_MAX_SHOWN = 3  # names that are proposed
_MAX_SHOWN_QUESTION = 100  # characters of a question that is repeated in the advice


def check_command(arguments: Sequence[str], commands: Collection[str]) -> None:
    """Raise WrongUse if the command line names a command that does not exist, or options before a command.

    The error names the command that was meant, or `munshi ask` if the arguments look like a question.
    """
    if not arguments or arguments[0] in commands:
        return
    first, name = arguments[0], arguments[0].partition("=")[0]
    if any(known.startswith(first) for known in ("-h", "--help", "--version")):
        return
    if first.startswith("-"):
        raise WrongUse(
            f"The option {name} is before the command. Put it after the command, as in `munshi status "
            "--json`."
        )
    close = get_close_matches(first.lower(), commands, n=1)
    if close and not _begins_question(first):
        raise WrongUse(f"'{first}' is no command of munshi; did you mean '{close[0]}'?")
    if len(arguments) > 1 or len(first.split()) > 1 or _begins_question(first):
        question = " ".join(arguments)
        raise WrongUse(f"Questions go after `munshi ask`: {_ask_command(question)}")
    raise WrongUse(
        f"'{first}' is no command of munshi. The commands are {', '.join(commands)}. "
        "Questions go after `munshi ask`."
    )


def _begins_question(word: str) -> bool:
    """Whether a word begins sentences, such as "what", which is similar to "chat" and no misspelling."""
    from index.english.function_words import FUNCTION_WORDS  # slow to load

    return word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").partition("'")[0] in FUNCTION_WORDS


def _ask_command(question: str) -> str:
    """Return the command that asks a question, as it can be typed in a shell."""
    if len(question) > _MAX_SHOWN_QUESTION:
        return 'munshi ask "…"'
    quote = "'" if any(mark in question for mark in '"$`\\!') else '"'
    return f"munshi ask {quote}{question}{quote}" if quote not in question else 'munshi ask "…"'


def check_folders(folders: Iterable[str], documents: Collection[str]) -> None:
    """Raise WrongUse if a folder contains none of the documents, given by their names, and is none of them.

    The error proposes the folders, then the documents, whose names are most similar.
    """
    from index.documents.folders import in_folders, normal_folder

    unknown = [
        each for each in folders if not any(in_folders(name, [normal_folder(each)]) for name in documents)
    ]
    if not unknown:
        return
    facts = f"No document of the index lies in {' or '.join(unknown)}."
    meant = list(dict.fromkeys(name for each in unknown for name in _similar_names(each, documents)))
    if meant:
        raise WrongUse(f"{facts} Did you mean {' or '.join(meant)}?")
    first = next(iter(documents))
    raise WrongUse(
        f"{facts} Name a folder, or a document, by its path below the documents folder, such as "
        f"{posixpath.dirname(first) or first}."
    )


def _similar_names(name: str, documents: Collection[str]) -> list[str]:
    """Return the folders, then the documents, that are named similarly; at most three.

    They may differ from `name` in letters, capitals and the kind of slash, and in that `name` lacks the
    folders above them or the suffix, or starts with other folders, such as the documents folder itself.
    """
    wanted = name.strip().replace("\\", "/").strip("/").lower()
    if not wanted:
        return []
    folders = {
        "/".join(parts[:depth])
        for parts in (document.split("/") for document in documents)
        for depth in range(1, len(parts))
    }
    similar = [*_closest(wanted, folders), *_closest(wanted, documents)]
    return similar[:_MAX_SHOWN]


def _closest(wanted: str, paths: Iterable[str]) -> list[str]:
    """Return the paths that are similar to `wanted` as a whole or in their last part, the closest first.

    Of equally close paths those in fewer folders come first.
    """
    by_form: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        last = posixpath.basename(path.lower())
        for form in {path.lower(), last, posixpath.splitext(last)[0]}:
            by_form.setdefault(form, []).append(path)
    forms = [
        form
        for words in dict.fromkeys((wanted, posixpath.basename(wanted)))
        for form in get_close_matches(words, by_form, n=_MAX_SHOWN, cutoff=0.7)
    ]
    return list(dict.fromkeys(path for form in forms for path in by_form[form]))
