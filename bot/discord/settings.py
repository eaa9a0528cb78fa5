"""What the operator can tell the Discord side, as frozen values with their defaults and bounds.

`bot.config` reads them from `[discord]` in config.toml. The token is not among them: it comes from
`DISCORD_TOKEN`, or from the file that `token_file` names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

_LARGEST_ID = 2**63 - 1  # of a server, channel or message
_UPLOADED = (".md", ".txt", ".html", ".pdf", ".docx", ".odt", ".pptx", ".xlsx", ".csv")

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Id = Annotated[int, Meta(ge=1, le=_LARGEST_ID)]
Suffix = Annotated[str, Meta(pattern=r"^\.?[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$")]


def read_id(text: str) -> int | None:
    """A server's id as it is written in a config or typed; None: the text is none."""
    is_id = re.fullmatch("[1-9][0-9]{0,18}", text) is not None and int(text) <= _LARGEST_ID
    return int(text) if is_id else None


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How Munshi behaves on Discord."""

    #: a file holding nothing but the bot's token, read when DISCORD_TOKEN is not set; never in this config
    token_file: Path = Path("discord-token")
    #: votes, threads, channel choices and the command hash, in one SQLite file; keep it in backups.
    #: None: a file in the user's state folder, its own for each folder that holds a config
    state_file: Path | None = None
    #: true only when the Message Content intent is switched on in the developer portal: every plain message
    #: in Munshi's own threads is then a question
    message_content: bool = False
    #: whether managers may have channels listened to, where Munshi answers by itself what it is sure of; true
    #: only when the Message Content intent is switched on: Discord withholds what people write otherwise
    listening: bool = False
    #: how likely right an answer must be that nobody asked for
    listening_confidence: Annotated[float, Meta(ge=0, le=1)] = 0.9
    #: the language of what people read: "en", "de", or the path of a translation's file, which ends in .toml
    language: str = "en"
    #: the ids of the servers that are answered; empty: every server that somebody adds Munshi to
    allowed_servers: tuple[Id, ...] = ()
    #: whether direct messages are answered, from the default documents: "yes", "no", or "auto", which is yes
    #: until a server has documents of its own, so that nothing set apart is ever told outside
    direct_messages: Literal["yes", "no", "auto"] = "auto"
    #: seconds between two questions of one person, so that nobody floods a channel; 0 turns it off
    person_cooldown: Seconds = 3.0
    #: seconds between two questions in one channel; 0, because a lively channel is no abuse
    channel_cooldown: Seconds = 0.0
    #: questions read at the same time; 0: one for each processor core, more only slows each down
    workers: Annotated[int, Meta(ge=0, le=1000)] = 0
    #: questions that may wait for a worker; the next one is told at once that Munshi is busy
    queue: Annotated[int, Meta(ge=1, le=1_000_000)] = 500
    #: seconds after which a question ends in a sentence instead of an answer, counted from when it is put to
    #: an index that is open
    deadline: Annotated[float, Meta(gt=0, le=86_400)] = 60.0
    #: answers kept so that a repeated question costs nothing, until the documents change
    cached_answers: Count = 1000
    #: questions and answers remembered in one thread, for follow-up questions
    remembered_turns: Annotated[int, Meta(ge=0, le=1000)] = 6
    #: days after which a thread nobody asked in is forgotten
    remembered_days: Annotated[int, Meta(ge=0, le=36_500)] = 90
    #: seconds between two looks at whether `munshi index` has built a newer index
    refresh_seconds: Annotated[float, Meta(ge=0.1, le=86_400)] = 5.0
    #: seconds without a change in the documents, after the last one, until they are read again by themselves;
    #: 0: only when somebody asks for it
    rebuild_after: Seconds = 5.0
    #: whether a question's text may stand in the log; false, because people may ask private things
    log_questions: bool = False
    #: the citations shown under an answer at most
    shown_citations: Annotated[int, Meta(ge=1, le=100)] = 3
    #: a folder below the default documents into which managers may upload files; None: they may not
    uploads: Path | None = None
    #: the suffixes of files that may be uploaded, with or without their dots
    upload_formats: tuple[Suffix, ...] = _UPLOADED
    #: the size in bytes of an uploaded file at most
    upload_bytes: Annotated[int, Meta(ge=1, le=2**30)] = 10_000_000


def needs_message_content(settings: DiscordSettings) -> bool:
    """Whether the Message Content intent must be switched on in the developer portal."""
    return settings.message_content or settings.listening
