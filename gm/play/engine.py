"""The turn engine as faces use it: the terminal, the bot and the web call these and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from gm.domain.calls import Role
from gm.domain.dice import RollRecord
from gm.domain.errors import NotFound
from gm.domain.events import InputReceived
from gm.domain.play import (
    Branch,
    Game,
    Hand,
    PlayerInput,
    Scene,
    SceneState,
    Session,
    Stage,
    Turn,
)
from gm.domain.prompt import Prompt
from gm.domain.scenes import MAIN
from gm.domain.table import TableSettings
from gm.play import amending, joining, tellings, timeline
from gm.play.absent import BY_TABLE
from gm.play.answering import answered
from gm.play.assisting import AssistDesk
from gm.play.bounds import SafetyDesk
from gm.play.carry_desk import CarryDesk
from gm.play.coming_back import ComingBack
from gm.play.control import TurnControl
from gm.play.copilot import Copilot
from gm.play.desk import Desk
from gm.play.directing import Meanwhile
from gm.play.hand import Resolve, by_hand
from gm.play.holding import SceneHolds, nobody
from gm.play.idle import close_idle
from gm.play.loading import look_at, view_state
from gm.play.marking import Marks
from gm.play.memory_desk import MemoryDesk
from gm.play.noting import keeping_notes
from gm.play.objecting import ObjectionDesk
from gm.play.parts import EngineParts, Face, SilentFace
from gm.play.party_desk import PartyDesk
from gm.play.pausing import need_going, rise
from gm.play.playing import Places, Playing, anywhere
from gm.play.preview import preview
from gm.play.receiving import MAX_INPUT_CHARACTERS
from gm.play.scenes import SceneDesk
from gm.play.screening import screen_words
from gm.play.settling import Settling
from gm.play.shape_desk import ShapeDesk
from gm.play.shared_worlds import WorldsDesk
from gm.play.sittings import SittingDesk
from gm.play.steering import set_aside
from gm.play.story_opening import opening_turn
from gm.play.table_rolls import roll_at_table
from gm.play.unrecorded import RecordDesk, let_go_at_last
from gm.play.voices_desk import VoicesDesk
from gm.play.whispers import WhisperDesk
from gm.play.world_desk import WorldDesk
from gm.play.zero import ZeroDesk
from gm.rules.safety.rulings import words_in
from gm.store.amends import Amended
from gm.store.games import load_game_by_id, load_scene
from gm.store.table_settings import change_table, load_table
from gm.store.tellings import Verdict
from gm.store.turns import load_unfinished


class TurnEngine:
    """Plays turns. Safe to use from many tasks at once: each scene's turns wait for one another."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._holds = SceneHolds(parts)
        self.recall = parts.recall
        """Searches the past of games."""
        self.settling = Settling(parts, keeping_notes(parts))
        """What is summed up once a turn is delivered."""
        self._playing = Playing(parts, self._holds, self.settling, lambda *where: self.place(*where))
        self.record = RecordDesk(parts)
        """Whether a player's words are kept once they are answered."""
        self.desk = Desk(parts)
        """Notes to the narrator, narrations in other languages."""
        self.back = ComingBack(parts)
        """What whoever comes back is told; what a character knows."""
        self.sittings = SittingDesk(parts, self.back)
        """A sitting as it is told when it closes."""
        self.marks = Marks(parts)
        """Bookmarks of turns."""
        self.memory = MemoryDesk(parts)
        """What is kept of a game: facts, pins, what is found."""
        self.voices = VoicesDesk(parts, self._holds)
        """Characters and how it is told: who feels how, pace and voice."""
        self._world = Meanwhile(parts, self._holds)
        self.world = WorldDesk(parts)
        """Draws from the author's tables, for the game master."""
        self.whispers = WhisperDesk(parts)
        """What is told to one alone."""
        self.safety = SafetyDesk(parts)
        """What a table does not play; what was kept out."""
        self.scenes = SceneDesk(parts, self._holds, self._carry_on)
        """Several scenes at once: parting, meeting."""
        self.control = TurnControl(parts, self._carry_on, self._by_code, self._world.before)
        """Whose turn it is: gathering, rounds, an order."""
        self.copilot = Copilot(parts, self._holds, self._and_on, self._playing.run)
        """What waits for a human game master."""
        self.party = PartyDesk(parts, self._by_hand, self._carry_on, self._answer_in)
        """What becomes of players' characters: handed over, parked, retired, dead."""
        self.objections = ObjectionDesk(parts, self._holds, self._carry_on)
        """What is said against rulings."""
        self.shapes = ShapeDesk(parts, self._by_hand)
        """Sheets from plain words, while they may be changed."""
        self.zero = ZeroDesk(parts)
        """Session zero: what a table agrees on before it plays."""
        self.carrying = CarryDesk(parts, self._by_hand, self.memory)
        """Characters that go from one game to another."""
        self.assist = AssistDesk(parts, self._by_hand)
        """Help for a human game master, for their eyes alone."""
        self.worlds = WorldsDesk(parts)
        """A world that several games share."""
        self.place: Places = anywhere
        """Whose turn it is to be played, where a face plays many games: it sets its own."""

    async def warm_up(self) -> None:
        """Before many play in one process: nobody's first turn holds up everybody."""
        await asyncio.to_thread(self._parts.warm_up)

    async def state(self, game: Game, *, scene_key: str = MAIN) -> SceneState:
        """The scene as it stands, frozen: what sheets and places are shown from. No sitting is opened for it."""
        return await view_state(self._parts, game, await self._scene(game, scene_key))

    async def look(self, game: Game, *, scene_key: str = MAIN) -> SceneState | None:
        """The same with the last sitting, also one that is closed. None before the first one."""
        return await look_at(self._parts, game, await self._scene(game, scene_key))

    async def open_story(self, game: Game, face: Face) -> Turn:
        """Read the opening out. A game that has been opened keeps its opening."""
        scene = await self._scene(game)
        turn, begun = await opening_turn(self._parts, self._holds, game, scene)
        if begun == "told":
            return turn
        return await self._carry_on(game, scene, turn, face, resumed=begun == "under_way")

    async def take_turn(self, game: Game, inputs: Sequence[PlayerInput], face: Face, *, scene_key: str = MAIN) -> Turn:
        """Play one beat of these inputs, to its end or until it waits for an answer.

        Inputs that were received before (same face and source id) give the turn that they already have.

        Raises:
            Refused: an input is empty or too long, or a question to this player is still open.
        """
        heard = await self.control.hear(game, inputs, scene_key=scene_key)
        return [await self.control.play(game, each, face, scene_key=scene_key) for each in heard][-1]

    async def keep(self, game: Game, inputs: Sequence[PlayerInput], *, scene_key: str = MAIN) -> Turn:
        """Commit these inputs as a beat and leave it to the next `resume`: for a face that is about to stop.

        Raises:
            Refused: as `take_turn`.
        """
        return (await self.control.hear(game, inputs, scene_key=scene_key))[-1].turn

    async def _carry_on(self, game: Game, scene: Scene, turn: Turn, face: Face, *, resumed: bool = False) -> Turn:
        """Play this turn, and tell the word from other scenes that is there after it."""
        played = await self._playing.play(game, scene, turn, face, resumed=resumed)
        if played.kind == "action" and played.stage is Stage.SETTLED:
            await self.scenes.word.arrive(game, face, scene_key=scene.key)
        return played

    async def _and_on(self, game: Game, scene: Scene, turn: Turn, face: Face) -> Turn:
        """Play it, then what waits for its place in an order that has moved on with it."""
        played = await self._carry_on(game, scene, turn, face)
        await self.control.release(game, scene, face)
        return played

    async def resume(self, game: Game, face: Face, *, scene_key: str = MAIN) -> tuple[Turn, ...]:
        """Finish what a crash or an interruption left. Parked turns stay parked and are shown again."""
        scene = await self._scene(game, scene_key)
        async with self._parts.database.read() as db:
            unfinished = await load_unfinished(db, scene.id)
        played = tuple([await self._carry_on(game, scene, turn, face, resumed=True) for turn in unfinished])
        await self.control.release(game, scene, face)
        await let_go_at_last(self._parts, (game.id,))  # the last process may have died between a telling and this
        return played

    async def answer(self, game: Game, turn_id: int, option: str, face: Face, *, scene_key: str = MAIN) -> Turn:
        """Answer a parked turn's question and play it on.

        Raises:
            Refused: the turn is not waiting, or the option is not one of those offered.
        """
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        return await self._and_on(game, scene, await answered(self._parts, scene, turn_id, option), face)

    async def _answer_in(self, game: Game, turn_id: int, option: str, face: Face, scene_key: str) -> Turn:
        return await self.answer(game, turn_id, option, face, scene_key=scene_key)

    async def adjust(self, game: Game, hand: Hand, face: Face, *, scene_key: str = MAIN) -> Turn:
        """The game master's own hand: effects and words as one beat of history, which `undo` takes back.

        Raises:
            Refused: it would change nothing, or is too long. NotFound: no such NPC.
            EffectError: an effect does not fit the world; nothing of it happens.
        """
        await screen_words(self._parts, game, hand.words, *words_in(hand.effects))
        return await self._by_hand(game, await self._scene(game, scene_key), hand, face)

    async def _by_code(self, game: Game, scene: Scene, source: str, player: str, resolve: Resolve, face: Face) -> Turn:
        return await self._by_hand(game, scene, Hand(BY_TABLE, source, player), face, resolve)

    async def _by_hand(self, game: Game, scene: Scene, hand: Hand, face: Face, resolve: Resolve | None = None) -> Turn:
        await need_going(self._parts, game)
        async with self._holds.hold(scene.id) as lease:
            turn, received = await by_hand(self._parts, game, scene, lease, hand, resolve=resolve)
        if hand.speaker is not None and hand.to is None and not received.duplicate:
            await face.show(InputReceived(turn.id, received))
        return await self._carry_on(game, scene, turn, face, resumed=received.duplicate)

    async def join(self, game: Game, character: str, *, scene_key: str = MAIN) -> bool:
        """A player character comes into the game where the scene plays. False if they are in the party already.

        Raises:
            NotFound: nobody has that id. Refused: they are dead or gone.
        """
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            return await joining.arrive(self._parts, game, scene, lease, character)

    async def leave(self, game: Game, character: str, *, scene_key: str = MAIN) -> bool:
        """A player character leaves the party and waits, to be taken up again. False if they were not in it."""
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            return await joining.depart(self._parts, game, scene, lease, character)

    async def undo(self, game: Game, *, leads: bool = False, by: str | None = None, scene_key: str = MAIN) -> Turn:
        """Take the last beat back: its changes are reversed, its dice stay in the ledger. Gives the turn taken back.

        It passes whispers by. One that waits is called off by the character who whispered it (`by`), and by the game
        master (`leads`) whom it waits for; give neither where a beat is meant that all have seen.
        """
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            return await timeline.undo_last(self._parts, scene, lease, leads=leads, by=by)

    async def set_aside(
        self, game: Game, *, turn_id: int | None = None, by: str | None = None, scene_key: str = MAIN
    ) -> Turn:
        """The X-card: the last beat is taken back, its words are in no later prompt or recap, and the table rests until
        `go_on`; gives that turn. `by`: the character of whoever lays it: others' whispers are none of theirs.

        Of an earlier beat (`turn_id`) what happened stays, and the words go. A beat that is being told is broken off.
        """
        stopped = await self.break_off(game, only=turn_id, by=by, scene_key=scene_key)
        if stopped is not None:
            return stopped
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            return await set_aside(self._parts, game, scene, lease, (turn_id,) if turn_id else (), by=by)

    async def break_off(
        self,
        game: Game,
        *,
        also: int | None = None,
        only: int | None = None,
        by: str | None = None,
        scene_key: str = MAIN,
    ) -> Turn | None:
        """Break off and set aside what is being told just now (of `only` that turn), and with it the earlier beat
        `also`; gives the turn that was being told. None: nothing was that `by` could see, and nothing has happened."""
        scene = await self._scene(game, scene_key)
        return await self._playing.break_off(scene, also=also, only=only, by=by)

    async def go_on(self, game: Game, *, leads: bool = True) -> bool:
        """The table rests no more: see `gm.play.pausing.rise`. `resume` plays what has waited, in each scene."""
        return await rise(self._parts, game, leads=leads)

    async def amend(self, game: Game, entry: PlayerInput) -> Amended:
        """The player says it otherwise: counts until the ruling on it is committed, also while its turn is queued.

        Raises:
            Refused: nothing is left of it, or it is too long.
        """
        return await amending.amend(self._parts, game, entry)

    async def withdraw(self, game: Game, face: str, source_id: str) -> Amended:
        """The player takes it back: counts until the ruling on it is committed. A turn of which nothing is left is not
        played."""
        return await amending.withdraw(self._parts, game, face, source_id)

    async def redo(
        self,
        game: Game,
        face: Face,
        *,
        standing: bool = False,
        scene_key: str = MAIN,
        begun: Callable[[], Awaitable[None]] | None = None,
    ) -> Turn:
        """Play the last attempt again with new dice, also one just undone; `standing`: the last that stands. `begun` is
        awaited once the old beat is taken back, before the new one is played: what refuses to be redone stays."""
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            turn = await timeline.replay_last(self._parts, game, scene, lease, standing=standing)
        if begun is not None:
            await begun()
        return await self._and_on(game, scene, turn, face)

    async def reword(self, game: Game, how: str, face: Face, *, scene_key: str = MAIN) -> Turn:
        """Tell the last beat again in other words; what happened stays."""
        await screen_words(self._parts, game, how, said=True)
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease, self.place(game.id, nobody):
            turn = await timeline.last_told(self._parts, scene)
            return await self._playing.run(game, scene, lease, turn, face, lambda run: run.reword(how))

    async def choose_telling(self, game: Game, turn_id: int, alternative: int, *, scene_key: str = MAIN) -> Turn:
        """Show another kept telling of the last beat: see `gm.play.tellings.choose`."""
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id):
            return await tellings.choose(self._parts, scene, turn_id, alternative)

    async def mend_telling(self, game: Game, turn_id: int, text: str, author: str, *, scene_key: str = MAIN) -> Turn:
        """Tell a turn in a game master's words (`author`: their id at their face): see `gm.play.tellings.mend`."""
        await screen_words(self._parts, game, text)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            return await tellings.mend(self._parts, scene, lease, turn_id, text, author)

    async def rate(self, turn: Turn, player: str, verdict: Verdict, *, taken_back: bool = False) -> None:
        """Keep what a reader thinks of a turn's telling: see `gm.play.tellings.rate`."""
        await tellings.rate(self._parts, turn, player, verdict, taken_back=taken_back)

    async def branch(self, game: Game, name: str, *, at: int | None = None) -> tuple[Game, Branch]:
        """Fork history after turn `at` (default: the last one) and go on there."""
        branch = await timeline.fork(self._parts, game, name, at, head=True)
        return await timeline.reloaded(self._parts, game), branch

    async def fork(self, game: Game, name: str, *, at: int | None = None, author: str | None = None) -> Branch:
        """Fork history as `branch` does, but let play go on where it is: the new branch is for another table."""
        return await timeline.fork(self._parts, game, name, at, head=False, author=author)

    async def switch(self, game: Game, branch_name: str) -> Game:
        """Go on playing on another branch of the same game."""
        return await timeline.switch(self._parts, game, branch_name)

    async def roll(
        self, game: Game, expression: str, *, source_id: str, player: str | None = None, sealed: bool = False
    ) -> RollRecord:
        """A roll at the table, outside any turn, by this player (None: not known). `sealed`: whoever runs the game
        makes it in secret (`whispers.sealed_rolls`).

        It is kept in the ledger and can be verified like all others."""
        return await roll_at_table(self._parts, game, expression, source_id=source_id, player=player, sealed=sealed)

    async def preview(
        self, game: Game, *, role: Role, line: str | None, character: str | None, scene_key: str = MAIN
    ) -> Prompt:
        """The next turn's prompt for a role, without playing it."""
        scene = await self._scene(game, scene_key)
        return await preview(self._parts, game, scene, role=role, line=line, character=character)

    async def close_session(self, game: Game) -> Session | None:
        """End the sitting: its seed is revealed and never drawn from again. None if no session was open."""
        closed = await timeline.close(self._parts, game)
        if closed is not None:
            await let_go_at_last(self._parts, (game.id,))
            await self.settling.after(game, game.branch_id)
        return closed

    async def close_idle(self, game: Game | None = None) -> tuple[Session, ...]:
        """End the sitting of this game, or of every game, in which nothing happened for long; gives those ended."""
        closed = await close_idle(self._parts, None if game is None else game.id)
        if closed:
            await let_go_at_last(self._parts, {each.game_id for each in closed})
        return closed

    async def table(self, game: Game) -> TableSettings:
        """How the game's table plays."""
        async with self._parts.database.read() as db:
            return await load_table(db, game.id)

    async def set_table(self, game: Game, **fields: object) -> TableSettings:
        """Set how the table plays; fields that are not named stay. ValueError: no such field, or no such value."""
        async with self._parts.database.begin() as db:
            changed = await change_table(db, game.id, fields)
            await db.commit()
        return changed

    async def reload(self, game: Game) -> Game:
        """The game as the store has it now."""
        async with self._parts.database.read() as db:
            return await load_game_by_id(db, game.id)

    async def _scene(self, game: Game, key: str = MAIN) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)


__all__ = ["MAX_INPUT_CHARACTERS", "Face", "NotFound", "SilentFace", "TurnEngine"]
