"""Marks for providers that keep a prompt's beginning only where they are told to (Anthropic's, also through a broker).

They look back from a mark over some twenty blocks for what they have seen before, block by block. So a message that
grows is sent in blocks, one for each section that stays, and three marks stand where the layers end: after instructions
and canon, after the chronicle, and after the transcript. What comes after them is new each time and is not written.
"""

from collections.abc import Sequence
from typing import Any, Final

from gm.domain.calls import Candidate, Message
from gm.models.tool_calls import wire_message

SETTING: Final = "cache_marks"
"""In a candidate's `extra`: true or false, where the model's name does not tell."""
_MARK: Final = {"type": "ephemeral"}
_MOST_BLOCKS: Final = 48
"""Blocks of one message; older ones are joined."""


def wants_marks(candidate: Candidate) -> bool:
    """Whether this provider has to be told what to keep."""
    told = candidate.extra.get(SETTING)
    if isinstance(told, bool):
        return told
    return "anthropic/" in candidate.model or "claude" in candidate.model.rpartition("/")[2]


def wire_messages(messages: Sequence[Message], candidate: Candidate) -> list[dict[str, Any]]:
    """The messages as they go on the wire, with marks where the provider needs them."""
    if not wants_marks(candidate):
        return [wire_message(message) for message in messages]
    marks = _marks(messages)
    return [_blocks(message, marks.get(at, frozenset())) for at, message in enumerate(messages)]


def _marks(messages: Sequence[Message]) -> dict[int, frozenset[int]]:
    """Offsets to mark, by message: the last section of the system message, of the chronicle, of the transcript."""
    last: dict[int, tuple[int, int]] = {}
    for at, message in enumerate(messages):
        for offset, layer in message.cuts:
            last[0 if message.role == "system" else layer] = (at, offset)
    found: dict[int, set[int]] = {}
    for at, offset in last.values():
        found.setdefault(at, set()).add(offset)
    return {at: frozenset(offsets) for at, offsets in found.items()}


def _blocks(message: Message, marks: frozenset[int]) -> dict[str, Any]:
    wire = wire_message(message)
    if not marks:
        return wire
    cuts = [offset for offset, _ in message.cuts]
    cuts = [offset for offset in cuts if offset in marks or offset in cuts[-_MOST_BLOCKS:]]
    parts: list[dict[str, Any]] = []
    start = 0
    for end in (*cuts, len(message.content)):
        if end > start:
            parts.append({"type": "text", "text": message.content[start:end]})
            if end in marks:
                parts[-1]["cache_control"] = dict(_MARK)
            start = end
    return wire | {"content": parts}
