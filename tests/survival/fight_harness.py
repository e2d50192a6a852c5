"""Fights at the ford, twice from the same seed: once in peace, once in processes that are killed, again and again.

Run as a program of its own, so that it may fork: `fight_harness.py HOME STEP STEPS`. It prints one JSON object;
`test_survival_fights.py` says what must hold. How the killing goes stands in `harness.py`; a step here is a turn of a
fight, or the answer to a question in the middle of one. What is done follows from how it stands alone, so that both
games are played by the same script.
"""

import itertools
import json
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from harness import GAME, MortalLoop, asked_at_once, child, picture, run, settings_of, wait

from gm import app as composition
from gm.app import App, open_app
from gm.domain.effects import Heal
from gm.domain.encounter import EncounterView
from gm.domain.play import Game, Hand, PlayerInput, SceneState, Turn
from gm.domain.ruling import CombatAction
from gm.play.commanding import legal_now
from gm.play.engine import SilentFace
from gm.rules.combat.playing import encounter_view
from gm.store.turns import load_turns

PARTY = ("ada", "bo", "cy", "di")
FIGHTS = ("raiders", "mage", "druid", "horde")
SPELLS = ("web", "fireball", "conjure-animals", "cure-wounds", "bless", "shield-of-faith", "fire-bolt", "sacred-flame")
CAMPAIGN = Path(__file__).parents[1] / "rules" / "ford.yaml"


class SameEntropy:
    """Ids and seeds that are the same in every run: these fights hold everything that a kill could strike."""

    start = 100

    def __init__(self) -> None:
        self._ids = itertools.count(self.start)

    def uid(self) -> str:
        return f"{next(self._ids):032x}"

    def seed(self) -> str:
        return f"{next(self._ids):064x}"


async def begin(home: Path) -> None:
    """A game with its opening told: what both runs start from."""
    composition.SystemEntropy = SameEntropy
    folder = home / "campaigns" / "ford"
    folder.mkdir(parents=True)
    shutil.copy(CAMPAIGN, folder / "campaign.yaml")
    async with open_app(settings_of(home, None), models=False) as app:
        game = await app.start_game(app.load_campaign("ford"), name=GAME, characters=list(PARTY))
        await app.engine.open_story(game, SilentFace())


def words(action: CombatAction) -> str:
    """An action as the command that asks for it."""
    target = action.targets[0] if action.targets else ""
    match action.kind:
        case "attack":
            return f"attack {target} with {action.attack}"
        case "cast":
            return f"cast {action.spell} on {target}"
        case "use":
            return f"use {action.item}" + (f" on {target}" if target else "")
        case "wait":
            return f"move {action.zone}" if action.zone else "pass"
        case _:
            return f"{action.kind} {target}".strip()


def wanted(state: SceneState, view: EncounterView, number: int) -> str:
    """What whoever's turn it is does: now and then they walk off, casters cast, the others strike."""
    assert view.turn is not None
    actions = [each.action for each in legal_now(state, view.turn)]
    own = view.combatant(view.turn)
    away = [each for each in actions if each.kind == "wait" and each.zone is not None]
    if away and number % 5 == 4:
        return words(away[0])
    kept_up = state.world.text(f"character:{view.turn}", "concentration")
    cast = [each for each in actions if each.kind == "cast" and each.spell in SPELLS and each.spell != kept_up]
    if kept_up:
        cast = [each for each in cast if each.spell not in ("web", "conjure-animals", "bless", "shield-of-faith")]
    hurt = {each.id for each in view.combatants if each.hp * 2 < each.max_hp}
    cast = [each for each in cast if each.spell != "cure-wounds" or hurt & set(each.targets)]
    cast.sort(key=lambda each: SPELLS.index(each.spell or ""))
    blows = [each for each in actions if each.kind == "attack"]
    assert own is not None
    return words(next(iter((*cast, *blows, *away)), CombatAction(kind="wait")))


