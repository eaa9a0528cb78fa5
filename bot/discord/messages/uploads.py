"""The result of uploading or removing a file → a Message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.markdown import inline
from bot.discord.messages.message import AMBER, GREEN, RED, Message
from bot.discord.sentences import say, skipped_because, unread_parts

if TYPE_CHECKING:  # loads numeric libraries
    from index.store.manifest import DocumentEntry

_CHARACTERS = 120  # of a name or title


def uploaded_message(entry: DocumentEntry, name: str, *, replaced: bool) -> Message:
    """Return the message on which parts of a file were read, and which were not."""
    title = _shown(entry.title) or _shown(name)
    facts = [say("passages", count=entry.passages)]
    if entry.pages:
        facts.insert(0, say("pages", count=len(entry.pages)))
    head = say("upload_replaced" if replaced else "uploaded", name=_shown(name))
    lines = [f"**{title}** · {', '.join(facts)}"]
    lines += [
        f"-# {_shown(warning)}" for warning in unread_parts(entry.warning.removeprefix(entry.name).strip())
    ]
    return Message((head, "\n".join(lines)), AMBER if entry.warning else GREEN)


def unread_message(name: str, reason: str, *, replaced: bool) -> Message:
    """Return the message on why a file could not be read, and which file is kept."""
    sentence = say("upload_unread", name=_shown(name), reason=_shown(skipped_because(reason)))
    return Message((f"{sentence} {say('upload_old_kept' if replaced else 'upload_not_kept')}",), RED)


def removed_message(name: str, why: str = "") -> Message:
    """Return the message that a file was removed; `why` says that the index could not be built without it."""
    if why:
        return Message((say("upload_removed_alone", name=_shown(name)), why), AMBER)
    return Message((say("upload_removed", name=_shown(name)),), GREEN)


def kept_message(name: str, why: str) -> Message:
    """Return the message that a file is kept, and `why` it is not read yet."""
    return Message((say("upload_kept", name=_shown(name)), why))


def undone_message(name: str, why: str, *, replaced: bool) -> Message:
    """Return the message that a file could not be read now, `why`, and which file is kept."""
    kept = say("upload_old_kept" if replaced else "upload_not_kept")
    return Message((f"{say('upload_unread_now', name=_shown(name))} {kept} {say('upload_later')}", why), RED)


def _shown(text: str) -> str:
    return inline(text, _CHARACTERS)
