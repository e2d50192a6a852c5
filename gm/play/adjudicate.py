"""Stage 5: what do the rules say? By code where that is plain, else by the adjudicator, never by its word alone."""

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError

from gm.domain.calls import CallPurpose, Category, DataPolicy, Role
from gm.domain.content_tags import tag_of
from gm.domain.errors import BadReply, ModelError, SpendingPaused
from gm.domain.play import SceneState, Turn
from gm.domain.prompt import Prompt
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.models.events import Relay
from gm.models.json_text import extract_json
from gm.models.routes import OFFLINE
from gm.models.structured import describe
from gm.play.fitting import fitting
from gm.play.judging import check_ruling
from gm.play.lookups import Weighing
from gm.play.minding import hidden_facts
from gm.play.parts import EngineParts
from gm.play.shifts import Shift, Shifts
from gm.prompting.layout import assemble_ruling
from gm.rules.clauses import is_one_act
from gm.rules.hush import hush, told_secrets
from gm.rules.intents import needs_ruling, propose_ruling
from gm.rules.moments import moments_before
from gm.rules.reconsidering import offline_ruling
from gm.rules.ruling import validate_ruling
from gm.rules.safety.finding import bounds_of
from gm.rules.safety.rulings import touching
from gm.rules.salvage import usable_part
from gm.rules.standpoint import brief_from
from gm.store.calls import load_calls, load_reply
from gm.store.tx import Db

ASKINGS: Final = 2
"""How often one candidate is asked for the same ruling: once more with what the rules do not allow in the first."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling and where it came from: `code`, `model` or `offline`."""

    ruling: Ruling
    source: str


def is_plain(brief: RulingBrief, *, reader: bool) -> bool:
    """Whether code can rule alone: nothing at stake, or an explicit check that the player asked for by name.

    Where a model is there to read it (`reader`), only a single short act is plain: what a longer line asks of the
    rules, code cannot tell.
    """
    return all(
        entry.kind in ("check", "command", "ooc")
        or (
            not needs_ruling(entry.text, brief_from(brief, entry.character), entry.kind)
            and (not reader or is_one_act(entry.text))
        )
        for entry in brief.inputs
    )


def has_reader(parts: EngineParts) -> bool:
    """Whether rulings go to a model, and not to the offline rules."""
    return parts.candidate(Role.ADJUDICATOR).backend != OFFLINE.backend


async def adjudicate(
    parts: EngineParts, state: SceneState, turn: Turn, brief: RulingBrief, *, quiet: bool = False
) -> Ruled:
    """The ruling for this turn, validated.

    The first candidate has `ruling_seconds` for it, whatever it is asked again for in that time; the later ones of the
    route have half as long (`Shifts`); then the offline rules decide, as they do when nobody gives a ruling that the
    rules allow.
    `quiet`: it is known that nothing is at stake, so that code rules alone.
    """
    if turn.kind != "action" or not brief.inputs:
        return Ruled(Ruling(verdicts=(), minutes=0), "code")
    if quiet or (brief.objection is None and not brief.told and is_plain(brief, reader=has_reader(parts))):
        return Ruled(propose_ruling(brief), "code")
    ordered = {number for number, said in enumerate(brief.inputs, start=1) if said.kind == "command"}
    across = {number for number, said in enumerate(brief.inputs, start=1) if said.kind == "ooc"}
    asking, hidden = 0, await hidden_facts(parts, state)
    shifts = await Shifts.of(parts, purpose_of(parts, state, turn, Role.ADJUDICATOR, 0), moments_before(brief, state))
    whose: Shift | None = shifts.first
    while whose is not None:
        problems: tuple[str, ...] = ()
        last: tuple[Ruling, str] | None = None
        failed: ModelError | None = None
        ends = asyncio.get_running_loop().time() + whose.seconds
        for _ in range(ASKINGS):
            asking += 1
            try:
                asked = _Asked(parts, state, turn, replace(brief, problems=problems), asking, shifts.relay)
                ruling, source = await asked.ruling(whose, ends)
            except SpendingPaused:
                await shifts.over()
                raise
            except ModelError as error:
                failed = error
                break
            asked_for = tuple(each for each in ruling.verdicts if each.input not in ordered | across)
            ruling = ruling.model_copy(update={"verdicts": asked_for, "moves": ()})
            if brief.told:  # what a person has told is tried out by who reads it, and may come from nowhere
                return Ruled(ruling, source)
            problems = _problems(ruling, state, turn, hidden)
            last = (ruling, source) if problems else None
            if not problems and source == "model":
                purpose = purpose_of(parts, state, turn, Role.CHECKER, asking)
                problems = await check_ruling(parts, state, purpose, ruling, asking)
            if not problems:
                return Ruled(_with_commands(hush(ruling, state, hidden), brief, ordered), source)
        if last is not None:  # what the checker has turned down is never taken up again
            part = usable_part(last[0], len(brief.inputs), lambda each: _problems(each, state, turn, hidden))
            purpose = purpose_of(parts, state, turn, Role.CHECKER, asking)
            if part is not None and not (
                last[1] == "model" and await check_ruling(parts, state, purpose, part, asking)
            ):
                return Ruled(_with_commands(hush(part, state, hidden), brief, ordered), last[1])
        whose = await shifts.after(failed) if whose is shifts.first else None
    await shifts.over(offline=True)
    return Ruled(offline_ruling(brief), "offline")


