"""Changing a list of lines and veils by what somebody typed."""

from collections.abc import Sequence

from gm.domain.boundaries import Boundary, BoundaryKind, read_boundary
from gm.domain.words import fold


def edited(
    had: Sequence[Boundary], *, never: str = "", veil: str = "", drop: str = ""
) -> tuple[tuple[Boundary, ...], tuple[Boundary, ...]]:
    """The list with what was named put in, or taken out; and what was put in or taken out. Several are parted by `;`.

    A topic that is named anew takes the place of what stood there.
    """
    kept, touched = list(had), list[Boundary]()
    wanted: tuple[tuple[BoundaryKind, str], ...] = (("line", never), ("veil", veil))
    for kind, text in wanted:
        for each in _each(text):
            made = read_boundary(each, kind)
            if made.topic:
                kept = [b for b in kept if fold(b.topic) != fold(made.topic)] + [made]
                touched.append(made)
    for each in _each(drop):
        topic = fold(read_boundary(each, "line").topic)
        touched += [b for b in kept if fold(b.topic) == topic]
        kept = [b for b in kept if fold(b.topic) != topic]
    return tuple(kept), tuple(touched)


def texts_of(found: Sequence[Boundary], kind: BoundaryKind) -> tuple[str, ...]:
    """Those of a kind, as they are written down."""
    return tuple(each.text for each in found if each.kind == kind)


def _each(text: str) -> list[str]:
    return [part for part in text.replace("；", ";").split(";") if part.strip()]
