"""What must not become part of an answer: tokens, passwords and keys that stand in a settings file."""

from __future__ import annotations

import re

from index.documents.converted.data.tree import Field, Fields, Value

_PASSWORD = re.compile(r"\b(?:password|passwd|passphrase|passwort|pwd)s?\b", re.IGNORECASE)
_KEY = re.compile(
    r"\b(?:tokens?|secrets?|credentials?|webhooks?|api ?keys?|private key|access key|auth key|dsn)\b",
    re.IGNORECASE,
)
# Of "bot_token", "botToken", "BotToken", "APIKey".
_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMMENT = re.compile(r"\s[(#]")  # what begins a comment behind a value
_ASSIGNED = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,100})=(?P<value>\S+)")  # a variable and its value
_NAMES = ("name", "key", "id")  # of a variable, beside its "value"
_LEAST = 16  # characters of a token without a blank
# Of what stands in an object that is named for secrets: "tokens: {ci: …}".
_LIKE_A_TOKEN = re.compile(rf"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{{{_LEAST},}}")
# Such as each service makes them, whatever the key is.
_SHAPES = re.compile(
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
NAMED = 5  #: keys that are named to the operator at most


def is_secret(key: str, text: str) -> bool:
    """Whether a text is a secret, by its key and its own form."""
    if _SHAPES.search(text):
        return True
    text = _COMMENT.split(text.strip(), maxsplit=1)[0].rstrip()
    if assigned := _ASSIGNED.fullmatch(text):
        return is_secret(assigned["key"], assigned["value"])
    if " " in text:
        return False
    name = _BETWEEN_WORDS.sub(" ", key)
    return bool(_PASSWORD.search(name)) or (len(text) >= _LEAST and bool(_KEY.search(name)))


def _is_among_secrets(above: str, text: str) -> bool:
    """Whether a text looks like a token, in objects of which one is named for secrets."""
    if not above or not _LIKE_A_TOKEN.fullmatch(text.strip()):
        return False
    name = _BETWEEN_WORDS.sub(" ", above)
    return bool(_PASSWORD.search(name) or _KEY.search(name))


def without_secrets(value: Value, left_out: list[str], key: str = "", above: str = "") -> Value:
    """A value without the secrets in it, whose keys are added to `left_out`.

    `key` is that of the value, and `above` the keys of the objects that it stands in.
    """
    if isinstance(value, str):
        if not is_secret(key, value) and not _is_among_secrets(above, value):
            return value
        left_out.append(key or "one without a key")
        return ""
    if isinstance(value, list):
        return [kept for each in value if (kept := without_secrets(each, left_out, key, above))]
    kept_fields = []
    variable = next(
        (each.value for each in value if each.key.lower() in _NAMES and isinstance(each.value, str)), ""
    )
    for field in value:
        name = (variable or key) if field.key.lower() == "value" else field.key
        if _SHAPES.search(field.key):
            left_out.append("one that is a key")
        elif kept := without_secrets(field.value, left_out, name, f"{above} {key}"):
            note = "" if is_secret("", field.note) else field.note
            kept_fields.append(Field(field.key, kept, note))
    return Fields(kept_fields)
