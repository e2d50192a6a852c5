"""What a turn was about, asked of a small model where the host has set one and wants a share of the turns sampled.

It is asked after the turn is settled; nobody waits for it. Whatever goes wrong, the tag by rules stands.
"""

import asyncio
import hashlib
import json
import logging
from typing import Final

from pydantic import field_validator

from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.content_tags import ADULT, ANSWERS, tag_of
from gm.domain.errors import GmError
from gm.domain.play import Game, Turn
from gm.domain.values import Value
from gm.models.routes import OFFLINE
from gm.models.structured import complete_json
from gm.play.adjudicate import policy_of
from gm.play.bounds import load_played
from gm.play.parts import EngineParts
from gm.prompting.tagger import assemble_tagger
from gm.prompting.templates import TemplateSet
from gm.store.retagging import retag_turn

SECONDS: Final = 60.0
"""How long it may take, whatever it is asked again for in that time."""
SOURCE: Final = "tagger"
"""Who says so, as it is kept with the calls."""
_log = logging.getLogger("gm.play")


class Tagged(Value):
    """The answer: one of the taxonomy, letter by letter."""

    tag: str

    @field_validator("tag")
    @classmethod
    def _is_one(cls, tag: str) -> str:
        if tag not in ANSWERS:
            raise ValueError(f"it is none of {', '.join(ANSWERS)}")
        return tag


def taggers(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who is asked: a route of that name alone; nobody stands in."""
    return tuple(each for each in parts.door.routes.route(Role.TAGGER).candidates if each.backend != OFFLINE.backend)


def is_sampled(uid: str, share: float) -> bool:
    """Whether the turn of that uid is among the share (0 to 1) that is asked about: always the same for the same turn,
    and who is in a smaller share is in a larger one."""
    return int.from_bytes(hashlib.sha256(f"tag:{uid}".encode()).digest()[:8]) < share * 2**64


def is_due(parts: EngineParts, turn: Turn) -> bool:
    """Whether a model is to be asked what this turn was about: not without anybody's words, nor where none is set."""
    return bool(turn.kind == "action" and turn.inputs and is_sampled(turn.uid, parts.tag_share) and taggers(parts))


async def tag_turn(parts: EngineParts, game: Game, turn: Turn) -> None:
    """Ask, and keep the answer as the tag of the turn's calls. A campaign for adults is `adult` without asking."""
    async with parts.database.read() as db:
        campaign = await load_played(db, parts, game)
    if tag_of(Category.TAGGING, rating=campaign.rating) == ADULT:
        return
    players = sorted({entry.input.player for entry in turn.inputs if entry.input.player})
    purpose = CallPurpose(
        role=Role.TAGGER,
        category=Category.TAGGING,
        payer=parts.payer,
        game_id=game.id,
        campaign=campaign.slug,
        scene_id=turn.scene_id,
        turn_id=turn.id,
        player=players[0] if len(players) == 1 else None,
        players=tuple(players),
        attempt=1,
        data_policy=policy_of(turn),
        content_tag=tag_of(Category.TAGGING, rating=campaign.rating),
        rating=campaign.rating,
        account=parts.account.name if parts.account is not None else None,
    )
    try:
        reply = await complete_json(
            parts.door,
            assemble_tagger(turn, templates=TemplateSet(parts.shipped, {}), counter=parts.counter),
            Tagged,
            purpose=purpose,
            candidates=taggers(parts),
            ends=asyncio.get_running_loop().time() + SECONDS,
            last_resort=False,
        )
        async with parts.database.begin() as db:
            await retag_turn(db, turn.id, reply.value.tag, source=SOURCE)
            await db.commit()
    except GmError as error:  # a refusal by a limit, a model that is down, an answer of no form: the rules' tag stands
        _log.info("turn %s keeps its tag by rules: %s", turn.id, json.dumps(type(error).__name__))
