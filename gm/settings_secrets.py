"""What is a secret in settings and addresses, and how it is hidden. Knows no environment and reads no file."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

HIDDEN: Final = "***"

_NAME: Final = re.compile(
    r"(api|secret|access|auth|bot)?[_-]?(key|token|secret|password|passwd|passphrase|authorization|credentials?|cookie)$",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(r"\s*(?:(?:sk-|sk_|gsk_|xai-|hf_|r8_|AIza)\S{8,}|(?:Bearer|Basic|Token)\s+\S+)")
_QUERY: Final = re.compile(r"pass|pwd|secret|token|key|auth", re.IGNORECASE)
_NAMES_ITS_KEY: Final = "key_env"


def is_secret(name: str, text: str) -> bool:
    """Whether a setting of that name and value is something that nobody should read: by name, by look, by address."""
    if not text or name == _NAMES_ITS_KEY:
        return bool(_VALUE.match(text))
    if name == "database_url":  # may hold a password; it is masked wherever it is shown
        return False
    address = "://" in text and (masked_url(text) != text or re.search("://[^/?#]*@", text))
    return bool(_NAME.search(name) or _VALUE.match(text) or address)


def masked_url(url: str) -> str:
    """An address without passwords: neither before the host (also one with `@` or `/` in it) nor in the query."""
    url = re.sub(r"(://[^:/?#]*):.*@", rf"\1:{HIDDEN}@", url, flags=re.DOTALL)
    head, mark, query = url.partition("?")
    return head + mark + "&".join(_masked_pair(pair) for pair in query.split("&"))


def _masked_pair(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={HIDDEN}" if equals and _QUERY.search(unquote(name)) else pair


def masked_values(value: object, *, name: str = "") -> object:
    """The value with what may be secret in it hidden: any header, and addresses with passwords."""
    if isinstance(value, Mapping):
        hide = "header" in name.lower()
        return {key: HIDDEN if hide else masked_values(inner, name=str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(masked_values(inner, name=name) for inner in value)
    if isinstance(value, str):
        return HIDDEN if name and is_secret(name, value) else masked_url(value) if "://" in value else value
    return value
