"""What `gm bench prose` heard: who told which scene, and which ones the route could not tell."""

from dataclasses import dataclass, field

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Completion, Route
from gm.models.routes import OFFLINE
from gm.store.guards import ModelGuards


@dataclass
class Told:
    """What was told, as the models wrote it. What the offline narrator told in a route's place is not among it: it says
    nothing of how the route writes."""

    texts: list[str] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    guards: tuple[ModelGuards, ...] = ()
    seconds: float = 0.0
    """Processor time of the guards, and how many sentences they looked at."""
    sentences: int = 0
    scene: int = 0
    """The one that is told now."""
    unheld: set[int] = field(default_factory=set)
    """Scenes whose prompt fits into no window of the route."""
    failed: dict[int, str] = field(default_factory=dict)
    """Scenes that the route failed to tell in another way, with what the table was told of it."""

    def heard(self, brief: NarrationBrief, done: Completion, route: Route, *, fits: bool) -> None:
        """A telling has ended. `fits`: somebody of the route was there to be asked."""
        if done.backend == OFFLINE.backend and any(each.backend != OFFLINE.backend for each in route.candidates):
            if fits:
                self.failed[self.scene] = done.note
            else:
                self.unheld.add(self.scene)
            return
        self.texts.append(done.text)
        self.targets.append(brief.words)
        self.models.append(done.model)

    def of_route(self) -> tuple[ModelGuards, ...]:
        """What the guards did about those who are measured."""
        return tuple(each for each in self.guards if each.model in self.models)

    def notes(self, scenes: int) -> tuple[str, ...]:
        """Who told, and how many scenes the route did not."""
        own = scenes - len(self.unheld | self.failed.keys())
        names = ", ".join(dict.fromkeys(self.models)) or "nobody of the route"
        found = [f"told by {names}, {own} of {scenes} scenes"]
        if self.unheld:
            found.append(
                f"the route could not hold {len(self.unheld)} of {scenes} scenes: what no prompt can do without fits "
                "into no window of it; the offline narrator told them, and no figure counts them"
            )
        if self.failed:
            whys = ", ".join(dict.fromkeys(why for why in self.failed.values() if why)) or "see gm usage --by failure"
            found.append(
                f"the route failed to tell {len(self.failed)} of {scenes} scenes ({whys}); no figure counts them"
            )
        return tuple(found)
