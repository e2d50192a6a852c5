"""Whose turn it is in a scene, for everybody to see."""

from dataclasses import dataclass
from datetime import datetime

from gm.domain.play import SceneState
from gm.domain.table import TurnRules, turn_rules
from gm.play.absent_fight import fight_due
from gm.play.order import due_at, waiting_turn
from gm.play.parts import EngineParts
from gm.play.questions_due import next_question, question_due
from gm.play.rounds import RoundView, open_round, round_view
from gm.rules.combat.playing import is_on
from gm.rules.combat.waiting import waited_for
from gm.rules.turn_order import Order, actors, order_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose turn it is in a scene, for everybody to see."""

    rules: TurnRules
    fighting: bool
    """A fight is on: its own order stands, whatever the rules say."""
    here: tuple[str, ...]
    """Characters who are waited for."""
    round: RoundView | None = None
    order: Order | None = None
    due: datetime | None = None
    """Until when everybody waits; None: for nobody, or without end."""
    waiting: tuple[str, ...] = ()
    """Characters whose words wait for their place in the order."""
    up: tuple[str, ...] = ()
    """In a fight: the players' characters for whom it waits."""


async def standing_of(parts: EngineParts, state: SceneState) -> Standing:
    """Who is up, who has declared, and until when everybody waits."""
    scene = state.scene
    rules, here = turn_rules(state.table, scene.key), actors(state)
    order = order_of(state) if rules.control == "initiative" else None
    async with parts.database.read() as db:
        fighting = is_on(state.world, scene.key)
        asked = await next_question(db, scene.id) if fighting or rules.control != "free" else None
        until = question_due(asked) if asked is not None else None
        if fighting:
            up = waited_for(state.campaign, state.world, scene.key)
            return Standing(rules, True, here, due=_first(await fight_due(db, state), until), up=up)
        turn = await open_round(db, scene.id)
        if turn is not None:
            view = round_view(state, turn)
            return Standing(rules, False, here, view, due=_first(view.deadline, until))
        if order is None:
            return Standing(rules, False, here, due=until)
        waits = tuple([who for who in order.who if await waiting_turn(db, scene.id, who) is not None])
        return Standing(rules, False, here, None, order, _first(await due_at(db, state, order), until), waits)


def _first(*moments: datetime | None) -> datetime | None:
    """The earliest of them; None: there is none."""
    return min((each for each in moments if each is not None), default=None)
