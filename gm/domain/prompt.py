"""Text to a model, as sections that know how stable and how dear they are (promises 6 to 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

from gm.domain.calls import Message, Role


class Layer(IntEnum):
    """Where a section stands: what changes least comes first, so that a provider's cache covers it (promise 7)."""

    FIXED = 0
    """The role's instructions: the same for every game of a campaign."""
    CANON = 1
    """World, cast, rules digest: the same for a game."""
    CHRONICLE = 2
    """What happened before the transcript: changes only at a compaction."""
    SCENE = 3
    TRANSCRIPT = 4
    """Past beats, word for word: appended to, never edited, until a compaction."""
    TAIL = 5
    """What this turn alone needs: memories, lore, live numbers, ruling and outcome, the inputs."""


@dataclass(frozen=True, slots=True)
class PromptSection:
    """One piece of a prompt. `key` names it for people (`transcript/12`); a lower `priority` is dropped first; a
    `required` one never is. `tokens` is counted once, when it is made."""

    key: str
    text: str
    layer: Layer
    tokens: int
    chat_role: Literal["system", "user", "assistant"] = "system"
    priority: int = 100
    required: bool = False
    players: tuple[str, ...] = ()
    """Players whose words it holds, for erasure."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A section that did not fit, and why."""

    key: str
    tokens: int
    reason: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: sections in order, a reply budget, and the frozen values that the templates were given."""

    role: Role
    sections: tuple[PromptSection, ...]
    max_tokens: int
    brief: object
    dropped: tuple[Dropped, ...] = ()
    schema: Mapping[str, Any] | None = None
    schema_name: str = ""
    tokens: int = 0
    undetermined: tuple[str, ...] = field(default_factory=tuple)
    """In a dry run: what will only be known when the turn is played."""

    def messages(self) -> tuple[Message, ...]:
        """Sections as chat messages: neighbours of the same chat role are joined by a blank line."""
        merged: list[Message] = []
        for section in self.sections:
            if merged and merged[-1].role == section.chat_role:
                merged[-1] = Message(section.chat_role, f"{merged[-1].content}\n\n{section.text}")
            else:
                merged.append(Message(section.chat_role, section.text))
        return tuple(merged)
