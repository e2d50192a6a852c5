"""One thread with its game: who sits there, what they say together, and the table's hold on history."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gm.bot.allowance import afford
from gm.bot.answers import Interaction
from gm.bot.beat import buttons_below
from gm.bot.buttons import Button
from gm.bot.cards import Form
from gm.bot.cards_setting import form_of
from gm.bot.catalogue import Speech
from gm.bot.face import Cast, DiscordFace
from gm.bot.fates_table import come_back, played_by
from gm.bot.fight_card import show_fight
from gm.bot.going_on import GoingOn
from gm.bot.hearing import Hearing
from gm.bot.history import History
from gm.bot.limit_desk import tell_desk, wait_for_money
from gm.bot.lost import is_lost
from gm.bot.passing import Settling
from gm.bot.posts import Posts
from gm.bot.previously import Previously
from gm.bot.render import error_text
from gm.bot.table_parts import TableParts
from gm.bot.turn_desk import TurnDesk
from gm.bot.wire import DOWN, Wire
from gm.domain.bounded import Bounded
from gm.domain.campaign import Campaign
from gm.domain.errors import GmError, InputError, NotFound, Refused, SpendingPaused
from gm.domain.events import MasterAsked
from gm.domain.play import Game, Hand, PlayerInput, ReceivedInput, SceneState, Turn
from gm.domain.scenes import MAIN
from gm.play.control import TurnControl
from gm.play.receiving import Heard
from gm.store.discord import DiscordSeat, ThreadBinding
from gm.store.guilds import GuildSettings, load_guild
from gm.store.turns import load_turn

_log = logging.getLogger("gm.bot")
_OPEN: Final = 64
_AGAIN: Final = (2.0, 10.0, 60.0)
"""Seconds after which a turn that broke off (Discord or the database was down) is taken up again."""


@dataclass(slots=True)
class Ear:
    """How far a thread was heard (`gm.bot.ears`)."""

    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while history is read, so that what was missed is said before what is said now."""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is looked up whether somebody has agreed: who spoke first goes on first."""
    pending: set[int] = field(default_factory=set)
    """Messages that are heard, and not committed yet."""
    highest: int = 0
    """The newest message that was heard."""


@dataclass
class Table:
    """A thread in play. Made for a thread whose game has begun."""

    parts: TableParts
    binding: ThreadBinding
    game: Game
    campaign: Campaign
    seats: dict[int, DiscordSeat]
    """By user id."""
    speech: Speech
    wire: Wire
    listening: bool = False
    """Whether the server wants everything heard that its players write here (with the message content intent)."""
    afforded: tuple[float, int] | None = None
    """Until when (seconds) it is known what one member may ask for in an hour, and that number; None: look it up."""
    away: dict[int, int] = field(default_factory=dict)
    """Users of the same game who play in another scene just now, and its thread (`gm.bot.scene_threads`)."""
    unpaid: str = ""
    """Why a turn waits for money (as `BudgetExceeded.kind`), or ''."""
    waiting_said: float = -1e9
    """When (seconds) the thread was last told so."""
    open_answers: Bounded[int, tuple[Interaction, Speech]] = field(default_factory=lambda: Bounded(_OPEN))
    """By turn that waits for the game master: the command that whispered it, to be answered when they have spoken."""
    ear: Ear = field(default_factory=Ear)
    _door: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        running = self.parts.running
        self._going_on = GoingOn(self.binding.thread_id)
        self._belonging = running.fairness.belongs(self.game.id, self.binding.guild_id)
        app, clock = self.parts.app, self.parts.clock
        posts = Posts(self.binding.thread_id, self.wire, app.database, clock, running.metrics, self.card_form)
        cast = Cast(self.speaker, self._skill, self._name)
        pace = self.parts.pace
        self.previously = Previously(self)
        self.history = History(self)
        self.settling = Settling(self)
        self.turns = TurnDesk(self)
        self.hearing = Hearing(self.speech, self._take, self._play, self._broken_off, self.spawn)
        self.face = DiscordFace(posts, self.speech, pace, cast, self.load_turn, self.parts.apart, self._below)
        self.face.after = self._after
        self.face.waits = self.turns.waits
        self.face.private = lambda event: self.parts.private(self, event)
        self.face.limited = lambda kind: tell_desk(self, kind)
        self.face.noted = running.metrics.turn_event
        self.hearing.crowded = lambda: running.metrics.add("gm_inputs_refused_total", why="crowded")

    # -- playing

    async def hear(self, *entries: PlayerInput) -> None:
        """Take an input in; several are one beat. Comes back once they are committed: they will be answered.

        Raises:
            Refused: paused, empty, too long, too much for an hour, or this character is being asked something.
        """
        if self.binding.status != "playing":
            raise Refused(self.speech(f"state.{self.binding.status}"))
        if self.parts.running.draining.on:
            await self.engine.keep(self.game, entries, scene_key=self.binding.scene)
            return
        with self._going_on.busy():
            async with self._door:  # one after the other, so that who spoke first is heard first
                for entry in entries:
                    await afford(self, entry.player)
                await self.previously.before_input()
                here = {player_key(user) for user in self.seats}
                if any(entry.player not in here for entry in entries):  # got up, or was erased, meanwhile
                    raise Refused(self.speech("seat.none"))
                await come_back(self, entries)
            await self.hearing.hear(*entries)

    async def _take(self, entries: Sequence[PlayerInput]) -> tuple[Heard, ...]:
        control: TurnControl = self.engine.control
        gather = len(entries) == 1  # several are gathered already
        return await control.hear(self.game, entries, scene_key=self.binding.scene, gather=gather)

    async def _play(self, heard: Heard) -> None:
        await self.engine.control.play(self.game, heard, self.face, scene_key=self.binding.scene)

    async def _after(self, turn_id: int) -> None:
        """What stands below a beat once it is told."""
        await self.settling.run()
        await show_fight(self, turn_id)
        await self.turns.show(turn_id)
        if self.parts.told is not None:
            await self.parts.told(self)
        await self.parts.scenes(self, await self.load_turn(turn_id))

    def broke_off(self, error: Exception) -> None:
        """What was committed could not be shown: it is taken up again."""
        self._broken_off(error)

    def _broken_off(self, error: Exception) -> None:
        _log.warning("a turn broke off in thread %s: %s", self.binding.thread_id, error)
        if isinstance(error, SpendingPaused):
            self.spawn(wait_for_money(self, error))
        elif is_lost(error):
            self.parts.lost(self)
        else:
            self.spawn(self._take_up())

    async def _take_up(self) -> None:
        """A committed turn broke off: finish it when the weather is better."""
        for pause in _AGAIN:
            await self.parts.pace.sleep(pause)
            if await self._tried(lambda: self.engine.resume(self.game, self.face, scene_key=self.binding.scene)):
                await self.settling.run()
                return
        await self._tried(lambda: self.wire.post(self.speech("error.stuck"), (), None))

    async def _tried(self, work: Callable[[], Awaitable[object]]) -> bool:
        try:
            await work()
        except SpendingPaused as error:
            await wait_for_money(self, error)
        except (GmError, *DOWN) as error:
            _log.warning("thread %s: %s", self.binding.thread_id, error)
            return False
        return True

    async def wake(self) -> None:
        """Go on where the last process stopped: tell the opening, finish turns, shrink what was undone."""
        half_done = await self.settling.half_done()
        if self.binding.scene == MAIN:
            await self.engine.open_story(self.game, self.face)
        await self.engine.resume(self.game, self.face, scene_key=self.binding.scene)
        await self.settling.run()
        await self.history.woken()
        for finish in self.parts.left_over:
            await finish(self)
        self.settling.say_again(half_done)

    async def trouble(self, error: Exception) -> None:
        """Discord would not have something: note it; if the thread is gone, so is the table."""
        _log.warning("thread %s: %s", self.binding.thread_id, error)
        if is_lost(error):
            self.parts.lost(self)

    async def quietly(self, work: Awaitable[object]) -> None:
        """Do what the game does not depend on: if Discord will not have it, that is noted."""
        try:
            await work
        except DOWN as error:
            _log.warning("thread %s: not shown: %s", self.binding.thread_id, error)

    async def wake_safely(self) -> None:
        """Go on; what breaks off is taken up again."""
        await self.guarded(self.wake())

    # -- questions and history

    async def answer(self, turn_id: int, mark: str, option: str, user_id: int) -> str:
        """Answer the parked question of that mark; gives the label that was chosen. The turn goes on in the background.

        Raises:
            Refused: it is not open any more, or not this user's to answer.
        """
        self.need_live()
        turn = await self.turn(turn_id)
        parked = turn.parked
        if turn.status != "parked" or parked is None or parked.mark != mark:
            raise Refused(self.speech("question.closed"))
        seat = self.seats.get(user_id)
        if (
            seat is None
            or user_id in self.away
            or (parked.who and not {*parked.who} & {*await played_by(self, user_id)})
        ):
            names = ", ".join(self._name(character) for character in parked.who)
            raise Refused(self.speech("question.not_yours", names=names))
        label = next((each.label for each in parked.options if each.id == option), None)
        if label is None:
            raise Refused(self.speech("question.closed"))
        await self.face.answered(turn_id, parked, label)
        work = self.engine.answer(self.game, turn_id, option, self.face, scene_key=self.binding.scene)
        self.spawn(self.guarded(work))
        return label

    async def adjust(self, hand: Hand) -> Turn | None:
        """The game master's own hand. None: it is done, and will be shown when Discord can be reached.

        Raises:
            Refused, NotFound, EffectError: nothing happened.
        """
        self.need_live()
        try:
            turn: Turn = await self.engine.adjust(self.game, hand, self.face, scene_key=self.binding.scene)
        except DOWN as error:
            self._broken_off(error)
            return None
        return turn

    def need_live(self) -> None:
        """Raises Refused where nothing can be changed any more: the game has ended, or goes on in another thread; and
        while the process is stopping."""
        self.parts.running.draining.refuse(self.speech)
        if self.binding.status in ("ended", "moved"):
            raise Refused(self.speech(f"state.{self.binding.status}"))

    async def called_off(self, turn_id: int) -> None:
        """A whisper that waited waits no more, and nothing comes of it: nothing of it stands anywhere."""
        self.open_answers.drop(turn_id)
        await self.parts.private(self, MasterAsked(turn_id, over=True))

    async def settings(self) -> GuildSettings:
        """What its server has set."""
        async with self.parts.app.database.read() as db:
            return await load_guild(db, self.binding.guild_id)

    async def card_form(self) -> Form:
        """How its server is shown cards."""
        return form_of(await self.settings())

    # -- looking

    @property
    def engine(self) -> Any:
        """The turn engine."""
        return self.parts.app.engine

    async def state(self) -> SceneState:
        """The scene as it stands. Who has come, or was erased, is known by name from then on."""
        found: SceneState = await self.parts.app.engine.state(self.game, scene_key=self.binding.scene)
        self.campaign = found.campaign
        return found

    def character_of(self, user_id: int) -> str:
        """The character that a user plays.

        Raises:
            Refused: none; says how to sit down.
        """
        if user_id in self.away:
            raise Refused(self.speech("scene.elsewhere", thread=f"<#{self.away[user_id]}>"))
        seat = self.seats.get(user_id)
        if seat is None:
            raise Refused(self.speech("seat.none"))
        return seat.character

    async def say(self, text: str) -> None:
        """Post a line of the bot's own; what it is about does not hang on it."""
        await self._tried(lambda: self.wire.post(text, (), None))

    async def _below(self, turn: Turn) -> tuple[Button, ...]:
        return await buttons_below(self, turn)

    def speaker(self, entry: ReceivedInput) -> str:
        """Who says an input: the character, else the player."""
        if entry.input.character:
            return self._name(entry.input.character)
        return next((s.player_name for s in self.seats.values() if player_key(s.player_id) == entry.input.player), "?")

    def _skill(self, skill: str) -> str:
        found = self.campaign.ruleset.skill(skill)
        return found.name if found else skill

    def skill_name(self, skill: str) -> str:
        """A skill's name, by id."""
        return self._skill(skill)

    def character_name(self, character: str) -> str:
        """A character's name, by id."""
        return self._name(character)

    def _name(self, character: str) -> str:
        person = self.campaign.anyone(character)
        return person.name if person else character

    async def turn(self, turn_id: int) -> Turn:
        """A turn of this game, by the number in a button's id.

        Raises:
            NotFound: there is none; says so politely, for the button may be very old.
        """
        try:
            found = await self.load_turn(turn_id)
        except NotFound as error:
            raise NotFound(self.speech("button.expired")) from error
        if found.game_id != self.game.id:
            raise NotFound(self.speech("button.expired"))
        return found

    async def load_turn(self, turn_id: int) -> Turn:
        """A turn, as this table's branch has it."""
        async with self.parts.app.database.read() as db:
            return await load_turn(db, turn_id, branch_id=self.game.branch_id)

    # -- tasks

    def spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something in the background; it is kept until it is done. Nothing begins at a table that has stopped."""
        return self._going_on.spawn(work)

    @property
    def busy(self) -> bool:
        """Whether something goes on here."""
        return bool(self._going_on)

    async def guarded(self, work: Awaitable[object]) -> None:
        """Background work whose refusal the thread should read, and whose breaking off is mended."""
        try:
            await work
        except SpendingPaused as error:
            await wait_for_money(self, error)
        except InputError as error:
            text = error_text(error, self.speech)
            await self._tried(lambda: self.wire.post(text, (), None))
        except (GmError, *DOWN) as error:
            await self.trouble(error)
            if not is_lost(error):
                await self._take_up()

    async def rest(self) -> None:
        """Wait until nothing is going on any more."""
        await self._going_on.rest()

    async def stop(self) -> None:
        """Break everything off; what is committed is taken up again at the next start."""
        await self._going_on.stop()


def player_key(user_id: int) -> str:
    """A Discord user as the engine and the usage log know them."""
    return f"discord:{user_id}"
