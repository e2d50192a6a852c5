"""Between code and the adjudicator: a small model, where the host has set one, says whether a ruling is needed at all.

Code is asked first. Only a line in which it finds nothing at stake, and which is too long for it to be sure, goes
there: a tiny prompt and a short deadline. Whatever goes wrong, the adjudicator is asked as if there were no such model.
"""

import asyncio
import json
from typing import Final

from gm.domain.brief import InputView
from gm.domain.calls import Role
from gm.domain.errors import BadReply, ModelError
from gm.domain.play import SceneState, Turn
from gm.domain.ruling_brief import RulingBrief
from gm.domain.values import Value
from gm.models.json_text import extract_json
from gm.models.structured import complete_json
from gm.play.adjudicate import purpose_of
from gm.play.parts import EngineParts
from gm.prompting.triage import assemble_triage
from gm.rules.intents import needs_ruling
from gm.rules.standpoint import brief_from
from gm.store.calls import load_reply

SECONDS: Final = 2.0
"""How long it may take, whatever it is asked again for in that time."""
_ASKING: Final = 1


class Sorted(Value):
    """The answer: whether the rules have to decide anything."""

    rules: bool


async def is_quiet(parts: EngineParts, state: SceneState, turn: Turn, brief: RulingBrief) -> bool:
    """Whether code may rule alone although the line is long: code finds nothing at stake, and so does the small model.

    Without a route of that name: no, and nobody is asked.
    """
    candidates = parts.door.routes.route(Role.TRIAGE).candidates
    if not candidates or not brief.inputs or any(_decides(line, brief) for line in brief.inputs):
        return False
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.TRIAGE, _ASKING)
    try:
        if kept is not None:
            return not Sorted.model_validate_json(json.dumps(extract_json(kept))).rules
        purpose = purpose_of(parts, state, turn, Role.TRIAGE, _ASKING)
        reply = await complete_json(
            parts.door,
            assemble_triage(brief, templates=parts.templates_of(state), counter=parts.counter),
            Sorted,
            purpose=purpose,
            candidates=candidates,
            ends=asyncio.get_running_loop().time() + SECONDS,
            last_resort=False,
        )
    except (ModelError, BadReply, ValueError):
        return False
    return not reply.value.rules


def _decides(line: InputView, brief: RulingBrief) -> bool:
    """Whether code knows already that the rules have to decide it."""
    where = brief_from(brief, line.character)
    return line.kind not in ("check", "command", "ooc") and needs_ruling(line.text, where, line.kind)
