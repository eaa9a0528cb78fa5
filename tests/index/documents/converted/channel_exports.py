"""A channel as programs export it: three versions of DiscordChatExporter, Discord's data package, Slack.

The texts of messages are plain words, so that every format contains the same text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

START = datetime(2026, 4, 18, 15, 30, tzinfo=UTC)


class Embed(NamedTuple):
    """An embed: the box that a bot shows."""

    title: str
    description: str
    fields: tuple[tuple[str, str], ...] = ()


class Said(NamedTuple):
    """A message, or a notice of Discord if its `kind` is that of one."""

    author: str
    text: str
    replies_to: int | None = None  #: the number of a message before it
    kind: str = "Default"
    is_edited: bool = False
    is_bot: bool = False
    files: tuple[str, ...] = ()
    embed: Embed | None = None
    minutes: int = 1  #: since the message before


CHANNEL: Sequence[Said] = (
    Said("Ada", "welcome to the help channel, please read the pinned message first"),
    Said("Nils", "Joined the server.", kind="GuildMemberJoin"),
    Said("Nils", "hi! how do I join the whitelist?", minutes=3),
    Said("Cleo", "when is the next raid on the Sunken Keep?"),
    Said("Ada", "open the form in the rules channel and wait for a helper, it takes about two days", replies_to=2),
    Said("Björn 🐻", "saturday at 20:30, be at the docks ten minutes before", replies_to=3, is_edited=True),
    Said("Cleo", "thx"),
    Said("Ada", "Pinned a message.", kind="ChannelPinnedMessage", minutes=60),
    Said("[GM] Torvald", "the server is down for maintenance on tuesday from 9 to 11", minutes=600),
    Said("Dara", "what port does the voice proxy use?", minutes=90),
    Said("Nils", "does anyone have a map of the tunnels"),
    Said("[GM] Torvald", "24454 over UDP, open it in your firewall", replies_to=9),
    Said("Cleo", "the map is here", replies_to=10, files=("tunnels-map-v3.png",)),
    Said("Herald", "", is_bot=True, minutes=30, embed=Embed(
        "Spring Tournament", "Sign up until the first of May with the quartermaster.",
        (("Entry fee", "15 silver"), ("Prize", "a griffin mount")))),
    Said("Dara", "how do i reset my password", minutes=120),
    Said("Ada", "type /account reset in the lobby"),
    Said("Cleo", "my client crashes with error 0x51 when i enter the swamp", minutes=200),
    Said("Dara", "same here"),
    Said("Björn 🐻", "error 0x51 is the old shader pack, delete the folder shaders/v1 and restart", replies_to=16),
    Said("Ada", "Started a thread.", kind="ThreadCreated"),
    Said("Nils", "who runs the auction house now?", minutes=45),
    Said("Dara", "Maren took it over from Olaf in march"),
)  # fmt: skip


def times(channel: Sequence[Said] = CHANNEL) -> list[datetime]:
    """The time at which each message was sent."""
    found, now = [], START
    for each in channel:
        now += timedelta(minutes=each.minutes)
        found.append(now)
    return found


def exported_json(channel: Sequence[Said] = CHANNEL, *, indent: int | None = 2) -> bytes:
    """A channel as DiscordChatExporter writes it with `-f Json`."""
    messages = []
    for number, (each, time) in enumerate(zip(channel, times(channel), strict=True)):
        is_reply = each.replies_to is not None
        message: dict[str, Any] = {
            "id": str(1000 + number),
            "type": "Reply" if is_reply else each.kind,
            "timestamp": time.isoformat(timespec="milliseconds"),
            "timestampEdited": (time + timedelta(minutes=1)).isoformat() if each.is_edited else None,
            "callEndedTimestamp": None,
            "isPinned": False,
            "content": each.text,
            "author": _author(each),
            "attachments": [
                {"id": "7", "url": f"https://cdn.example/{name}", "fileName": name, "fileSizeBytes": 9}
                for name in each.files
            ],
            "embeds": [_embed(each.embed)] if each.embed else [],
            "stickers": [],
            "reactions": [{"emoji": {"id": "", "name": "👍", "code": "thumbsup"}, "count": 2}],
            "mentions": [],
        }
        if is_reply:
            message["reference"] = {"messageId": str(1000 + (each.replies_to or 0)), "channelId": "5"}
        messages.append(message)
    export = {
        "guild": {"id": "1", "name": "The Lantern Guild", "iconUrl": "https://cdn.example/icon.png"},
        "channel": {"id": "5", "type": "GuildTextChat", "categoryId": "4", "category": "Support",
                    "name": "help", "topic": "Ask here, and be kind. Staff: Ada, Torvald"},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-05-01T10:00:00+00:00",
        "messages": messages,
        "messageCount": len(messages),
    }  # fmt: skip
    return json.dumps(export, ensure_ascii=False, indent=indent).encode()


def _author(said: Said) -> dict[str, Any]:
    return {
        "id": str(sum(map(ord, said.author))),
        "name": said.author.lower().replace(" ", "_"),
        "discriminator": "0000",
        "nickname": said.author,
        "color": None,
        "isBot": said.is_bot,
        "roles": [{"id": "8", "name": "Member", "color": "#AABBCC", "position": 3}],
        "avatarUrl": "https://cdn.example/avatar.png",
    }


def _embed(embed: Embed) -> dict[str, Any]:
    return {
        "title": embed.title, "url": None, "timestamp": None, "description": embed.description,
        "images": [],
        "fields": [{"name": name, "value": value, "isInline": True} for name, value in embed.fields],
        "footer": {"text": "Herald bot"},
    }  # fmt: skip


def exported_csv(channel: Sequence[Said] = CHANNEL) -> bytes:
    """A channel as DiscordChatExporter writes it with `-f Csv`."""
    stream = io.StringIO()
    stream.write("AuthorID,Author,Date,Content,Attachments,Reactions\n")
    rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for each, time in zip(channel, times(channel), strict=True):
        links = ",".join(f"https://cdn.example/{name}" for name in each.files)
        stamp = time.isoformat(timespec="microseconds")
        rows.writerow([sum(map(ord, each.author)), each.author, stamp, each.text, links, "👍 (2)"])
    return stream.getvalue().encode()


_STYLE = "<style>.chatlog__message { color: red } .chatlog__content { margin: 0 }</style>"


def exported_html(channel: Sequence[Said] = CHANNEL, *, theme: str = "dark") -> bytes:
    """A channel as DiscordChatExporter writes it since 2022 with `-f HtmlDark`: attributes without quotes."""
    body, before = [], ""
    for number, (each, time) in enumerate(zip(channel, times(channel), strict=True)):
        container = f"<div id=chatlog__message-container-{number} class=chatlog__message-container data-message-id={number}>"
        stamp, long = f"{time:%d-%b-%y %I:%M %p}", f"{time:%A, %B %d, %Y %I:%M %p}"
        if each.kind != "Default":
            primary = (
                '<div class=chatlog__message-aside><svg class=chatlog__system-notification-icon><use href="#icon"></use></svg></div>'
                "<div class=chatlog__message-primary>"
                f'<span class=chatlog__system-notification-author title="{escape(each.author)}">{escape(each.author)}</span> '
                f"<span class=chatlog__system-notification-content>{escape(each.text)}</span>"
                f'<span class=chatlog__system-notification-timestamp title="{long}"><a href=#x>{stamp}</a></span></div>'
            )
            is_first = True
        else:
            is_first = each.author != before or each.replies_to is not None or each.minutes > 7
            primary = _primary_2022(channel, each, stamp, long, is_first=is_first)
        group = "</div><div class=chatlog__message-group>" if is_first and body else ""
        body.append(f"{group}{container}<div class=chatlog__message>{primary}</div></div>")
        before = each.author if each.kind == "Default" else ""
    head = f'<!DOCTYPE html><html lang=en><head><title>The Lantern Guild - help</title><meta charset=utf-8>{_STYLE}</head><body class="{theme}">'
    preamble = (
        "<div class=preamble><div class=preamble__guild-icon-container><img class=preamble__guild-icon src=x alt='Guild icon'></div>"
        "<div class=preamble__entries-container><div class=preamble__entry>The Lantern Guild</div><div class=preamble__entry>Support / help</div>"
        '<div class="preamble__entry preamble__entry--small">Ask here, and be kind. Staff: Ada, Torvald</div></div></div>'
    )
    end = f"<div class=postamble><div class=postamble__entry>Exported {len(channel)} message(s)</div></div>"
    return f"{head}{preamble}<div class=chatlog><div class=chatlog__message-group>{''.join(body)}</div></div>{end}</body></html>".encode()


def _primary_2022(channel: Sequence[Said], each: Said, stamp: str, long: str, *, is_first: bool) -> str:
    reply = short = ""
    symbol = "<img class=chatlog__avatar src=x alt=Avatar loading=lazy>"
    if each.replies_to is not None:
        other = channel[each.replies_to]
        symbol = f"<div class=chatlog__reply-symbol></div>{symbol}"
        reply = (
            "<div class=chatlog__reply><img class=chatlog__reply-avatar src=x alt=Avatar>"
            f"<div class=chatlog__reply-author title=x>{escape(other.author)}</div><div class=chatlog__reply-content>"
            f"<span class=chatlog__reply-link onclick=\"scrollToMessage(event, '{each.replies_to}')\">{escape(other.text)}</span></div></div>"
        )
    header = ""
    if is_first:
        tag = "<span class=chatlog__author-tag>BOT</span>" if each.is_bot else ""
        header = (
            f'<div class=chatlog__header><span class=chatlog__author style=color:#fff title="{escape(each.author)}" data-user-id=1>{escape(each.author)}</span>'
            f'{tag}<span class=chatlog__timestamp title="{long}"><a href=#chatlog__message-container-1>{stamp}</a></span></div>'
        )
    else:
        symbol, short = "", f"<div class=chatlog__short-timestamp title='{long}'>{stamp[-8:]}</div>"
    edited = "<span class=chatlog__edited-timestamp title=x>(edited)</span>" if each.is_edited else ""
    content = (
        f'<div class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>{escape(each.text)}</span>{edited}</div>'
        if each.text
        else ""
    )
    files = "".join(
        f"<div class=chatlog__attachment><div class=chatlog__attachment-generic><div class=chatlog__attachment-generic-name><a href=https://cdn.example/{name}>{name}</a></div>"
        "<div class=chatlog__attachment-generic-size>9 bytes</div></div></div>"
        for name in each.files
    )
    embed = ""
    if each.embed:
        fields = "".join(
            f"<div class='chatlog__embed-field chatlog__embed-field--inline'><div class=chatlog__embed-field-name><div class=chatlog__markdown>{name}</div></div>"
            f"<div class=chatlog__embed-field-value><div class=chatlog__markdown>{value}</div></div></div>"
            for name, value in each.embed.fields
        )
        embed = (
            "<div class=chatlog__embed><div class=chatlog__embed-color-pill></div><div class=chatlog__embed-content-container><div class=chatlog__embed-content>"
            f'<div class=chatlog__embed-text><div class=chatlog__embed-title><div class="chatlog__markdown chatlog__markdown-preserve">{each.embed.title}</div></div>'
            f'<div class=chatlog__embed-description><div class="chatlog__markdown chatlog__markdown-preserve">{each.embed.description}</div></div>'
            f"<div class=chatlog__embed-fields>{fields}</div></div></div><div class=chatlog__embed-footer><span class=chatlog__embed-footer-text>Herald bot</span></div></div></div>"
        )
    reactions = "<div class=chatlog__reactions><div class=chatlog__reaction title=thumbsup><img class='chatlog__emoji chatlog__emoji--small' alt=👍 src=x><span class=chatlog__reaction-count>2</span></div></div>"
    return f"<div class=chatlog__message-aside>{symbol}{short}</div><div class=chatlog__message-primary>{reply}{header}{content}{files}{embed}{reactions}</div>"


def exported_html_2019(channel: Sequence[Said] = CHANNEL) -> bytes:
    """A channel as DiscordChatExporter wrote it up to 2021, when replies and system messages were texts."""
    groups: list[str] = []
    before = ""
    for number, (each, time) in enumerate(zip(channel, times(channel), strict=True)):
        edited = '<span class="chatlog__edited-timestamp" title="x">(edited)</span>' if each.is_edited else ""
        files = "".join(
            f'<div class="chatlog__attachment"><a href="https://cdn.example/{name}"><img class="chatlog__attachment-thumbnail" src="x" /></a></div>'
            for name in each.files
        )
        embed = ""
        if each.embed:
            fields = "".join(
                f'<div class="chatlog__embed-field"><div class="chatlog__embed-field-name"><span class="markdown">{name}</span></div>'
                f'<div class="chatlog__embed-field-value"><span class="markdown">{value}</span></div></div>'
                for name, value in each.embed.fields
            )
            embed = (
                f'<div class="chatlog__embed"><div class="chatlog__embed-text"><div class="chatlog__embed-title"><span class="markdown">{each.embed.title}</span></div>'
                f'<div class="chatlog__embed-description"><span class="markdown">{each.embed.description}</span></div><div class="chatlog__embed-fields">{fields}</div></div></div>'
            )
        reference = ""
        if each.replies_to is not None:
            other = channel[each.replies_to]
            reference = (
                '<div class="chatlog__reference-symbol"></div><div class="chatlog__reference"><img class="chatlog__reference-avatar" src="x">'
                f'<span class="chatlog__reference-name">{escape(other.author)}</span><div class="chatlog__reference-content">'
                f'<span class="chatlog__reference-link">{escape(other.text)}</span></div></div>'
            )
        message = (
            f'<div class="chatlog__message" data-message-id="{number}" id="message-{number}"><div class="chatlog__content">'
            f'<div class="markdown"><span class="preserve-whitespace">{escape(each.text)}</span> {edited}</div></div>{files}{embed}</div>'
        )
        if each.author == before and not reference and each.minutes <= 7:
            groups[-1] += message
        else:
            bot = '<span class="chatlog__bot-tag">BOT</span>' if each.is_bot else ""
            groups.append(
                f'{reference}<div class="chatlog__author-avatar-container"><img class="chatlog__author-avatar" src="x" /></div><div class="chatlog__messages">'
                f'<span class="chatlog__author-name" title="{escape(each.author)}#1234" data-user-id="1">{escape(each.author)}</span>{bot}'
                f'<span class="chatlog__timestamp">{time:%d-%b-%y %I:%M %p}</span>{message}'
            )
        before = each.author
    body = "".join(f'<div class="chatlog__message-group">{group}</div></div>' for group in groups)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>The Lantern Guild - help</title><meta charset="utf-8" />{_STYLE}</head><body>'
        '<div class="info"><div class="info__guild-icon-container"><img class="info__guild-icon" src="x" /></div><div class="info__metadata">'
        '<div class="info__guild-name">The Lantern Guild</div><div class="info__channel-name">help</div>'
        f'<div class="info__channel-topic">Ask here, and be kind. Staff: Ada, Torvald</div><div class="info__channel-message-count">{len(channel)} messages</div></div></div>'
        f'<div class="chatlog">{body}</div></body></html>'
    ).encode()


def exported_text(channel: Sequence[Said] = CHANNEL) -> bytes:
    """A channel as DiscordChatExporter writes it with `-f PlainText`."""
    rule = "=" * 62
    lines = [rule, "Guild: The Lantern Guild", "Channel: Support / help", rule, ""]
    for each, time in zip(channel, times(channel), strict=True):
        lines += [f"[{time:%d-%b-%y %I:%M %p}] {each.author}", *([each.text] if each.text else []), ""]
        if each.files:
            lines += ["{Attachments}", *(f"https://cdn.example/{name}" for name in each.files), ""]
        if each.embed:
            fields = [line for field in each.embed.fields for line in field]
            lines += ["{Embed}", each.embed.title, each.embed.description, *fields, ""]
    return "\n".join([*lines, rule, f"Exported {len(channel)} message(s)", rule, ""]).encode()


def data_package_json(channel: Sequence[Said] = CHANNEL) -> bytes:
    """The messages of one person in a channel, as Discord's data package has them: newest first."""
    own = [
        {
            "ID": 1000 + number,
            "Timestamp": f"{time:%Y-%m-%d %H:%M:%S}",
            "Contents": each.text,
            "Attachments": "",
        }
        for number, (each, time) in enumerate(zip(channel, times(channel), strict=True))
    ]
    return json.dumps(own[::-1]).encode()


