"""Plays a needle session through the real engine and looks into every prompt that is sent."""

import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Literal

from gm.app import App
from gm.bench.needles.draws import Draws
from gm.bench.needles.material import Material, Needle, material
from gm.bench.needles.script import Asked, Beat, Length, script
from gm.bench.prompt import Lane
from gm.bench.report import progress
from gm.bench.table import SCRIPTED, open_table, scripted_reply, starter
from gm.domain.calls import Backend, BackendRequest, Candidate, Chunk, Role
from gm.domain.play import Game, Hand, PlayerInput
from gm.models.offline.backend import OfflineBackend
from gm.models.scripted import ScriptedBackend
from gm.play.engine import SilentFace
from gm.store.calls import load_calls

Narrator = Literal["scripted", "offline"]
AWAY = 120
"""Most turns that are played until a telling has left transcript and chronicle."""

_PATIENCE = 600.0
"""Seconds to wait for a batch of vectors."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, and whether the words that answer it stood in the narrator's prompt."""

    needle: Needle
    asked: Asked
    late: bool
    found: bool
    recalled: bool
    """Whether a passage that holds them had been recalled, wherever it was lost then."""


@dataclass
class Run:
    """What one session showed."""

    language: str
    narrator: Narrator
    answers: list[Answer] = field(default_factory=list)
    lanes: dict[Role, Lane] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    """Tokens of each prompt of the narrator."""
    parts: Counter[str] = field(default_factory=Counter)
    """Tokens of the narrator's volatile sections, by what they are."""
    turns: int = 0
    vectors: int = 0
    """Calls for vectors."""
    calls: Counter[Role] = field(default_factory=Counter)
    seconds: float = 0.0
    """Of CPU, for all its turns."""
    undid: bool = False
    """Whether a telling was taken back at its end."""
    undone_hidden: bool = True
    branch_found: bool = True

    def found(self, asked: Asked, late: bool | None = None) -> int:
        """Questions of that kind whose answer stood in the prompt."""
        return sum(a.found for a in self.answers if a.asked == asked and late in (None, a.late))

    @property
    def extra_calls(self) -> float:
        """Calls a turn beyond one narration and one ruling."""
        usual = min(self.calls[Role.NARRATOR], self.turns) + min(self.calls[Role.ADJUDICATOR], self.turns)
        return (self.calls.total() - usual) / self.turns

    @property
    def fresh(self) -> float:
        """Tokens of a narrator's prompt that no cache can cover, mean."""
        lane = self.lanes[Role.NARRATOR]
        return (lane.total - lane.shared) / lane.calls

    @property
    def shared(self) -> float:
        """Unchanged prefix, by tokens, over all lanes."""
        return sum(lane.shared for lane in self.lanes.values()) / sum(lane.total for lane in self.lanes.values())


class Tap:
    """A backend that looks at what is sent before it is answered."""

    def __init__(self, behind: Backend, run: Run) -> None:
        self._behind, self._run = behind, run
        self.prompt, self.recalled = "", ""

    def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """Answer as the backend behind does."""
        self._run.calls[request.role] += 1
        if request.role in (Role.NARRATOR, Role.ADJUDICATOR):
            lane = self._run.lanes.setdefault(request.role, Lane())
            before = lane.total
            lane.take(request)
            if request.role is Role.NARRATOR:
                self._run.sizes.append(lane.total - before)
                self.prompt = "\n".join(message.content for message in request.messages)
                memories = getattr(request.brief, "memories", ())
                self.recalled = "\n".join(getattr(memory, "text", "") for memory in memories)
        return self._behind.stream(request)


