"""The game master's desk of a table in `copilot`: what waits for them, and what they say to it.

Whoever calls this has made sure that it is a game master who speaks: here nobody else is told anything. A proposal is
answered by its mark, so that nobody approves what they have not seen.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from gm.domain.approval import APPROVE, Draft, Overruled, Overruling, Proposal, waits_for_approval
from gm.domain.errors import Refused
from gm.domain.play import Game, Hand, Lease, Scene, Turn
from gm.domain.ruling import Ruling
from gm.domain.table import Mode, TableSettings
from gm.play.hand import admitted
from gm.play.holding import SceneHolds
from gm.play.loading import load_state
from gm.play.modes import change_mode
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going, rests
from gm.play.screening import screen_words
from gm.play.tellings import MOST
from gm.play.turns import TurnRun
from gm.play.views import character_name
from gm.rules.draws import KeyedDice
from gm.rules.overruling import overrule
from gm.rules.resolve import resolve_hand
from gm.rules.safety.rulings import words_in
from gm.store.approvals import (
    load_latest_draft,
    need_waiting,
    record_draft,
    record_overruling,
    record_words,
)
from gm.store.games import load_scene
from gm.store.sealed import load_whisperer
from gm.store.sessions import load_seed
from gm.store.table_settings import load_table
from gm.store.turns import load_turn, load_unfinished, record_answer, record_parked

CarryOn = Callable[[Game, Scene, Turn, Face], Awaitable[Turn]]
Run = Callable[[Game, Scene, Lease, Turn, Face, Callable[[TurnRun], Awaitable[Turn]]], Awaitable[Turn]]


class Copilot:
    """What a human game master decides about turns that wait for them."""

    def __init__(self, parts: EngineParts, holds: SceneHolds, carry_on: CarryOn, run: Run) -> None:
        self._parts = parts
        self._holds = holds
        self._carry_on = carry_on
        self._run = run

    async def waiting(self, game: Game, *, scene_key: str = "main") -> Proposal | None:
        """What is to be decided now in a scene; None: nothing."""
        scene = await self._scene(game, scene_key)
        async with self._parts.database.read() as db:
            open_turns = await load_unfinished(db, scene.id)
            turn = next((each for each in open_turns if waits_for_approval(each)), None)
            if turn is None or turn.parked is None:
                return None
            latest = await load_latest_draft(db, turn.id) if turn.parked.number else None
            alone = await load_whisperer(db, turn.id)
        behind = sum(1 for each in open_turns if each.number > turn.number)
        draft = latest[1] if latest is not None else None
        return Proposal(turn, turn.parked.mark, draft, behind, alone)

    async def change_mode(self, game: Game, mode: Mode, *, scene_key: str = "main") -> tuple[TableSettings, int]:
        """Play otherwise from the next turn on: see `gm.play.modes.change_mode`."""
        return await change_mode(self._parts, game, mode, scene_key=scene_key)

    async def approve(self, game: Game, turn_id: int, mark: str, face: Face, *, scene_key: str = "main") -> Turn:
        """Let it be so: the dice fall, or the draft is told; and what waited behind it is played.

        Raises:
            Refused: it does not wait any more, or what is proposed is no longer this.
        """
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._parts.database.begin() as db:
            turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
            key = f"approval:{mark.replace('.', ':')}"
            if turn.choices.get(key) != APPROVE:  # pressed twice
                parked = (await need_waiting(db, turn_id, mark)).parked
                turn = await record_answer(db, turn_id, parked.key if parked else key, APPROVE, self._parts.clock.now())
            await db.commit()
        return await self._go_on(game, scene, turn, face)

    async def edit(
        self, game: Game, turn_id: int, mark: str, text: str, author: str, face: Face, *, scene_key: str = "main"
    ) -> Turn:
        """Tell the draft in the game master's words (`author`: their id at their face).

        Raises:
            Refused: as `approve`; there is no draft yet, no word, or too many.
        """
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").strip()
        if not text:
            raise Refused("Nothing would be told.", remedy="Write what the table should read.", key="mend.nothing")
        if len(text) > MOST:
            raise Refused("That is too long for one turn.", key="mend.long")
        await screen_words(self._parts, game, text)
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease, self._parts.database.begin() as db:
            turn = await need_waiting(db, turn_id, mark)
            latest = await load_latest_draft(db, turn_id)
            if turn.parked is None or not turn.parked.number or latest is None:
                raise Refused(
                    "There is no draft yet.", remedy="Approve or overrule the ruling.", key="approval.no_draft"
                )
            made = latest[1].model_copy(update={"text": text, "source": "gm", "author": author, "note": ""})
            number = await record_draft(db, lease, turn_id, made)
            now, parked = self._parts.clock.now(), turn.parked.model_copy(update={"number": number + 1})
            await record_parked(db, lease, turn_id, parked, choices=turn.choices, now=now)
            turn = await record_answer(db, turn_id, parked.key, APPROVE, now)
            await db.commit()
        return await self._go_on(game, scene, turn, face)

    async def reword(
        self, game: Game, turn_id: int, mark: str, how: str, face: Face, *, scene_key: str = "main"
    ) -> Turn:
        """Another draft, worded as the game master asks; it waits as the first one did.

        Raises:
            Refused: as `approve`; there is no draft yet; it asks for what this table does not play.
        """
        await screen_words(self._parts, game, how, said=True)
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            async with self._parts.database.read() as db:
                turn = await need_waiting(db, turn_id, mark)
            if turn.parked is None or not turn.parked.number:
                raise Refused(
                    "There is no draft yet.", remedy="Approve or overrule the ruling.", key="approval.no_draft"
                )
            return await self._run(game, scene, lease, turn, face, lambda run: run.redraft(how.strip()))

    async def overrule(
        self, game: Game, turn_id: int, mark: str, by: Overruling, author: str, face: Face, *, scene_key: str = "main"
    ) -> Turn:
        """Rule it otherwise: what the game master rules stands, and is told as a new draft. An attempt that keeps its
        check keeps its dice.

        Raises:
            Refused, NotFound, EffectError: as `approve` and `gm.rules.overruling.overrule`, or this table does not play
                that; nothing has changed.
        """
        await screen_words(self._parts, game, by.words, by.stakes or "", *words_in(by.effects))
        await screen_words(self._parts, game, by.because, said=True)
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        state = await load_state(self._parts, game, scene)
        async with self._holds.hold(scene.id) as lease, self._parts.database.begin() as db:
            turn = await need_waiting(db, turn_id, mark)
            seed = await load_seed(db, turn.session_id)
            dice = KeyedDice(seed, turn_uid=turn.dice_uid, attempt=turn.attempt, source_ids=_sources(turn))
            ruling, kept = overrule(turn.ruling or Ruling(), by, state, dice)
            turn = await record_overruling(db, lease, turn, ruling, kept, author)
            await db.commit()
        return await self._go_on(game, scene, turn, face)

    async def tell(
        self, game: Game, turn_id: int, mark: str, hand: Hand, face: Face, *, scene_key: str = "main"
    ) -> Turn:
        """Answer what waits in the game master's own words, with what happens by their hand: no die is rolled for what
        was attempted, and nothing that was proposed remains.

        Raises:
            Refused, NotFound, EffectError: as `approve` and `gm.play.hand.by_hand`, or this table does not play that;
                nothing has changed.
        """
        await screen_words(self._parts, game, hand.words, *words_in(hand.effects))
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        state = await load_state(self._parts, game, scene)
        words = admitted(state, hand)
        if not words:
            raise Refused("Nothing would be told.", remedy="Write what the table should read.", key="mend.nothing")
        told = f"{character_name(state.campaign, hand.speaker)}: {words}" if hand.speaker is not None else words
        async with self._holds.hold(scene.id) as lease, self._parts.database.begin() as db:
            turn = await need_waiting(db, turn_id, mark)
            seed = await load_seed(db, turn.session_id)
            dice = KeyedDice(seed, turn_uid=turn.dice_uid, attempt=turn.attempt, source_ids=_sources(turn))
            resolve_hand(state, hand.effects, dice)
            kept = Overruled(how="words", actor=next(iter(state.present()), ""), effects=hand.effects)
            draft = Draft(text=told, source="gm", author=hand.player)
            turn = await record_words(db, lease, turn, draft, kept)
            await db.commit()
        return await self._go_on(game, scene, turn, face)

    async def draft(self, game: Game, turn_id: int, mark: str, face: Face, *, scene_key: str = "main") -> Turn:
        """Ask for a ruling and a draft of what waits for the game master's own words: for them alone, to be used,
        changed, or left.

        Raises:
            Refused: as `approve`.
        """
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            async with self._parts.database.read() as db:
                turn = await need_waiting(db, turn_id, mark)
            return await self._run(game, scene, lease, turn, face, lambda run: run.redraft(""))

    async def overdue(
        self, game: Game, face: Face, *, scene_key: str = "main", now: datetime | None = None
    ) -> tuple[Turn, ...]:
        """Approve what has waited longer than the table lets it; gives each turn as it came out of that."""
        async with self._parts.database.read() as db:
            table = await load_table(db, game.id)
        hours = 0 if table.resting else table.approve_after_hours
        done: list[Turn] = []
        at = now or self._parts.clock.now()
        while hours:
            proposal = await self.waiting(game, scene_key=scene_key)
            if proposal is None or proposal.turn.parked is None or proposal.turn.parked.deadline is None:
                break
            if proposal.turn.parked.deadline > at:
                break
            done.append(await self.approve(game, proposal.turn.id, proposal.mark, face, scene_key=scene_key))
        return tuple(done)

    async def _go_on(self, game: Game, scene: Scene, turn: Turn, face: Face) -> Turn:
        """Play it on, and then what waited behind it, until that waits in its turn."""
        played = await self._carry_on(game, scene, turn, face)
        while played.status != "parked":
            async with self._parts.database.read() as db:
                left = [each for each in await load_unfinished(db, scene.id) if each.status != "parked"]
            if not left or await rests(self._parts, game):
                break
            if waits_for_approval(await self._carry_on(game, scene, left[0], face)):
                break
        return played

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)


def _sources(turn: Turn) -> tuple[str, ...]:
    return tuple(entry.input.source_id for entry in turn.inputs)
