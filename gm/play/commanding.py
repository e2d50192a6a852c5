"""Explicit commands before they are given: whether they would be refused, and what can be picked for each. No dice."""

from datetime import UTC, datetime

from gm.domain.encounter import LegalAction
from gm.domain.play import PlayerInput, ReceivedInput, SceneState, Stage, Turn
from gm.domain.ruling import Verdict
from gm.play.briefs import ruling_brief
from gm.rules.combat.playing import encounter_view, is_on, legal_actions, why_not
from gm.rules.phrases import phrase
from gm.rules.proposals import propose_ruling
from gm.rules.sheets import sheet_of
from gm.rules.uses import beside_a_fight

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def refusal_of(state: SceneState, entry: PlayerInput) -> str:
    """Why a command would come to nothing, in the campaign's language; '' if the rules allow it."""
    who = entry.character or ""
    verdict = _verdict(state, entry)
    if verdict is None:
        return ""
    if not verdict.possible:  # out of turn nothing is at hand to strike with: the turn is the reason to name
        return _out_of_turn(state, who) or verdict.refusal
    if verdict.action is None:
        return _out_of_turn(state, who) if verdict.effects else ""
    if is_on(state.world, state.scene.key):
        why = why_not(state.campaign, state.world, state.scene.key, who, verdict.action)
    else:
        found = beside_a_fight(state.campaign, state.world, who, verdict.action)
        why = found if isinstance(found, str) else ""
    return say(state, why, who) if why else ""


def _out_of_turn(state: SceneState, who: str) -> str:
    view = encounter_view(state.campaign, state.world, state.scene.key)
    out = view is not None and view.turn not in (None, who)
    return say(state, "not_your_turn", who) if out else ""


def _verdict(state: SceneState, entry: PlayerInput) -> Verdict | None:
    turn = Turn(
        id=0,
        uid="looking",
        game_id=state.game.id,
        branch_id=state.scene.branch_id,
        scene_id=state.scene.id,
        session_id=state.session.id,
        number=0,
        kind="action",
        stage=Stage.RECEIVED,
        status="running",
        attempt=1,
        inputs=(ReceivedInput(0, entry, None),),
        created_at=_LONG_AGO,
    )
    return next(iter(propose_ruling(ruling_brief(state, turn)).verdicts), None)


def say(state: SceneState, key: str, who: str) -> str:
    """What the rules say about somebody, in the campaign's language."""
    person = state.campaign.anyone(who)
    return phrase(key, state.campaign.language, who=person.name if person else who)  # type: ignore[arg-type]


def legal_now(state: SceneState, who: str) -> tuple[LegalAction, ...]:
    """What somebody may do in the fight that is on; empty outside of one and out of turn."""
    return legal_actions(state.campaign, state.world, state.scene.key, who)


def choices(state: SceneState, who: str, verb: str, part: str = "") -> tuple[str, ...]:
    """Names that a command can be given now, best first. `verb`: attack, cast, use, give, rest, move, act. `part`: the
    second thing that it takes: `with` of attack, `on` of cast and use, `to` of give."""
    view = encounter_view(state.campaign, state.world, state.scene.key)
    legal = [each.action for each in legal_now(state, who)]
    rules = state.campaign.ruleset
    people = {each: _name(state, each) for each in state.present()}
    if view is not None:
        people = {each.id: each.name for each in view.combatants if each.status in ("active", "down")}
    found: list[str] = []
    match verb, part:
        case "attack", "with":
            found = [_weapon(state, who, each.attack) for each in legal if each.kind == "attack" and each.attack]
        case "attack", _:
            found = [people.get(t, t) for each in legal if each.kind == "attack" for t in each.targets]
            if view is None:
                found = [name for each, name in people.items() if state.campaign.npc(each)]
        case "cast", "on":
            found = [people.get(t, t) for each in legal if each.kind == "cast" for t in each.targets]
            found = found or (list(people.values()) if view is None else [])
        case "cast", _:
            ids = [each.spell for each in legal if each.kind == "cast"] if view else sheet_of(state, who).spells
            spells = [spell for each in ids if (spell := rules.spell(each or "")) is not None]
            found = [spell.name for spell in spells if spell.cost != "reaction"]
        case (("use" | "give"), ""):
            held = state.world.under(f"character:{who}", "item")
            items = [item for each, count in held.items() if count and (item := state.campaign.item(each)) is not None]
            items.sort(key=lambda item: not item.use if verb == "use" else False)
            found = [item.name for item in items]
        case (("use" | "give"), _):
            found = [name for each, name in people.items() if verb == "use" or each != who]
        case "rest", _:
            found = [each.name for each in rules.rests]
        case "act", _:
            plain = [each.label for each in legal_now(state, who) if each.action.kind not in ("attack", "cast")]
            rest = [each.label for each in legal_now(state, who) if each.action.kind in ("attack", "cast")]
            # No button gives a fight up by a slip of the hand; whoever means it says so.
            given_up = ["surrender"] if plain and "surrender" in rules.combat.actions else []
            found = [*plain, *given_up, *rest]
        case "move", _:
            found = [each.zone for each in legal if each.kind == "wait" and each.zone]
    return tuple(dict.fromkeys(found))


def _name(state: SceneState, who: str) -> str:
    person = state.campaign.anyone(who)
    return person.name if person else who


def _weapon(state: SceneState, who: str, attack: str) -> str:
    item = state.campaign.item(attack)
    person = state.campaign.anyone(who)
    own = next((each.name for each in person.sheet.attacks if each.id == attack), attack) if person else attack
    return item.name if item is not None else own
