"""A clever deed in a fight is one of the actions that its rules list, and has that action's effect. The adjudicator is
told so with examples, can answer so within the form, and the narrator is told the deed and what came of it.

The scripted adjudicator does what its prompt says and no more: it copies a listed action, by what the deed is for."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from fight_table import PARTY, FightTable

from gm.domain.calls import BackendRequest, Role
from gm.domain.encounter import Combatant
from gm.domain.play import Game, Turn
from gm.models.scripted import Reply
from gm.store.database import Database

NAMED = {"ada": "Ada", "bo": "Bo", "cy": "Cy", "di": "Di"}
RULE = "A clever deed (sand thrown, a table kicked over, a false shout) is the listed action"


def words(request: BackendRequest) -> str:
    return "\n".join(message.content for message in request.messages)


def listed(request: BackendRequest, who: str) -> list[dict[str, Any]]:
    """The actions that a prompt lists for somebody."""
    text = request.messages[-1].content
    block = text.partition(f"{who} may do one of these")[2].partition("\n")[2]
    lines = block.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("{")), len(lines))
    return [json.loads(line.partition("}  (")[0] + ("}" if "}  (" in line else "")) for line in lines[:end]]


def rules_on(who: str, kind: str, intent: str, target: str = "") -> Callable[[BackendRequest], Reply]:
    """An adjudicator that copies the first listed action of a kind; of targets between bars, one alone."""

    def answer(request: BackendRequest) -> Reply:
        assert RULE in words(request) and f"{kind}" in words(request).partition(RULE)[2][:400]
        action = next(each for each in listed(request, who) if each["kind"] == kind)
        if action.get("targets"):
            among = action["targets"][0].split("|")
            action["targets"] = [target if target in among else among[0]]
        ruling = {
            "verdicts": [{"input": 1, "character": who, "intent": intent, "action": action}],
            "minutes": 0,
        }
        assert request.schema is not None
        jsonschema_rs.validate(dict(request.schema), ruling)
        return json.dumps(ruling)

    return answer


async def begun(database: Database) -> tuple[FightTable, Game, str]:
    """A fight in which it is somebody's turn."""
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    view = await table.view(game)
    assert view is not None and view.turn in PARTY
    return table, game, view.turn


async def one(table: FightTable, game: Game, who: str) -> Combatant:
    view = await table.view(game)
    assert view is not None
    return next(each for each in view.combatants if each.id == who)


def told(table: FightTable) -> str:
    sent = words(table.asked(Role.NARRATOR)[-1])
    return sent[sent.rindex("\nDECIDED\n") :]


async def by_deed(table: FightTable, game: Game, who: str, kind: str, said: str, target: str = "") -> Turn:
    table.adjudicator = rules_on(who, kind, f"{said} for it", target)
    turn = await table.engine.take_turn(game, [table.line(said, character=who)], table.face)
    assert turn.ruling is not None and turn.ruling_source == "model", "the first answer is taken"
    return turn


async def test_an_opening_for_a_friend_is_help_and_the_friend_strikes_with_advantage(database: Database) -> None:
    table, game, who = await begun(database)
    friend = next(each for each in PARTY if each != who)
    said = "I throw sand up between them, so that my friend has a gap to strike through"
    turn = await by_deed(table, game, who, "help", said, friend)
    assert turn.outcome is not None and [step.kind for step in turn.outcome.steps][:1] == ["help"]
    assert (await one(table, game, friend)).helped, "the state holds it"
    shown = told(table)
    decided, _, fight = shown.partition("THE FIGHT, blow by blow")
    assert "throw sand up between them" in decided, "the deed is told as they did it"
    assert 'who "helps" has made an opening for that friend' in fight and f"{NAMED[who]} helps {NAMED[friend]}" in fight
    while (view := await table.view(game)) is not None and view.turn != friend:
        assert view.turn is not None
        await table.command(game, "pass", view.turn)
    await by_deed(table, game, friend, "dodge", "I wait behind my shield for it and shout at them to come on")
    row = next(
        line for line in words(table.asked(Role.ADJUDICATOR)[-1]).splitlines() if line.startswith(f"- {friend} (")
    )
    assert "helped by a friend (advantage on the next attack)" in row, "a later ruling sees it"


@pytest.mark.parametrize(
    ("kind", "said", "line"),
    [
        ("dodge", "I kick the table over and crouch behind it, so that nobody gets a clean cut at me", "is on guard"),
        ("disengage", "I shout that the gate is falling, and slip back while they look", "draws back with care"),
    ],
)
async def test_a_foe_put_off_its_aim_is_dodge_and_getting_away_is_disengage(
    database: Database, kind: str, said: str, line: str
) -> None:
    table, game, who = await begun(database)
    turn = await by_deed(table, game, who, kind, said)
    assert turn.outcome is not None and turn.outcome.steps[0].kind == kind
    held = {"dodge": "dodging", "disengage": "disengaged"}[kind]
    assert any(each.path == f"{held}/{who}" and each.after for each in turn.outcome.changes), "the state holds it"
    shown = told(table)
    assert said.partition(",")[0].removeprefix("I ") in shown and f"- {NAMED[who]} {line}" in shown


async def test_what_a_deed_is_not_listed_for_is_asked_again(database: Database) -> None:
    """Damage beside the fight's own rules: the adjudicator is told what is wrong with it, and nobody is hurt."""
    table, game, who = await begun(database)
    answers: Iterator[dict[str, object]] = iter(
        [
            {"action": {"kind": "dodge"}, "effects": [{"kind": "damage", "character": "goblin-1", "amount": "3d6"}]},
            {"action": {"kind": "dodge"}},
        ]
    )

    def answer(_: BackendRequest) -> Reply:
        said: dict[str, object] = {"input": 1, "character": who, "intent": "drop the chandelier"}
        return json.dumps({"verdicts": [said | next(answers)]})

    table.adjudicator = answer
    before = (await one(table, game, "goblin-1")).hp
    turn = await table.engine.take_turn(
        game, [table.line("I cut the rope, and the chandelier comes down on all of them", character=who)], table.face
    )
    assert (await one(table, game, "goblin-1")).hp == before and turn.outcome is not None
    assert (len(table.asked(Role.ADJUDICATOR)), turn.ruling_source) == (2, "model")
    assert "an action of a fight has neither check nor effects nor outcomes" in words(table.asked(Role.ADJUDICATOR)[-1])
