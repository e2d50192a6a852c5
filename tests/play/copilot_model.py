"""A table at random between a game master and two players: what may be seen of it at any moment is known beforehand."""

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from databases import open_copy
from engine_table import EngineTable, WatchingFace, check, ruling
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gm.domain.approval import Overruling, waits_for_approval
from gm.domain.calls import BackendRequest
from gm.domain.effects import GiveItem
from gm.domain.errors import Refused, StoreError
from gm.domain.events import MasterAsked, OutcomeResolved
from gm.domain.play import Hand, PlayerInput, Turn
from gm.domain.table import Mode
from gm.play.objecting import Reconsidered
from gm.play.parts import Face
from gm.play.whispers import AloneFace
from gm.review.dice_proof import prove_dice
from gm.review.personal_export import export_json
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.personal_data import load_personal
from gm.store.turns import load_turns

R = TypeVar("R")
WORD: Final = re.compile(r"zq[a-z]+\d+q")
"""Every telling, reason and stake has a word of its own."""
PARTY: Final = ("ilse", "odo")
LINES: Final = ("I search the floor", "I look around", "I search the wheel for a mark", "I listen at the door")
OVERRULED: Final = (
    Overruling(difficulty=25),
    Overruling(how="succeeds", because="zqreason1q"),
    Overruling(how="fails", effects=(GiveItem(character="actor", item="key"),)),
    Overruling(how="impossible", words="The floor is under water."),
)


