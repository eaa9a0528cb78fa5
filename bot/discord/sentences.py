"""Every sentence and label that members of a server can read, the descriptions of commands among them.

None names a path, a command line or a setting. They are Discord Markdown of our own and are sent as they are:
what comes from documents or people is escaped where it is put in (`bot.discord.messages`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from index.errors import (
    DocumentsUnavailable,
    IndexBusy,
    IndexMissing,
    IndexUnwritable,
    NothingToIndex,
    QuestionEmpty,
    UserError,
)

# --------------------------------------------------------------- commands

ASK_COMMAND = "Ask the documents"
ASK_QUESTION = "What do you want to know?"
ASK_PRIVATE = "yes: only you see the answer"
ASK_ABOUT_COMMAND = "Ask about this"
DOCUMENTS_COMMAND = "What Munshi knows: the documents, and how old the index is"
FORGET_COMMAND = "Forget what you asked in this channel or thread"
FORGET_EVERYTHING = "yes: what others asked too, in a thread that you opened, or as a moderator"
MANAGERS_GROUP = "For those who manage this server"
REINDEX_COMMAND = "Read the documents again; the old index answers meanwhile"
CHANNELS_COMMAND = "Choose where Munshi may answer"
FEEDBACK_COMMAND = "The questions that were voted wrong, as a file"
FEEDBACK_FORM = "csv opens in a spreadsheet, jsonl in a program"
ABOUT_COMMAND = "How Munshi fares here"

# ---------------------------------------------------------------- answers

NO_ANSWER = "The documents don't say."
PASSAGES_ONLY = "No direct answer. These passages come closest:"
BLOCK = "This answers it:"
PASSAGE_CHANGED = "This passage has changed since. What it said when I answered:"

SHOW_PASSAGE = "Show passage"
RIGHT = "Right"
WRONG = "Wrong"
CONTINUE_IN_THREAD = "Continue in a thread"
ASK_MORE = "Ask more"
PREVIOUS = "Previous"
NEXT = "Next"
YOUR_QUESTION = "Your question"


def confidence(probability: float) -> str:
    """How sure an answer is, in words: of those called "Quite sure", at least seven in ten are right."""
    if probability >= 0.9:
        return "Very sure"
    if probability >= 0.7:
        return "Quite sure"
    if probability >= 0.5:
        return "Fairly sure"
    return "Not sure: check the passage"


def question_line(question: str) -> str:
    """`question` is escaped already."""
    return f"Asked: {question}"


def question_cut(characters: int) -> str:
    return f"Only the first {characters} characters of the question were read."


# ------------------------------------------------------------------- help

_SMALL_TALK = frozenset(
    (
        *("hello", "hi", "hey", "hello there", "hi there", "good morning", "good evening", "who are you"),
        *("help", "help me", "please help", "what are you", "what can you do", "how does this work"),
        *("thanks", "thank you", "thanks a lot", "thank you very much", "thx", "ty"),
    )
)
_POINTING = frozenset(
    (
        "",
        "this",
        "that",
        "^",
        "please",
        "pls",
        "answer",
        "answer this",
        "answer this please",
        "please answer this",
    )
)
FOR_EXAMPLE = "Ask me, for example:"
HELP_WAYS = (
    "Mention me, use /ask, or right-click a message → Apps → Ask about this. /documents lists what I know."
)


def is_small_talk(text: str) -> bool:
    """Whether `text`, which is clean, asks nothing of the documents: a greeting, thanks, a call for help."""
    return _bare(text) in _SMALL_TALK


def is_pointing(text: str) -> bool:
    """Whether `text`, which is clean, says no more than that the message it replies to is the question."""
    return _bare(text) in _POINTING


def _bare(text: str) -> str:
    words = re.sub(r"[^\w\s^]", " ", text.casefold()).split()
    return " ".join(word for word in words if word != "munshi")


def help_head(documents: int, passages: int) -> str:
    """Who speaks."""
    return (
        "### I'm Munshi\n"
        "I answer questions in the documents' own words, with the passage that proves each answer. "
        f"What they don't tell, I say they don't tell. I know {documents_counted(documents, passages)}."
    )


def example_question(title: str) -> str:
    """`title` is escaped already."""
    return f"What do the documents say about “{title}”?"


# ------------------------------------------------- questions not answered

NO_QUESTION = "Ask me something about the documents, in a sentence."
CANNOT_SEE_MESSAGE = "I can't see what that message says. Right-click it → Apps → Ask about this."
NO_TEXT_IN_MESSAGE = "That message has no text I could ask the documents about."
BUSY = "I have more questions than I can read just now. Ask again in a moment."
RESTARTING = "I am being restarted. Ask again in a minute."
RESTARTING_UNFINISHED = "I am being restarted, and could not finish. Ask again in a minute."
SERVER_NOT_ALLOWED = "I don't answer in this server. Those who run me say in which I do."
SERVERS_ONLY = "I answer in servers only, since each has its own documents."
STILL_READING = "I'm still reading the documents. Ask again in a minute."
CANNOT_ANSWER = "I can't answer just now. Those who run me find the reason in my log."


GONE = "What that belongs to is gone."
LACKING_A_PERMISSION = "I lack a permission for that here. Those who manage this server can give it to me."
CANNOT_REMEMBER = "I can't note anything down just now. Try again in a minute."
PERMISSIONS = {  # as Discord's own pages call them
    "read_messages": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "read_message_history": "Read Message History",
    "attach_files": "Attach Files",
}


def lacking(permissions: Iterable[str]) -> str:
    """`permissions` by their keys in PERMISSIONS."""
    names = ", ".join(PERMISSIONS[name] for name in permissions)
    return f"I lack a permission for that here: {names}. Those who manage this server can give it to me."


def too_slow(seconds: float) -> str:
    return f"That took longer than {seconds:g} seconds, so I stopped. Ask it in fewer words, or again later."


def too_soon(seconds: float, left: float, *, in_channel: bool = False) -> str:
    """A cooldown of `seconds` has `left` seconds to go."""
    where = " in this channel" if in_channel else ""
    wait = max(1, math.ceil(left))
    return f"One question every {seconds:g} seconds{where}, please: ask again in {counted(wait, 'second')}."


def answers_elsewhere(channels: Iterable[int]) -> str:
    """`channels` are the ids of those in which Munshi may answer; three are named at most."""
    return f"I don't answer here. Ask me in {' or '.join(map(_mention, sorted(channels)[:3]))}."


def question_failed(error: UserError) -> str:
    """What whoever asked reads in place of an error of the engine, which may name paths of the server."""
    return _for_class(error, {QuestionEmpty: NO_QUESTION, IndexMissing: STILL_READING}, CANNOT_ANSWER)


def failed(reference: str) -> str:
    """A bug; its traceback stands in the log under `reference`."""
    return f"That went wrong, reference {reference}. Whoever runs me finds it in the log under it."


# -------------------------------------------------------------- documents


def documents_counted(documents: int, passages: int) -> str:
    return f"{counted(documents, 'document')}, {counted(passages, 'passage')}"


def index_built(generation: int, age: float) -> str:
    """`age` is in seconds."""
    return f"Index {generation}, built {ago(age)}"


def page_of(page: int, pages: int) -> str:
    return f"page {page} of {pages}"


# ---------------------------------------------------------- conversations

ANSWER_FORGOTTEN = "I no longer remember that answer. Ask again."
BUTTON_OUTDATED = "That button is of an older Munshi. Ask again."
YOU_MAY_NOT_OPEN_THREADS = (
    "You need the permission to create threads here. Mention me, or use /ask, to ask on."
)
NO_THREAD_ON_PRIVATE = (
    "That was asked privately, and a thread would show it to others. Ask on under the answer."
)
CONVERSATION_FORGOTTEN = "Forgotten. We start anew."
CONVERSATION_EMPTY = "Nothing was said here yet."
QUESTIONS_FORGOTTEN = "Forgotten: what you asked here, and the votes on it."
NO_QUESTIONS_OF_YOURS = "You have asked nothing here that I remember."
EVERYTHING_IN_THREADS_ONLY = (
    "I forget what others asked in a thread of mine only. /forget alone forgets what you asked."
)
OWNER_FORGETS_EVERYTHING = (
    "Only whoever opened this thread, or a moderator, can make me forget what others asked. "
    "/forget alone forgets what you asked."
)


def voted(correct: bool) -> str:
    if correct:
        return "Noted: right. You can change your mind."
    return "Noted: wrong. Those who look after the documents can see the question. You can change your mind."


def voted_before(correct: bool) -> str:
    return f"You had said already that this is {'right' if correct else 'wrong'}."


def thread_opened(thread: int) -> str:
    return f"It goes on in {_mention(thread)}."


def welcome_to_thread(*, plain_messages: bool) -> str:
    """`plain_messages`: whether every message in the thread is taken for a question."""
    ways = "write here" if plain_messages else "mention me, reply to me, use /ask"
    return f"Ask on: {ways}, or press the button. I remember what was said here; /forget ends that."


# --------------------------------------------------------------- managers

_CHANNELS_NAMED = 25  # of those chosen, in a sentence

MANAGERS_ONLY = "That needs the permission to manage the server."
NOT_POSSIBLE_HERE = "That can't be done here."
NO_WRONG_VOTES = "No answer was voted wrong."
EVERYWHERE = "Everywhere"
MORE_CHANNELS = "More channels"
READING = "Reading the documents. The old index answers meanwhile."
ADDED = "Added"
CHANGED = "Changed"
REMOVED = "Removed"
RENAMED = "Renamed"
SKIPPED = "Skipped"
NOTHING_CHANGED = "Nothing had changed."
REINDEXING_ALREADY = (
    "I am reading these documents again already, and answer from the new index once it is ready."
)
INDEXED_ELSEWHERE = (
    "Another program is indexing these documents just now. I answer from its index once it is ready."
)
DOCUMENTS_UNAVAILABLE = (
    "The folder of the documents can't be read. Those who run me find the reason in my log. "
    "The old index goes on answering."
)
NOTHING_TO_INDEX = "There is no document that I can read. Those who run me find the reason in my log."
INDEX_UNWRITABLE = (
    "The new index can't be written. Those who run me find the reason in my log. "
    "The old index goes on answering."
)
CANNOT_REINDEX = "I can't read the documents again just now. Those who run me find the reason in my log."


def reindexing_failed(error: UserError) -> str:
    """What a manager reads in place of an error of the build, which may name paths of the server."""
    known = {
        IndexBusy: INDEXED_ELSEWHERE,
        DocumentsUnavailable: DOCUMENTS_UNAVAILABLE,
        NothingToIndex: NOTHING_TO_INDEX,
        IndexUnwritable: INDEX_UNWRITABLE,
    }
    return _for_class(error, known, CANNOT_REINDEX)


def reading(files: int, total_files: int, passages: int, total_passages: int) -> str:
    """How far a rebuild is."""
    return (
        f"Reading the documents: {files:,} of {total_files:,} files, "
        f"{passages:,} of {total_passages:,} passages. The old index answers meanwhile."
    )


def index_ready(generation: int, passages: int, seconds: float) -> str:
    """The head of a rebuild's report."""
    return f"### Index {generation} is ready\n{passages:,} passages, {seconds:.1f} s"


