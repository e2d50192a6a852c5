"""A fight that waits for somebody whose player says nothing: until when, and what is played for them.

A fight has an order of its own in every way of taking turns, and the same deadline as everything else. In free play,
where nobody else waits for anybody, it holds only where another player does: who plays alone is not hurried.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gm.domain.approval import waits_for_approval
from gm.domain.play import PlayerInput, SceneState, Turn
from gm.domain.table import turn_rules
from gm.play.absent import BY_TABLE
from gm.play.order import is_acting
from gm.play.others_waiting import others_wait
from gm.play.questions_due import question_due
from gm.rules.combat.waiting import absent_action, sleeps, waited_for, waits_since
from gm.rules.commands import order_for
from gm.store.gathering import load_commit_time
from gm.store.sealed import load_whisperer
from gm.store.turns import load_unfinished
from gm.store.tx import Db

PASS = "pass"
"""The command that lets a turn go by."""


async def late_in_fight(db: Db, state: SceneState) -> tuple[str, ...]:
    """The players' characters for whom the fight waits and who have not begun to act. Nobody is passed who has acted
    and waits for the game master, or for an answer that has a deadline of its own."""
    waited = waited_for(state.campaign, state.world, state.scene.key)
    unfinished = await load_unfinished(db, state.scene.id) if waited else ()
    return tuple([who for who in waited if not await _has_begun(db, unfinished, who)])


async def _has_begun(db: Db, unfinished: Sequence[Turn], who: str) -> bool:
    for turn in unfinished:
        if turn.status != "parked" and turn.outcome is not None:
            continue  # what they did is done, and is only being told: whose turn it is now is theirs anew
        if is_acting(turn, who) and await load_whisperer(db, turn.id) is None:
            return turn.status != "parked" or waits_for_approval(turn) or question_due(turn) is not None
    return False


async def fight_due(db: Db, state: SceneState) -> datetime | None:
    """Until when a fight waits for those who may act now. None: for nobody, or without end: in free play where they
    are waited for by no other player, and once as many turns have gone by without a player as there are characters, so
    that a table that everybody has left stands still."""
    rules = turn_rules(state.table, state.scene.key)
    if sleeps(state.campaign, state.world, state.scene.key):
        return None
    late = await late_in_fight(db, state)
    if not late or (rules.control == "free" and not await others_wait(db, state, late)):
        return None
    began = waits_since(state.campaign, state.versions, state.scene.key)
    since = await load_commit_time(db, state.scene.branch_id, began)
    return None if since is None else since + timedelta(seconds=rules.deadline)


def fight_began(turn: Turn, scene: str) -> bool:
    """Whether a fight began in this turn: then its table is told how long it waits for each."""
    made = turn.outcome.changes if turn.outcome is not None else ()
    return any(each.entity == f"encounter:{scene}" and each.path == "plan" and each.after is not None for each in made)


def played_for(state: SceneState, who: str) -> PlayerInput:
    """What the table's rule plays for them: their standing action in its own words, else a command."""
    rule = turn_rules(state.table, state.scene.key).absent
    words = state.table.standing.get(who, "") if rule == "default" else ""
    if words:
        return PlayerInput(BY_TABLE, _source(state, who), "", words, character=who)
    action = absent_action(state.campaign, state.world, state.scene.key, who, rule)
    return PlayerInput(BY_TABLE, _source(state, who), "", order_for(action) or PASS, character=who, kind="command")


def passing(state: SceneState, who: str) -> PlayerInput:
    """Their turn goes by: after what was played for them did not take it."""
    return PlayerInput(BY_TABLE, f"{_source(state, who)}:pass", "", PASS, character=who, kind="command")


def _source(state: SceneState, who: str) -> str:
    return f"fight:{state.scene.id}:{waits_since(state.campaign, state.versions, state.scene.key)}:{who}"
