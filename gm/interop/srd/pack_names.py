"""What a pack's makers share: the kit's ids by the SRD's names, and distances in zones."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gm.domain.ruleset import Ruleset
from gm.interop.srd.values import ABILITIES

FEET_A_ZONE: Final = 30
_PLAIN: Final = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Names:
    """The ids of the kit, found by the SRD's names; and what had to be left out so far."""

    base: Ruleset
    left_out: Counter[str] = field(default_factory=Counter)
    abilities: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ability in ABILITIES:
            known = next((each for each in (ability, ability[:3]) if self.base.attribute(each)), None)
            if known is not None:
                self.abilities[ability] = known

    def condition(self, name: str) -> str | None:
        """The kit's condition of that name, in either spelling; None if it has none."""
        slug = slug_of(name)
        return next((each for each in (slug, slug.replace("yzed", "ysed")) if self.base.condition(each)), None)

    def damage(self, name: str) -> str:
        """The kit's damage type of that name, or ''."""
        slug = slug_of(name)
        return slug if slug in self.base.damage_types else ""

    def types(self, names: Iterable[str]) -> list[str]:
        """Damage types that are known; sentences about some of them are counted as left out."""
        found = []
        for name in names:
            if self.damage(name):
                found.append(self.damage(name))
            else:
                self.left_out["resistances and immunities with a condition of their own"] += 1
        return found


def slug_of(name: str) -> str:
    """`Sleight of Hand` → `sleight-of-hand`."""
    return _PLAIN.sub("-", name.casefold().replace("'", "").replace("’", "")).strip("-")


def zones(feet: int) -> int:
    """How many zones away that is; nearer than a few steps is the same zone."""
    return 0 if feet < 20 else max(1, round(feet / FEET_A_ZONE))


def without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", (), [], {}, False)}
