"""The settings of the Discord bot, as frozen values with their defaults and bounds.

`bot.config` reads them from `[discord]` in config.toml. The token is not one of them: it comes from
`DISCORD_TOKEN`, or from the file that `token_file` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from bot.ids import LARGEST_ID

_UPLOADED = (".md", ".txt", ".html", ".pdf", ".docx", ".odt", ".pptx", ".xlsx", ".csv")

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Id = Annotated[int, Meta(ge=1, le=LARGEST_ID)]
Suffix = Annotated[str, Meta(pattern=r"^\.?[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$")]


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How Munshi behaves on Discord."""

    #: a file that contains only the bot's token, read if DISCORD_TOKEN is not set
    token_file: Path = Path("discord-token")
    #: a SQLite file with answers, votes, threads, channel choices and the command hash; keep it in backups.
    #: None: a file in the user's state folder, a separate one for each folder that contains a config
    state_file: Path | None = None
    #: whether every plain message in Munshi's own threads is a question. Set it to true only if the Message
    #: Content intent is switched on in the developer portal
    message_content: bool = False
    #: whether managers may let Munshi listen to channels, in which it answers by itself if it is sure. Set it
    #: to true only if the Message Content intent is switched on: otherwise Discord withholds what people
    #: write
    listening: bool = False
    #: the lowest confidence at which an answer that nobody asked for is posted
    listening_confidence: Annotated[float, Meta(ge=0, le=1)] = 0.9
    #: the language of what people read: "en", "de", or the path of a file with a translation, ending in .toml
    language: str = "en"
    #: the ids of the servers that get answers; empty: every server that somebody adds Munshi to
    allowed_servers: tuple[Id, ...] = ()
    #: whether direct messages are answered, from the default documents: "yes", "no", or "auto". "auto" is yes
    #: unless a server has documents of its own or `uploads` is set, so that nothing reserved for one server
    #: is shown outside it
    direct_messages: Literal["yes", "no", "auto"] = "auto"
    #: seconds between two questions of one person, so that nobody floods a channel; 0 turns it off
    person_cooldown: Seconds = 3.0
    #: seconds between two questions in one channel; 0 by default, since a lively channel is not abuse
    channel_cooldown: Seconds = 0.0
    #: questions answered at the same time; 0: one for each processor core; more would only slow each down
    workers: Annotated[int, Meta(ge=0, le=1000)] = 0
    #: questions that may wait for a worker; who asks the next one reads at once that Munshi is busy
    queue: Annotated[int, Meta(ge=1, le=1_000_000)] = 500
    #: seconds after which a question gets an apology instead of an answer, counted from the moment at which
    #: it is put to an open index
    deadline: Annotated[float, Meta(gt=0, le=86_400)] = 60.0
    #: answers that are cached for repeated questions until the documents change
    cached_answers: Count = 1000
    #: questions and answers of a thread with which a follow-up question is understood
    remembered_turns: Annotated[int, Meta(ge=0, le=1000)] = 6
    #: days after which a thread without a new question is forgotten
    remembered_days: Annotated[int, Meta(ge=0, le=36_500)] = 90
    #: seconds between two checks whether `munshi index` has built a newer index
    refresh_seconds: Annotated[float, Meta(ge=0.1, le=86_400)] = 5.0
    #: seconds without a further change after which changed documents are read again automatically;
    #: 0: only when somebody asks for it
    rebuild_after: Seconds = 5.0
    #: whether the log may contain the text of questions; false by default, since people may ask private
    #: things
    log_questions: bool = False
    #: the most citations shown with an answer
    shown_citations: Annotated[int, Meta(ge=1, le=100)] = 3
    #: a folder below the default documents into which managers may upload files; None: they may not
    uploads: Path | None = None
    #: the suffixes of files that may be uploaded, with or without their dots
    upload_formats: tuple[Suffix, ...] = _UPLOADED
    #: the largest size of an uploaded file, in bytes
    upload_bytes: Annotated[int, Meta(ge=1, le=2**30)] = 10_000_000


def needs_message_content(settings: DiscordSettings) -> bool:
    """Whether the Message Content intent must be switched on in the developer portal."""
    return settings.message_content or settings.listening
