"""`gm bench prose`: how a route narrates. The same scenes with the same dice, told by the models of `--route`.

Worn phrases, repeated openings, closing questions, length against target, and what the guards had to do; beside it, as
a floor, the campaign's own prose by the same figures. Scenes that the route could not tell are counted apart. Its calls
cost what they cost and are counted as `test`, under every limit. Without models the offline narrator is measured.
"""

import asyncio
import contextlib
import copy
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from gm import resources
from gm.app import App, SystemClock, open_app
from gm.bench.prose_told import Told
from gm.bench.report import Measure, Report, parser, print_report, progress
from gm.bench.table import starter
from gm.domain.brief import NarrationBrief
from gm.domain.budgets import SpendLimit, Strain
from gm.domain.calls import CallPurpose, Category, Completion, Role, Route
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.play import PlayerInput
from gm.domain.prompt import Prompt
from gm.liveness import process_gone, process_name
from gm.memory.recall import Recall
from gm.models.door import Door
from gm.models.routes import OFFLINE, RouteTable
from gm.models.tokens import EstimatingCounter
from gm.play.engine import SilentFace, TurnEngine
from gm.play.guards import NarrationGuard
from gm.play.parts import EngineParts
from gm.rules.cliches import CLICHES, DATED
from gm.rules.prose import ProseFigures, prose_figures
from gm.settings import load_settings
from gm.store.database import Database
from gm.store.guards import load_guard_counts

