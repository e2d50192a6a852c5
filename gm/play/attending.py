"""Who attended a sitting, and how: besides who acted, who was parked, run by another, retired, or died."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gm.domain.play import SceneState
from gm.domain.values import Scalar
from gm.play.views import character_name
from gm.rules import fates

How = Literal["parked", "run", "run_gm", "retired", "died", "ghost"]


@dataclass(frozen=True, slots=True)
class Attended:
    """One character, and how their sitting went otherwise than usual."""

    name: str
    how: How
    by: str = ""
    """Of `run`: the name of the character whose player ran them."""


def attended(state: SceneState, became: Mapping[tuple[str, str], Scalar], *, last: bool) -> tuple[Attended, ...]:
    """In the campaign's order. `became`: what changed in the sitting; of the `last` one also what stands now."""
    found: list[Attended] = []
    for pc in state.campaign.characters:
        entity = f"character:{pc.id}"

        def now(path: str, who: str = pc.id, entity: str = entity) -> Scalar:
            return became.get((who, path), state.world.get(entity, path) if last else None)

        runner = now("run_by")
        if became.get((pc.id, "retired")):
            found.append(Attended(pc.name, "retired"))
        elif became.get((pc.id, "ghost")):
            found.append(Attended(pc.name, "ghost"))
        elif became.get((pc.id, "status")) == "dead":
            found.append(Attended(pc.name, "died"))
        elif now("parked"):
            found.append(Attended(pc.name, "parked"))
        elif runner == fates.MASTER:
            found.append(Attended(pc.name, "run_gm"))
        elif isinstance(runner, str) and runner:
            found.append(Attended(pc.name, "run", character_name(state.campaign, runner)))
    return tuple(found)
