"""Stage 8: the telling. A stream is released to the table sentence by sentence, each one guarded first."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Completion, Role
from gm.domain.errors import ContextOverflow, ModelError
from gm.domain.guards import ASKED_AGAIN, GuardCount
from gm.domain.play import SceneState, Turn
from gm.domain.prompt import Prompt
from gm.models.attempt import Manner
from gm.models.events import Relay
from gm.models.joint import Continuation
from gm.models.offline.narrator import narrate as offline_telling
from gm.models.offline.telling import finish_author
from gm.models.routes import OFFLINE
from gm.play.adjudicate import bought_from, purpose_of
from gm.play.directing import tell_meanwhile
from gm.play.fitting import fitting
from gm.play.guarding import guard_of
from gm.play.guards import NarrationGuard
from gm.play.limit_notices import is_news, soft_note
from gm.play.minding import hidden_facts
from gm.play.parts import EngineParts
from gm.play.releasing import LOST, Release, Releasing
from gm.play.shifts import escalated
from gm.prompting.layout import assemble_narration
from gm.rules.guards.words import measure
from gm.rules.moments import moments_of
from gm.rules.safety.finding import bounds_of
from gm.rules.safety.passing import moves_on
from gm.store.calls import load_calls, load_reply
from gm.store.guards import was_asked_again

ENDED_EARLY = ("length", "loop", "garbled")
"""Finish reasons of a telling whose last sentence may be unfinished."""
ANEW = "other words, other details"
"""What a telling anew is asked for when nobody says how."""
EXPAND = "more of it"
"""What a wish for another telling begins with that is to be twice as long."""
LEAST_REST = 40
"""Words that are asked for at least, where a telling goes on from what is shown."""
SELDOM = 20
"""Turns of a game among which one may have a second call for its telling."""
SHARES = (1.0, 0.7, 0.45)
"""Shares of the window that are tried, one after another, while the provider says that the prompt does not fit: our
count of its tokens is an estimate, and some servers have a smaller window than they were said to have."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finished narration. `note` is what the table should know about how it came about, or ''; `refused` why nothing
    was spent on it (`day`, `month`, `stopped`), where the table has not been told yet; `about` what the note is
    about, as in `NarrationFinished`."""

    text: str
    source: str
    note: str = ""
    refused: str = ""
    about: str = ""
    guards: tuple[GuardCount, ...] = ()
    """What the guards did."""


async def narrate(
    parts: EngineParts,
    state: SceneState,
    turn: Turn,
    brief: NarrationBrief,
    release: Release,
    *,
    asking: int,
    shown: str = "",
) -> Told:
    """Tell the turn. Texts that the author wrote for the moment are read out as they stand.

    `shown` is what the table saw before the telling broke off: a model goes on from there. The offline narrator says
    the same again, whole.
    """
    bounds = bounds_of(state.campaign)
    if brief.kind == "opening":
        text = bounds.clean(brief.opening_text)
        await release(text)
        return Told(text, "author")
    if brief.kind == "world":
        text, source, guarded = await tell_meanwhile(parts, state, turn, brief, release)
        if brief.ending_text:
            await release(f"\n\n{brief.ending_text}")
            text = f"{text}\n\n{brief.ending_text}".strip()
        return Told(text, source, guards=guarded.counts() if guarded is not None else ())
    by_model = parts.candidate(Role.NARRATOR).backend != OFFLINE.backend
    hidden = await hidden_facts(parts, state)

    def guards() -> NarrationGuard:
        return guard_of(state, turn, brief, hidden, by_model=by_model)

    passing = Releasing(guards(), release, must=must_be_told(brief), patient=by_model)
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.NARRATOR, asking)
        source = await bought_from(db, turn.id, Role.NARRATOR) if kept is not None else ""
    note = refused = about = ""
    cut = False
    if kept is not None:
        await passing.feed(kept)
        cut = await was_cut(parts, turn)
    else:
        if shown and by_model:
            await passing.go_on_from(shown)
        completion, note = await _stream(parts, state, turn, brief, passing, asking)
        source, refused, about = _source(completion), completion.refused, _about(parts, completion, note)
        cut = completion.finish_reason in ENDED_EARLY
        if refused and not await _is_news(parts, turn, completion):
            note = refused = about = ""
        if refused and completion.backend != OFFLINE.backend:
            refused, about = "", "free_model"
        if not note and completion.backend != OFFLINE.backend:
            strains = await parts.door.strains(purpose_of(parts, state, turn, Role.NARRATOR, asking))
            soft = await soft_note(parts.database, parts.clock, turn.game_id, strains)
            note, about = (soft.text, soft.about) if soft is not None else ("", "")
    await passing.finish(cut=cut)
    passing.written_by(source)
    if passing.is_too_little(brief) or passing.is_poor(brief):
        source = await _once_more(parts, state, turn, brief, passing, asking, source, guards)
    for text in passing.lost():  # whoever told it: what the party knows from here on is told
        passing.add(bounds.clean(finish_author(text)))
    await passing.let_go()
    if brief.ending_text:
        ending = bounds.clean(brief.ending_text)
        await release(f"\n\n{ending}")
        passing.shown += f"\n\n{ending}"
    return Told(passing.shown.strip(), source, note, refused, about, passing.counts())


async def _once_more(
    parts: EngineParts,
    state: SceneState,
    turn: Turn,
    brief: NarrationBrief,
    passing: Releasing,
    asking: int,
    source: str,
    guards: Callable[[], NarrationGuard],
) -> str:
    """Too little of the answer could be shown, or not what matters: ask once more, saying what was wrong with it, under
    the same limits; but not twice in `SELDOM` turns, so that a poor model does not cost double. It goes on from what
    the table has seen; the better of the two answers is told. If nothing is shown then either, the offline narrator
    tells it. Gives who told it in the end."""
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.NARRATOR, asking + ASKED_AGAIN)
        lately = await was_asked_again(db, game_id=turn.game_id, number=turn.number, turns=SELDOM)
        first = source
        source = await bought_from(db, turn.id, Role.NARRATOR) if kept is not None else source
    if first != "offline" and (kept is not None or not lately):
        passing.note("too_little", "asked_again")
        passing.written_by(first)
        lost = passing.lost()
        before = passing.set_aside(guards())
        passing.begin_again()
        left = max(round(brief.words - measure(passing.seen), -1), LEAST_REST) if passing.seen else brief.words
        again = replace(brief, amiss=(*passing.amiss(), *([LOST] if lost else [])), words=int(left))
        cut = False
        with contextlib.suppress(ModelError):
            if kept is not None:
                await passing.feed(_rest_of(kept, passing.seen))
                cut = await was_cut(parts, turn)
            else:
                completion, _ = await _stream(parts, state, turn, again, passing, asking + ASKED_AGAIN)
                source, cut = _source(completion), completion.finish_reason in ENDED_EARLY
        await passing.finish(cut=cut)
        passing.written_by(source)
        if passing.choose(before):
            source = first
    if not passing.shown.strip():
        passing.note("too_little", "offline")
        passing.written_by(source)
        plain = bounds_of(state.campaign).clean(offline_telling(brief))
        await passing.go_on_from(plain or moves_on(brief.language))
        source = "offline"
    return source


def _about(parts: EngineParts, completion: Completion, note: str) -> str:
    """What a note is about: see `NarrationFinished`."""
    if not note:
        return ""
    if parts.account is not None and note == parts.account.trouble:
        return "own_key"
    return "told_offline" if completion.backend == OFFLINE.backend else "other_model"


def _rest_of(kept: str, seen: str) -> str:
    """A reply that went on from these words, without them."""
    joint = Continuation(seen)
    return joint.feed(kept.removeprefix(seen.rstrip())) + joint.finish()


def must_be_told(brief: NarrationBrief) -> tuple[str, ...]:
    """What a telling has to say whatever is cut from it: what the party learns."""
    return brief.learned if brief.kind == "action" and brief.mode != "coauthor" else ()


async def _stream(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NarrationBrief, passing: Releasing, asking: int
) -> tuple[Completion, str]:
    purpose = purpose_of(parts, state, turn, Role.NARRATOR, asking)

    def fitted(window: int) -> Prompt:
        return assemble_narration(
            brief,
            templates=parts.templates_of(state),
            counter=parts.counter,
            window=window,
            reply_tokens=parts.reply_tokens(Role.NARRATOR, window),
        )

    why, relay = "", Relay()
    moments = moments_of(turn.outcome, turn.ruling, state)
    route = parts.door.candidates(purpose)
    first = await escalated(parts, purpose, moments)
    if first is not None:
        await parts.door.note_escalation(purpose, first)
        route = (first, *(each for each in route if each != first))
    manner = Manner(refit=fitted, relay=relay)
    try:
        for share in SHARES:
            try:
                prompt, whom = fitting(parts, Role.NARRATOR, route, fitted, relay, share=share)
                completion = await parts.door.complete(
                    prompt, purpose=purpose, on_text=passing.feed, prefix=passing.seen, candidates=whom, manner=manner
                )
            except ContextOverflow as error:
                why = why or str(error)
                continue
            return completion, completion.note or (parts.account.trouble if parts.account is not None else "")
        prompt, manner = fitted(OFFLINE.context_window), Manner(relay=relay)
        completion = await parts.door.complete(
            prompt, purpose=purpose, on_text=passing.feed, candidates=(OFFLINE,), manner=manner
        )
    except ModelError:
        await parts.door.gives_up(purpose, relay)
        raise
    return completion, f"{why}; the offline narrator answered instead"


async def was_cut(parts: EngineParts, turn: Turn) -> bool:
    """Whether the length limit ended the turn's last good telling."""
    async with parts.database.read() as db:
        calls = await load_calls(db, turn_id=turn.id)
    told = [call for call in calls if call.role == Role.NARRATOR and call.status == "ok"]
    return bool(told) and told[-1].finish_reason in ENDED_EARLY


async def _is_news(parts: EngineParts, turn: Turn, completion: Completion) -> bool:
    place = f"game:{turn.game_id}"
    return await is_news(parts.database, parts.clock, place, completion.refused, completion.refused_scope)


def _source(completion: Completion) -> str:
    return "offline" if completion.backend == OFFLINE.backend else completion.model


def reworded(brief: NarrationBrief, how: str, alternative: int) -> NarrationBrief:
    """The same beat, asked for in other words."""
    if how.startswith(EXPAND):
        brief = replace(brief, words=brief.words * 2)
    return replace(brief, reword=how or ANEW, alternative=alternative)
