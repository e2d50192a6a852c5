"""A model that judges each telling before anybody reads it, where the host has set a route `checker:`.

Then nothing streams: the telling is written whole, judged, and shown at once. What does not fit is not shown, and time
passes instead, or the offline narrator tells what the rules had decided. The guards in code run first, as always.
"""

import asyncio
import json
from dataclasses import replace
from typing import Final, Literal

from pydantic import ValidationError

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Candidate, Role
from gm.domain.errors import GmError, SpendingPaused
from gm.domain.guards import GuardCount
from gm.domain.play import SceneState, Turn
from gm.domain.values import Value
from gm.models.json_text import extract_json
from gm.models.offline.narrator import narrate as offline_telling
from gm.models.routes import OFFLINE
from gm.models.structured import complete_json
from gm.play.adjudicate import purpose_of
from gm.play.narrate import Told
from gm.play.parts import EngineParts
from gm.play.releasing import Release
from gm.play.unruled import tell_in_mode
from gm.prompting.checker import assemble_check
from gm.rules.safety.finding import bounds_of
from gm.rules.safety.passing import moves_on
from gm.store.calls import load_reply
from gm.store.safety_log import record_event

SECONDS: Final = 30.0
"""How long it may take, whatever it is asked again for in that time."""
_BY_CODE: Final = frozenset({"offline", "author", ""})
"""Who tells what nobody needs to judge: code, and authors, whose words code has looked through."""
Kind = Literal["line", "veil", "rating"]


class Checked(Value):
    """The answer."""

    fits: bool
    kind: Literal["", "line", "veil", "rating"] = ""


def checkers(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who is asked: a route of that name alone; nobody stands in."""
    return tuple(each for each in parts.door.routes.route(Role.CHECKER).candidates if each.backend != OFFLINE.backend)


async def tell_checked(
    parts: EngineParts,
    state: SceneState,
    turn: Turn,
    brief: NarrationBrief,
    release: Release,
    *,
    asking: int,
    shown: str = "",
) -> Told:
    """Tell the turn (`gm.play.unruled.tell_in_mode`); with a checker, only what has passed it is shown, whole."""
    if not checkers(parts):
        return await tell_in_mode(parts, state, turn, brief, release, asking=asking, shown=shown)

    async def nobody(text: str) -> None:
        """Nobody reads it yet."""

    told = await tell_in_mode(parts, state, turn, brief, nobody, asking=asking, shown=shown)
    if told.source not in _BY_CODE and told.text.strip():
        kind = await _judged(parts, state, turn, told.text, asking)
        if kind is not None:
            count = GuardCount(kind, "offline", 1, told.source)
            told = replace(told, text=_instead(state, turn, brief), source="offline", guards=(*told.guards, count))
            async with parts.database.begin() as db:
                await record_event(db, turn.game_id, kind, "telling", parts.clock.now(), "checker")
                await db.commit()
    await release(told.text)
    return told


def _instead(state: SceneState, turn: Turn, brief: NarrationBrief) -> str:
    """What is told in its place. What a model has ruled is in nobody's words but a model's: there, time passes."""
    if turn.ruling_source == "model" or state.table.mode in ("npc", "coauthor"):
        return moves_on(brief.language)
    return bounds_of(state.campaign).clean(offline_telling(brief)) or moves_on(brief.language)


async def _judged(parts: EngineParts, state: SceneState, turn: Turn, told: str, asking: int) -> Kind | None:
    """What is wrong with a telling; None: it fits. Where nobody can judge it, as the host has set it. A judgement that
    was bought before a crash is read again."""
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.CHECKER, asking)
    try:
        if kept is not None:
            checked = Checked.model_validate_json(json.dumps(extract_json(kept)))
        else:
            purpose = purpose_of(parts, state, turn, Role.CHECKER, asking)
            reply = await complete_json(
                parts.door,
                assemble_check(
                    state.campaign,
                    told,
                    purpose.players,
                    templates=parts.templates_of(state),
                    counter=parts.counter,
                ),
                Checked,
                purpose=purpose,
                candidates=checkers(parts),
                ends=asyncio.get_running_loop().time() + SECONDS,
                last_resort=False,
            )
            checked = reply.value
    except SpendingPaused:
        raise
    except (GmError, ValidationError):
        return None if parts.house.unchecked == "shown" else "rating"
    return None if checked.fits else (checked.kind or "rating")
