"""`gm bench prose` measures what a route writes, and its calls are the host's, counted as tests."""

import itertools
from dataclasses import replace

from gm.app import SystemClock
from gm.bench.prose import beside, tell
from gm.bench.report import Measure, Report
from gm.domain.calls import BackendRequest, Candidate, Role, Route
from gm.domain.errors import ModelUnavailable
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import OFFLINE, RouteTable
from gm.models.scripted import Reply, ScriptedBackend
from gm.models.tokens import EstimatingCounter
from gm.rules.prose import prose_figures

BAD = Candidate(model="bad", backend="scripted", context_window=16384, price_in=1.0, price_out=1.0)
WORN = (
    "You decide to trust them all. A shiver runs down your spine, and the rain goes on and on over the roofs. "
    "What do you do?"
)


async def test_a_bad_narrator_is_told_from_the_offline_one() -> None:
    ledger = MemoryLedger()
    backends = {"scripted": ScriptedBackend(lambda _: WORN), "offline": OfflineBackend()}
    door = Door(RouteTable({}), backends, ledger, SystemClock(), EstimatingCounter())
    bad = await tell(door, Route(Role.NARRATOR, (BAD,)), 4)
    plain = await tell(door, Route(Role.NARRATOR, (OFFLINE,)), 4)
    assert set(bad.models) == {"bad"}
    assert prose_figures(bad.texts, "en").cliches_per_1000 > prose_figures(plain.texts, "en").cliches_per_1000 == 0
    found = {each.model: each.total("decides") for each in bad.guards}
    assert found["bad"] >= 4
    assert not any(each.counts for each in plain.guards)
    assert bad.sentences and bad.targets
    starts = [entry.start for entry in ledger.entries]
    assert {(str(start.purpose.category), start.purpose.game_id) for start in starts} == {("test", None)}


async def test_what_a_route_cannot_tell_is_counted_apart() -> None:
    """Too small a window, or a server that is down for one scene: the offline narrator's words are not the route's."""
    asked = itertools.count()

    def sick(_: BackendRequest) -> Reply:
        return ModelUnavailable("down") if next(asked) == 1 else WORN

    backends = {"scripted": ScriptedBackend(sick), "offline": OfflineBackend()}
    door = Door(RouteTable({}), backends, MemoryLedger(), SystemClock(), EstimatingCounter(), retry_delay=0)
    small = await tell(door, Route(Role.NARRATOR, (replace(BAD, context_window=2048),)), 2)
    assert (small.texts, small.unheld, small.failed, next(asked)) == ([], {0, 1}, {}, 0)
    nobody, why = small.notes(2)
    assert nobody == "told by nobody of the route, 0 of 2 scenes" and "could not hold 2 of 2 scenes" in why
    ill = await tell(door, Route(Role.NARRATOR, (BAD,)), 3)
    assert (ill.unheld, set(ill.failed), set(ill.models)) == (set(), {0}, {"bad"})
    assert len(ill.texts) >= 2 and all(text.endswith(WORN) for text in ill.texts)  # one may be asked for once more
    told, trouble = ill.notes(3)
    assert told == "told by bad, 2 of 3 scenes" and trouble.startswith("the route failed to tell 1 of 3 scenes")


def test_routes_are_told_beside_each_other() -> None:
    one, two = (
        Report("prose", (Measure("worn", at, ""), Measure("length", at, "times")), floor={"own": 1.0}) for at in (1, 2)
    )
    assert beside({"narrator": one}) is one
    both = beside({"narrator": one, "swift": two})
    assert [(each.name, each.value) for each in both.measures] == [
        ("worn: narrator", 1), ("worn: swift", 2), ("length: narrator", 1), ("length: swift", 2),
    ]  # fmt: skip
    assert both.floor == {"own": 1.0}
    silent = Report("prose", (), notes=("told by nobody", "lists"))
    shown = beside({"small": silent, "swift": two})
    assert [each.name for each in shown.measures] == ["worn: swift", "length: swift"]
    assert shown.notes == ("small: told by nobody",)
