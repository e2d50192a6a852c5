"""The card of a fight: how it stands, and what whoever's turn it is may do, as buttons. One for each fight, always
below the last beat; its buttons hold all that is needed after a restart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from gm.bot.buttons import Button, Style, button_id
from gm.bot.catalogue import Speech
from gm.bot.posts import Part
from gm.domain.campaign import Campaign
from gm.domain.encounter import Combatant, EncounterView, LegalAction
from gm.domain.play import SceneState
from gm.domain.ruling import CombatAction
from gm.play.commanding import legal_now
from gm.rules.combat.playing import encounter_view
from gm.rules.sheets import health_word

if TYPE_CHECKING:
    from gm.bot.table import Table

KIND: Final = "fight"
"""What its buttons are called in the store."""
ANYONE: Final = "any"
"""In a button's id: whoever of the party presses."""
_MOST: Final = 20
_ROOM: Final = 100
_PLAIN: Final = ("dodge", "disengage", "hide", "flee")


async def show_fight(table: "Table", turn_id: int) -> None:
    """Put the card below this turn; the one before goes. Without a fight there is none."""
    state = await table.state()
    view = encounter_view(state.campaign, state.world, state.scene.key)
    posts = table.face.posts
    for post in await posts.buttoned(KIND):
        if view is None or post.turn_id != turn_id:
            await posts.drop(post.turn_id, post.part)
    if view is None:
        return
    gone = [name for name in await posts.names(turn_id, gone=True) if name.startswith("c")]
    part = Part(card_text(table.speech, state.campaign, view), fight_buttons(table.speech, state, view), KIND)
    await posts.put(turn_id, f"c{len(gone)}", part)


def card_text(speech: Speech, campaign: Campaign, view: EncounterView) -> str:
    """Round, zones with who stands where, whose turn it is. Numbers for the party, words for everybody else."""
    rows = [f"**{speech('fight.title', title=view.title, round=view.round)}**"]
    for number, zone in enumerate(view.zones):
        here = [each for each in view.combatants if each.zone == number and each.status in ("active", "down")]
        who = ", ".join(_person(speech, campaign, each) for each in here) or speech("fight.nobody")
        rows.append(f"**{zone}**: {who}")
    turn = view.combatant(view.turn or "")
    rows.append(speech("fight.turn", name=turn.name) if turn is not None else speech("fight.side"))
    return "\n".join(rows)[:1900]


def _person(speech: Speech, campaign: Campaign, each: Combatant) -> str:
    if campaign.character(each.id) is not None and each.status != "down":
        how = f"{each.hp}/{each.max_hp}" + (f" +{each.temp_hp}" if each.temp_hp else "")
    else:
        how = speech(f"health.{health_word(each.hp, each.max_hp, each.status).replace(' ', '_')}")
    found = (campaign.ruleset.condition(condition) for condition in each.conditions)
    parts = [how, *(rule.name for rule in found if rule is not None)]
    return f"{each.name} ({', '.join(parts)})"


def fight_buttons(speech: Speech, state: SceneState, view: EncounterView) -> tuple[Button, ...]:
    """What may be done now by whoever's turn it is. Where a whole side acts: what everybody can do."""
    if view.turn is None:
        return (
            Button(button_id(KIND, ANYONE, "attack"), speech("button.attack"), "primary"),
            Button(button_id(KIND, ANYONE, "dodge"), speech("button.dodge")),
            Button(button_id(KIND, ANYONE, "flee"), speech("button.flee")),
        )
    if state.campaign.character(view.turn) is None:
        return ()
    made: list[Button] = []
    for each in _ranked(legal_now(state, view.turn)):
        words = order_of(state, each.action)
        key = button_id(KIND, view.turn, words)
        if not words or len(key) > _ROOM or ":" in words or any(key == other.id for other in made):
            continue
        style: Style = "primary" if each.action.kind == "attack" else "secondary"
        plain = each.action.kind in (*_PLAIN, "dash") or (each.action.kind == "wait" and each.action.zone is None)
        label = speech(f"button.{'pass' if each.action.kind == 'wait' else each.action.kind}") if plain else each.label
        made.append(Button(key, label[:80], style))
    return tuple(made[:_MOST])


def _ranked(legal: Sequence[LegalAction]) -> list[LegalAction]:
    """Attacks first, a foe's first weapon before its second; then spells, things, ground, and what needs no target."""
    seen: dict[tuple[str, ...], int] = {}
    ranked: list[tuple[int, int, LegalAction]] = []
    order = {"attack": 0, "cast": 2, "use": 3, "wait": 4}
    for number, each in enumerate(legal):
        first = order.get(each.action.kind, 5)
        if each.action.kind == "attack":
            seen[each.action.targets] = seen.get(each.action.targets, -1) + 1
            first = 0 if seen[each.action.targets] == 0 else 6
        ranked.append((first, number, each))
    return [each for _, _, each in sorted(ranked, key=lambda found: found[:2])]


def order_of(state: SceneState, action: CombatAction) -> str:
    """An action as the command that asks for it; '' for those that have none on the card."""
    target = action.targets[0] if action.targets else ""
    match action.kind:
        case "attack":
            return f"attack {target} with {action.attack}"
        case "cast":
            return f"cast {action.spell} on {target}" if target else f"cast {action.spell}"
        case "use":
            return f"use {action.item} on {target}" if target else f"use {action.item}"
        case "wait":
            return f"move {action.zone}" if action.zone else "pass"
        case "dodge" | "disengage" | "hide" | "flee":
            return action.kind
        case _:
            return ""
