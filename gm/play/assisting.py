"""Help for whoever runs a table themselves: rules, what campaign and log know, a line for somebody of the cast, and
what their own words make true. All of it is for their eyes alone, and nothing of it happens by itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from gm.domain.assisting import Proposed, Source
from gm.domain.calls import Role
from gm.domain.effects import Effect
from gm.domain.errors import NotFound, Refused
from gm.domain.memory import Memory, RecallQuery
from gm.domain.play import Game, Hand, Scene, SceneState, Turn
from gm.domain.prompt import Prompt
from gm.domain.ruling import Ruling
from gm.models.attempt import Manner
from gm.models.offline.character import speak
from gm.play.adjudicate import adjudicate, purpose_of
from gm.play.briefs import Resolved, input_views, narration_brief, ruling_brief
from gm.play.loading import load_state
from gm.play.npc_mind import npc_brief
from gm.play.npc_speaking import only_theirs
from gm.play.parts import EngineParts, Face
from gm.play.screening import screen_words
from gm.play.tools import where_of
from gm.play.views import change_views
from gm.prompting.npc import assemble_npc
from gm.rules.answering import Answering
from gm.rules.draws import KeyedDice
from gm.rules.effects import Applied, apply_effects
from gm.rules.looking.found import SECRET
from gm.rules.looking.rules import rule_text, rules_named
from gm.rules.looking.world import entities_in
from gm.rules.safety.finding import bounds_of
from gm.store.assists import drop_asked, drop_proposed, load_proposed, record_proposed
from gm.store.games import load_scene
from gm.store.turns import load_last_turn, load_turn, load_unfinished

ByHand = Callable[[Game, Scene, Hand, Face], Awaitable[Turn]]
LONGEST: Final = 300
"""Characters of a question."""
_PASSAGES: Final = 4
_LINE: Final = 900
"""Number under which a line that is asked for aside is kept."""


class AssistDesk:
    """What a human game master asks for."""

    def __init__(self, parts: EngineParts, by_hand: ByHand) -> None:
        self._parts = parts
        self._by_hand = by_hand

    async def rules(self, game: Game, question: str, *, scene_key: str = "main") -> tuple[Source, ...]:
        """The rules that a question names. No model is asked.

        Raises:
            Refused: nothing was asked. NotFound: it names no rule; says what comes near.
        """
        question = _asked(question)
        campaign = (await self._state(game, scene_key)).campaign
        rows = rules_named(campaign, question)
        if not rows:
            raise NotFound(rule_text(campaign, question).text, key="assist.no_rule")
        return tuple(Source(f"rules: {campaign.ruleset.title}", row) for row in rows)

    async def lore(self, game: Game, question: str, *, scene_key: str = "main") -> tuple[Source, ...]:
        """What the campaign holds of whatever a question names, secrets included, and the passages of the log that
        bear on it. No model is asked.

        Raises:
            Refused: nothing was asked. NotFound: neither knows anything of it.
        """
        question = _asked(question)
        state = await self._state(game, scene_key)
        found = [_source(name, row) for name, rows in entities_in(state, question) for row in rows]
        query = RecallQuery(question, limit=_PASSAGES)
        past = (await self._parts.recall.search(game, state.scene.branch_id, query)).memories
        found += [_passage(state, each) for each in sorted(past, key=lambda each: each.number)]
        if not found:
            raise NotFound("Neither the campaign nor the log knows anything of that.", key="assist.no_lore")
        return tuple(found)

    async def line(self, game: Game, npc: str, about: str, *, scene_key: str = "main") -> str:
        """A line that somebody of the cast could say, in their voice and by what they know; said by nobody yet.

        Raises:
            NotFound: nobody of that id is here. Refused: this table does not play what they are to speak of.
        """
        await screen_words(self._parts, game, about, said=True)
        state = await self._state(game, scene_key)
        if state.campaign.npc(npc) is None or npc not in state.present():
            raise NotFound("They are not here.", key="assist.not_here")
        parts, turn = await self._parts.of_game(game), await self._turn(state.scene)
        asked = about.strip()[:LONGEST]
        said = input_views(state.campaign, turn.inputs)
        bare = replace(narration_brief(state, turn, Resolved((), (), (), (), ()), before=state), inputs=said)
        to = said[-1].character if said else ""
        brief = await npc_brief(parts, state, bare, Answering(npc, "named", to=to), ())
        brief = replace(brief, notes=(*brief.notes, *([f"Speak of this now: {asked}"] if asked else [])))

        def fitted(window: int) -> Prompt:
            return assemble_npc(
                brief,
                templates=parts.templates_of(state),
                counter=parts.counter,
                window=window,
                reply_tokens=parts.reply_tokens(Role.NPC),
            )

        purpose = purpose_of(parts, state, turn, Role.NPC, _LINE)
        completion = await parts.door.complete(
            fitted(parts.window(Role.NPC)), purpose=purpose, manner=Manner(refit=fitted)
        )
        async with self._parts.database.begin() as db:
            await drop_asked(db, turn.id)
            await db.commit()
        return bounds_of(state.campaign).clean(only_theirs(completion.text, state, npc)) or speak(brief)

    async def read(self, game: Game, turn: Turn, author: str, *, scene_key: str = "main") -> tuple[str, ...]:
        """What a game master's telling would make true, a row for each, as it is proposed to them; (): nothing. Until
        they agree nothing has happened.

        Raises:
            Refused: it is not a game master's own telling.
        """
        if turn.narration_source != "gm" or not turn.narration:
            raise Refused("Only what you told yourself is read like this.", key="assist.not_told")
        state, parts = await self._state(game, scene_key), await self._parts.of_game(game)
        brief = replace(ruling_brief(state, turn), told=turn.narration)
        if not brief.inputs:
            return ()
        ruled = await adjudicate(parts, state, turn, brief)
        effects = _fitting(state, ruled.ruling)
        async with self._parts.database.begin() as db:
            await record_proposed(db, turn.id, Proposed(effects=effects), author=author)
            await db.commit()
        return tuple(_row(state, effect) for effect in effects)

    async def proposed(self, game: Game, turn_id: int, *, scene_key: str = "main") -> tuple[str, ...]:
        """The same rows again, as long as nothing was decided about them."""
        state = await self._state(game, scene_key)
        async with self._parts.database.read() as db:
            kept = await load_proposed(db, turn_id)
        return tuple(_row(state, effect) for effect in kept.effects) if kept is not None else ()

    async def apply(
        self,
        game: Game,
        turn_id: int,
        numbers: Sequence[int],
        player: str,
        face: Face,
        *,
        source_face: str,
        scene_key: str = "main",
    ) -> Turn:
        """Let what was proposed happen, those of these numbers (from 1; none: all), by the game master's hand. The same
        proposal happens once.

        Raises:
            Refused: it was decided already, or the telling was taken back. NotFound: no such number.
            EffectError: it does not fit the world any more; nothing of it happens.
        """
        scene = await self._scene(game, scene_key)
        async with self._parts.database.read() as db:
            kept = await load_proposed(db, turn_id)
            turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
        if kept is None or not kept.effects or turn.status == "undone":
            raise Refused("Nothing is proposed there any more.", key="assist.nothing")
        chosen = sorted(set(numbers)) or range(1, len(kept.effects) + 1)
        if not all(1 <= number <= len(kept.effects) for number in chosen):
            raise NotFound(f"There are {len(kept.effects)}.", key="assist.number", count=len(kept.effects))
        effects = tuple(kept.effects[number - 1] for number in chosen)
        hand = Hand(source_face, f"proposed:{turn_id}", player, effects)
        done = await self._by_hand(game, scene, hand, face)
        await self.leave(turn_id)
        return done

    async def leave(self, turn_id: int) -> None:
        """Nothing of it is to happen."""
        async with self._parts.database.begin() as db:
            await drop_proposed(db, turn_id)
            await db.commit()

    async def last_proposed(self, game: Game, *, scene_key: str = "main") -> int | None:
        """The last turn of a scene, if something is proposed about it."""
        async with self._parts.database.read() as db:
            last = await load_last_turn(db, game.branch_id, scene=scene_key)
            kept = await load_proposed(db, last.id) if last is not None else None
        return last.id if last is not None and kept is not None and kept.effects else None

    async def _turn(self, scene: Scene) -> Turn:
        """What is answered just now: what waits, or the last that was told."""
        async with self._parts.database.read() as db:
            open_turns = await load_unfinished(db, scene.id)
            last = open_turns[0] if open_turns else await load_last_turn(db, scene.branch_id, scene=scene.key)
        if last is None:
            raise NotFound("Nothing has been played yet.", key="turn.nothing")
        return last

    async def _state(self, game: Game, scene_key: str) -> SceneState:
        return await load_state(self._parts, game, await self._scene(game, scene_key))

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)


def _asked(question: str) -> str:
    question = " ".join(question.replace("\x00", "").split())
    if not question:
        raise Refused("What do you want to know?", key="assist.ask")
    return question[:LONGEST]


def _passage(state: SceneState, memory: Memory) -> Source:
    place = state.campaign.place(memory.place)
    return Source(where_of(replace(memory, place=place.name) if place is not None else memory), memory.text)


def _source(name: str, row: str) -> Source:
    secret = row.startswith(SECRET)
    return Source(f"campaign: {name}", row.removeprefix(SECRET).lstrip(": "), secret)


def _fitting(state: SceneState, ruling: Ruling) -> tuple[Effect, ...]:
    """What is asked for and can be, one after the other; no dice are part of it."""
    wanted = [each for verdict in ruling.verdicts if verdict.check is None for each in verdict.effects]
    fit: list[Effect] = []
    for effect in wanted:
        if not _tried(state, (*fit, effect)).refused:
            fit.append(effect)
    return tuple(fit)


def _row(state: SceneState, effect: Effect) -> str:
    changes = _tried(state, (effect,)).changes
    told = [view.text for view in change_views(state.campaign, changes, state.scene.key)]
    return "; ".join(told or [f"{each.entity}/{each.path}: {each.after}" for each in changes]) or effect.kind


_NOTHING: Final = KeyedDice("00", turn_uid="trying", attempt=1, source_ids=())


def _tried(state: SceneState, effects: Sequence[Effect]) -> Applied:
    actor = next(iter(state.present()), "")
    return apply_effects(effects, state, state.world, _NOTHING, purpose="gm", actor=actor, authored=True)