SCENES: Final = (
    "I look around carefully.", "I ask whoever is here about the bell.", "I search the shelves for anything unusual.",
    "I try to listen at the door without being noticed.", "I sit down by the fire and say nothing for a while.",
    "I try to persuade them to tell me the truth.", "I ask what they are afraid of.", "I go outside.",
    "I examine the marks on the wood.", "I wait and watch who comes by.", "I try to climb up to see better.",
    "I call out to whoever is there.", "I go back inside.", "I tell them what I have seen.", "I look for a way down.",
    "I offer to help, for a price.", "I try to force the lock.", "I ask about the forty years.",
    "I look at their hands.",
    "I drink, and listen to the other tables.", "I try to follow the one who leaves.", "I look around once more.",
    "I ask for a bed.", "I wait for the tide.",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0: there is no goal but the guards' own time."""
    args = parser("prose", __doc__ or "")
    route = "the role whose models tell it, or a model's name (narrator); several are told one after the other"
    args.add_argument("--route", nargs="+", default=["narrator"], help=route)
    args.add_argument("--scenes", type=int, default=len(SCENES), help=f"how many ({len(SCENES)})")
    options = args.parse_args(argv)
    routes = dict.fromkeys(options.route)
    reports = {route: asyncio.run(measure(route, options.scenes)) for route in routes}
    return print_report(beside(reports), as_json=options.json)


def beside(reports: Mapping[str, Report]) -> Report:
    """The reports of several routes as one, each figure with its route; that of a single one as it stands. One that
    told nothing has no figures, but its notes."""
    first = max(reports.values(), key=lambda each: len(each.measures))
    if len(reports) == 1:
        return first
    measures = [
        replace(report.measures[at], name=f"{report.measures[at].name}: {route}")
        for at in range(len(first.measures))
        for route, report in reports.items()
        if report.measures
    ]
    notes = [f"{route}: {note}" for route, report in reports.items() for note in report.notes[:-1]]
    return Report(first.bench, tuple(measures), floor=first.floor, notes=(*notes, *first.notes[-1:]))


class AsTest:
    """The host's ledger for calls of games that are not the host's: counted as `test`, for no game."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def reserve(self, call: CallStart) -> int:
        """Hold the money."""
        return await self._ledger.reserve(replace(call, purpose=_as_test(call.purpose)))

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """Which limits are nearly used up."""
        return await self._ledger.strains(_as_test(purpose), limits)

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """Close the row."""
        await self._ledger.settle(call_id, end)


def _as_test(purpose: CallPurpose) -> CallPurpose:
    """The same call for no game of the host's."""
    nowhere: dict[str, Any] = {"game_id": None, "campaign": None, "scene_id": None, "turn_id": None, "player": None}
    return replace(purpose, category=Category.TEST, content_tag="test", **nowhere)


class _Seeded:
    """Ids and seeds that are the same in every run: so are the dice."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    def uid(self) -> str:
        return f"{next(self._ids):032x}"

    def seed(self) -> str:
        return f"{next(self._ids):064x}"


async def measure(route: str, scenes: int) -> Report:
    """Tell the scenes and report."""
    settings = load_settings()
    async with open_app(settings) as host:
        candidates = _candidates(host.door.routes, route)
        told = await tell(host.door, candidates, scenes)
    campaign = starter()
    figures = prose_figures(told.texts, campaign.language, told.targets)
    own = prose_figures(authored(campaign), campaign.language)
    measures = (*_measures(figures), *_guard_measures(told, len(told.texts))) if told.texts else ()
    worn = ", ".join(f"{phrase} ({count})" for phrase, count in figures.worn) or "none"
    return Report(
        "prose",
        measures,
        floor={
            f"the campaign's own prose: {each.name}": each.value for each in _measures(own) if "length" not in each.name
        },
        notes=(
            *told.notes(scenes),
            *((f"worn phrases: {worn}",) if told.texts else ()),
            f"lists of worn phrases: {', '.join(sorted(CLICHES))}, gone through {DATED}",
        ),
    )


def _candidates(routes: RouteTable, name: str) -> Route:
    """The candidates of a role, or the one model of that name. Raises NotFound."""
    if name in set(Role):
        return Route(Role.NARRATOR, routes.route(Role(name)).candidates)
    every = [each for role in Role for each in routes.offer(role)]
    found = next((each for each in every if name in (each.model, each.name)), None)
    if found is None:
        known = ", ".join(dict.fromkeys((*(each.model for each in every), "narrator")))
        raise NotFound(f'No route has "{name}".', remedy=f"There are: {known}.")
    return Route(Role.NARRATOR, (found,))


async def tell(door: Door, route: Route, scenes: int) -> Told:
    """Play the scenes in a folder of their own; this door's narrator tells them, code rules."""
    told = Told()
    async with _table(door, route, told) as (app, engine):
        campaign = starter()
        who = campaign.characters[0].id
        game = await app.start_game(campaign, name="prose", characters=[who])
        await engine.open_story(game, SilentFace())
        for number in range(scenes):
            told.scene = number
            said = PlayerInput("bench", f"{number}", "bench", SCENES[number % len(SCENES)], character=who)
            turn = await engine.take_turn(game, [said], SilentFace())
            if turn.parked is not None:
                await engine.answer(game, turn.id, turn.parked.default, SilentFace())
            progress(f"scene {number + 1} of {scenes}")
        async with app.database.read() as db:
            told.guards = await load_guard_counts(db)
    return told


@contextlib.asynccontextmanager
async def _table(door: Door, route: Route, told: Told) -> AsyncIterator[tuple[App, TurnEngine]]:
    bound = copy.copy(door)
    bound.routes = replace(door.routes, routes={Role.NARRATOR: route}, named={})
    bound.watch(AsTest)
    complete = bound.complete

    async def listening(prompt: Prompt, **how: Any) -> Completion:
        done = await complete(prompt, **how)
        if isinstance(prompt.brief, NarrationBrief):
            told.heard(prompt.brief, done, route, fits=how.get("candidates") != (OFFLINE,))
        return done

    bound.complete = listening  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as folder, _timed(told):
        settings = load_settings(environ={"GM_HOME": folder}, cwd=Path(folder))
        database = await Database.open(settings.database_url)
        try:
            parts = EngineParts(
                database=database,
                door=bound,
                shipped=resources.shipped_templates(),
                counter=EstimatingCounter(),
                clock=SystemClock(),
                entropy=_Seeded(),
                recall=Recall(database),
                owner=process_name(),
                owner_gone=process_gone,
            )
            engine = TurnEngine(parts)
            yield App(settings, database, engine, bound, announcement=""), engine
            await engine.settling.drain()
        finally:
            await database.close()


@contextlib.contextmanager
def _timed(told: Told) -> Any:
    """Take the processor time of the guards while this goes on."""
    check = NarrationGuard.check

    def timed(self: NarrationGuard, sentence: str, shown: str = "") -> Any:
        begun = time.process_time()
        try:
            return check(self, sentence, shown)
        finally:
            told.seconds += time.process_time() - begun
            told.sentences += 1

    NarrationGuard.check = timed  # type: ignore[method-assign]
    try:
        yield
    finally:
        NarrationGuard.check = check  # type: ignore[method-assign]


def authored(campaign: Campaign) -> list[str]:
    """Prose that the campaign's author wrote for a table to hear."""
    texts = [campaign.opening.text, *(place.description for place in campaign.places)]
    texts += [" ".join(place.details) for place in campaign.places if place.details]
    texts += [outcome.text for challenge in campaign.challenges for outcome in challenge.outcomes.values()]
    texts += [entry.content for entry in campaign.lore if entry.audience == "everyone"]
    texts += [end.text for end in campaign.endings]
    return [text for text in texts if text]


def _measures(figures: ProseFigures) -> tuple[Measure, ...]:
    return (
        Measure("worn phrases in 1,000 words", figures.cliches_per_1000, ""),
        Measure("narrations that begin like an earlier one", 100 * figures.openings, "%"),
        Measure("sentences that begin like another of their narration", 100 * figures.sentence_openings, "%"),
        Measure("narrations that close with a question", 100 * figures.closing_questions, "%"),
        Measure("narrations that ask the players what they do", 100 * figures.asks_players, "%"),
        Measure("sentences that were told before", 100 * figures.repeated, "%"),
        Measure("length against target, median", figures.length, "times"),
        Measure("lengths between half and one and a half of it", 100 * figures.near, "%"),
    )


def _guard_measures(told: Told, narrations: int) -> tuple[Measure, ...]:
    def in_a_hundred(*faults: str) -> float:
        return 100 * sum(each.total(fault) for each in told.of_route() for fault in faults) / max(narrations, 1)

    return (
        Measure(
            "spoke or decided for players, in 100 narrations",
            in_a_hundred("player_voice", "decides", "options", "asks"),
            "",
        ),
        Measure("contradictions caught, in 100 narrations", in_a_hundred("roll", "body", "gear", "place"), ""),
        Measure("secrets and names held back, in 100 narrations", in_a_hundred("leak", "name"), ""),
        Measure("repetition cut, in 100 narrations", in_a_hundred("repeats", "restates"), ""),
        Measure("asked once more, in 100 narrations", in_a_hundred("too_little"), ""),
        Measure("guards, processor time a sentence", 1000 * told.seconds / max(told.sentences, 1), "ms", 1.0),
    )