async def one_step(app: App, game: Game, number: int) -> Turn:
    """Answer what is asked, else take the next turn of the fight, else heal and begin the next."""
    face = SilentFace()
    last = await unanswered(app, game)
    if last is not None and last.parked is not None:
        return await app.engine.answer(game, last.id, last.parked.options[number % 2].id, face)
    state = await app.engine.state(game)
    view = encounter_view(state.campaign, state.world, state.scene.key)
    if view is None or view.turn is None:
        fought = sum(bool(state.world.text("world", f"fought/{each}")) for each in FIGHTS)
        effects = tuple(
            Heal(character=each, amount="60")
            for each in PARTY
            if state.world.text(f"character:{each}", "status") != "dead"
            and state.world.number(f"character:{each}", "hp") < state.world.number(f"character:{each}", "max_hp")
        )
        if effects:
            hand = Hand(face="script", source_id=f"heal:{number}", player="gm", effects=effects)
            return await app.engine.adjust(game, hand, face)
        who = next(each for each in state.present() if each in PARTY)
        return await app.engine.take_turn(game, [line(number, f"attack {FIGHTS[fought % len(FIGHTS)]}", who)], face)
    return await app.engine.take_turn(game, [line(number, wanted(state, view, number), view.turn)], face)


def line(number: int, text: str, who: str) -> PlayerInput:
    return PlayerInput("script", f"s:{number}", "tester", text, character=who, kind="command")


async def unanswered(app: App, game: Game) -> Turn | None:
    async with app.database.read() as db:
        turns = await load_turns(db, game.branch_id)
    return next((turn for turn in turns if turn.status == "parked"), None)


async def steps_done(app: App, game: Game) -> int:
    """How many steps have been taken: turns of any kind but the opening, and answers."""
    async with app.database.read() as db:
        turns = await load_turns(db, game.branch_id)
    return sum((turn.kind != "opening") + len(turn.choices) for turn in turns)


async def play_on(home: Path, steps: int, kill_after: int | None, loop: MortalLoop) -> list[int]:
    """Finish what is unfinished, then take the steps that are left; gives the loop's iterations for each."""
    spent = []
    async with open_app(settings_of(home, None), models=False) as app:
        game = await app.find_game(GAME)
        await app.engine.resume(game, SilentFace())
        while True:
            number = await steps_done(app, game)
            if number >= steps and await unanswered(app, game) is None:
                return spent
            if kill_after is not None and loop.left is None:
                loop.left = kill_after
            before = loop.count
            await one_step(app, game, number)
            spent.append(loop.count - before)


async def seen(home: Path) -> dict:
    """What has happened in all these fights: kinds of steps, and what was asked."""
    async with open_app(settings_of(home, None), models=False) as app:
        game = await app.find_game(GAME)
        async with app.database.read() as db:
            turns = await load_turns(db, game.branch_id)
    kinds: Counter[str] = Counter(step.kind for turn in turns if turn.outcome for step in turn.outcome.steps)
    answers: Counter[str] = Counter(answer for turn in turns for answer in turn.choices.values())
    return {"kinds": kinds, "answers": answers}


def main() -> None:
    home, step, steps = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    peace, war = home / "peace", home / "war"
    peace.mkdir(parents=True)
    run(lambda _: begin(peace))
    shutil.copytree(peace, war)
    spent = run(lambda loop: play_on(peace, steps, None, loop))
    most = max(spent)
    # A step may be shorter than the longest one; the kill then strikes in the next, so there are steps to spare.
    steps = max(steps, most // step * 4 // 3)
    run(lambda loop: play_on(peace, steps, None, loop))
    kills = failures = at_once = 0
    for at in range(0, most, step):
        status = wait(child(lambda loop, at=at: play_on(war, steps, at, loop)))
        kills += status == -signal.SIGKILL
        failures += status not in (0, -signal.SIGKILL)
        at_once = max(at_once, run(lambda _: asked_at_once(war, None)))
    run(lambda loop: play_on(war, steps, None, loop))
    report = {
        "steps": len(spent),
        "boundaries": most,
        "kills": kills,
        "failures": failures,
        "asked_at_once": at_once,
        "seen": run(lambda _: seen(war)),
        "peace": run(lambda _: picture(peace, None)),
        "war": run(lambda _: picture(war, None)),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
