"""What the guards of a narration did: kinds and counts only, never words."""

from dataclasses import dataclass
from typing import Final, Literal

GuardKind = Literal[
    "line",
    "veil",
    "rating",
    "leak",
    "name",
    "player_voice",
    "decides",
    "restates",
    "roll",
    "body",
    "gear",
    "place",
    "repeats",
    "mention",
    "markup",
    "options",
    "asks",
    "long",
    "too_little",
]
"""What was wrong: what the table never plays (`line`), does not show (`veil`), or what is stronger than its rating; a
secret's words, a name that the table has not heard; words of a player's character, a decision or feeling of theirs,
their own line told back; what dice, bodies, belongings or places do not bear out; words told before; a mass mention,
broken markdown, a list of options, "what do you do?", too many words. `too_little`: what passed was no narration."""
GuardAction = Literal["cut", "mended", "stopped", "asked_again", "offline"]
"""What was done: the sentence is gone, or put right; nothing after it was shown; the model was asked once more; the
offline narrator told it."""

GUARD_KINDS: Final[tuple[GuardKind, ...]] = GuardKind.__args__  # type: ignore[attr-defined]
ASKED_AGAIN: Final = 500
"""What is added to the number of an asking when the same telling is asked for once more."""


@dataclass(frozen=True, slots=True)
class GuardCount:
    """How often something was done about one kind of fault in one telling."""

    kind: GuardKind
    action: GuardAction
    count: int = 1
    model: str = ""
    """Who wrote it; `offline` for the offline narrator."""