def unchanged(documents: int) -> str:
    return f"{documents:,} unchanged"


def and_more(names: int) -> str:
    return f"and {names:,} more"


def answering_in(channels: Sequence[int]) -> str:
    """Where Munshi may answer, above the menu that changes it; no channels: everywhere."""
    if not channels:
        return "I answer everywhere I can see. Choose channels to keep me to them:"
    named = ", ".join(map(_mention, channels[:_CHANNELS_NAMED]))
    more = f" {and_more(len(channels) - _CHANNELS_NAMED)}" if len(channels) > _CHANNELS_NAMED else ""
    return f"I answer in {named}{more} only. Choose none for everywhere:"


def wrong_votes(count: int) -> str:
    return f"Answers voted wrong: {count:,}"


# ---------------------------------------------------- folders of channels

FOLDERS_COMMAND = "Answer a channel from some folders of the documents alone"
FOLDERS_CHANNEL = "the channel, with its threads; leave it out to see what is chosen"
FOLDERS_FOLDERS = "the folders, with commas between them; leave it out for all documents"
NO_SUCH_FOLDER = "I know no document in a folder of that name. Choose from the names that are offered."
NO_FOLDERS = "Every channel is answered from all documents of this server."
FOLDERS_RULE = (
    "Nothing of other documents is shown there. All other channels are answered from all documents."
)


