"""The ford: four of level 5 on fantasy-d20, and fights in which everybody asked about a reaction answers."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.state import WorldState
from gm.rules.combat import playing
from gm.rules.combat.asking import Answers, MustAsk
from gm.rules.combat.ground import Acted
from gm.rules.draws import KeyedDice
from gm.rules.world import initial_changes

PARTY = ("ada", "bo", "cy", "di")
Say = Callable[[MustAsk], str]
"""What is answered."""


@cache
def ford() -> Campaign:
    """The campaign."""
    files = {"campaign.yaml": Path(__file__).with_name("ford.yaml").read_bytes()}
    return load_campaign(files, rulesets=resources.ruleset_sources())


@cache
def bank() -> WorldState:
    """The world before anything happens in it."""
    return WorldState().apply(initial_changes(ford(), PARTY))


def dice_of(seed: int) -> KeyedDice:
    """Dice of a seed."""
    return KeyedDice(f"{seed:016x}", turn_uid="ford", attempt=1, source_ids=())


def first(asks: MustAsk) -> str:
    """Do it, whatever it is."""
    return asks.options[0][0]


def asking(run: Callable[[Answers], Acted], say: Say) -> tuple[Acted, tuple[MustAsk, ...]]:
    """Run until nothing more is asked, each time from the start: what came, and everything that was asked."""
    given: dict[str, str] = {}
    asked: list[MustAsk] = []
    while True:
        answers = Answers(0, given)
        try:
            return run(answers), tuple(asked)
        except MustAsk as asks:
            asked.append(asks)
            given[f"react:0:{answers.asked}"] = say(asks)


def played(
    seed: int, plan: str, pick: int = 0, *, say: Say = first, most: int = 120
) -> Iterator[tuple[WorldState, Acted, tuple[MustAsk, ...]]]:
    """A fight in which players' characters take now this, now that of what they may do."""
    world, dice = bank(), dice_of(seed)
    done, asked = asking(
        lambda answers: playing.begin(ford(), world, "main", plan, PARTY, "ford", dice, "begin", answers), say
    )
    yield world, done, asked
    for number in range(most):
        view = playing.encounter_view(ford(), done.world, "main")
        if view is None or view.turn is None:
            return
        before, who = done.world, view.turn
        legal = playing.legal_actions(ford(), before, "main", who)
        action = legal[(pick + number * 7) % len(legal)].action
        done, asked = asking(
            lambda answers, before=before, who=who, action=action, number=number: playing.act(
                ford(), before, "main", who, action, dice, f"act{number}", answers
            ),
            say,
        )
        assert not done.refused, (action, done.refused)
        yield before, done, asked
