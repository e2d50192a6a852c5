"""What of a ruling can be used where part of it cannot: better than the whole thrown away for a loaf of bread."""

from collections.abc import Callable

from gm.domain.ruling import Ruling


def usable_part(ruling: Ruling, inputs: int, problems_of: Callable[[Ruling], tuple[str, ...]]) -> Ruling | None:
    """The ruling without the verdicts that have problems of their own, or None.

    None where an input (of `inputs`, counted from 1) that was ruled on would be left without a verdict, or where the
    rest has problems together. What falls away stays undecided: nothing of it happens, and nothing is told of it.
    """
    sound = tuple(
        verdict for verdict in ruling.verdicts if not problems_of(ruling.model_copy(update={"verdicts": (verdict,)}))
    )
    ruled = {verdict.input for verdict in ruling.verdicts if 1 <= verdict.input <= inputs}
    if not sound or ruled != {verdict.input for verdict in sound}:
        return None
    rest = ruling.model_copy(update={"verdicts": sound})
    return None if problems_of(rest) else rest
