"""The fight at the terminal: a short line of how it stands, and the whole picture."""

from collections.abc import Iterable

from gm.domain.encounter import Combatant, EncounterView
from gm.domain.play import SceneState


def view_of(state: SceneState) -> EncounterView | None:
    """The fight that is on, or None."""
    from gm.rules.combat.playing import encounter_view

    return encounter_view(state.campaign, state.world, state.scene.key)


def status_line(state: SceneState, view: EncounterView) -> str:
    """One line: the round, whose turn it is, how everybody is."""
    turn = view.combatant(view.turn or "")
    whose = f"{turn.name}'s turn" if turn is not None else "your side acts"
    people = [f"{each.name} {_health(state, each)}" for each in _standing(view)]
    return f"Round {view.round} · {whose} · {' · '.join(people)}"


def fight_rows(state: SceneState, view: EncounterView, who: str) -> tuple[str, ...]:
    """The whole picture: zones with who stands where, the order, and what this character may do now."""
    from gm.play.commanding import legal_now

    rows = [f"{view.title}, round {view.round}"]
    if view.goal and state.campaign.character(who) is None:
        rows.append(view.goal)
    for number, zone in enumerate(view.zones):
        here = [each for each in view.combatants if each.zone == number and each.status in ("active", "down")]
        rows.append(f"{zone}: " + (", ".join(f"{each.name} ({_full(state, each)})" for each in here) or "nobody"))
    names = {each.id: each.name for each in view.combatants if each.status != "dead"}
    rows.append(
        "Order: " + ", ".join(f"[{names[w]}]" if w == view.turn else names[w] for w in view.order if w in names)
    )
    legal = legal_now(state, who)
    if legal:
        rows.append("You may: " + "; ".join(_by_what(each.label for each in legal)))
    return tuple(rows)


def _by_what(labels: Iterable[str]) -> list[str]:
    """`mace: Wolf 1, Goblin 3` in place of a label for each target."""
    found: dict[str, list[str]] = {}
    for label in labels:
        what, _, whom = label.partition(": ")
        targets = found.setdefault(what, [])
        if whom and whom not in targets:
            targets.append(whom)
    return [f"{what}: {', '.join(targets)}" if targets else what for what, targets in found.items()]


def _standing(view: EncounterView) -> list[Combatant]:
    return [
        each for each in view.combatants if each.status == "active" or (each.side == "party" and each.status == "down")
    ]


def _health(state: SceneState, each: Combatant) -> str:
    """Numbers for the party, a word for everybody else: nobody counts a goblin's blood."""
    from gm.rules.sheets import health_word

    if state.campaign.character(each.id) is None:
        return health_word(each.hp, each.max_hp, each.status)
    return f"{each.hp}/{each.max_hp}" + (f"+{each.temp_hp}" if each.temp_hp else "")


def _full(state: SceneState, each: Combatant) -> str:
    named = [state.campaign.ruleset.condition(condition) for condition in each.conditions]
    parts = [_health(state, each), *(rule.name.lower() for rule in named if rule is not None)]
    if each.surprised:
        parts.append("taken unawares")
    return ", ".join(parts)
