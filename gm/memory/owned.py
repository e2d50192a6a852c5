"""What the engine owns is never a fact: hit points, pockets, places, numbers and conditions are read from state. Pure.

A fact that says such a thing would be right once and wrong for ever after: it is refused, with where to look instead.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.errors import Refused
from gm.domain.words import Phrases, fold, unspaced

Owned = Literal["hp", "items", "place", "number", "condition"]
_HP: Final = Phrases(
    (each, "hp")
    for each in (
        *("hp", "hit point*", "hitpoint*", "health point*", "puntos de golpe", "puntos de vida", "trefferpunkt*"),
        *(
            "lebenspunkt*",
            "очк* здоровья",
            "очков здоровья",
            "хитов",
            "хита",
            "хиты",
            "生命值",
            "血量",
            "พลังชีวิต",
            "แต้มชีวิต",
        ),
        *("ヒットポイント", "points de vie"),
    )
)
_HAS: Final = (
    *("has", "have", "carries", "carry", "holds", "hold", "owns", "possesses", "keeps", "wears", "wields"),
    *("tiene", "lleva", "posee", "hat", "trägt", "besitzt", "hält", "имеет", "несет", "держит", "носит", "владеет"),
    *("有", "带着", "拿着", "携带", "拥有", "มี", "ถือ", "พก", "持つ"),
)
_IS_AT: Final = (
    *("is in", "is at", "is on", "stands in", "stands at", "waits in", "waits at", "is now in", "is now at", "went to"),
    *(
        "está en",
        "ist in",
        "ist im",
        "ist am",
        "steht in",
        "steht im",
        "befindet sich",
        "находится",
        "стоит в",
        "сейчас в",
    ),
    *("在", "正在", "อยู่", "にいる"),
)
_IS: Final = ("is", "is now", "está", "ist", "сейчас", "是", "เป็น")
_DIGIT: Final = re.compile(r"\d")
_WHY: Final[dict[Owned, str]] = {
    "hp": "Hit points are on the sheet: {name} has what it says there.",
    "items": "What {name} carries is on the sheet, and in the inventory.",
    "place": "Where {name} is, the game knows by itself.",
    "number": "The numbers of {name} are on the sheet.",
    "condition": "How {name} fares is on the sheet.",
}


def owned_by_engine(campaign: Campaign, subject: str, relation: str, rest: str) -> Owned | None:
    """Which of the engine's own matters a fact speaks of; None if of none."""
    said = " ".join(part for part in (relation, rest) if part)
    if _HP.hits(said) or _HP.hits(f"{subject} {said}"):
        return "hp"
    if not is_somebody(campaign, subject):
        return None
    if _begins(said, _HAS) and _names(said, (each for item in campaign.items for each in (item.name, *item.aliases))):
        return "items"
    where = (each for place in campaign.places for each in (place.name, *place.aliases))
    if _begins(said, _IS_AT) and _ends(said, where):
        return "place"
    rules = campaign.ruleset
    counted = [each.name for each in rules.attributes] + [each.name for each in rules.skills]
    counted += [each.name for each in rules.resources]
    if _DIGIT.search(said) and _names(said, counted):
        return "number"
    if _begins(said, _IS) and _ends(said, (each.name for each in rules.conditions)):
        return "condition"
    return None


def need_a_fact(campaign: Campaign, subject: str, relation: str, rest: str) -> None:
    """Raises Refused, with where to look instead, for what the engine owns."""
    owned = owned_by_engine(campaign, subject, relation, rest)
    if owned is not None:
        name = subject or "…"
        raise Refused(_WHY[owned].format(name=name), key=f"memory.owned.{owned}", name=name)


def is_somebody(campaign: Campaign, name: str) -> bool:
    """Whether a character of the campaign is called so."""
    wanted = fold(name.strip())
    names = [each for pc in campaign.characters for each in (pc.id, pc.name)]
    names += [each for npc in campaign.npcs for each in (npc.id, npc.name, *npc.aliases)]
    named = {fold(each) for each in names} | {fold(each.split()[0]) for each in names if each.split()}
    return bool(wanted) and wanted in named


def _begins(said: str, verbs: Iterable[str]) -> bool:
    folded = fold(said).strip()
    return any(folded == verb or folded.startswith(verb if unspaced(verb) else f"{verb} ") for verb in map(fold, verbs))


def _ends(said: str, names: Iterable[str]) -> bool:
    folded = fold(said).strip(" .!")
    return any(folded.endswith(fold(name)) and len(folded) < len(name) + 20 for name in names if name)


def _names(said: str, names: Iterable[str]) -> bool:
    return bool(Phrases((name, name) for name in names if name).hits(said))
