"""What plain words may choose among: lists that the rules give."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One list: `key` names it in an answer, `title` to readers."""

    key: str
    title: str
    choices: tuple[tuple[str, str], ...]
    """(id, name), as the kit lists them."""
    most: int
    """How many may be chosen."""


def legal(lists: tuple[ChoiceList, ...], answer: object) -> dict[str, tuple[str, ...]]:
    """What of an answer (list's key → ids) the lists hold, each once, no more than may be. Lists that are left empty
    are not in it."""
    found: dict[str, tuple[str, ...]] = {}
    given = answer if isinstance(answer, dict) else {}
    for each in lists:
        known = {choice for choice, _ in each.choices}
        named = given.get(each.key)
        ids = [one for one in named if isinstance(one, str) and one in known] if isinstance(named, list) else []
        if ids and each.most > 0:
            found[each.key] = tuple(dict.fromkeys(ids))[: each.most]
    return found


__all__ = ["ChoiceList", "legal"]