def answered_from(channel: int, folders: str) -> str:
    """`folders` are their names, escaped already."""
    return f"- {_mention(channel)}: {folders}"


# ------------------------------------------------------------- unanswered

UNANSWERED_COMMAND = "What the documents don't tell: questions without an answer, or voted wrong"
UNANSWERED_DAYS = "of the last so many days"
DIGEST_COMMAND = "What the documents don't tell, every Monday in a channel"
DIGEST_CHANNEL = "where to send it; leave it out for no more"
NO_DIGEST = "I send no weekly list any more."


def digest_in(channel: int) -> str:
    where = _mention(channel)
    return f"Every Monday I list in {where} what was asked without an answer. Private questions are left out."


def nothing_unanswered(days: int) -> str:
    return f"Every question of the last {counted(days, 'day')} was answered, and none was voted wrong."


def unanswered_head(questions: int, days: int) -> str:
    return f"### What the documents don't tell\n{counted(questions, 'question')} in {counted(days, 'day')}"


def asked_times(times: int, people: int) -> str:
    return "asked once" if times == 1 else f"asked {times:,} times by {people_counted(people)}"


def people_counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people:,} people"


def voted_wrong_times(votes: int) -> str:
    return f"voted wrong by {people_counted(votes)}"


def closest(document: str) -> str:
    """`document` is escaped already."""
    return f"closest: {document}"


