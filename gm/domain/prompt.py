"""Text to a model, as sections that know how stable and how dear they are (promises 6 to 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Literal

from gm.domain.calls import Message, Role
from gm.domain.tools import Tool, ToolCall

ChatRole = Literal["system", "user", "assistant", "call", "tool"]
"""What a section is sent as. `call`: a tool that the model called; `tool`: what came of it. Their keys end in the
call's id (`lookup/asked/hop1call1`)."""


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
    chat_role: ChatRole = "system"
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
    tools: tuple[Tool, ...] = ()
    """What may be looked up. Vendors put it before everything else, so it is the same for all turns."""
    may_call: bool = True
    """False: no more look-ups."""
    undetermined: tuple[str, ...] = field(default_factory=tuple)
    """In a dry run: what will only be known when the turn is played."""

    def messages(self) -> tuple[Message, ...]:
        """Sections as chat messages: neighbours of the same chat role are joined by a blank line."""
        merged: list[Message] = []
        for section in self.sections:
            role, last = section.chat_role, merged[-1] if merged else None
            if role == "call":
                call = ToolCall.of_row(_call_id(section), section.text)
                if last is not None and last.calls:
                    merged[-1] = replace(last, calls=(*last.calls, call))
                else:
                    merged.append(Message("assistant", "", calls=(call,)))
            elif role == "tool":
                merged.append(Message("tool", section.text, call_id=_call_id(section)))
            elif last is not None and last.role == role and not last.calls:
                content = f"{last.content}\n\n{section.text}"
                merged[-1] = Message(role, content, cuts=(*last.cuts, *_cut(section, content)))
            else:
                merged.append(Message(role, section.text, cuts=_cut(section, section.text)))
        return tuple(merged)

    def without_tools(self) -> "Prompt":
        """The same for a model that is offered none: what was looked up stands there as plain text."""
        if not self.tools and not any(section.chat_role in ("call", "tool") for section in self.sections):
            return self
        return replace(self, sections=tuple(_plain(section) for section in self.sections), tools=())


def _cut(section: PromptSection, content: str) -> tuple[tuple[int, int], ...]:
    """Where a section ends in its message, if it is not of the tail."""
    return ((len(content), int(section.layer)),) if section.layer < Layer.TAIL else ()


def _call_id(section: PromptSection) -> str:
    return section.key.rpartition("/")[2]


def _plain(section: PromptSection) -> PromptSection:
    if section.chat_role == "call":
        return replace(section, chat_role="user", text=f"LOOKED UP: {section.text}")
    return replace(section, chat_role="user") if section.chat_role == "tool" else section
