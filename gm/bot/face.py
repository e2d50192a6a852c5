"""Discord as a face: the players' words, dice and outcome, then the narration as it streams, with its buttons."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, assert_never

from gm.bot import buttons as made
from gm.bot.beat import buttons_of_old
from gm.bot.catalogue import Speech
from gm.bot.limit_desk import told_offline
from gm.bot.outcome_card import outcome_card
from gm.bot.posts import PASSING, Part, Posts
from gm.bot.render import question_text, words_text
from gm.bot.shrinking import shrink
from gm.bot.split import split_text
from gm.bot.status_line import StatusLine
from gm.bot.stream import LatestEditor, Pace
from gm.bot.telling import Layout, in_order, pieces_of
from gm.bot.waiting import waiting_part
from gm.bot.wire import DOWN
from gm.domain.bounded import Bounded
from gm.domain.events import (
    InputReceived,
    MasterAsked,
    NarrationFinished,
    NarrationStarted,
    OutcomeResolved,
    RulingStarted,
    SentenceReleased,
    StoryEnded,
    TurnEvent,
    TurnParked,
    TurnQueued,
    TurnWithdrawn,
)
from gm.domain.play import Parked, ReceivedInput, Turn
from gm.domain.speakers import Speaker

_log = logging.getLogger("gm.bot")
_HOUR = 3600.0
_KEPT: Final = 256
"""Inputs of which it is remembered that their players have changed them: more than can wait at one table."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Names that the face cannot know by itself."""

    speaker: Callable[[ReceivedInput], str]
    """Who speaks an input: the character's name, else the player's."""
    skill: Callable[[str], str]
    """A skill's name, by id."""
    name: Callable[[str], str]
    """A character's name, by id."""


@dataclass(slots=True)
class _Telling:
    """What is under way for one turn."""

    status: StatusLine
    turn: Turn | None = None
    heard: bool = False
    told: str = ""
    speakers: tuple[Speaker, ...] = ()
    resumed: bool = False
    latest: bool = True
    layout: Layout | None = None
    editor: LatestEditor[tuple[str, bool]] | None = None


