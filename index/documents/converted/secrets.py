"""What must not become part of an answer: tokens, passwords and keys that stand in data and in tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOGS_IN = (
    "account|admin|auth|database|db|email|ftp|imap|ldap|login|mail|mongo|mysql|pg|postgres|proxy|rcon|redis|root"
    "|server|sftp|smtp|sql|ssh|user|vpn|wifi|wlan"
)  # before "pass", which alone may be one for a season or a bus
# Behind the name of a secret: what is told of it, as in "password hint" and "min password length".
_OF_SECRETS = (
    r"(?! (?:change|docs?|expir(?:es|y|ation)|help|hint|length|manager|polic(?:y|ies)|recovery|reminder"
    r"|required|reset|rotation|rule|strength|tip)s?\b)"
)
_PASSWORD = re.compile(
    rf"\b(?:(?:password|passwd|passphrase|passwort|pwd)s?|(?:{_LOGS_IN}) ?pass)\b{_OF_SECRETS}", re.IGNORECASE
)
_KEY = re.compile(
    r"\b(?:tokens?|secrets?|credentials?|webhooks?|api ?keys?|private key|access key|auth key|dsn)\b"
    rf"{_OF_SECRETS}",
    re.IGNORECASE,
)
# Of "bot_token", "botToken", "BotToken", "APIKey".
_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Whether there is one, in the column "Password": that is none.
_WHETHER = re.compile(r"yes|no|true|false|none|required|optional|n/a|\W?", re.IGNORECASE)
_COMMENT = re.compile(r"\s[(#]")  # what begins a comment behind a value
_ASSIGNED = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,100})=(?P<value>\S+)")  # a variable and its value
_LEAST = 16  # characters of a token without a blank
# Of what stands in an object that is named for secrets: "tokens: {ci: …}".
_LIKE_A_TOKEN = re.compile(rf"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{{{_LEAST},}}")
#: Such as each service makes them, whatever the key is.
SECRET_FORMS = re.compile(
    r"[\w-]{23,30}\.[\w-]{6}\.[\w-]{27,}"  # Discord
    r"|https?://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/\S+"
    r"|https://hooks\.slack\.com/\S+"
    r"|eyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]"  # JSON Web Token
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"|\b(?:gh[pousr]_|github_pat_|xox[abprs]-|sk-|glpat-|AKIA)[\w-]{16,}"
    r"|\bBearer [\w.~+/-]{16,}"
    r"|[?&](?:access_)?(?:token|key|secret)=[\w.~-]{16,}"
    r"|\b\w{1,20}://[^\s/:@]{1,200}:[^\s/@]{1,200}@\S"  # an address with its password
)
_NAMED = 5  # keys that are named to the operator at most
_VALUE = "value"  # the name of a column whose cells are named by the first of their row
# In a comment: behind "password: " its last word, or one with a digit; behind "token is" one like a token.
_TOLD = re.compile(
    r"\b(?:password|passwd|passphrase|passwort|pwd)\b[\"']?"
    r"(?:\s*[:=]\s*(?:[^\s.]{1,100}\s*$|(?=\S{0,100}[a-z])\S{0,100}\d)|\s+is:?\s+(?=\S{0,100}[a-z])\S{0,100}\d)"
    rf"|\b(?:token|secret|api[ _-]?key)\b[\"']?\s*(?:[:=]|is:?\s)\s*(?=\S{{0,100}}\d)\S{{{_LEAST}}}",
    re.IGNORECASE,
)


def is_secret(key: str, text: str) -> bool:
    """Whether a text is a secret, by its key and its own form."""
    if SECRET_FORMS.search(text):
        return True
    text = _COMMENT.split(text.strip(), maxsplit=1)[0].rstrip()
    if assigned := _ASSIGNED.fullmatch(text):
        key, text = assigned["key"], assigned["value"]
    if " " in text or _WHETHER.fullmatch(text):
        return False
    name = _BETWEEN_WORDS.sub(" ", key)
    return bool(_PASSWORD.search(name)) or (len(text) >= _LEAST and bool(_KEY.search(name)))


def is_among_secrets(above: str, text: str) -> bool:
    """Whether a text looks like a token, in objects of which one is named for secrets."""
    if not above or not _LIKE_A_TOKEN.fullmatch(text.strip()):
        return False
    return names_secret(above)


def names_secret(key: str) -> bool:
    """Whether a key, or several, are those of secrets."""
    name = _BETWEEN_WORDS.sub(" ", key)
    return bool(_PASSWORD.search(name) or _KEY.search(name))


def tells_secret(words: str) -> bool:
    """Whether words, such as those of a comment, tell a password: "the password is hunter2"."""
    return _TOLD.search(words) is not None


def secret_columns(names: Sequence[str]) -> tuple[int, ...]:
    """The columns of a table that may hold secrets, by their names. A "value" is what its row begins with."""
    return tuple(number for number, name in enumerate(names) if names_secret(name) or name.lower() == _VALUE)


def without_secret_cells(
    row: Sequence[str], names: Sequence[str], columns: Sequence[int], left_out: list[str]
) -> list[str]:
    """A row of a table without the secrets in these columns, whose names are added to `left_out`."""
    kept = list(row)
    for column in columns:
        if column < len(kept):
            key = kept[0] if names[column].lower() == _VALUE else names[column]
            if is_secret(key, kept[column]):
                left_out.append(key)
                kept[column] = ""
    return kept


def secrets_told(left_out: Sequence[str]) -> str:
    """What the operator is told of the secrets with these keys; empty where there are none."""
    named = list(dict.fromkeys(left_out))
    more = ", …" if len(named) > _NAMED else ""
    return f"holds secrets, which are not read: {', '.join(named[:_NAMED])}{more}" if named else ""
