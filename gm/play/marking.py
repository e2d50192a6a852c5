"""Bookmarks: turns that somebody wants to find again, by a name. They are of the table, so undo leaves them."""

from dataclasses import dataclass

from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game, Turn
from gm.domain.scenes import in_lane, lane_of
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.store.history import load_world
from gm.store.scenes import load_branches, load_scene_keys
from gm.store.steers import load_set_aside
from gm.store.table_settings import load_table, record_bookmark
from gm.store.turns import load_turn, load_turns
from gm.store.tx import Db

MOST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A marked turn. `on_path`: whether the branch that is played holds it."""

    name: str
    number: int
    on_path: bool
    said: str
    """What was said in it first; '' where nothing was, or the reader did not see it."""


class Marks:
    """A game's bookmarks."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def add(self, game: Game, name: str, *, number: int | None = None, scene: str | None = None) -> Bookmark:
        """Mark the turn of that number (None: the last) by a name, in place of what bore it before. `scene`: key of the
        scene that whoever marks plays in; only turns that they saw can be marked.

        Raises:
            Refused: no name, or too long a one. NotFound: there is no such turn.
        """
        name = " ".join(name.split())
        if not name or len(name) > MOST_LETTERS:
            text, remedy = f"A bookmark's name has 1 to {MOST_LETTERS} letters.", "For example: the bridge."
            raise Refused(text, remedy=remedy, key="mark.name", most=MOST_LETTERS)
        await screen_words(self._parts, game, name, said=True)
        async with self._parts.database.begin() as db:
            turns = await _seen(db, game, scene)
            if not turns:
                raise NotFound("Nothing was played yet.", key="mark.nothing")
            turn = turns[-1] if number is None else next((each for each in turns if each.number == number), None)
            if turn is None:
                raise NotFound(f"There is no turn {number} on this branch.", key="turn.none", number=number)
            await record_bookmark(db, game.id, name, turn.id)
            await db.commit()
        return Bookmark(name, turn.number, True, turn.inputs[0].input.text if turn.inputs else "")

    async def drop(self, game: Game, name: str) -> None:
        """Take a bookmark away. Raises NotFound."""
        async with self._parts.database.begin() as db:
            await record_bookmark(db, game.id, " ".join(name.split()), None)
            await db.commit()

    async def all(self, game: Game, *, scene: str | None = None) -> tuple[Bookmark, ...]:
        """Every bookmark, in the order of the turns. Those whose turn is gone are left out. `scene`: as in `add`."""
        found = []
        async with self._parts.database.read() as db:
            marks = (await load_table(db, game.id)).bookmarks
            aside = await load_set_aside(db, game.id)
            here = {turn.id for turn in await load_turns(db, game.branch_id, include_undone=False)} if marks else set()
            seen = {turn.id for turn in await _seen(db, game, scene)} if marks else set()
            for name, turn_id in marks.items():
                try:
                    turn = await load_turn(db, turn_id, branch_id=game.branch_id)
                except NotFound:
                    continue
                shown = turn.inputs and turn.id not in aside and turn.id in seen
                found.append(Bookmark(name, turn.number, turn_id in here, turn.inputs[0].input.text if shown else ""))
        return tuple(sorted(found, key=lambda each: (each.number, each.name)))

    async def turn_of(self, game: Game, name: str) -> int:
        """The number of the marked turn, to fork after it.

        Raises:
            NotFound: nothing is marked so. Refused: it stands on another branch, or was taken back.
        """
        marks = await self.all(game)
        wanted = " ".join(name.split()).casefold()
        found = next((each for each in marks if each.name.casefold() == wanted), None)
        if found is None:
            there = ", ".join(each.name for each in marks) or "nothing yet"
            short = name[:MOST_LETTERS]
            text = f'Nothing is marked "{short}".'
            raise NotFound(text, remedy=f"There is: {there}.", key="mark.none", name=short, names=there)
        if not found.on_path:
            async with self._parts.database.read() as db:
                branches = await load_branches(db, game.id)
            names = ", ".join(each.name for each in branches if each.id != game.branch_id)
            text = f'"{found.name}" is not on this branch.'
            remedy = f"Go to one of the others first: {names or 'there is none'}."
            raise Refused(text, remedy=remedy, key="mark.elsewhere", name=found.name, names=names or "-")
        return found.number


async def _seen(db: Db, game: Game, scene: str | None) -> tuple[Turn, ...]:
    """The turns of the branch that whoever plays in this scene has seen, whispers of others never among them."""
    turns = await load_turns(db, game.branch_id, include_undone=False)
    if scene is None:
        return turns
    lane = lane_of((await load_world(db, game.branch_id)).world, scene)
    keys = await load_scene_keys(db, game.id)
    return tuple(turn for turn in turns if in_lane(lane, keys[turn.scene_id], turn.number))