def data_package_csv(channel: Sequence[Said] = CHANNEL) -> bytes:
    """The same messages in the format that was used up to 2024."""
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(["ID", "Timestamp", "Contents", "Attachments"])
    for number, (each, time) in reversed(list(enumerate(zip(channel, times(channel), strict=True)))):
        rows.writerow([1000 + number, f"{time:%Y-%m-%d %H:%M:%S.%f+00:00}", each.text, ""])
    return stream.getvalue().encode()


def slack_day(channel: Sequence[Said] = CHANNEL) -> bytes:
    """The messages of a channel on a day, as Slack exports them. Replies are in threads."""
    stamps = [f"{time.timestamp():.6f}" for time in times(channel)]
    messages = []
    for each, stamp in zip(channel, stamps, strict=True):
        message: dict[str, Any] = {
            "type": "message",
            "user": f"U{sum(map(ord, each.author)):07}",
            "text": escape(each.text, quote=False),
            "ts": stamp,
            "user_profile": {"display_name": each.author, "real_name": f"{each.author} Real", "name": "x"},
        }
        if each.kind != "Default":
            message["subtype"] = "channel_join"
        if each.replies_to is not None:
            message |= {"thread_ts": stamps[each.replies_to], "parent_user_id": "U1"}
        if each.files:
            message["files"] = [{"name": name, "title": name} for name in each.files]
        if each.embed:
            message["attachments"] = [{"title": each.embed.title, "text": each.embed.description,
                                       "fields": [{"title": a, "value": b} for a, b in each.embed.fields]}]  # fmt: skip
        messages.append(message)
    return json.dumps(messages, indent=4).encode()
