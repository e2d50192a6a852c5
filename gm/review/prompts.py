"""Prompts as they were sent, byte for byte, and prompts as they would be sent, by section."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Message, Role
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game
from gm.domain.prompt import Layer, Prompt
from gm.domain.ruling_brief import RulingBrief
from gm.review.memories import preview_rows
from gm.review.unspoiled import unspoiled_messages
from gm.review.withheld import calls_told, is_withheld
from gm.store.calls import ModelCall, load_calls, load_prompt, load_sections
from gm.store.gm_notes import load_note_words
from gm.store.steers import SET_ASIDE, is_set_aside, load_aside_words
from gm.store.turns import load_turn_by_number
from gm.store.tx import Db

OPEN_ROLES: Final = frozenset({Role.NARRATOR.value})
"""Roles whose prompts hold nothing but what the party may know, once the GM's notes are out."""


@dataclass(frozen=True, slots=True)
class SentSection:
    """A section of a prompt that was sent."""

    key: str
    layer: Layer
    chat_role: str
    tokens: int


@dataclass(frozen=True, slots=True)
class SentPrompt:
    """A call and the exact messages that went out."""

    call: ModelCall
    sections: tuple[SentSection, ...]
    messages: tuple[Message, ...]


async def load_sent(db: Db, call_id: int) -> tuple[SentSection, ...]:
    """The sections of a call's prompt, in order."""
    return tuple(
        SentSection(section.key, Layer(section.layer), section.chat_role, section.tokens)
        for section in await load_sections(db, call_id)
    )


def check_reader(role: str | None, *, spoilers: bool) -> None:
    """Whether somebody who wants no spoilers may read this role's prompts. None stands for those that they may.

    Raises:
        Refused: such a prompt holds what only the GM knows.
    """
    if role is not None and role not in OPEN_ROLES and not spoilers:
        raise Refused(f"What the {role} is sent holds what only the GM knows.", remedy="--spoilers shows it.")


def readable(calls: Iterable[ModelCall], role: str | None, *, spoilers: bool) -> tuple[ModelCall, ...]:
    """The calls to that role; without one to the narrator, with `spoilers` to all. The role has been checked."""
    wanted = OPEN_ROLES if role is None else {role}
    return tuple(call for call in calls if call.role in wanted or (role is None and spoilers))


async def load_sent_prompts(
    db: Db, game: Game, *, number: int, role: str | None, spoilers: bool = False
) -> tuple[SentPrompt, ...]:
    """What was sent for a turn, call by call, to one role; without one to the narrator, with `spoilers` to all.

    Without `spoilers` the game master's notes are left out.

    Raises:
        Refused: this role's prompts are for the GM, or the turn was set aside or waits for them, and `spoilers` is not
            set.
        NotFound: there is no such turn, or nothing was sent for it.
    """
    check_reader(role, spoilers=spoilers)
    turn = await load_turn_by_number(db, game.branch_id, number)
    if not spoilers and await is_set_aside(db, turn.id):
        raise Refused(SET_ASIDE, key="undo.set_aside")
    if not spoilers and await is_withheld(db, game, turn):
        raise Refused("The game master is asked first.", key="approval.waits")
    calls = readable(await load_calls(db, turn_id=turn.id), role, spoilers=spoilers)
    calls = calls if spoilers else calls_told(turn, calls)
    if not calls:
        to = f" to the {role or Role.NARRATOR}" if role is not None or not spoilers else ""
        raise NotFound(
            f"Nothing was sent for turn {number}{to}.",
            remedy=f"`gm log {game.name} --turn {number} --why` shows how it was decided.",
            key="sent.nothing",
            number=number,
        )
    notes = () if spoilers else await load_note_words(db, game.id)
    aside = () if spoilers else await load_aside_words(db, game.id)
    found = [SentPrompt(c, await load_sent(db, c.id), await load_prompt(db, c.id)) for c in calls]
    if not spoilers:
        found = [replace(each, messages=unspoiled_messages(each.messages, notes, aside)) for each in found]
    return tuple(found)


