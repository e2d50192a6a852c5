"""A sentence that somebody types, as a fact: whom it is about, and the rest. Pure."""

from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.errors import Refused
from gm.domain.facts import LONGEST
from gm.domain.words import fold
from gm.memory.owned import need_a_fact

_BAR: Final = "|"


def read_fact(campaign: Campaign, typed: str) -> tuple[str, str, str]:
    """(subject, relation, rest) of a sentence. The subject is a name of the campaign that it begins with, or, with bars
    (`Onley | owes Ada | three crowns`), what stands before the first.

    Raises:
        Refused: nothing is left of it, it is too long, or the engine owns what it says.
    """
    flat = " ".join(typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").split())
    if not flat.strip(f" {_BAR}"):
        raise Refused("Nothing was said.", key="input.empty")
    if len(flat) > LONGEST:
        raise Refused(f"A fact takes {LONGEST} characters.", remedy="Say it shorter.", key="memory.long", most=LONGEST)
    parts = [part.strip() for part in flat.split(_BAR)]
    if len(parts) >= 3:
        subject, relation, rest = parts[0], parts[1], " ".join(parts[2:]).strip()
    elif len(parts) == 2:
        subject, relation, rest = parts[0], "", parts[1]
    else:
        subject = _beginning(campaign, flat)
        relation, rest = "", flat[len(subject) :].strip()
    if not rest:
        subject, relation, rest = "", "", " ".join(part for part in parts if part)
    need_a_fact(campaign, subject, relation, rest)
    return subject, relation, rest


def _beginning(campaign: Campaign, text: str) -> str:
    """The longest name of somebody or something of the campaign that a text begins with; '' if it begins with none."""
    names = [each for pc in campaign.characters for each in (pc.name, pc.name.split(" ")[0])]
    names += [each for npc in campaign.npcs for each in (npc.name, npc.name.split(" ")[0], *npc.aliases)]
    names += [each.name for each in campaign.places] + [each.name for each in campaign.items]
    names += [each.name for each in campaign.factions]
    for name in sorted(names, key=len, reverse=True):
        after = text[len(name) : len(name) + 1]
        if name and fold(text[: len(name)]) == fold(name) and not (after.isalnum() and name[-1:].isascii()):
            return text[: len(name)]
    return ""
