"""Two branches side by side, as lines."""

from collections.abc import Iterator

from gm.play.comparing import Comparison, Side


def comparison_rows(found: Comparison) -> Iterator[str]:
    """Where they part, what was done on each, how the second differs."""
    yield f"They share {found.shared} turn{'' if found.shared == 1 else 's'}."
    for side in (found.first, found.second):
        yield from _side(side)
    yield f'On "{found.second.name}", seen from "{found.first.name}":'
    yield from (f"  {line}" for line in found.differences or ("nothing that anybody could see is otherwise",))


def _side(side: Side) -> Iterator[str]:
    yield f'"{side.name}":' + ("" if side.turns else " nothing more")
    for number, said, checks in side.turns:
        yield f"  {number}. {said or '(told)'}" + (f" [{checks}]" if checks else "")
    if side.ending:
        yield f"  The end: {side.ending}"