def sent_rows(sent: SentPrompt) -> Iterator[str]:
    """What was sent, as lines: the messages exactly, between headings."""
    call = sent.call
    yield f"=== call {call.id}: {call.role} to {call.model} ({call.status}), {len(sent.messages)} messages ==="
    for message in sent.messages:
        yield f"--- {message.role}{f' ({message.call_id})' if message.call_id else ''} ---"
        yield from (f"{call.id}: {call.row()}" for call in message.calls)
        if message.content:
            yield message.content


def sent_json(sent: SentPrompt) -> dict[str, Any]:
    """What was sent, as JSON values."""
    call = sent.call
    return {
        "call": call.id,
        "role": call.role,
        "model": call.model,
        "status": call.status,
        "sections": [
            {"key": s.key, "layer": s.layer.name.lower(), "chat_role": s.chat_role, "tokens": s.tokens}
            for s in sent.sections
        ],
        "tools_offered": call.tools_offered,
        "tools_called": call.tools_called,
        "messages": [_message_json(message) for message in sent.messages],
    }


def prompt_rows(prompt: Prompt) -> Iterator[str]:
    """A prompt by section: layer, key and tokens, then the text; what was dropped and why; what is undetermined."""
    total = sum(section.tokens for section in prompt.sections)
    yield f"{prompt.role}: {len(prompt.sections)} sections, {total:,} tokens, up to {prompt.max_tokens:,} for the reply"
    if prompt.tools:
        yield f"may look things up with: {', '.join(tool.name for tool in prompt.tools)}"
    for section in prompt.sections:
        required = ", required" if section.required else ""
        where = f"{section.layer.name.lower()} · {section.key}"
        yield f"=== {where} · {section.tokens} tokens · {section.chat_role}{required} ==="
        yield section.text
    yield from lore_rows(prompt)
    for item in prompt.dropped:
        yield f"dropped: {item.key} ({item.tokens} tokens): {item.reason}"
    yield from memory_rows(prompt)
    for text in prompt.undetermined:
        yield f"still undetermined: {text}"


def lore_rows(prompt: Prompt) -> Iterator[str]:
    """Why each entry of lore came up, and why others were kept out."""
    if isinstance(prompt.brief, NarrationBrief | RulingBrief):
        yield from (f"lore: {view.id} ({view.title}): {view.why}" for view in prompt.brief.lore)
        yield from (f"lore kept out: {note.id}: {note.why}" for note in prompt.brief.lore_out)


def memory_rows(prompt: Prompt) -> Iterator[str]:
    """Which passages of the past were recalled, and by which words."""
    if isinstance(prompt.brief, NarrationBrief | RulingBrief):
        yield from (f"recalled: {row}" for row in preview_rows(prompt.brief.memories))


def prompt_json(prompt: Prompt) -> dict[str, Any]:
    """A prompt by section, as JSON values."""
    return {
        "role": str(prompt.role),
        "max_tokens": prompt.max_tokens,
        "tokens": sum(section.tokens for section in prompt.sections),
        "sections": [
            {
                "key": s.key,
                "layer": s.layer.name.lower(),
                "chat_role": s.chat_role,
                "tokens": s.tokens,
                "required": s.required,
                "text": s.text,
            }
            for s in prompt.sections
        ],
        "dropped": [{"key": d.key, "tokens": d.tokens, "reason": d.reason} for d in prompt.dropped],
        "lore": list(lore_rows(prompt)),
        "memories": list(memory_rows(prompt)),
        "undetermined": list(prompt.undetermined),
        "tools": [tool.name for tool in prompt.tools],
        "messages": [_message_json(message) for message in prompt.messages()],
    }


def _message_json(message: Message) -> dict[str, Any]:
    shown: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.calls:
        shown["calls"] = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in message.calls]
    return shown | ({"call": message.call_id} if message.call_id else {})