class Session:
    """One game of the script."""

    def __init__(
        self,
        language: str,
        narrator: Narrator,
        length: Length,
        *,
        undo: bool = True,
        embedding: Candidate | None = None,
        held_out: bool = False,
    ) -> None:
        """`undo`: whether the play ends with a telling that is taken back; `embedding`: who makes vectors;
        `held_out`: with the facts that nothing was fitted to."""
        self._undoes, self._embedding = undo, embedding
        self.run = Run(language, narrator)
        self.length = length
        self.material: Material = material(language, held_out=held_out)
        self.beats = script(self.material, length)
        self._draws = Draws(f"play:{language}")
        self._heard = ""
        behind: Backend = OfflineBackend() if narrator == "offline" else ScriptedBackend(self._reply)
        self.tap = Tap(behind, self.run)
        self._sent = 0

    async def play(self) -> Run:
        """The whole session, then what undo and a branch hide and keep."""
        backend = f"needle-{self.run.narrator}"
        candidate: Candidate = replace(SCRIPTED, backend=backend)
        lore, language = self.material.lore(), self.material.language
        campaign = starter().model_copy(update={"lore": lore, "language": language})
        started = time.process_time()
        async with open_table(
            candidate=candidate, backends={backend: self.tap}, campaign=campaign, embedding=self._embedding
        ) as (app, game):
            self._who = (await app.engine.state(game)).present()[0]
            for beat in self.beats:
                await self._beat(app, game, beat)
                if self._embedding is not None:
                    await app.engine.settling.drain(_PATIENCE)  # a table plays slower than this
                if beat.number % 100 == 0:
                    progress(f"{self.run.language}, {self.run.narrator}: turn {beat.number} of {self.length.turns}")
            self.run.turns = len(self.beats)
            self.run.seconds = time.process_time() - started
            async with app.database.read() as db:
                self.run.vectors = sum(call.role == Role.EMBED for call in await load_calls(db, game_id=game.id))
            if self._undoes and self.material.undone is not None:
                await self._undo(app, game, self.material.undone)
        return self.run

    async def _beat(self, app: App, game: Game, beat: Beat) -> None:
        if beat.by_hand:
            await app.engine.adjust(game, Hand("bench", f"hand:{beat.number}", "gm", words=beat.heard), SilentFace())
            return
        offline = self.run.narrator == "offline"  # nobody can put words into its mouth: players say what they heard
        self._heard = "" if offline else beat.heard
        await self._say(app, game, beat.heard if offline and beat.heard else beat.player)
        if beat.needle is not None and beat.asked is not None:
            found, recalled = self._in(self.tap.prompt, beat.needle), self._in(self.tap.recalled, beat.needle)
            self.run.answers.append(Answer(beat.needle, beat.asked, beat.late, found, recalled))

    async def _say(self, app: App, game: Game, text: str) -> None:
        self._sent += 1
        said = PlayerInput("bench", f"line:{self._sent}", "bench", text, character=self._who)
        await app.engine.take_turn(game, [said], SilentFace())

    async def _undo(self, app: App, game: Game, needle: Needle) -> None:
        """A telling is undone: no later prompt holds it. A branch from before the undo still does."""
        calls, self._heard = Counter(self.run.calls), ""
        self.run.undid = True
        await self._say(app, game, needle.told)
        await app.engine.fork(game, "remembers")
        await app.engine.undo(game)
        for _ in range(3):
            await self._say(app, game, self.material.plain(self._draws))
        await self._say(app, game, needle.names)
        self.run.undone_hidden = not self._in(self.tap.prompt, needle)
        kept = await app.engine.switch(game, "remembers")
        for _ in range(AWAY):
            await self._say(app, kept, self.material.plain(self._draws))
            if not self._in(self.tap.prompt, needle):
                break
        await self._say(app, kept, needle.names)
        self.run.branch_found = self._in(self.tap.prompt, needle)
        self.run.calls = calls

    def _reply(self, request: BackendRequest) -> str:
        if request.role is Role.NARRATOR:
            told = self.material.narration(self._draws)
            heard, self._heard = self._heard, ""
            return f"{told}\n\n{heard}" if heard else told
        return (
            scripted_reply(request) if request.role is Role.ADJUDICATOR else self._draws.choice(self.material.useless)
        )

    @staticmethod
    def _in(text: str, needle: Needle) -> bool:
        return needle.decisive.casefold() in text.casefold()
