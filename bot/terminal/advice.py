"""Error → the sentence that main() prints: what happened, and what to do about it in the terminal.

The errors of `index/` and `bot/` state facts. This module adds the command, option, setting or path
that helps, by the class of the error.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.config import ConfigMissing, UnnamedConfigWrong
from bot.errors import (
    CommandsRefused,
    ConnectionRefused,
    FoldersOverlap,
    IntentMissing,
    KeyAmongDocuments,
    LanguageUnusable,
    StateDamaged,
    StateFolderUnknown,
    StateInUse,
    StateReplaced,
    StateTooNew,
    StateUnavailable,
    StateUnusable,
    TokenAmongDocuments,
    TokenExposed,
    TokenMalformed,
    TokenMissing,
    TokenRefused,
    Unreachable,
    UploadsRefused,
)
from index.documents.own_errors import describe_error
from index.documents.skipped import NEEDS_FORMATS, OWN_ERROR, TOO_LARGE
from index.errors import (
    DocumentsRefused,
    DocumentsUnavailable,
    EncodingFailed,
    ExtraMissing,
    FileReaderUnavailable,
    IndexBusy,
    IndexDamaged,
    IndexFolderRefused,
    IndexMismatch,
    IndexMissing,
    IndexReadOnly,
    IndexUnreadable,
    IndexUnwritable,
    KeyExposed,
    KeyMissing,
    LanguageModelUnavailable,
    ModelUnavailable,
    NothingToIndex,
    OtherDocuments,
    PathUnreadable,
    QuestionEmpty,
    StoreMissing,
    StoreRefused,
    StoreTokenMissing,
    StoreUnavailable,
    UserError,
)

_APPLICATIONS = "https://discord.com/developers/applications"
_INSTALL_EXTRA = "Run `pip install 'munshi[{extra}]'`."
_RAISE_LIMIT = (
    "To have larger files read, raise `max_bytes` under [files] in config.toml. An export of a channel can "
    "also be made in parts."
)
_REPORT = (
    "An error of Munshi's own is not the file's fault: the other files are indexed, and the next build tries "
    "this one again. A newer Munshi may read it, and this one may if you save it as plain text. To have the "
    "error mended, send the line that names the file to those from whom you have Munshi, and the file too if "
    "others may see it."
)
# The advice for the most specific class of an error applies. There is none if the facts already say what to
# do.
_ADVICE: dict[type[UserError], str] = {
    ConfigMissing: "Name one that exists with --config.",
    UnnamedConfigWrong: "If it is another program's, name Munshi's with --config.",
    QuestionEmpty: 'Ask one, such as `munshi ask "who framed Madan?"`.',
    DocumentsUnavailable: (
        "Make the folder and put documents in it, or name another with `documents` in config.toml or with "
        "--documents."
    ),
    DocumentsRefused: (
        "Let this user read it, or name another with `documents` in config.toml or with --documents."
    ),
    PathUnreadable: "Set the environment variable PYTHONUTF8=1, with which names of files are read as UTF-8.",
    NothingToIndex: (
        "Put documents there, or name another folder with `documents` in config.toml or with --documents; "
        "which files are read is set by `include` under [files]."
    ),
    IndexMissing: "Run `munshi index` to build it.",
    IndexDamaged: "Run `munshi index`, which rebuilds it; if it is on a server, run `munshi index --full`.",
    IndexUnreadable: "Put that right and try again.",
    IndexMismatch: "Run `munshi index`, which rebuilds it.",
    OtherDocuments: (
        "If this machine only answers, set `read_only = true` under [store] in config.toml. To replace that "
        "index for everybody who uses it, run `munshi index`."
    ),
    IndexReadOnly: (
        "Run `munshi index` on the machine that has the documents, or take `read_only` out of [store] in "
        "config.toml."
    ),
    IndexBusy: "Wait for it to end, or run the command without --no-wait.",
    IndexUnwritable: (
        "Put that right and try again, or name another folder with `index` in config.toml or with --index."
    ),
    IndexFolderRefused: (
        "Name a folder for the index alone with `index` in config.toml or with --index, or take out of it "
        "what is not Munshi's."
    ),
    ModelUnavailable: (
        "Install Munshi again, which brings its models, or name another under [encoder] or [answer] in "
        "config.toml."
    ),
    EncodingFailed: "Install Munshi again, or name another model under [encoder] in config.toml.",
    LanguageModelUnavailable: "Put right `kind` or [llm.options] in config.toml.",
    KeyMissing: "Put the key alone into the file that `key_file` names under [llm] in config.toml.",
    StoreTokenMissing: "Put the token alone into the file that `token_file` names under [store].",
    StoreUnavailable: "Start it, or put right `address` under [store] in config.toml.",
    StoreRefused: "Put right the token in the file that `token_file` names under [store] in config.toml.",
    StoreMissing: "Try again; if that does not help, run `munshi index`.",
    KeyExposed: "Run `chmod 600` on that file.",
    FileReaderUnavailable: "Install its package, or take its line out of [files.readers] in config.toml.",
    ExtraMissing: _INSTALL_EXTRA,
    FoldersOverlap: (
        "Name another folder in one of the sections, or say `shared = true` in each [servers.ID] of the two "
        "if that is intended."
    ),
    UploadsRefused: "Name another folder with `uploads` in config.toml, or leave it out.",
    LanguageUnusable: "Put that right, or name another with `language` under [discord] in config.toml.",
    TokenMissing: (
        f"Copy it from the Bot page of your application at {_APPLICATIONS}, and set DISCORD_TOKEN or put it "
        "alone into that file."
    ),
    TokenRefused: (
        f"Copy it again from the Bot page of your application at {_APPLICATIONS}, where Reset "
        "Token shows a new one."
    ),
    TokenMalformed: (
        f"Copy it again from the Bot page of your application at {_APPLICATIONS}, and put it there alone."
    ),
    TokenExposed: "Run `chmod 600` on that file.",
    TokenAmongDocuments: (
        "Move it out of that folder, put its path into `token_file` under [discord] in config.toml, and run "
        "`munshi index`."
    ),
    KeyAmongDocuments: (
        "Move it out of that folder, put its path into `key_file` under [llm], or `token_file` under "
        "[store], in config.toml, and run `munshi index`."
    ),
    ConnectionRefused: f"Look at your application at {_APPLICATIONS}, and whether a newer Munshi is out.",
    CommandsRefused: "Open the invite link that `munshi serve --check` prints, then start again.",
    IntentMissing: (
        f"Switch it on at {_APPLICATIONS} (your application, Bot), or set both to false under "
        "[discord] in config.toml."
    ),
    Unreachable: "Try again later.",
    StateInUse: "Stop it first, or name another file with `state_file` under [discord] in config.toml.",
    StateUnavailable: "Make room on its disk, or close any other program that uses it, and try again.",
    StateReplaced: "Start Munshi again, which opens the file that is there now.",
    StateUnusable: "Put that right, or name another file with `state_file` under [discord] in config.toml.",
    StateFolderUnknown: (
        "Name the file with `state_file` under [discord] in config.toml, or set HOME or XDG_STATE_HOME."
    ),
    StateDamaged: (
        "Put a backup of it in its place, or move it away: Munshi then starts a new one, without the votes, "
        "the threads and what managers chose. In both cases move the files -wal and -shm next to it away too."
    ),
    StateTooNew: (
        "Install that version, or name another file with `state_file` under [discord] in config.toml."
    ),
}


def advice(error: UserError) -> str:
    """Return what to do about an error in the terminal: one sentence, or "" if the facts already say it."""
    sentence = next((_ADVICE[kind] for kind in type(error).__mro__ if kind in _ADVICE), "")
    return sentence.format(extra=error.extra) if isinstance(error, ExtraMissing) else sentence


def advice_on_skipped(reasons: Iterable[str]) -> list[str]:
    """Return sentences on what to do about files that were skipped for these reasons."""
    distinct = set(reasons)
    advice = [_INSTALL_EXTRA.format(extra="formats")] if NEEDS_FORMATS in distinct else []
    if any(TOO_LARGE in reason for reason in distinct):
        advice.append(_RAISE_LIMIT)
    return advice + ([_REPORT] if any(reason.startswith(OWN_ERROR) for reason in distinct) else [])


def explained(error: UserError, folders: str = "") -> str:
    """Return the facts of an error and the advice. `folders` are options to add to `munshi index` in it."""
    return f"{error} {advice(error).replace('`munshi index', f'`munshi index{folders}')}".rstrip()


def explained_bug(error: Exception) -> str:
    """Return sentences that explain a bug and say what may help. Its traceback has been printed before."""
    return (
        f"This is an error of Munshi's own ({describe_error(error)}), and nothing that you did wrong. The "
        "documents and what was indexed of them are as before. Try other words, or a newer Munshi; to have "
        "it mended, send the lines above to those from whom you have Munshi."
    )
