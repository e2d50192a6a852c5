"""The card of a fight and what it offers: menus and buttons for whoever's turn it is. One for each fight, always below
the last beat; its menus and buttons hold all that is needed after a restart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gm.bot.buttons import Button, Style, button_id
from gm.bot.catalogue import Speech
from gm.bot.fight_standing import health_of, standing_card
from gm.bot.pickers import LABEL, MOST_OPTIONS, Option, Picker, picker_id
from gm.bot.posts import Part
from gm.bot.turn_card import fight_rows, fight_rule
from gm.domain.encounter import EncounterView, LegalAction
from gm.domain.play import SceneState
from gm.domain.ruling import CombatAction
from gm.play.absent_fight import fight_began
from gm.play.commanding import legal_now
from gm.rules.combat.playing import encounter_view
from gm.rules.commands import order_for

if TYPE_CHECKING:
    from gm.bot.table import Table

KIND: Final = "fight"
"""What its buttons are called in the store."""
ANYONE: Final = "any"
"""In a button's id: whoever of the party presses."""
_ROOM: Final = 100
_ROWS: Final = 5
_PLAIN: Final = ("dodge", "disengage", "hide", "flee", "dash")
_MENUS: Final = ("attack", "cast", "move", "other")
"""The menus from top to bottom; what has no target is a button."""


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
    offered = fight_choices(table.speech, state, view)
    turns = await table.engine.control.standing(table.game, scene_key=table.binding.scene)
    until = fight_rows(table.speech, replace(turns, up=()), table.character_name)
    if fight_began(await table.load_turn(turn_id), state.scene.key):
        until = (*until, *fight_rule(table.speech, turns))
    card = standing_card(table.speech, state.campaign, state.world, view, *offered, until=until)
    await posts.put(turn_id, f"c{len(gone)}", Part("", kind=KIND, card=card))


def fight_choices(
    speech: Speech, state: SceneState, view: EncounterView
) -> tuple[tuple[Picker, ...], tuple[Button, ...]]:
    """What may be done now by whoever's turn it is. Where a whole side acts: what everybody can do."""
    if view.turn is None:
        return (), (
            Button(button_id(KIND, ANYONE, "attack"), speech("button.attack"), "primary"),
            Button(button_id(KIND, ANYONE, "dodge"), speech("button.dodge")),
            Button(button_id(KIND, ANYONE, "flee"), speech("button.flee")),
        )
    if state.campaign.character(view.turn) is None:
        return (), ()
    groups: dict[str, dict[str, Option]] = {menu: {} for menu in _MENUS}
    plain: dict[str, Option] = {}
    for each in _ranked(legal_now(state, view.turn)):
        words = order_for(each.action)
        if words and len(words) <= LABEL:
            into = groups.get(_menu(each.action), plain)
            into.setdefault(words, Option(words, _label(speech, each), _about(speech, state, view, each.action)))
    return _laid_out(speech, view.turn, groups, list(plain.values()))


def _laid_out(
    speech: Speech, who: str, groups: dict[str, dict[str, Option]], plain: list[Option]
) -> tuple[tuple[Picker, ...], tuple[Button, ...]]:
    """A menu for each kind of which there are several, a button for what stands alone: five rows at most."""
    single = [option for found in groups.values() if len(found) == 1 for option in found.values()]
    menus = {menu: list(found.values()) for menu, found in groups.items() if len(found) > 1}
    loose = [option for option in (*single, *plain) if _fits(who, option)]
    room = 5 * (_ROWS - len(menus))
    if len(loose) > room:  # letting the turn go by comes last, and stays a button
        menus["other"] = [*menus.get("other", ()), *loose[room - 1 : -1]]
        loose = [*loose[: room - 1], loose[-1]]
    buttons = tuple(Button(button_id(KIND, who, each.value), each.label[:80], _style(each)) for each in loose)
    pickers = tuple(
        Picker(picker_id(KIND, who, number), speech(f"fight.pick.{menu}"), tuple(menus[menu][:MOST_OPTIONS]))
        for number, menu in enumerate(_MENUS)
        if menu in menus
    )
    return pickers, buttons


def _fits(who: str, option: Option) -> bool:
    return len(button_id(KIND, who, option.value)) <= _ROOM and ":" not in option.value


def _style(option: Option) -> Style:
    return "primary" if option.value.startswith("attack ") else "secondary"


def _menu(action: CombatAction) -> str:
    if action.kind == "wait":
        return "move" if action.zone else "plain"
    if action.kind in ("attack", "cast"):
        return action.kind
    return "plain" if action.kind in _PLAIN else "other"


def _label(speech: Speech, each: LegalAction) -> str:
    action = each.action
    if action.kind in _PLAIN or (action.kind == "wait" and action.zone is None):
        return speech(f"button.{'pass' if action.kind == 'wait' else action.kind}")
    return each.label[:LABEL]


def _about(speech: Speech, state: SceneState, view: EncounterView, action: CombatAction) -> str:
    """About a target: how it is, and where. About a place to go to: who stands there."""
    target = view.combatant(action.targets[0]) if action.targets else None
    if target is not None:
        return f"{health_of(speech, state.campaign, target)} · {view.zones[target.zone]}"[:LABEL]
    if action.kind != "wait" or action.zone not in view.zones:
        return ""
    at = view.zones.index(action.zone)
    names = ", ".join(each.name for each in view.combatants if each.zone == at and each.status in ("active", "down"))
    return (names or speech("fight.nobody"))[:LABEL]


def _ranked(legal: Sequence[LegalAction]) -> list[LegalAction]:
    """A foe's first weapon before its second; and what ends the turn without a deed comes last."""
    seen: dict[tuple[str, ...], int] = {}
    ranked: list[tuple[int, int, LegalAction]] = []
    for number, each in enumerate(legal):
        later = 0
        if each.action.kind == "attack":
            seen[each.action.targets] = later = seen.get(each.action.targets, -1) + 1
        ranked.append((99 if each.action.kind == "wait" and each.action.zone is None else later, number, each))
    return [each for _, _, each in sorted(ranked, key=lambda found: found[:2])]
