"""What a turn's prompts are given of the past beyond the transcript: passages that bear on what is said now.

They are looked for once for each attempt, and kept: a turn that is resumed after a crash is given the same, whatever
has been told elsewhere meanwhile.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from gm.domain.brief import InputView, MemoryView, NarrationBrief
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.memory import Memory, RecallQuery
from gm.domain.play import SceneState
from gm.domain.ruling_brief import RulingBrief
from gm.domain.scenes import lane_of
from gm.domain.words import fold, words
from gm.memory.everyday import share_of
from gm.memory.story import sentences
from gm.memory.terms import terms
from gm.play.dates import day_words
from gm.play.parts import EngineParts
from gm.play.vectors import with_meaning
from gm.play.views import character_name
from gm.store.archives import load_archives
from gm.store.recalled import load_recalled, record_recalled

MOST: Final = 4
"""Passages in a prompt."""
TOKENS: Final = 440
"""Tokens that they may take together: four in any script. Most turns call up less, or nothing."""
RETOLD: Final = 0.4
"""Share of a passage's telling words that stand in a place's description, from which on it only describes it."""
_SAME: Final = 4
_QUOTED: Final = re.compile('["“”«»「『]')
"""Somebody speaks: that is remembered, whatever stands about them."""
_SPOKEN: Final = ("do", "say", "ooc", "check")
"""Kinds of inputs that are looked at: an order in a fight says nothing of the past."""


async def remembered(
    parts: EngineParts,
    state: SceneState,
    bare: NarrationBrief | RulingBrief,
    *,
    role: Role,
    before: int,
    turn_id: int | None,
    told: Sequence[str] = (),
) -> tuple[MemoryView, ...]:
    """What bears on this turn of everything before turn number `before`, where the transcript begins.

    `turn_id` None: nothing is kept. `told`: the lines of the chronicle, which the prompt holds already.
    """
    attempt = bare.attempt if role is Role.ADJUDICATOR else 0
    if turn_id is not None:
        async with parts.database.read() as db:
            kept = await load_recalled(db, turn_id, role.value, attempt)
        if kept is not None:
            return views_from(kept)
    query = query_of(state, bare, role=role, before=before)
    if query is None or (before <= 1 and not await _has_archives(parts, state.game.id)):
        return ()
    query = await with_meaning(parts, state.game, state.scene.branch_id, query)
    found = await parts.recall.search(state.game, state.scene.branch_id, query)
    aside = all(entry.kind == "ooc" for entry in bare.inputs)
    shown = "\n".join((bare.place.description, *told))
    there = (memory for memory in found.memories if aside or not memory.aside)
    new = (
        memory
        for memory in there
        if not is_shown(memory.text, shown, memory.core) and not retells_place(state.campaign, memory)
    )
    views = _within(parts, tuple(view_of(state, memory, among=sorted(query.among)) for memory in new))
    if turn_id is not None:
        async with parts.database.begin() as db:
            await record_recalled(db, turn_id, role.value, attempt, json.dumps([asdict(view) for view in views]))
            await db.commit()
    return views


def query_of(state: SceneState, bare: NarrationBrief | RulingBrief, *, role: Role, before: int) -> RecallQuery | None:
    """What is looked for: the words of those who speak, the names that they mention, and whom they address.

    The narrator is given what a present character of the players' knows; the adjudicator anything, with who of them
    does not know it, and once there has been another scene only what somebody here knows. None: nobody says anything
    that could be looked for.
    """
    spoken = [entry for entry in bare.inputs if entry.kind in _SPOKEN and entry.text.strip()]
    if not spoken:
        return None
    party = frozenset(who for who in state.present() if state.campaign.character(who))
    return RecallQuery(
        text="\n".join(entry.text for entry in spoken),
        names=names_in(state.campaign, spoken),
        knowers=party if role is Role.NARRATOR or lane_of(state.world, state.scene.key) is not None else None,
        among=party,
        before=before,
        now=state.minutes,
        limit=MOST,
        fitting=True,
    )


def names_in(campaign: Campaign, spoken: list[InputView]) -> tuple[str, ...]:
    """Names of people and places of the campaign that stand in what is said, and of those who are addressed; not of
    those who speak: they do in every turn of theirs."""
    said = {word for entry in spoken for word, _ in words(entry.text)}
    speakers = {entry.speaker for entry in spoken}
    people = [name for npc in campaign.npcs for name in (npc.name, *npc.aliases)]
    people += [each.name for each in campaign.characters]
    known = [*people, *(place.name for place in campaign.places)]
    firsts = Counter(first for name in set(known) if (first := _first(name)))
    named = [name for name in known if name not in speakers and _is_named(name, said, firsts)]
    return tuple(dict.fromkeys([*(entry.to for entry in spoken if entry.to), *named]))


def _first(name: str) -> str:
    return next((word for word, _ in words(name)), "")


def _is_named(name: str, said: set[str], firsts: Counter[str]) -> bool:
    """All its words, or the first where no other name begins so: "Hanne", but not "the" of "the landlord"."""
    parts = [word for word, _ in words(name)]
    return bool(parts) and (set(parts) <= said or (len(parts[0]) > 2 and firsts[parts[0]] == 1 and parts[0] in said))


def is_shown(passage: str, shown: str, core: str = "") -> bool:
    """Whether most of a passage's words stand in a text that the prompt holds already: a place that was described, the
    chronicle. Not if its `core`, for which it was recalled, is the part that does not: a chronicle tells of a turn what
    stood around the answer, too."""
    there = fold(" ".join(shown.split()))
    if fold(" ".join(core.split())).strip("…. ") not in there:
        return False
    said = (part for line in passage.splitlines() for part in line.split(" / "))
    told = [fold(" ".join(sentence.split())) for part in said for sentence in sentences(part)]
    again = sum(len(each) for each in told if each.strip("… /") in there)
    return bool(there) and again * 2 > sum(map(len, told))


def retells_place(campaign: Campaign, memory: Memory) -> bool:
    """Whether a passage was recalled for what the campaign says of the place where it happened: what a place looks like
    is told by its description whenever somebody is there, in the teller's words of that day it is no memory."""
    place = campaign.place(memory.place)
    core = memory.core or memory.text
    if place is None or memory.ref.origin == "line" or _QUOTED.search(core):
        return False
    told = " ".join((place.name, place.description, *place.details, *(way.label for way in place.exits)))
    held = {term for term in terms(core, campaign.language) if not share_of(term, campaign.language)}
    again = held & set(terms(told, campaign.language))
    return len(again) >= _SAME and len(again) > RETOLD * len(held)


