"""Which paths of the world a ruling may touch at all, worked out from its effects alone, without `gm.rules`.

What comes of time passing, of clocks that fill, of walking and of rolling is allowed besides: that is the engine's own.
"""

import re
from collections.abc import Iterable, Iterator

from gm.domain.campaign import Campaign
from gm.domain.effects import Change, Effect
from gm.domain.play import SceneState
from gm.domain.ruling import Ruling, Verdict

ALWAYS = (
    r"world/(minutes|ending)",
    r"character:[^/]+/(arrived|departed|came_from|marks/.*|until/.*)",
    r"place:[^/]+/visited",
    r"clock:[^/]+/(filled|fired)",
)
"""Time, and the bookkeeping of what was done."""
_OF = {
    "damage": ("hp", "status", "dying/.*", "concentration", "temp_hp"),
    "heal": ("hp", "status", "dying/.*"),
    "move": ("place", "came_from"),
    "add_condition": ("condition/{condition}", "until/.*", "from/{condition}"),
    "remove_condition": ("condition/{condition}", "until/.*", "from/{condition}"),
    "change_resource": ("resource/{resource}",),
    "shift_attitude": ("attitude",),
    "advance": ("xp", "level", "picks", "hp", "max_hp", "raised/.*", "resource/.*", "marks/.*"),
    "improve": ("picks", "trained/.*", "attribute/.*", "hp", "max_hp"),
    "rest": ("hp", "status", "resource/.*", "rested/.*", "condition/.*", "until/.*", "from/.*", "dying/.*"),
    "reveal": ("knows/.*",),
    "declare": ("declared/.*", "resource/.*"),
}


def outside(changes: Iterable[Change], ruling: Ruling, state: SceneState) -> list[Change]:
    """The changes that no effect of the ruling, of a challenge that it cites or of a clock accounts for."""
    allowed = [re.compile(pattern) for pattern in (*ALWAYS, *_patterns(ruling, state))]
    return [each for each in changes if not any(p.fullmatch(f"{each.entity}/{each.path}") for p in allowed)]


def _patterns(ruling: Ruling, state: SceneState) -> Iterator[str]:
    campaign = state.campaign
    for verdict in ruling.verdicts:
        challenge = next((each for each in campaign.challenges if each.id == verdict.challenge), None)
        if challenge is not None:
            yield f"challenge:{challenge.id}/done"
        for effect in _effects(verdict, campaign):
            yield from _touched(effect, verdict.character, state)
    for clock in campaign.clocks:  # what its filling brings is the author's
        for effect in clock.effects:
            yield from _touched(effect, "", state)


def _effects(verdict: Verdict, campaign: Campaign) -> Iterator[Effect]:
    yield from verdict.effects
    challenge = next((each for each in campaign.challenges if each.id == verdict.challenge), None)
    outcomes = [*verdict.outcomes.values(), *(challenge.outcomes.values() if challenge else ())]
    if verdict.check is not None:
        skill = campaign.ruleset.skill(verdict.check.skill)
        outcomes += list(skill.outcomes.values()) if skill else []
    priced = campaign.ruleset.instead_of_dice
    for choice in (*(each.choice for each in outcomes), priced):
        for option in choice.options if choice else ():
            yield from option.effects
    for outcome in outcomes:
        yield from outcome.effects


def _touched(effect: Effect, actor: str, state: SceneState) -> Iterator[str]:
    campaign, here = state.campaign, state.place_id
    who = getattr(effect, "character", None) or getattr(effect, "npc", None) or "party"
    pcs = tuple(pc.id for pc in campaign.characters)
    people = pcs if who == "party" else (actor,) if who == "actor" else (who,)
    if effect.kind == "reveal":
        people = tuple(p for each in effect.to or ("party",) for p in (pcs if each == "party" else (each,)))
    for person in people:
        for path in _OF.get(effect.kind, ()):
            yield rf"character:{person}/{path.format(**effect.model_dump())}"
    match effect.kind:
        case "move":
            yield rf"scene:[^/]+/(place|title)|place:{effect.place}/visited"
        case "give_item" | "lose_item":
            source = getattr(effect, "source", None) or here
            for entity in (
                *(f"character:{p}" for p in people),
                f"place:{source}",
                f"character:{source}",
                f"place:{here}",
            ):
                yield f"{entity}/(item/{effect.item}|condition/.*)"
        case "set_flag":
            yield f"flag:{effect.flag}/on"
        case "open_exit":
            yield f"exit:({effect.place}:{effect.to}|{effect.to}:{effect.place})/open"
        case "declare":
            yield f"place:{here}/declared/.*"
        case "add_condition":
            yield from (f"character:{person}/(hp|status)" for person in people)
        case "start_encounter":
            yield r"(encounter|character):.*"