@dataclass
class DiscordFace:
    """Shows the events of a thread's turns. Everything is posted when `NarrationFinished` has been shown."""

    posts: Posts
    speech: Speech
    pace: Pace
    cast: Cast
    load_turn: Callable[[int], Awaitable[Turn]]
    apart: float = 1.1
    below: Callable[[Turn], Awaitable[tuple[made.Button, ...]]] | None = None
    """The buttons under the last beat; None: only those that every beat has."""
    limited: Callable[[str], Awaitable[None]] | None = None
    """Told that the table has met a limit, with its kind."""
    after: Callable[[int], Awaitable[None]] | None = None
    """What else stands below a turn once it is told: a fight's card."""
    waits: Callable[[int, Parked], Awaitable[None]] | None = None
    """Told of a turn that waits for others, or for its place: shown otherwise than a question."""
    private: Callable[[MasterAsked], Awaitable[None]] | None = None
    """Told that something waits for the game master, and waits no more, of which nobody else learns what it is."""
    noted: Callable[[TurnEvent], None] = lambda _: None
    """Told each event, for those who count."""
    _tellings: dict[int, _Telling] = field(default_factory=dict)
    _leaving: set[int] = field(default_factory=set)
    """Turns that are being taken back."""
    _key_noted: float | None = None
    """When (seconds of `pace`) it was last said that the server's own key cannot be used."""
    _wording: asyncio.Lock = field(default_factory=asyncio.Lock)
    _changed: Bounded[int, tuple[ReceivedInput | None]] = field(default_factory=lambda: Bounded(_KEPT))
    """By input: what its player made of it since it was received; None: taken back."""

    async def show(self, event: TurnEvent) -> None:
        """Put one event into the thread."""
        self.noted(event)
        if isinstance(event, MasterAsked):
            if self.private is not None:
                await self.private(event)
            return
        telling = self._telling(event.turn_id)
        if isinstance(event, InputReceived):
            telling.heard = True
            await self._quietly(self._first_words(event.turn_id, telling, event.input))
            return
        await self._quietly(self._missing_words(event.turn_id, telling))
        await self._dispatch(event, telling)

    def _telling(self, turn_id: int) -> _Telling:
        """What is under way for a turn, begun now if nothing was."""
        return self._tellings.setdefault(turn_id, _Telling(self._status_line(turn_id)))

    def _status_line(self, turn_id: int) -> StatusLine:
        return StatusLine(self.posts, turn_id, self.pace, self.apart)

    async def _dispatch(self, event: TurnEvent, telling: _Telling) -> None:
        turn_id = event.turn_id
        match event:
            case InputReceived():
                pass
            case MasterAsked():
                pass  # `private` shows it
            case TurnWithdrawn():
                self._tellings.pop(turn_id, None)
                for name in await self.posts.names(turn_id):
                    await self._quietly(self.posts.drop(turn_id, name))
            case TurnQueued():
                telling.status.say(self.speech("status.queued"))
            case RulingStarted():
                telling.status.say(self.speech("status.weighing"))
            case TurnParked(parked=parked):
                telling.status.say(None)
                if parked.reason in ("round", "order") and self.waits is not None:
                    self._tellings.pop(turn_id, None)
                    await self._quietly(self.waits(turn_id, parked))
                else:
                    await self._question(turn_id, parked)
            case OutcomeResolved():
                await self._outcome(turn_id, telling, event)
            case NarrationStarted():
                await self._started(event, telling)
            case SentenceReleased(text=text):
                telling.told += text
                telling.status.say(None)
                self._editor(turn_id, telling).put((telling.told, False))
            case NarrationFinished():
                await self._finished(event, telling)
            case StoryEnded(title=title):
                await self.posts.put(turn_id, "e", Part(f"## {self.speech('story.ended', title=title)}"))
            case _:
                assert_never(event)

    async def answered(self, turn_id: int, parked: Parked, answer: str) -> None:
        """A question was answered: it says so, and its buttons are gone."""
        text = question_text(self.speech, parked, (), answer=answer)
        await self.posts.put(turn_id, "q", Part(text))

    async def tell_anew(self, turn: Turn, speakers: tuple[Speaker, ...], *, latest: bool) -> None:
        """Another telling of a turn is shown in its posts. One that is not the `latest` keeps what still works."""
        telling = _Telling(self._status_line(turn.id), turn, heard=True, speakers=speakers, latest=latest)
        await self._narration(turn.id, telling, turn.narration or "", True)

    async def note_retelling(self, turn_id: int) -> None:
        """A beat that stands is told anew: whoever finds it half told shows what counts. The mark stays until the last
        of its posts is as it should be."""
        for name in in_order(await self.posts.names(turn_id)):
            if await self.posts.kind(turn_id, name) in ("beat", "old"):
                await self.posts.note(turn_id, name, PASSING)

    async def take_back(self, turn: Turn, by: str) -> None:
        """A turn was undone: its posts shrink to one line each, what is left over goes, and no button remains."""
        self._tellings.pop(turn.id, None)
        self._leaving.add(turn.id)
        try:
            await shrink(self.posts, self.speech, self.cast.speaker, turn, by)
        finally:
            self._leaving.discard(turn.id)

    async def renew(self, turn: Turn) -> None:
        """A beat that others had followed is the last again."""
        for name in await self.posts.names(turn.id):
            if await self.posts.kind(turn.id, name) == "old":
                below, kind = await self._below(turn.id)
                await self.posts.rebutton(turn.id, name, below, kind)

    async def show_below(self) -> None:
        """What stands under the last beat may have changed: bring it up to date."""
        for post in await self.posts.buttoned("beat"):
            below, kind = await self._below(post.turn_id)
            await self.posts.rebutton(post.turn_id, post.part, below, kind)

    def is_showing(self, turn_id: int) -> bool:
        """Whether a turn is being shown, as far as it has come, or its posts are being taken away."""
        return turn_id in self._tellings or turn_id in self._leaving

    async def break_off(self, turn_id: int) -> None:
        """Nothing of this turn is to be shown any more: when this comes back, nothing of it will be."""
        telling = self._tellings.pop(turn_id, None)
        if telling is not None:
            for editor in (telling.editor, *telling.status.editors()):
                if editor is not None:
                    await editor.stop()

    async def retell(self, turn_id: int, entry: ReceivedInput) -> None:
        """A player has changed words that are not ruled on yet: their post says them as they are now."""
        self._changed.put(entry.id, (entry,))
        async with self._wording:
            telling = self._telling(turn_id)
            await telling.status.settle()
            pieces = await self._words(turn_id, telling, entry)
            for name in await self.posts.names(turn_id):
                if name.startswith(f"i{entry.id}.") and int(name.partition(".")[2]) >= pieces:
                    await self.posts.drop(turn_id, name)

    async def unsay(self, turn_id: int, entry: ReceivedInput) -> None:
        """A player has taken words back (`entry`, as they were) that are not ruled on yet: their post goes."""
        input_id = entry.id
        self._changed.put(input_id, (None,))
        pieces = self.pieces(entry)
        async with self._wording:
            telling = self._tellings.get(turn_id)
            if telling is not None:
                telling.status.leave(f"i{input_id}.")
            for name in await self.posts.names(turn_id):
                lead, _, at = name.partition(".")
                if lead == f"i{input_id}":
                    await self.posts.drop(turn_id, name, pieces[int(at)] if int(at) < len(pieces) else None)

    async def _first_words(self, turn_id: int, telling: _Telling, entry: ReceivedInput) -> None:
        async with self._wording:
            (now,) = self._changed.get(entry.id) or (entry,)
            if now is not None:
                await self._words(turn_id, telling, now)

    async def _words(self, turn_id: int, telling: _Telling, entry: ReceivedInput) -> int:
        """Post a player's words; gives in how many pieces."""
        if entry.input.is_silent:
            return 0  # a game master's hand: what it says is the telling
        pieces = self.pieces(entry)
        for number, part in enumerate(pieces):
            name = f"i{entry.id}.{number}"
            try:
                await self.posts.put(turn_id, name, part)
            except DOWN:
                await self.posts.put(turn_id, name, part)  # looks for it first: the answer alone may have been lost
            telling.status.carry(name, part)
        return len(pieces)

    def pieces(self, entry: ReceivedInput) -> list[Part]:
        """A player's words as they are posted."""
        skill = self.cast.skill(entry.input.skill) if entry.input.skill else ""
        speaker = self.cast.speaker(entry)
        return [Part(piece, speaker=speaker) for piece in split_text(words_text(self.speech, entry.input, skill))]

    async def _missing_words(self, turn_id: int, telling: _Telling) -> None:
        """A turn that is played again or resumed: the words that it answers stand before its dice all the same.

        Those that stand there already are put in order: the process that died may have left "writing …" below them.
        """
        if telling.heard:
            return
        telling.heard = True
        telling.turn = await self.load_turn(turn_id)
        for entry in telling.turn.inputs:
            await self._first_words(turn_id, telling, entry)

    async def _question(self, turn_id: int, parked: Parked) -> None:
        if parked.reason == "approval":
            await self.posts.put(turn_id, "q", waiting_part(self.speech, turn_id))
            return
        names = [self.cast.name(character) for character in parked.who]
        text = question_text(self.speech, parked, names)
        await self.posts.put(turn_id, "q", Part(text, made.choice_buttons(turn_id, parked), "choice"))
        if parked.deadline is not None and self.waits is not None:
            await self._quietly(self.waits(turn_id, parked))

    async def _outcome(self, turn_id: int, telling: _Telling, event: OutcomeResolved) -> None:
        telling.status.say(None)
        card = outcome_card(self.speech, event)
        if card is not None:
            part = Part("", card=card)
            await self.posts.put(turn_id, "o", part)
            telling.status.carry("o", part)

    async def _started(self, event: NarrationStarted, telling: _Telling) -> None:
        telling.told, telling.layout = "", None
        telling.speakers, telling.resumed = event.speakers, event.resumed
        if not event.resumed:
            await self.note_retelling(event.turn_id)
        telling.status.say(self.speech("status.writing"))
        await self._quietly(self.posts.wire.typing())

    async def _finished(self, event: NarrationFinished, telling: _Telling) -> None:
        telling.status.say(None)
        if not event.text and not event.about:  # a game master's hand that said nothing, or said it as somebody
            self._tellings.pop(event.turn_id, None)
            await self._then(event.turn_id)
            return
        said = self._said_of(event)
        note = (f"\n-# {said}" if event.text else f"-# {said}") if said else ""
        if event.refused and self.limited is not None:
            await self._quietly(self.limited(event.refused))
        editor = self._editor(event.turn_id, telling)
        editor.put((event.text + note, True))
        await editor.settle()
        for status in telling.status.editors():
            await self._quietly(status.settle())
        self._tellings.pop(event.turn_id, None)
        for entry in telling.turn.inputs if telling.turn else ():
            self._changed.drop(entry.id)
        await self.age_others(event.turn_id)
        await self._then(event.turn_id)

    def _said_of(self, event: NarrationFinished) -> str:
        """What the table should know about how it was told, in its language; about its own key once an hour."""
        if event.refused or not event.about:
            return told_offline(self.speech, event.refused) if event.refused else event.note
        if event.about == "own_key":
            now = self.pace.now()
            if self._key_noted is not None and now - self._key_noted < _HOUR:
                return ""
            self._key_noted = now
        return self.speech(f"note.{event.about}")

    async def _then(self, turn_id: int) -> None:
        if self.after is not None:
            await self._quietly(self.after(turn_id))

    def _editor(self, turn_id: int, telling: _Telling) -> LatestEditor[tuple[str, bool]]:
        if telling.editor is None:

            async def write(value: tuple[str, bool]) -> None:
                await self._narration(turn_id, telling, *value)

            telling.editor = LatestEditor(write, self.pace, apart=self.apart)
        return telling.editor

    async def _narration(self, turn_id: int, telling: _Telling, text: str, final: bool) -> None:
        pieces = pieces_of(text, telling.speakers, final=final)
        if telling.layout is None:
            there, gone = await self.posts.names(turn_id), await self.posts.names(turn_id, gone=True)
            telling.layout = Layout(in_order(there), in_order(gone), resumed=telling.resumed)
        names = [telling.layout.name(number, piece.speaker) for number, piece in enumerate(pieces)]
        for name, piece in zip(names[:-1], pieces, strict=False):
            going = not final or await self.posts.kind(turn_id, name) == PASSING
            part = Part(piece.text, (), PASSING if going else "", piece.name, piece.avatar)
            await self.posts.put(turn_id, name, part)
        if final:
            for name in telling.layout.left_over():
                await self.posts.drop(turn_id, name)
        if pieces:
            below, kind = await self._below(turn_id, telling) if final else ((), PASSING)
            part = Part(pieces[-1].text, below, kind, pieces[-1].name, pieces[-1].avatar)
            await self.posts.put(turn_id, names[-1], part)
        for name in names[:-1] if final else ():
            if await self.posts.kind(turn_id, name) == PASSING:
                await self.posts.note(turn_id, name, "")

    async def _below(self, turn_id: int, telling: _Telling | None = None) -> tuple[tuple[made.Button, ...], str]:
        """The buttons under a telling, and their kind."""
        turn = await self.load_turn(turn_id)
        if telling is not None:
            telling.turn = turn
        if telling is not None and not telling.latest:
            return buttons_of_old(self.speech, turn), "old"
        if self.below is None:
            return made.beat_buttons(self.speech, turn_id, turn.kind), "beat"
        return await self.below(turn), "beat"

    async def age_others(self, turn_id: int) -> None:
        """Only the last beat can be taken back: those before keep what still works. One that cannot be changed now is
        tried again after the next beat. Which is the last goes by when beats were begun, not by when their words came:
        words may have waited for their place."""
        posts = await self.posts.buttoned("beat")
        turns = {each: await self.load_turn(each) for each in {turn_id, *(post.turn_id for post in posts)} if each}
        standing = [turn for turn in turns.values() if turn.status != "undone"]  # others shrink, and have none
        newest = max(standing, key=lambda turn: turn.number, default=None)
        for post in posts:
            turn = turns[post.turn_id]
            if newest is not None and turn in standing and turn.id != newest.id:
                old = buttons_of_old(self.speech, turn)
                await self._quietly(self.posts.rebutton(post.turn_id, post.part, old, "old"))

    async def _quietly(self, work: Awaitable[None]) -> None:
        """Do what the turn does not depend on: if Discord will not have it, it is noted and play goes on."""
        try:
            await work
        except DOWN as error:
            _log.warning("not shown: %s", error)
