"""Things: what can be carried, wielded, worn, used and sold."""

from pydantic import Field

from gm.domain.effects import Effect
from gm.domain.values import Slug, Value


class Item(Value):
    """A thing that can be carried. `damage` makes it a weapon, `bonus` helps checks with a skill."""

    id: Slug
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    damage: str | None = None
    bonus: dict[str, int] = Field(default_factory=dict)
    fixed: bool = False
    """Cannot be carried away (an altar, a bell)."""
    type: str = ""
    """The kind of damage it does."""
    skill: Slug | None = None
    """What it is wielded with; None: the kit's attack or shooting skill."""
    reach: int = Field(default=0, ge=0)
    """Zones away that it hits; 0: at arm's length."""
    long: int | None = None
    """Zones away that it hits with disadvantage."""
    armour: int | None = None
    """Worn, it sets `armour` in the kit's formulas."""
    armour_cap: int = 99
    """Worn, it sets `armour_cap`: how much of an attribute still helps."""
    shield: int = 0
    """Held, it adds to `shield`."""
    weight: int = Field(default=0, ge=0)
    price: int = Field(default=0, ge=0)
    """In the kit's smallest coin."""
    use: tuple[Effect, ...] = ()
    """What using it does; `actor` is whoever uses it, or whom it is used on."""
    consumed: bool = False
    """Using it uses it up."""
