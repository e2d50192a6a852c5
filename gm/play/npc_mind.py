"""What one NPC is given for an answer: what they witnessed or were told, whom they know, how they feel. Reads only.

Everything is filtered here for that NPC alone: each answers in a call of their own, so nobody reads what another knows.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from gm.domain.brief import MemoryView, NarrationBrief, PersonView
from gm.domain.calls import Role
from gm.domain.campaign import Campaign, Npc
from gm.domain.facts import Fact
from gm.domain.memory import RecallQuery
from gm.domain.npc_brief import KnownPerson, NpcBrief
from gm.domain.play import Beat, SceneState
from gm.domain.scenes import lane_of
from gm.domain.speakers import Speaker
from gm.memory.knowing import facts_known
from gm.memory.minding import Kept, called_up, view_of
from gm.play.dates import day_words
from gm.play.npc_heard import in_the_world, lore_known, place_as_it_is, said_to, whispered_to
from gm.play.npc_ruling import asked_for
from gm.play.parts import EngineParts
from gm.play.remembered import is_shown, names_in
from gm.play.remembered import view_of as memory_view
from gm.play.told_how import words_for
from gm.play.vectors import with_meaning
from gm.prompting.npc import split_beat
from gm.rules.answering import Answering
from gm.rules.regard import mood, mood_name, regard
from gm.rules.sheets import mood_word
from gm.store.facts import load_facts
from gm.store.marks import load_hidden_turns, load_marks
from gm.store.turns import load_beats
from gm.store.witnesses import load_witnesses_of

BACK: Final = 160
"""Beats that are looked through for what somebody witnessed."""
CHRONICLE: Final = 24
"""Gists of what they witnessed before the transcript."""
STEP: Final = 8
"""Beats by which the beginning of the transcript moves at a time, so that it rests in between."""
SHARE: Final = 0.4
"""Of the window, for the transcript."""
PASSAGES: Final = 3
ABOUT: Final = 3
"""Facts that are kept in mind about each person."""

TELLING: Final = 30
"""Words more for each thing that comes out now, in which it can be told plainly."""


async def witnessed(parts: EngineParts, state: SceneState, npc_id: str, *, before: int) -> tuple[Beat, ...]:
    """The beats before turn number `before` that an NPC was there for, or was told of; of one of which nobody knows who
    was there, they know nothing."""
    async with parts.database.read() as db:
        beats = await load_beats(
            db, state.scene.branch_id, last=before - 1, limit=BACK, lane=lane_of(state.world, state.scene.key)
        )
        hidden = await load_hidden_turns(db, state.game.id)
        ids = [beat.turn_id for beat in beats]
        there = await load_witnesses_of(db, state.game.id, min(ids), max(ids)) if ids else {}
    told = state.world.under(f"character:{npc_id}", "heard")
    return tuple(
        beat
        for beat in map(in_the_world, beats)
        if beat.turn_id not in hidden
        and (beat.narration or beat.inputs)
        and (npc_id in there.get(beat.turn_id, ()) or str(beat.turn_id) in told)
    )


def shown_from(beats: Sequence[Beat], room: int, tokens: Callable[[str], int]) -> int:
    """Number of the first beat that is shown word for word: the newest that fit into `room`, from a multiple of `STEP`
    on."""
    left = room
    for at, beat in enumerate(reversed(beats)):
        left -= tokens(beat.narration) + sum(tokens(said) for _, said in beat.inputs) + 12
        if left < 0 and at >= 2:
            first = beat.number + 1
            return first + (-first % STEP)
    return 0


async def npc_brief(
    parts: EngineParts,
    state: SceneState,
    telling: NarrationBrief,
    who: Answering,
    just_said: tuple[tuple[str, str], ...],
) -> NpcBrief:
    """The brief of one who answers. `telling` is what a narrator would be given: of it only what is public is taken,
    and what comes out now."""
    npc = state.campaign.npc(who.npc)
    person = next(each for each in telling.others if each.id == who.npc)
    assert npc is not None
    past = await witnessed(parts, state, npc.id, before=telling.turn_number)
    start = shown_from(past, int(parts.window(Role.NPC) * SHARE), parts.counter.count)
    shown, older = [b for b in past if b.number >= start], [b for b in past if b.number < start]
    facts = await _facts(parts, state, npc.id)
    said = "\n".join(entry.text for entry in telling.inputs)
    kept = Kept(facts, present=(npc.id,), language=state.campaign.language)
    called = called_up(kept, said)[: ABOUT * 2]
    asked = [entry for entry in telling.inputs if entry.character == who.to] or list(telling.inputs)
    near = [held for entry in asked for held in asked_for(state, npc, entry)]
    tells = _tells(state.campaign, npc, telling)
    private = telling.private
    place = place_as_it_is(telling)
    gists = tuple(beat.gist for beat in older[-CHRONICLE:] if beat.gist)
    brief = NpcBrief(
        campaign=state.campaign,
        language=telling.language,
        npc=person,
        turn_number=telling.turn_number,
        attempt=telling.attempt,
        alternative=telling.alternative,
        seed=telling.seed,
        place=place,
        time=telling.time,
        mood=mood_name(mood(state.world, npc.id)),
        why=who.why,
        word=who.word,
        answers=next((each.name for each in telling.party if each.id == who.to), ""),
        people=tuple(_known(state, npc, each, past, facts) for each in telling.party),
        others=tuple((each.name, each.appearance) for each in telling.others if each.id != npc.id and not each.kind),
        inputs=said_to(npc, telling.inputs) if private else telling.inputs,
        just_said=just_said,
        tells=tells,
        keeps=bool(near),
        premise=state.table.premise,
        lore=lore_known(state, npc, telling.lore, tells),
        facts=tuple(view_of(state.campaign, state.world, fact, (npc.id,)) for fact in called),
        memories=(
            *await _memories(parts, state, npc.id, telling, start, (place, *gists)),
            *await whispered_to(parts, state, npc, telling),
        ),
        steered=telling.steered,
        notes=tuple(aside.text for aside in telling.asides),
        private=private,
        reword=telling.reword,
        replaces=_answered(npc, telling.replaces),
        amiss=telling.amiss,
        words=words_for(state, round(telling.campaign.voice.words.get("talk", 90) * 0.7)) + TELLING * len(tells),
    )
    return replace(brief, transcript=tuple(shown), chronicle=gists)


def _tells(campaign: Campaign, npc: Npc, telling: NarrationBrief) -> tuple[str, ...]:
    """Of what comes out in this beat, what they are the ones to say: their own, or what they knew."""
    facts = campaign.facts()
    theirs = {secret.text for secret in npc.secrets} | {facts[fact] for fact in npc.knows if fact in facts}
    return tuple(text for text in telling.learned if text in theirs)


def _answered(npc: Npc, told: str) -> str:
    """Their own words in an earlier telling of this beat."""
    said = split_beat(told, Speaker(npc.id, (npc.name, *npc.aliases)))
    return "\n".join(text for kind, text in said if kind == "said")


async def _facts(parts: EngineParts, state: SceneState, npc_id: str) -> tuple[Fact, ...]:
    async with parts.database.read() as db:
        facts = await load_facts(db, state.scene.branch_id, await load_marks(db, state.game.id))
    return facts_known(state.campaign, state.world, facts, (npc_id,))


def _known(state: SceneState, npc: Npc, person: PersonView, past: Sequence[Beat], facts: Sequence[Fact]) -> KnownPerson:
    shared = [beat for beat in past if any(_is_by(who, person.name) for who, _ in beat.inputs)]
    last = shared[-1] if shared else None
    apart = last is not None and past and past[-1].number - last.number > 4
    about = [fact.text for fact in facts if fact.subject == person.name or person.name in fact.object]
    return KnownPerson(
        name=person.name,
        pronouns=person.pronouns,
        seen=person.appearance or person.concept,
        feeling=mood_word(regard(state.world, npc, person.id)),
        beats=len(shared),
        since=day_words(last.minutes, state.campaign.calendar) if last is not None and apart else "",
        facts=tuple(about[-ABOUT:]),
        player=person.player,
    )


def _is_by(speaker: str, name: str) -> bool:
    return speaker == name or speaker.startswith(f"{name} to ")


async def _memories(
    parts: EngineParts, state: SceneState, npc_id: str, telling: NarrationBrief, start: int, shown: Sequence[str]
) -> tuple[MemoryView, ...]:
    """What bears on what is said to them, of before their transcript. `shown`: what else their prompt holds."""
    spoken = [entry for entry in telling.inputs if entry.kind in ("do", "say") and entry.text.strip()]
    if not spoken or start <= 1:
        return ()
    query = RecallQuery(
        text="\n".join(entry.text for entry in spoken),
        names=names_in(state.campaign, spoken),
        knowers=frozenset({npc_id}),
        before=start,
        now=state.minutes,
        limit=PASSAGES,
        fitting=True,
    )
    query = await with_meaning(parts, state.game, state.scene.branch_id, query)
    found = await parts.recall.search(state.game, state.scene.branch_id, query)
    held = "\n".join(shown)
    new = (each for each in found.memories if not is_shown(each.text, held, each.core))
    return tuple(memory_view(state, each, among=()) for each in new)
