"""What the host's checker says of a text: asked where the host has set a route `checker:`, and of nobody else.

It fails safe. Where it cannot be asked, `safety: unchecked:` in the settings says what becomes of the text, and the log
says that nobody judged it, and so does what the table is told.
"""

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Final, Literal

from pydantic import ValidationError

from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.campaign import Campaign
from gm.domain.content_tags import tag_of
from gm.domain.errors import GmError, SpendingPaused
from gm.domain.play import SceneState
from gm.domain.ruling import Ruling
from gm.domain.values import Value
from gm.models.json_text import extract_json
from gm.models.routes import OFFLINE
from gm.models.structured import complete_json
from gm.play.parts import EngineParts
from gm.prompting.checker import assemble_check
from gm.prompting.templates import TemplateSet
from gm.rules.safety.rulings import prose_of
from gm.store.safety_log import record_event

SECONDS: Final = 30.0
"""How long it may take, whatever it is asked again for in that time."""
Kind = Literal["line", "veil", "rating"]
OF_RULINGS: Final = 2_000
"""What is added to the number of an asking where it is about a ruling."""
OF_SUMMARIES: Final = 4_000
"""The same where it is about a summary."""
OF_TRANSLATIONS: Final = 8_000
"""The same where it is about a telling in its reader's language."""
GOES_TOO_FAR: Final = (
    "its wording goes where this table does not: word it so that nothing of that kind happens or is hinted at"
)


class Checked(Value):
    """The answer."""

    fits: bool
    kind: Literal["", "line", "veil", "rating"] = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of asking. `kind`: what is wrong; None: nothing. `asked`: somebody has judged it."""

    kind: Kind | None = None
    asked: bool = True

    def keeps_out(self, parts: EngineParts) -> bool:
        """Whether the text may not be shown, or kept."""
        return self.kind is not None or (not self.asked and parts.house.unchecked == "hidden")


def checkers(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who is asked: a route of that name alone; nobody stands in."""
    return tuple(each for each in parts.door.routes.route(Role.CHECKER).candidates if each.backend != OFFLINE.backend)


async def judge(
    parts: EngineParts,
    campaign: Campaign,
    text: str,
    purpose: CallPurpose,
    *,
    asking: int,
    stage: str,
    templates: TemplateSet,
    kept: str | None = None,
) -> Judgement:
    """Ask, and write down in the host's log what does not fit, or that nobody could judge it. `campaign`: as the table
    plays it; `purpose`: of what the text is for. `kept`: a judgement that was bought before a crash.

    Raises:
        SpendingPaused: all spending rests.
    """
    purpose = replace(
        purpose,
        role=Role.CHECKER,
        category=Category.SAFETY,
        attempt=asking,
        content_tag=tag_of(Category.SAFETY, rating=campaign.rating),
    )
    try:
        if kept is not None:
            checked = Checked.model_validate_json(json.dumps(extract_json(kept)))
        else:
            prompt = assemble_check(campaign, text, purpose.players, templates=templates, counter=parts.counter)
            ends = asyncio.get_running_loop().time() + SECONDS
            who = checkers(parts)
            reply = await complete_json(
                parts.door, prompt, Checked, purpose=purpose, candidates=who, ends=ends, last_resort=False
            )
            checked = reply.value
    except SpendingPaused:
        raise
    except (GmError, ValidationError):
        found = Judgement(None, asked=False)
    else:
        found = Judgement(None if checked.fits else (checked.kind or "rating"))
    event = "unchecked" if not found.asked else found.kind
    if event is not None and purpose.game_id is not None:
        async with parts.database.begin() as db:
            await record_event(db, purpose.game_id, event, stage, parts.clock.now(), "checker")
            await db.commit()
    return found


async def check_ruling(
    parts: EngineParts, state: SceneState, purpose: CallPurpose, ruling: Ruling, asking: int
) -> tuple[str, ...]:
    """What the checker says of what a ruling would show, for whoever ruled; (): nothing, or there is no checker."""
    prose = prose_of(ruling)
    if not prose or not checkers(parts):
        return ()
    templates, number = parts.templates_of(state), OF_RULINGS + asking
    found = await judge(parts, state.campaign, prose, purpose, asking=number, stage="ruling", templates=templates)
    return (GOES_TOO_FAR,) if found.keeps_out(parts) else ()
