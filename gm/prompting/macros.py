"""The closed list of macros that authored text may use: `{{char}}` and `{{user}}`, replaced in one pass.

Cards of other tools are full of them. This is our own scanner, not the template engine: what stands in a replacement
is never looked at again, and everything that is not on the list stays as it was written (`{{7*7}}` included).
"""

import re
from typing import Final

MACROS: Final = ("char", "user")
"""`{{char}}`: who the text is about. `{{user}}`: the player's character, or the party."""

_MACRO = re.compile(r"\{\{\s*(char|user)\s*\}\}", re.IGNORECASE)


def expand_macros(text: str, *, char: str, user: str) -> str:
    """`text` with `{{char}}` and `{{user}}` replaced by these names, once; case and inner blanks do not matter."""
    if "{{" not in text:
        return text
    names = {"char": char, "user": user}
    return _MACRO.sub(lambda match: names[match.group(1).lower()], text)