def also_asked(question: str) -> str:
    """`question` is escaped already."""
    return f"also: {question}"


# ------------------------------------------------------------------ about

ABOUT = "### Munshi"


def uptime(seconds: float) -> str:
    return f"Up for {duration(seconds)}"


def questions_answered(count: int) -> str:
    return f"Questions answered here: {count:,}"


def declined(share: float) -> str:
    """`share` of the questions answered, 0 to 1."""
    return f"Of these, the documents didn't tell {share:.0%}"


def median_time(milliseconds: float) -> str:
    return f"Median time: {milliseconds:,.0f} ms"


def index_summary(generation: int, documents: int, passages: int, age: float) -> str:
    """`age` is in seconds."""
    return f"Index {generation}: {documents:,} documents, {passages:,} passages, built {ago(age)}"


WATCHING = "I watch the documents: what changes is read by itself."
NOT_WATCHING = "Changed documents are read when a manager asks for it."
READING_NOW = "I am reading the documents again just now."
NO_DOCUMENTS_TO_WATCH = "The documents are not there just now. I answer from what I read before."


def taken_up(age: float) -> str:
    """`age` is in seconds."""
    return f"A change was last read {ago(age)}."


# ------------------------------------------------------ numbers and times


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """How long, in the largest whole unit."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return counted(int(seconds // size), unit)
    return "less than a minute"


def ago(seconds: float) -> str:
    """How long ago."""
    return f"{duration(seconds)} ago" if seconds >= 60 else "just now"


def _mention(channel: int) -> str:
    return f"<#{channel}>"


def _for_class(error: UserError, known: dict[type[UserError], str], otherwise: str) -> str:
    return next((known[kind] for kind in type(error).__mro__ if kind in known), otherwise)
