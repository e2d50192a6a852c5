"""What is told to one alone: private turns, facts that only some learn, notes to whoever runs the game.

A whisper is a turn like any other, with its own dice and changes. Its words are in no list, prompt, recap or
explanation of anybody else's (`gm.store.sealed.not_whispered`); who may read them reads them here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from gm.domain.approval import RULING, waits_for_approval
from gm.domain.brief import MemoryView, NarrationBrief
from gm.domain.campaign import Campaign
from gm.domain.dice import RollRecord
from gm.domain.errors import NotFound, Refused
from gm.domain.events import MasterAsked, TurnEvent, TurnParked
from gm.domain.objections import Objection
from gm.domain.play import Game, PlayerInput, Scene, SceneState, Turn, TurnOutcome
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.play.loading import load_state
from gm.play.parts import EngineParts, Face, SilentFace
from gm.play.views import dice_lines, known_texts, outcome_line
from gm.rules.combat.playing import is_on
from gm.rules.scores import check_view
from gm.store.games import load_scene
from gm.store.objections import load_objection
from gm.store.own import load_cast
from gm.store.rolls import load_rolls
from gm.store.sealed import (
    PlayerNote,
    Seal,
    load_player_notes,
    load_seals,
    load_whisperer,
    record_opened,
    record_player_note,
    record_seal,
)
from gm.store.steers import load_set_aside
from gm.store.table_settings import load_table
from gm.store.turn_queries import load_these_turns
from gm.store.tx import Db

SEALED_ROLL: Final = "sealed:"
"""What the keys of rolls begin with that were made in secret. They are drawn and verified like all others."""
MOST_NOTE: Final = 2_000
"""Characters of a note."""
_LATELY: Final = 3
"""Of one's own earlier whispers, so many are before the narrator of the next one."""
Brief = TypeVar("Brief", NarrationBrief, RulingBrief)


@dataclass(frozen=True, slots=True)
class PrivateText:
    """Something that one player alone reads."""

    turn_id: int
    number: int
    character: str
    kind: str
    """`whisper`: they did it; `gm`: whoever runs the game told them; `learned`: their character found it out."""
    said: str
    """Their own words; ''."""
    dice: tuple[str, ...]
    """What was tried and how it came out, then the dice, a line each."""
    text: str
    opened: bool
    objection: Objection | None = None
    """What they said against the ruling, and what came of it; read with `mine`."""


class AloneFace:
    """A face that one player alone sees: what a whisper is shown on. On any other face it is shown to nobody."""

    def __init__(self, face: Face, character: str, others: Face) -> None:
        self._face = face
        self.alone = character
        self.others = others
        """Where everybody looks: turns of theirs that have to be finished first are shown there."""

    async def show(self, event: TurnEvent) -> None:
        """Show it to them."""
        await self._face.show(event)


class _WhisperFace:
    """What a whisper is shown on: its own face reads it, all others at most that the game master is asked."""

    def __init__(self, own: Face, others: Face) -> None:
        self._own = own
        self._others = others

    async def show(self, event: TurnEvent) -> None:
        """Show it to them."""
        if isinstance(event, TurnParked) and event.parked.reason == "approval":
            await self._others.show(MasterAsked(event.turn_id))
        await self._own.show(event)


def face_for(alone: str | None, face: Face) -> Face:
    """Where a turn is shown that is played on this face. `alone`: who whispered it; where they are not before it, the
    whisper waits, sealed. Everybody's turn is shown where everybody looks."""
    others = face.others if isinstance(face, AloneFace) else face
    if alone is None:
        return others
    own = face if isinstance(face, AloneFace) and face.alone == alone else SilentFace()
    return _WhisperFace(own, others)


async def tell_decided(alone: str | None, face: Face, turn: Turn) -> None:
    """A whisper about which the game master was asked is over: all others read no more that something waits."""
    if alone is not None and turn.status in ("done", "undone") and any(key.startswith(RULING) for key in turn.choices):
        others = face.others if isinstance(face, AloneFace) else face
        await others.show(MasterAsked(turn.id, over=True))