class CopilotMachine(RuleBasedStateMachine):
    """Plays on, and looks after each step at everything that players see."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.words = self.sent = self.lives = 0
        self.drafted: list[tuple[frozenset[str], str, set[str]]] = []
        """For each telling: what it answers, its word, and the words in its prompt."""
        self.private: dict[str, str] = {}
        """Words of whispers, with who alone may read them."""
        self.own = {who: WatchingFace() for who in PARTY}
        """What is shown to one alone."""
        self.open: set[str] = set()
        """Words that were told, or said aloud."""
        self.sources: list[str] = []
        self.face = WatchingFace()
        self.database: Database = self.run(open_copy(self.template, Path(self.folder.name)))
        self._sit_down()
        self.game = self.run(self.table.start(party=PARTY))
        self.run(self.table.engine.set_table(self.game, mode="copilot"))

    def run(self, work: Awaitable[R]) -> R:
        return self.loop.run_until_complete(work)

    def _sit_down(self) -> None:
        self.lives += 1
        self.table = EngineTable(self.database, owner=f"host:{self.lives}:test", gone=lambda _: True)
        self.table.narrator, self.table.adjudicator = self._told, self._ruled
        self.table.face, self.engine = self.face, self.table.engine

    def _word(self, kind: str) -> str:
        self.words += 1
        return f"zq{kind}{self.words}q"

    def _told(self, request: BackendRequest) -> str:
        said = " ".join(each.text for each in request.brief.inputs)  # type: ignore[attr-defined]
        self.drafted.append((frozenset(WORD.findall(said)), word := self._word("draft"), self._sent_of(request)))
        self._is_private(said, word)
        return f"A {word} settles on the stones."

    def _sent_of(self, request: BackendRequest) -> set[str]:
        """The words in a prompt, in which nothing is that another has whispered."""
        prompt = set(WORD.findall("\n".join(message.content for message in request.messages)))
        said = " ".join(each.text for each in request.brief.inputs)  # type: ignore[attr-defined]
        mine = {self.private.get(word) for word in WORD.findall(said)} - {None}
        strange = {word for word in prompt if word in self.private and self.private[word] not in mine}
        assert not strange, "a whisper in the prompt of another turn"
        return prompt

    def _is_private(self, said: str, word: str) -> None:
        """What a model says about a whisper is as private as it was."""
        for each in WORD.findall(said):
            if each in self.private:
                self.private[word] = self.private[each]

    def _ruled(self, request: BackendRequest) -> str:
        if "YOU RULED THIS ALREADY" in request.messages[-1].content and self.words % 3 == 0:
            return '{"objection": "stands", "answer": "It was dark.", "verdicts": [], "minutes": 0}'
        self._sent_of(request)
        who = request.brief.inputs[0].character  # type: ignore[attr-defined]
        rolled = {"character": who, "skill": "search", "difficulty": 5 + self.words % 20}
        self._is_private(request.brief.inputs[0].text, stake := self._word("stake"))  # type: ignore[attr-defined]
        return ruling(check(who, stakes=f"The {stake} wakes.", check=rolled))

    @rule(who=st.sampled_from(PARTY), text=st.sampled_from(LINES))
    def say(self, who: str, text: str) -> None:
        self.sent += 1
        self.sources.append(f"said:{self.sent}")
        self.open.add(word := self._word("said"))
        line = self.table.line(f"{text} {word}", character=who, source=self.sources[-1])
        for _ in range(1 + self.sent % 2):  # every second one is sent twice
            self._may(self.engine.take_turn(self.game, [line], self.face))

    @rule(who=st.sampled_from(PARTY), text=st.sampled_from(LINES))
    def whisper(self, who: str, text: str) -> None:
        """Somebody does something unseen; nobody is told of it but they, on a face of their own."""
        self.sent += 1
        source, word = f"whispered:{self.sent}", self._word("whisper")
        self.private[word] = who
        line = PlayerInput("test", source, who, f"{text} {word}", character=who, private=True)
        face = AloneFace(self.own[who], who, self.face)
        if self._may(self.engine.take_turn(self.game, [line], face)) is not None:
            self.sources.append(source)

    @rule(who=st.sampled_from(PARTY))
    def call_off(self, who: str) -> None:
        """Whoever whispered thinks better of it; others take back what all have seen."""
        self._may(self.engine.undo(self.game, by=who))

    @rule(who=st.sampled_from(PARTY))
    def lay_card(self, who: str) -> None:
        """Whoever whispered sets aside what waits of it."""
        proposal = self.run(self.engine.copilot.waiting(self.game))
        if proposal is not None and proposal.alone == who:
            assert self.run(self.engine.set_aside(self.game, by=who)).id == proposal.turn.id
            self.run(self.engine.resume(self.game, self.face))

    @rule(who=st.sampled_from(PARTY))
    def object_in_private(self, who: str) -> None:
        work = self.engine.objections.object(self.game, "I grew up here", who, leads=False, alone=who)
        self._put_right(work, AloneFace(self.own[who], who, self.face))

    @rule()
    def approve(self) -> None:
        self._decide(lambda turn, mark: self.engine.copilot.approve(self.game, turn, mark, self.face))

    @rule()
    def edit(self) -> None:
        words = f"By hand, {self._word('hand')}."
        self._decide(lambda turn, mark: self.engine.copilot.edit(self.game, turn, mark, words, "gm:1", self.face))

    @rule()
    def reword(self) -> None:
        self._decide(lambda turn, mark: self.engine.copilot.reword(self.game, turn, mark, "shorter", self.face))

    @rule(by=st.sampled_from(OVERRULED))
    def overrule(self, by: Overruling) -> None:
        self._decide(lambda turn, mark: self.engine.copilot.overrule(self.game, turn, mark, by, "gm:1", self.face))

    @rule()
    def tell(self) -> None:
        hand = Hand("test", f"hand:{self._word('source')}", "gm:1", words=f"Said aloud, {self._word('hand')}.")
        self._decide(lambda turn, mark: self.engine.copilot.tell(self.game, turn, mark, hand, self.face))

    @rule()
    def draft(self) -> None:
        self._decide(lambda turn, mark: self.engine.copilot.draft(self.game, turn, mark, self.face))

    @rule()
    def approve_what_was_before(self) -> None:
        """Somebody presses a button that they saw long ago, and a player presses for the game master."""
        proposal = self.run(self.engine.copilot.waiting(self.game))
        if proposal is not None:
            for work in (
                self.engine.copilot.approve(self.game, proposal.turn.id, "0.99", self.face),
                self.engine.answer(self.game, proposal.turn.id, "approve", self.face),
            ):
                assert self._may(work) is None

    @rule(mode=st.sampled_from(("game", "copilot", "assist")), approve=st.sampled_from(("both", "drafts")))
    def change_mode(self, mode: Mode, approve: str) -> None:
        self.run(self.engine.set_table(self.game, approve=approve))
        self.run(self.engine.copilot.change_mode(self.game, mode))
        self.run(self.engine.resume(self.game, self.face))

    @rule()
    def undo(self) -> None:
        self._may(self.engine.undo(self.game))

    @rule()
    def redo(self) -> None:
        self._may(self.engine.redo(self.game, self.face))

    @rule()
    def tell_again(self) -> None:
        self._may(self.engine.reword(self.game, "longer", self.face))

    @rule(who=st.sampled_from((*PARTY, "gm:1")))
    def object(self, who: str) -> None:
        self._put_right(self.engine.objections.object(self.game, "I grew up here", who, leads=who == "gm:1"))

    @rule(stands=st.sampled_from((None, "It was dark.")))
    def decide(self, stands: str | None) -> None:
        waits = self.run(self.engine.objections.waiting(self.game))
        if waits:
            self._put_right(self.engine.objections.decide(self.game, waits[-1].turn.id, stands=stands))

    @rule()
    def reopen(self) -> None:
        """The process ends, and another takes the game up."""
        self.run(self.database.close())
        self.database = self.run(Database.open(f"sqlite:///{self.folder.name}/game.db"))
        self._sit_down()
        self.game = self.run(self.engine.reload(self.game))
        self.run(self.engine.resume(self.game, self.face))

    def _put_right(self, work: Awaitable[Reconsidered], face: Face | None = None) -> None:
        done = self._may(work)
        if done is not None and done.objection.said == "granted":
            self.run(self.engine.objections.play(self.game, done, face or self.face))

    def _decide(self, how: Any) -> None:
        proposal = self.run(self.engine.copilot.waiting(self.game))
        if proposal is not None:
            self._may(how(proposal.turn.id, proposal.mark))

    def _may(self, work: Awaitable[R]) -> R | None:
        """What may be refused; gives None then."""
        try:
            return self.run(work)
        except (Refused, StoreError):
            return None

    @invariant()
    def players_see_only_what_was_approved(self) -> None:
        self.run(self._look())

    async def _look(self) -> None:
        async with self.database.read() as db:
            every = await load_turns(db, self.game.branch_id, whispered=True)
            turns = [turn for turn in await load_turns(db, self.game.branch_id) if turn.kind != "opening"]
            log = "\n".join(transcript_rows(await load_transcript(db, self.game)))
            exports = [export_json(await load_personal(db, who), self.table.clock.now()) for who in PARTY]
        back = self.engine.back
        state = await self.engine.state(self.game)
        recap = [await back.previously(self.game, state, words=1500, by_gist=of) for of in (False, True)]
        for turn in turns:
            self._note_told(turn)
        seen = "\n".join([log, repr(recap), repr(self.face.events)])
        assert set(WORD.findall(seen)) <= self.open - set(self.private), "shown, and not approved"
        for who, export in zip(PARTY, exports, strict=True):
            await self._look_alone(who, export)
        hidden = {turn.id for turn in every} - {turn.id for turn in turns} - {every[0].id}
        self._look_at_lines([turn for turn in every if turn.id in hidden])
        waiting = {turn.id for turn in turns if waits_for_approval(turn)}
        early = [e for e in self.face.events if isinstance(e, OutcomeResolved) and e.turn_id in waiting]
        assert not early, "dice of a turn that waits"
        standing = Counter(e.input.source_id for t in every if t.status != "undone" for e in t.inputs)
        undone = {e.input.source_id for t in every if t.status == "undone" for e in t.inputs}
        assert all(count == 1 for count in standing.values()), "answered twice"
        assert {*standing, *undone} == set(self.sources), "nothing that was said is lost"
        for answers, _, prompt in self.drafted:
            mine = {word for of, word, _ in self.drafted if of & answers}
            mine |= {word for word in prompt if word in self.private}  # of their own: looked at as it was sent
            strange = {word for word in prompt - self.open - mine if word.startswith("zqdraft")}
            assert not strange, "a draft in the prompt of another turn"

    async def _look_alone(self, who: str, export: str) -> None:
        """One reads what all may read, and what they whispered."""
        mine = await self.engine.whispers.mine(self.game, who)
        may = self.open | {word for word, whose in self.private.items() if whose == who}
        texts = " ".join(f"{each.said} {each.text}" for each in mine if each.kind == "whisper")
        by_hand = {word for word in WORD.findall(texts) if word.startswith(("zqhand", "zqreason"))}
        seen = set(WORD.findall(f"{export} {texts} {self.own[who].events!r}"))
        assert seen <= may | by_hand, f"read by {who} alone"

    def _look_at_lines(self, whispers: Sequence[Turn]) -> None:
        """Of whispers everybody sees that something waits, and nothing once it is told."""
        for turn in whispers:
            lines = [event for event in self.face.events if event.turn_id == turn.id]
            assert all(isinstance(event, MasterAsked) for event in lines), "a whisper on everybody's face"
            over = bool(lines) and lines[-1] == MasterAsked(turn.id, over=True)
            assert turn.status == "undone" or over == (bool(lines) and turn.status == "done")

    def _note_told(self, turn: Turn) -> None:
        """From now on everybody may read what this turn told, and what stood to be lost in it."""
        if turn.narration is not None:
            stakes = [each.stakes or "" for each in turn.ruling.verdicts] if turn.ruling else []
            self.open |= set(WORD.findall(" ".join((turn.narration, *stakes))))

    def _whispered_by(self, turn: Turn) -> str | None:
        words = [word for entry in turn.inputs for word in WORD.findall(entry.input.text)]
        return next((self.private[word] for word in words if word in self.private), None)

    def teardown(self) -> None:
        self.run(self._to_the_end())
        self.run(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    async def _to_the_end(self) -> None:
        """Everything that waits is told; history is whole, and so are the dice."""
        copilot = self.engine.copilot
        await copilot.change_mode(self.game, "game")
        await self.engine.resume(self.game, self.face)
        while (proposal := await copilot.waiting(self.game)) is not None:
            await copilot.approve(self.game, proposal.turn.id, proposal.mark, self.face)
        async with self.database.read() as db:
            turns = await load_turns(db, self.game.branch_id, whispered=True)
        left = [turn for turn in turns if turn.status != "undone" and turn.narration is None]
        assert not left, "what was said is answered"
        for who in PARTY:
            whispers = [each for each in await self.engine.whispers.mine(self.game, who) if each.kind == "whisper"]
            own = [turn.id for turn in turns if turn.status == "done" and self._whispered_by(turn) == who]
            assert [each.turn_id for each in whispers] == own, "who whispered reads all of it"
        assert (await verify(self.database, self.game)).differences == ()
        assert (await prove_dice(self.database, self.game)).ok
