"""`gm bench prose` measures what a route writes, and its calls are the host's, counted as tests."""

from gm.app import SystemClock
from gm.bench.prose import beside, tell
from gm.bench.report import Measure, Report
from gm.domain.calls import Candidate, Role, Route
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import OFFLINE, RouteTable
from gm.models.scripted import ScriptedBackend
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
