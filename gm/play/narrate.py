"""Stage 8: the telling. A stream is released to the table sentence by sentence, each one guarded first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Completion, Role
from gm.domain.errors import ContextOverflow
from gm.domain.play import SceneState, Turn
from gm.domain.prompt import Prompt
from gm.models.routes import OFFLINE
from gm.play.adjudicate import bought_from, purpose_of
from gm.play.guards import NarrationGuard
from gm.play.minding import hidden_facts
from gm.play.parts import EngineParts
from gm.play.sentences import SentenceBuffer
from gm.prompting.layout import assemble_narration
from gm.store.calls import load_reply
from gm.store.money import was_refused

Release = Callable[[str], Awaitable[None]]

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


class _Release:
    """Holds the stream back by one sentence, guards it, and hands it on."""

    def __init__(self, guard: NarrationGuard, release: Release) -> None:
        self._guard = guard
        self._release = release
        self._buffer = SentenceBuffer()
        self._stopped = False
        self.shown = ""

    async def go_on_from(self, text: str) -> None:
        """Words that have passed before, shown again to a table that may have come back later."""
        self.shown = text
        await self._release(text)

    async def feed(self, text: str) -> None:
        """Take more of the stream."""
        for sentence in self._buffer.feed(text):
            await self._pass(sentence)

    async def finish(self) -> None:
        """The stream has ended: let the rest through."""
        rest = self._buffer.rest()
        if rest.strip():
            await self._pass(rest)

    async def _pass(self, sentence: str) -> None:
        if self._stopped:
            return
        guarded = self._guard.check(sentence)
        self._stopped = guarded.stop
        text = guarded.text if self.shown else guarded.text.lstrip()
        if text:
            self.shown += text
            await self._release(text)


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
    if brief.kind == "opening":
        await release(brief.opening_text)
        return Told(brief.opening_text, "author")
    passing = _Release(_guard(state, brief, await hidden_facts(parts, state)), release)
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.NARRATOR, asking)
        source = await bought_from(db, turn.id, Role.NARRATOR) if kept is not None else ""
    note = refused = about = ""
    if kept is not None:
        await passing.feed(kept)
    else:
        if shown and parts.candidate(Role.NARRATOR).backend != OFFLINE.backend:
            await passing.go_on_from(shown)
        completion, note = await _stream(parts, state, turn, brief, passing, asking)
        source, refused, about = _source(completion), completion.refused, _about(parts, completion, note)
        if refused and await told_before(parts, turn, refused):
            note = refused = about = ""
    await passing.finish()
    if brief.ending_text:
        await release(f"\n\n{brief.ending_text}")
        passing.shown += f"\n\n{brief.ending_text}"
    return Told(passing.shown.strip(), source, note, refused, about)


def _about(parts: EngineParts, completion: Completion, note: str) -> str:
    """What a note is about: see `NarrationFinished`."""
    if not note:
        return ""
    if parts.account is not None and note == parts.account.trouble:
        return "own_key"
    return "told_offline" if completion.backend == OFFLINE.backend else "other_model"


async def _stream(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NarrationBrief, passing: _Release, asking: int
) -> tuple[Completion, str]:
    purpose = purpose_of(parts, state, turn, Role.NARRATOR, asking)

    def fitted(window: int) -> Prompt:
        return assemble_narration(
            brief,
            templates=parts.templates_of(state),
            counter=parts.counter,
            window=window,
            reply_tokens=parts.reply_tokens(Role.NARRATOR),
        )

    why = ""
    for share in SHARES:
        try:
            prompt = fitted(int(parts.window(Role.NARRATOR) * share))
            completion = await parts.door.complete(prompt, purpose=purpose, on_text=passing.feed, prefix=passing.shown)
        except ContextOverflow as error:
            why = str(error)
            continue
        return completion, completion.note or (parts.account.trouble if parts.account is not None else "")
    prompt = fitted(OFFLINE.context_window)
    completion = await parts.door.complete(prompt, purpose=purpose, on_text=passing.feed, candidates=(OFFLINE,))
    return completion, f"{why}; the offline narrator answered instead"


async def told_before(parts: EngineParts, turn: Turn, kind: str) -> bool:
    """Whether the table knows already that no money is spent: an earlier turn of this day (or month) met the same."""
    today = parts.clock.now().astimezone(UTC).date()
    since = today.replace(day=1) if kind == "month" else today
    async with parts.database.read() as db:
        return await was_refused(
            db,
            game_id=turn.game_id,
            before_turn=turn.id,
            role=Role.NARRATOR,
            kind=kind,
            since=since.isoformat(),
        )


def _source(completion: Completion) -> str:
    return "offline" if completion.backend == OFFLINE.backend else completion.model


def _guard(state: SceneState, brief: NarrationBrief, kept: Sequence[tuple[str, str]]) -> NarrationGuard:
    campaign = state.campaign
    texts = campaign.facts() | dict(kept)
    texts |= {f"place {place.id}": place.gm_notes for place in campaign.places if place.gm_notes}
    texts |= {f"scene {plan.id}": plan.gm_notes for plan in campaign.scenes if plan.gm_notes}
    told = {entry.id for entry in campaign.lore if entry.audience == "everyone"} | state.known_by_all_present()
    return NarrationGuard.of(
        texts, texts.keys() - told, (name for pc in brief.party for name in (pc.name, *pc.aliases))
    )


def reworded(brief: NarrationBrief, how: str, alternative: int) -> NarrationBrief:
    """The same beat, asked for in other words."""
    return replace(brief, reword=how or "other words, other details", alternative=alternative)
