"""Prompt sections, each stored once however often it is sent."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from gm.domain.calls import Message
from gm.domain.errors import NotFound
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.store.call_rows import unpack
from gm.store.coding import dump
from gm.store.rows import Upsert
from gm.store.rows_call import MODEL_CALLS, PROMPT_SECTIONS, SECTION_PLAYERS
from gm.store.texts import ERASED
from gm.store.tx import Tx, stored

_P = PROMPT_SECTIONS.c
_KEPT: Final = 8192
_PUT = Upsert(PROMPT_SECTIONS, lambda put: put.on_conflict_do_nothing(index_elements=["sha256"]))
_PUT_PLAYER = Upsert(
    SECTION_PLAYERS, lambda put: put.on_conflict_do_nothing(index_elements=["game_id", "player", "section_id"])
)
_IDS = select(_P.sha256, _P.id).where(_P.sha256.in_(bindparam("hashes", expanding=True)))
_PROMPT = select(MODEL_CALLS.c.prompt, MODEL_CALLS.c.role, MODEL_CALLS.c.max_tokens).where(
    MODEL_CALLS.c.id == bindparam("call")
)
_BODIES = select(_P.id, _P.chat_role, _P.layer, _P.key, _P.tokens, _P.body).where(
    _P.id.in_(bindparam("ids", expanding=True))
)


class KnownSections:
    """Which sections the database is known to have, by hash: filled only after a commit, forgets the oldest."""

    def __init__(self) -> None:
        self._ids: OrderedDict[bytes, int] = OrderedDict()

    def among(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        """The numbers of those that are known."""
        found = {each: self._ids[each] for each in digests if each in self._ids}
        for each in found:
            self._ids.move_to_end(each)
        return found

    def add(self, ids: dict[bytes, int]) -> None:
        """Remember sections that are committed."""
        self._ids.update(ids)
        while len(self._ids) > _KEPT:
            self._ids.popitem(last=False)


@dataclass(frozen=True, slots=True)
class PutSections:
    """Numbers in the order of the prompt, and those that are new to this process."""

    ids: list[int]
    new: dict[bytes, int]


def digest(section: PromptSection) -> bytes:
    """What a section is known by: its text, and what it was in the prompt."""
    head = dump([section.chat_role, int(section.layer), section.key])
    return hashlib.sha256(f"{head}\n{section.text}".encode()).digest()


def put_sections(
    tx: Tx, sections: Sequence[PromptSection], digests: Sequence[bytes], known: dict[bytes, int], game_id: int | None
) -> PutSections:
    """Keep the sections that the database may lack."""
    fresh = {each: section for each, section in zip(digests, sections, strict=True) if each not in known}
    new: dict[bytes, int] = {}
    if fresh:
        tx.upsert(_PUT, [_row(each, fresh[each]) for each in sorted(fresh)])
        new = {bytes(sha): number for sha, number in tx.rows(_IDS, {"hashes": list(fresh)})}
        if game_id is not None:
            tx.upsert(
                _PUT_PLAYER,
                [
                    {"game_id": game_id, "player": player, "section_id": new[each]}
                    for each in sorted(fresh)
                    for player in sorted(set(fresh[each].players))
                ],
            )
    return PutSections([known[each] if each in known else new[each] for each in digests], new)


def _row(sha: bytes, section: PromptSection) -> dict[str, Any]:
    return {
        "sha256": sha,
        "chat_role": section.chat_role,
        "layer": int(section.layer),
        "key": section.key,
        "tokens": section.tokens,
        "body": section.text,
    }


@stored
def load_sections(tx: Tx, call_id: int) -> tuple[PromptSection, ...]:
    """The sections that a call sent, in order, with key, layer and tokens. Erased ones hold a mark. Raises NotFound."""
    call = tx.row(_PROMPT, {"call": call_id})
    if call is None:
        raise NotFound(f"There is no model call number {call_id}.")
    ids = unpack(call.prompt)
    rows = {row.id: row for row in tx.rows(_BODIES, {"ids": list(dict.fromkeys(ids))})} if ids else {}
    return tuple(
        PromptSection(
            key=row.key,
            text=ERASED if row.body is None else row.body,
            layer=Layer(row.layer),
            tokens=row.tokens,
            chat_role=row.chat_role,
        )
        for row in (rows[number] for number in ids)
    )


async def load_prompt(db: Any, call_id: int) -> tuple[Message, ...]:
    """The messages of a call, byte for byte as they were sent (except what was erased). Raises NotFound."""
    from gm.domain.calls import Role

    sections = await load_sections(db, call_id)
    return Prompt(role=Role.NARRATOR, sections=sections, max_tokens=0, brief=None).messages()
