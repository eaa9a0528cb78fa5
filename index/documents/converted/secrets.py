"""Find tokens, passwords and keys in data and in tables, since no answer may contain them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOGS_IN = (
    "account|admin|auth|database|db|email|ftp|imap|ldap|login|mail|mongo|mysql|pg|postgres|proxy|rcon|redis|root"
    "|server|sftp|smtp|sql|ssh|user|vpn|wifi|wlan"
)  # before "pass": "pass" alone may be a season pass or a bus pass
# After the name of a secret: words that make it the name of a fact about secrets, as in "password hint".
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
# Between the words of "bot_token", "botToken", "BotToken", "APIKey".
_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Values that say whether there is a password, as in a column "Password"; they are no secrets.
_WHETHER = re.compile(r"yes|no|true|false|none|required|optional|n/a|\W?", re.IGNORECASE)
_COMMENT = re.compile(r"\s[(#]")  # the start of a comment after a value
_ASSIGNED = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,100})=(?P<value>\S+)")  # a variable and its value
_LEAST = 16  # the fewest characters of a token, which contains no blank
# A value in an object whose key names secrets: "tokens: {ci: …}".
_LIKE_A_TOKEN = re.compile(rf"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{{{_LEAST},}}")
#: Secrets that are recognised without their key, by the form in which their service writes them.
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
_NAMED = 5  # the most keys that a warning names
_VALUE = "value"  # the name of a column in which the first cell of each row names the value
# In a comment: after "password:" the last word or a word with a digit, after "password is" a word with a
# digit, after "token:" or "token is" a token of 16 characters or more.
_STATED = re.compile(
    r"\b(?:password|passwd|passphrase|passwort|pwd)\b[\"']?"
    r"(?:\s*[:=]\s*(?:[^\s.]{1,100}\s*$|(?=\S{0,100}[a-z])\S{0,100}\d)|\s+is:?\s+(?=\S{0,100}[a-z])\S{0,100}\d)"
    rf"|\b(?:token|secret|api[ _-]?key)\b[\"']?\s*(?:[:=]|is:?\s)\s*(?=\S{{0,100}}\d)\S{{{_LEAST}}}",
    re.IGNORECASE,
)


def is_secret(key: str, text: str) -> bool:
    """Whether a text is a secret, by its key or its form."""
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
    """Whether a text looks like a token and `above`, the keys of the objects around it, names secrets."""
    if not above or not _LIKE_A_TOKEN.fullmatch(text.strip()):
        return False
    return _names_secret(above)


def _names_secret(key: str) -> bool:
    """Whether a key, or one of several keys, names a secret."""
    name = _BETWEEN_WORDS.sub(" ", key)
    return bool(_PASSWORD.search(name) or _KEY.search(name))


def states_secret(words: str) -> bool:
    """Whether words, such as a comment, state a password or a token: "the password is hunter2"."""
    return _STATED.search(words) is not None


def secret_columns(names: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the columns that may contain secrets: columns named for secrets, and "value" columns."""
    return tuple(number for number, name in enumerate(names) if _names_secret(name) or name.lower() == _VALUE)


def without_secret_cells(
    row: Sequence[str], names: Sequence[str], columns: Sequence[int], omitted: list[str]
) -> list[str]:
    """A copy of a row with the secrets in these columns emptied. Their names are added to `omitted`."""
    kept = list(row)
    for column in columns:
        if column < len(kept):
            key = kept[0] if names[column].lower() == _VALUE else names[column]
            if is_secret(key, kept[column]):
                omitted.append(key)
                kept[column] = ""
    return kept


def secrets_warning(omitted: Sequence[str]) -> str:
    """The warning that secrets with these keys are not read; empty without keys."""
    named = list(dict.fromkeys(omitted))
    more = ", …" if len(named) > _NAMED else ""
    return f"contains secrets, which are not read: {', '.join(named[:_NAMED])}{more}" if named else ""