class WhisperDesk:
    """What faces call beside the turns themselves. A private turn is one whose input is `private`."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def mine(self, game: Game, character: str) -> tuple[PrivateText, ...]:
        """All of a character's private texts on this branch, oldest first; not those that were taken back."""
        async with self._parts.database.read() as db:
            theirs = [each for each in await private_texts(db, game) if each.character == character]
            said = [await load_objection(db, each.turn_id) if each.kind == "whisper" else None for each in theirs]
        return tuple(
            each if kept is None else replace(each, objection=kept[0]) for each, kept in zip(theirs, said, strict=True)
        )

    async def whose(self, turn_id: int) -> str | None:
        """The character who whispered this turn; None: it is everybody's."""
        async with self._parts.database.read() as db:
            return await load_whisperer(db, turn_id)

    async def undecided(self, game: Game, character: str) -> bool:
        """Whether something that this character whispered still waits for the game master."""
        async with self._parts.database.read() as db:
            whispered = {
                seal.turn_id
                for seal in await load_seals(db, game.id)
                if seal.character == character and seal.what == "whisper"
            }
            turns = await load_these_turns(db, game.branch_id, whispered)
        return any(waits_for_approval(turn) or turn.status == "running" for turn in turns)

    async def as_letter(self, game: Game, player: str, character: str, text: str) -> bool:
        """Where a person tells everything themselves, a whisper is a letter to them, and is kept as one; False: it is
        played here. Raises Refused, as `note`."""
        async with self._parts.database.read() as db:
            if (await load_table(db, game.id)).mode != "assist":
                return False
        await self.note(game, player, character, text)
        return True

    async def sealed(self, game: Game) -> tuple[PrivateText, ...]:
        """All of everybody's: for whoever runs the game."""
        return await self._all(game)

    async def waiting(self, game: Game) -> tuple[tuple[int, str], ...]:
        """(turn, character) of what nobody has opened yet, oldest first."""
        return tuple((each.turn_id, each.character) for each in await self._all(game) if not each.opened)

    async def open(self, game: Game, turn_id: int, character: str) -> PrivateText:
        """Read what is sealed for a character, and note that they did. Again gives it again.

        Raises:
            NotFound: there is nothing for them, or it was taken back.
        """
        found = [each for each in await self.mine(game, character) if each.turn_id == turn_id]
        if not found:
            raise NotFound("There is nothing sealed for you there.", key="whisper.nothing")
        await self.opened(turn_id, character)
        return found[0]

    async def opened(self, turn_id: int, character: str) -> None:
        """Note that a private text was read."""
        async with self._parts.database.begin() as db:
            await record_opened(db, turn_id, character, self._parts.clock.now())
            await db.commit()

    async def note(self, game: Game, player: str, character: str, text: str) -> None:
        """Keep a note to whoever runs the game; no prompt ever holds it.

        Raises:
            Refused: it is empty or too long.
        """
        words = text.strip()
        if not words:
            raise Refused("Nothing was said.", key="input.empty")
        if len(words) > MOST_NOTE:
            raise Refused(f"A note takes {MOST_NOTE:,} characters.", key="input.long", most=MOST_NOTE)
        async with self._parts.database.begin() as db:
            await record_player_note(db, game.id, player, character, words, self._parts.clock.now())
            await db.commit()

    async def notes(self, game: Game) -> tuple[PlayerNote, ...]:
        """The notes that players have written: for whoever runs the game."""
        async with self._parts.database.read() as db:
            return await load_player_notes(db, game.id)

    async def sealed_rolls(self, game: Game) -> tuple[RollRecord, ...]:
        """Rolls that a game master made in secret, in order: for whoever runs the game."""
        async with self._parts.database.read() as db:
            return tuple(each.record for each in await load_rolls(db, game.id) if each.key.startswith(SEALED_ROLL))

    async def _all(self, game: Game) -> tuple[PrivateText, ...]:
        async with self._parts.database.read() as db:
            return await private_texts(db, game)


async def private_texts(db: Db, game: Game) -> tuple[PrivateText, ...]:
    """Everybody's private texts on the game's branch, by turn."""
    seals = await load_seals(db, game.id)
    if not seals:
        return ()
    campaign = await load_cast(db, game)
    aside = await load_set_aside(db, game.id)
    turns = {turn.id: turn for turn in await load_these_turns(db, game.branch_id, {seal.turn_id for seal in seals})}
    made = (_text(campaign, seal, turns[seal.turn_id]) for seal in seals if _stands(turns.get(seal.turn_id), aside))
    return tuple(sorted((each for each in made if each.text), key=lambda each: each.number))


def _stands(turn: Turn | None, aside: frozenset[int]) -> bool:
    return turn is not None and turn.status != "undone" and turn.id not in aside


def _text(campaign: Campaign, seal: Seal, turn: Turn) -> PrivateText:
    outcome = turn.outcome or TurnOutcome()
    at = (turn.id, turn.number, seal.character)
    if seal.what == "learned":
        facts = learned_by(seal.character, outcome)
        return PrivateText(*at, "learned", "", (), "\n".join(known_texts(campaign, facts)), seal.opened_at is not None)
    said = "\n".join(entry.input.text for entry in turn.inputs if not entry.input.is_silent)
    kind = "gm" if turn.kind == "gm" else "whisper"
    checks = tuple(outcome_line((check_view(campaign, each),), ()) for each in outcome.checks)
    dice = (*checks, *dice_lines(outcome.checks, outcome.rolls))
    told = turn.narration or ""
    if kind == "whisper":
        told = "\n".join(part for part in (told, *known_texts(campaign, learned_by(seal.character, outcome))) if part)
    return PrivateText(*at, kind, "" if kind == "gm" else said, dice, told, seal.opened_at is not None)


def learned_by(character: str, outcome: TurnOutcome) -> frozenset[str]:
    """Facts that a character came to know in a turn."""
    changes = (each for each in outcome.changes if each.entity == f"character:{character}")
    return frozenset(
        each.path.removeprefix("knows/") for each in changes if each.path.startswith("knows/") and each.after
    )