def view_of(state: SceneState, memory: Memory, *, among: Iterable[str]) -> MemoryView:
    """A passage as prompts and people are shown it. `among`: of whom is told who does not know it."""
    campaign = state.campaign
    place = campaign.place(memory.place)
    line = memory.ref.origin == "line"
    return MemoryView(
        number=memory.session if line else memory.number,
        text=memory.text,
        when="" if line else day_words(memory.minutes, campaign.calendar),
        place=place.name if place is not None else "",
        unknown_to=tuple(character_name(campaign, who) for who in among if who not in memory.known_by),
        is_old_chat=line,
        why=memory.why,
        players=memory.players,
    )


def views_from(body: str) -> tuple[MemoryView, ...]:
    """What was kept of a recall."""
    rows: list[dict[str, Any]] = json.loads(body)
    lists = ("unknown_to", "players")
    return tuple(MemoryView(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows)


def _within(parts: EngineParts, views: tuple[MemoryView, ...]) -> tuple[MemoryView, ...]:
    kept: list[MemoryView] = []
    left = TOKENS
    for view in views:
        left -= parts.counter.count(view.text) + 20
        if left < 0 and kept:
            break
        kept.append(view)
    return tuple(kept)


async def _has_archives(parts: EngineParts, game_id: int) -> bool:
    async with parts.database.read() as db:
        return bool(await load_archives(db, game_id))
