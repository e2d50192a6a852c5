"""Stage 8 where only the characters answer: each who answers is asked in a call of their own, one after the other.

What one says the next one hears. Nobody reads what another knows: no call is shared. A reply is kept by its number, so
that a crash buys none twice.
"""

import re
from dataclasses import replace
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import ContextOverflow, ModelError
from gm.domain.npc_brief import NpcBrief
from gm.domain.play import Beat, SceneState, Turn
from gm.domain.prompt import Prompt
from gm.domain.scenes import lane_of
from gm.domain.speakers import label, label_end, speakers_of
from gm.models.attempt import Manner
from gm.models.events import Relay
from gm.models.offline.character import speak
from gm.models.routes import OFFLINE
from gm.play.adjudicate import bought_from, purpose_of
from gm.play.fitting import fitting
from gm.play.guarding import guard_of
from gm.play.minding import hidden_facts
from gm.play.narrate import Told
from gm.play.npc_mind import npc_brief
from gm.play.parts import EngineParts
from gm.play.releasing import Release, Releasing
from gm.prompting.npc import assemble_npc
from gm.rules.answering import MOST, Answering, answering
from gm.store.calls import load_reply
from gm.store.turns import load_beats

_ASKINGS: Final = MOST + 1
"""Numbers of replies that one telling may take."""
_LINE_ENDS: Final = re.compile(r"\s*\n+\s*")


async def speak_all(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NarrationBrief, release: Release, *, asking: int
) -> Told:
    """What the characters answer in this beat; '' where nobody does."""
    heard = await load_heard(parts, state, turn)
    present = turn.outcome.present if turn.outcome and turn.outcome.present else state.present()
    found = [each for each in answering(state.campaign, present, brief.inputs, heard) if _is_here(brief, each.npc)]
    guard = guard_of(state, turn, brief, await hidden_facts(parts, state), by_model=False)
    passing = Releasing(guard, release)
    said: list[tuple[str, str]] = []
    sources: list[str] = []
    note = about = refused = ""
    for at, who in enumerate(found):
        one = await npc_brief(parts, state, brief, who, tuple(said))
        text, source, told = await _asked(parts, state, turn, one, asking * _ASKINGS + at)
        note, about, refused = note or told[0], about or told[1], refused or told[2]
        words = only_theirs(text, state, who.npc) or speak(one)
        before = passing.shown
        paragraph = label(one.npc.name, words, brief.language)
        await passing.feed(f"\n\n{paragraph}" if before else paragraph)
        await passing.finish()
        passing.written_by(source)
        passing.begin_again()
        shown = passing.shown[len(before) :].strip()
        end = label_end(shown, speakers_of(state.campaign, [who.npc]))
        if not shown[end:].strip():
            shown = label(one.npc.name, speak(one), brief.language)
            await passing.go_on_from(before + ("\n\n" if before else "") + shown)
            source = "offline"
        said.append((one.npc.name, shown[end:].strip()))
        sources.append(source)
    by = next((each for each in sources if each != "offline"), "offline" if sources else "code")
    return Told(passing.shown.strip(), by, note, refused, about, passing.counts())


async def load_heard(parts: EngineParts, state: SceneState, turn: Turn) -> tuple[Beat, ...]:
    """The beats before a turn by which it is known who was speaking with whom."""
    async with parts.database.read() as db:
        return await load_beats(
            db, state.scene.branch_id, last=turn.number - 1, limit=2, lane=lane_of(state.world, state.scene.key)
        )


def _is_here(brief: NarrationBrief, npc_id: str) -> bool:
    return any(each.id == npc_id for each in brief.others)


async def _asked(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NpcBrief, number: int
) -> tuple[str, str, tuple[str, str, str]]:
    """One character's answer, who gave it, and what the table should know about that (note, about, refused)."""
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.NPC, number)
        source = await bought_from(db, turn.id, Role.NPC) if kept is not None else ""
    if kept is not None:
        return kept, "offline" if source == OFFLINE.model else source, ("", "", "")

    def fitted(window: int) -> Prompt:
        return assemble_npc(
            brief,
            templates=parts.templates_of(state),
            counter=parts.counter,
            window=window,
            reply_tokens=parts.reply_tokens(Role.NPC, window),
        )

    purpose = purpose_of(parts, state, turn, Role.NPC, number)
    relay = Relay()
    try:
        try:
            prompt, whom = fitting(parts, Role.NPC, parts.door.candidates(purpose), fitted, relay)
            manner = Manner(refit=fitted, relay=relay)
            completion = await parts.door.complete(prompt, purpose=purpose, candidates=whom, manner=manner)
        except ContextOverflow as error:
            prompt, manner = fitted(OFFLINE.context_window), Manner(relay=relay)
            completion = await parts.door.complete(prompt, purpose=purpose, candidates=(OFFLINE,), manner=manner)
            completion = replace(completion, note=f"{error}; told without a model instead")
    except ModelError:
        await parts.door.gives_up(purpose, relay)
        raise
    offline = completion.backend == OFFLINE.backend
    about = ("told_offline" if offline else "other_model") if completion.note else ""
    source = "offline" if offline else completion.model
    return completion.text, source, (completion.note, about, completion.refused if offline else "")


def only_theirs(text: str, state: SceneState, npc_id: str) -> str:
    """A reply as one paragraph of theirs: without their name before it, and only up to where it goes on for others."""
    own = speakers_of(state.campaign, [npc_id])
    everybody = speakers_of(state.campaign, [npc.id for npc in state.campaign.npcs if npc.id != npc_id])
    party = {name.casefold() for pc in state.campaign.characters for name in (pc.name, *pc.aliases)}
    kept = []
    for number, line in enumerate(each for each in text.splitlines() if each.strip()):
        end = label_end(line, own)
        if (
            not end
            and number
            and (label_end(line, everybody) or line.partition(":")[0].strip("* «").casefold() in party)
        ):
            break
        kept.append(line[end:].strip())
    return _LINE_ENDS.sub(" ", " ".join(kept)).strip()


__all__ = ["Answering", "only_theirs", "speak_all"]
