"""What changed, in words: hurt, gained, lost, opened. Numbers are shown by the face and are not repeated here."""

from typing import Final

from gm.domain.brief import ChangeView, PersonView
from gm.models.offline import english
from gm.models.offline.grammar import Word
from gm.models.offline.telling import Telling, Values

_FAMILIES: Final = {
    # kind of change: (family for a player character, family for anyone else)
    "hurt": ("hurt", "hurt_npc"),
    "healed": ("healed", ""),
    "gained": ("gained", "gained_npc"),
    "lost": ("lost", ""),
    "condition_on": ("cond_on", "cond_on_npc"),
    "condition_off": ("cond_off", "cond_off_npc"),
    "down": ("down", "down_npc"),
    "dead": ("dead_pc", "dead"),
}
_MOODS: Final = ("hostile", "cold", "wary", "neutral", "warm", "loyal", "devoted")


def tell_changes(telling: Telling) -> None:
    """Tell every visible change that the outcome's own words leave open."""
    for number, change in enumerate(telling.brief.changes):
        salt = f"/c{number}" if number else ""
        if change.kind == "exit_open":
            telling.add(
                "opened", {**telling.pc_values(_whose(telling)), "exit": Word(telling.thing(change.object))}, salt
            )
        elif change.kind == "attitude":
            _attitude(telling, change, salt)
        elif change.kind in _FAMILIES:
            _person(telling, change, salt)


def _whose(telling: Telling) -> PersonView | None:
    """Whom a line about somebody else is told beside: who acts, if it is one, else who leads the party."""
    party, acts = telling.brief.party, {verdict.character for verdict in telling.brief.verdicts}
    return next((each for each in party if acts == {each.name}), next(iter(party), None))


def _person(telling: Telling, change: ChangeView, salt: str) -> None:
    pc = next((person for person in telling.brief.party if person.name == change.subject), None)
    npc = next((person for person in telling.brief.others if person.name == change.subject), None)
    family = _FAMILIES[change.kind][0 if pc is not None else 1]
    if (pc is None and npc is None) or not family:
        return
    # "you" in a line about somebody else is whoever acts, or leads the party
    values: Values = telling.pc_values(pc or _whose(telling))
    if npc is not None:
        values.update(telling.npc_values(npc))
    if change.object:
        lowered = telling.english and change.kind.startswith("condition")
        named = change.object.lower() if lowered else telling.thing(change.object)
        values["object"] = Word(named, "base" if english.is_plural(named) else "s")
        values["thing"] = Word(named)  # where verbs that follow are somebody's: "you keep the box and feel the weight"
    if pc is not None and pc.health not in ("unhurt", "down", "dead"):
        values["health"] = Word(pc.health)
    if change.kind in ("gained", "lost") and change.object and telling.mentioned(change.object):
        return  # the outcome said so
    if telling.add(family, values, salt) and npc is not None:
        telling.about(npc)


def _attitude(telling: Telling, change: ChangeView, salt: str) -> None:
    npc = next((person for person in telling.brief.others if person.name == change.subject), None)
    if npc is None:
        return
    before = change.text.rpartition(":")[2].partition("→")[0].strip()
    after = change.object or npc.mood
    if before not in _MOODS or after not in _MOODS or before == after:
        return
    family = "warmer" if _MOODS.index(after) > _MOODS.index(before) else "colder"
    if telling.add(family, {**telling.pc_values(_whose(telling)), **telling.npc_values(npc)}, salt):
        telling.about(npc)
