"""How long what lies on somebody still lasts, as it is written down. Pure."""

from gm.domain.state import WorldState


def rounds_left(world: WorldState, who: str, condition: str, round_now: int) -> int | None:
    """Rounds that a condition lasts beyond this one; 0: it ends with this one. None: nobody has said."""
    kind, _, rest = world.text(f"character:{who}", f"until/{condition}").partition(":")
    last = rest.partition(":")[0]
    return max(int(last) - round_now, 0) if kind == "r" and last.isdecimal() else None