async def seal_learned(db: Db, after: SceneState, turn: Turn, outcome: TurnOutcome, whisperer: str | None) -> None:
    """Seal what single players' characters have learned and not everybody here knows, in the transaction that changes
    the world. Who whispers is told at once."""
    common = after.known_by_all_present()
    for pc in after.campaign.characters:
        facts = learned_by(pc.id, outcome) - common
        if pc.id != whisperer and after.is_playing(pc.id) and known_texts(after.campaign, facts):
            await record_seal(db, turn.game_id, turn.id, pc.id, "learned")


async def admit_private(parts: EngineParts, game: Game, inputs: Sequence[PlayerInput], *, scene_key: str) -> None:
    """Whether these inputs may be a turn: whispers are a turn by themselves.

    Raises:
        Refused: whispers among others' words, without a character, or in a fight.
    """
    private = [entry for entry in inputs if entry.private]
    if not private:
        return
    if len(private) != len(inputs) or len({entry.character for entry in private}) != 1 or not private[0].character:
        raise Refused("A whisper is one character's alone.", key="whisper.alone")
    async with parts.database.read() as db:
        scene = await load_scene(db, game.branch_id, scene_key)
    state = await load_state(parts, game, scene)
    if state.table.mode == "assist":
        remedy = "/letter does; they can answer you alone."
        raise Refused("A person runs this table: write to them.", remedy=remedy, key="whisper.led")
    if is_on(state.world, state.scene.key):
        raise Refused("In a fight everybody sees what you do.", remedy="Say it openly.", key="whisper.fight")


async def last_whisper(db: Db, game: Game, scene: Scene, character: str) -> Turn | None:
    """The last whisper of a character that stands, where it was whispered in this scene."""
    return (await last_whispers(db, game, scene)).get(character)


async def last_whispers(db: Db, game: Game, scene: Scene) -> dict[str, Turn]:
    """By character, the last whisper that stands, of those who whispered it in this scene."""
    last = {each.character: each.turn_id for each in await private_texts(db, game) if each.kind == "whisper"}
    turns = {turn.id: turn for turn in await load_these_turns(db, game.branch_id, set(last.values()))}
    return {who: turns[at] for who, at in last.items() if turns[at].scene_id == scene.id}


async def whispered(parts: EngineParts, game: Game, character: str, brief: Brief, *, but: int | None = None) -> Brief:
    """The brief of a private turn: that nobody else is aware of it, and what the same player whispered before (`but`:
    not in the turn of this id, which is ruled on once more)."""
    async with parts.database.read() as db:
        theirs = [each for each in await private_texts(db, game) if each.character == character]
    found = [each for each in theirs if each.kind == "whisper" and each.turn_id != but][-_LATELY:]
    earlier: list[MemoryView] = [_view(each) for each in found]
    memories: tuple[MemoryView, ...] = (*brief.memories, *earlier)
    if isinstance(brief, NarrationBrief):
        return replace(brief, memories=memories, private=True)
    return replace(brief, memories=memories, gm_notes=(*brief.gm_notes, ALONE))


async def with_own_whispers(parts: EngineParts, state: SceneState, brief: Brief) -> Brief:
    """The brief of everybody's beat, with what the only one whom everybody is has whispered or was told lately. Where
    anybody else plays, or ever did, nothing."""
    alone = _party_of_one(state)
    if alone is None:
        return brief
    async with parts.database.read() as db:
        theirs = [each for each in await private_texts(db, state.game) if each.character == alone]
    told: list[PrivateText] = [each for each in theirs if each.kind != "learned" and each.number < brief.turn_number]
    memories: tuple[MemoryView, ...] = (*brief.memories, *map(_view, told[-_LATELY:]))
    return replace(brief, memories=memories)


_THERE: Final = ("playing", "parked", "retired", "departed", "status")
"""Paths of a character of which one is set of whoever plays or has played."""


def _party_of_one(state: SceneState) -> str | None:
    there = [
        pc.id
        for pc in state.campaign.characters
        if any(state.world.get(f"character:{pc.id}", path) is not None for path in _THERE)
    ]
    return there[0] if len(there) == 1 and state.is_playing(there[0]) else None


def _view(each: PrivateText) -> MemoryView:
    return MemoryView(each.number, f"{each.said}\n{each.text}", "in private", "", why="whispered")


def timeless(ruling: Ruling) -> Ruling:
    """A ruling on a whisper: no time passes, so that the clock tells nobody of it, and what is public can be taken back
    by itself."""
    return ruling.model_copy(update={"minutes": 0})


def uncounted(outcome: TurnOutcome, scene_key: str) -> TurnOutcome:
    """What comes of a beat that one alone sees, without its place among the scene's beats: a count that moved on would
    stand in the way of taking back what all have seen, and tell everybody why."""
    beats = (f"scene:{scene_key}", "beats")
    kept = tuple(each for each in outcome.changes if (each.entity, each.path) != beats)
    return outcome.model_copy(update={"changes": kept})


ALONE: Final = (
    "This beat is private: only the one who acts and their player know of it, no other player's character notices it "
    "or is changed by it. Whoever else is here acts as usual, may notice, answer and be rolled against, while the "
    "others stay unaware."
)
