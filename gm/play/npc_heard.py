"""What one NPC has of a talk beside the beats they witnessed: of those only what happens in the world, what was
whispered to them, what they know of the lore that comes up, and the place as it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gm.domain.brief import InputView, LoreView, MemoryView, NarrationBrief
from gm.domain.campaign import Npc
from gm.domain.play import Beat, SceneState
from gm.domain.speakers import Speaker, label_end
from gm.lore.campaign import lore_of
from gm.play.parts import EngineParts
from gm.play.whispers import private_texts
from gm.rules.answering import speakers_in

_WHISPERS: Final = 3
_DETAILS: Final = 3
"""What an author lists of a place may be a page; these are there each time, so that a place is the same each time."""


def in_the_world(beat: Beat) -> Beat:
    """A beat without what nobody in the world hears: the table's directions, and talk across the table."""
    told = [(who, said, kind) for who, said, kind in beat.lines if kind not in ("ooc", "direct")]
    if len(told) == len(beat.inputs):
        return beat
    across = not told and any(kind == "ooc" for _, _, kind in beat.lines)
    return replace(
        beat,
        inputs=tuple((who, said) for who, said, _ in told),
        kinds=tuple(kind for _, _, kind in told),
        narration="" if across else beat.narration,
    )


def said_to(npc: Npc, inputs: tuple[InputView, ...]) -> tuple[InputView, ...]:
    """What is whispered to somebody, without their name before it."""
    own = (Speaker(npc.id, (npc.name, *npc.aliases, npc.name.split()[0])),)
    return tuple(replace(each, text=each.text[label_end(each.text, own) :].strip() or each.text) for each in inputs)


async def whispered_to(parts: EngineParts, state: SceneState, npc: Npc, telling: NarrationBrief) -> list[MemoryView]:
    """What the only player character here has whispered to somebody, and their answer. Among others it is not called
    up: what they say next, all would hear."""
    if len(telling.party) != 1:
        return []
    asker = telling.party[0]
    spoke = tuple(sorted({entry.player for entry in telling.inputs if entry.player}))
    async with parts.database.read() as db:
        texts = await private_texts(db, state.game)
    theirs = [
        each
        for each in texts
        if each.kind == "whisper" and each.character == asker.id and speakers_in(each.text, [npc]) == (npc.id,)
    ]
    return [
        MemoryView(
            each.number,
            f"{asker.name} whispered to you alone: «{' '.join(each.said.split())}» {' '.join(each.text.split())}",
            "",
            "",
            why="whispered",
            players=spoke,
        )
        for each in theirs[-_WHISPERS:]
    ]


def lore_known(state: SceneState, npc: Npc, lore: Sequence[LoreView], tells: Sequence[str]) -> tuple[LoreView, ...]:
    """Of the lore that comes up, what everybody knows or this one does; not what they say now anyway."""
    entries = lore_of(state.campaign).entries
    theirs = {*npc.knows, *state.world.under(f"character:{npc.id}", "knows")}
    return tuple(
        each
        for each in lore
        if each.content not in tells
        and (each.id in theirs or each.id not in entries or entries[each.id].audience == "everyone")
    )


def place_as_it_is(telling: NarrationBrief) -> str:
    """Where they are, with the ways out: who is always there does not see less of it the second time."""
    ways = [f"{way.label} ({way.locked.rstrip('.')})" if way.locked else way.label for way in telling.place.exits]
    text = f"{telling.place.name}. {telling.place.description}".strip()
    if telling.place.details:
        text += f" Unless told otherwise since: {' '.join(telling.place.details[:_DETAILS])}"
    return f"{text} Ways out: {'; '.join(ways)}." if ways else text