def _problems(ruling: Ruling, state: SceneState, turn: Turn, hidden: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Why it cannot be used, in lines for whoever gave it."""
    found = validate_ruling(ruling, state, tuple(entry.input for entry in turn.inputs))
    found += touching(ruling, bounds_of(state.campaign))
    return (*found, *(each for verdict in ruling.verdicts for each in told_secrets(verdict, state, hidden)))


def _with_commands(ruling: Ruling, brief: RulingBrief, ordered: set[int]) -> Ruling:
    """A model's ruling, and what code says of the explicit commands among the inputs (by number): no model does."""
    if not ordered:
        return ruling
    plain = [each for each in propose_ruling(brief).verdicts if each.input in ordered]
    verdicts = sorted((*ruling.verdicts, *plain), key=lambda each: each.input)
    return ruling.model_copy(update={"verdicts": tuple(verdicts)})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One asking for a ruling. Replies are kept by its number: a crash does not buy one twice."""

    parts: EngineParts
    state: SceneState
    turn: Turn
    brief: RulingBrief
    asking: int
    relay: Relay

    async def ruling(self, whose: Shift, ends: float) -> tuple[Ruling, str]:
        """The ruling, of the right form but not validated, and whether a model or the offline rules gave it.

        Raises:
            ModelError: nobody gave one.
        """
        async with self.parts.database.read() as db:
            kept = await load_reply(db, self.turn.id, Role.ADJUDICATOR, self.asking)
            source = await bought_from(db, self.turn.id, Role.ADJUDICATOR) if kept is not None else ""
        if kept is not None:
            with contextlib.suppress(BadReply):
                return _read(kept), "offline" if source == OFFLINE.model else "model"

        def fitted(window: int) -> Prompt:
            return assemble_ruling(
                self.brief,
                templates=self.parts.templates_of(self.state),
                counter=self.parts.counter,
                window=window,
                reply_tokens=self.parts.reply_tokens(Role.ADJUDICATOR, window),
            )

        prompt, whom = fitting(self.parts, Role.ADJUDICATOR, whose.candidates, fitted, self.relay)
        purpose = purpose_of(self.parts, self.state, self.turn, Role.ADJUDICATOR, self.asking)
        starts = ends - whose.seconds
        weighing = Weighing(
            self.parts, self.state, self.turn, purpose, whom, starts, ends, whose.last, fitted, self.relay
        )
        reply = await weighing.ruling(prompt)
        return reply.value, "offline" if reply.completion.backend == OFFLINE.backend else "model"


async def bought_from(db: Db, turn_id: int, role: Role) -> str:
    """The model that gave this turn's last good reply in a role: what is kept of a crash keeps its name."""
    calls = [call for call in await load_calls(db, turn_id=turn_id) if call.role == role and call.status == "ok"]
    return calls[-1].model if calls else ""


def _read(kept: str) -> Ruling:
    """A reply that was bought before a crash, read again.

    Raises:
        BadReply: it was no ruling; the adjudicator is asked anew.
    """
    try:
        return Ruling.model_validate(extract_json(kept))
    except ValidationError as error:
        raise BadReply("; ".join(describe(error))) from None


_CATEGORIES = {
    Role.NARRATOR: Category.NARRATION,
    Role.ADJUDICATOR: Category.ADJUDICATION,
    Role.TRIAGE: Category.ADJUDICATION,
    Role.NPC: Category.NPC,
    Role.DIRECTOR: Category.DIRECTOR,
    Role.CHECKER: Category.SAFETY,
}


def policy_of(turn: Turn) -> DataPolicy:
    """What other people's faces bring in goes only to models that do not train on it; one's own terminal decides."""
    return "any" if all(entry.input.face == "terminal" for entry in turn.inputs) else "no_training"


def _aside(turn: Turn) -> str:
    """What was said across the table, where nothing else was said."""
    texts = [entry.input.text for entry in turn.inputs]
    return "\n".join(texts) if texts and all(entry.input.kind == "ooc" for entry in turn.inputs) else ""


def purpose_of(parts: EngineParts, state: SceneState, turn: Turn, role: Role, asking: int) -> CallPurpose:
    """Why this call is made, complete."""
    players = sorted({entry.input.player for entry in turn.inputs if entry.input.player})
    return CallPurpose(
        role=role,
        category=_CATEGORIES[role],
        payer=parts.payer,
        game_id=state.game.id,
        campaign=state.campaign.slug,
        scene_id=state.scene.id,
        turn_id=turn.id,
        player=players[0] if len(players) == 1 else None,
        players=tuple(players),
        attempt=asking,
        data_policy=policy_of(turn),
        content_tag=tag_of(_CATEGORIES[role], rating=state.campaign.rating, aside=_aside(turn)),
        rating=state.campaign.rating,
        account=parts.account.name if parts.account is not None else None,
    )
