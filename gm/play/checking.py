"""A model that judges each telling before anybody reads it, where the host has set a route `checker:`.

Then nothing streams: the telling is written whole, judged, and shown at once. What does not fit is shown to nobody: the
narrator is asked once more and told why; if that is no better, time passes instead, or the offline narrator tells what
the rules had decided. The guards in code run first, as always. The prose of a ruling is judged as well, for it is shown
and told on.
"""

from dataclasses import replace
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import ModelError
from gm.domain.guards import GuardCount
from gm.domain.play import SceneState, Turn
from gm.models.offline.narrator import narrate as offline_telling
from gm.play.adjudicate import purpose_of
from gm.play.judging import Judgement, checkers, judge
from gm.play.narrate import Told
from gm.play.parts import EngineParts
from gm.play.releasing import AMISS, Release
from gm.play.unruled import tell_in_mode
from gm.rules.safety.finding import bounds_of
from gm.rules.safety.passing import moves_on
from gm.store.calls import load_reply

CHECKED_AGAIN: Final = 250
"""What is added to the number of an asking where the checker had refused the first telling."""
_BY_CODE: Final = frozenset({"offline", "author", ""})
"""Who tells what nobody needs to judge: code, and authors, whose words code has looked through."""
HIDDEN: Final = "The checker could not be asked: what it had not read is not shown, and this was told by code."
SHOWN: Final = "The checker could not be asked: nobody but the guards in code has read this."


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
    told, found = await _told_and_judged(parts, state, turn, brief, asking, shown)
    if found.kind is not None:
        again = replace(brief, amiss=(*brief.amiss, AMISS[found.kind]))
        first = GuardCount(found.kind, "asked_again", 1, told.source)
        try:
            better, found = await _told_and_judged(parts, state, turn, again, asking + CHECKED_AGAIN, "")
            told = replace(better, guards=(*told.guards, first, *better.guards))
        except ModelError:
            told = replace(told, guards=(*told.guards, first))
    if found.keeps_out(parts):
        count = GuardCount(found.kind or "rating", "offline", 1, told.source)
        told = replace(told, text=_instead(state, turn, brief), source="offline", guards=(*told.guards, count))
    if not found.asked:
        hidden = found.keeps_out(parts)
        about = "unchecked_hidden" if hidden else "unchecked_shown"
        told = replace(told, note=HIDDEN if hidden else SHOWN, about=about, refused="")
    await release(told.text)
    return told


async def _told_and_judged(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NarrationBrief, asking: int, shown: str
) -> tuple[Told, Judgement]:
    """A telling that nobody has read yet, and what the checker says of it. A judgement that was bought before a crash
    is read again."""

    async def nobody(text: str) -> None:
        """Nobody reads it yet."""

    told = await tell_in_mode(parts, state, turn, brief, nobody, asking=asking, shown=shown)
    if told.source in _BY_CODE or not told.text.strip():
        return told, Judgement()
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.CHECKER, asking)
    purpose, templates = purpose_of(parts, state, turn, Role.CHECKER, asking), parts.templates_of(state)
    campaign, stage = state.campaign, "telling"
    found = await judge(parts, campaign, told.text, purpose, asking=asking, stage=stage, templates=templates, kept=kept)
    return told, found


def _instead(state: SceneState, turn: Turn, brief: NarrationBrief) -> str:
    """What is told in its place. What a model has ruled is in nobody's words but a model's: there, time passes."""
    if turn.ruling_source == "model" or state.table.mode in ("npc", "coauthor"):
        return moves_on(brief.language)
    return bounds_of(state.campaign).clean(offline_telling(brief)) or moves_on(brief.language)
