"""State as people see it: places, persons, checks and changes, in words. Pure.

Everything here is public to the characters present unless its name says otherwise: hidden exits, secrets and numbers
of NPCs do not pass through (promise 9).
"""

from collections.abc import Mapping
from dataclasses import replace

from gm.domain.brief import ChangeView, CheckView, PersonView, PlaceView
from gm.domain.campaign import Campaign, Npc, Place, PlayerCharacter
from gm.domain.dice import CheckResult
from gm.domain.effects import Change
from gm.domain.facts import HEARD, TOLD
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState
from gm.domain.state import WorldState
from gm.play.change_words import mood_said, said
from gm.play.quest_views import quest_change
from gm.rules.coins import coins_said, resource_said
from gm.rules.dice import render
from gm.rules.fates import is_ghost
from gm.rules.line import COIN
from gm.rules.sheets import health_word, mood_word
from gm.rules.travel import hours_on_the_way
from gm.rules.world import visible_exits


def place_view(state: SceneState, world: WorldState | None = None) -> PlaceView:
    """The scene's place as the party sees it now."""
    world = world or state.world
    place_id = world.text(f"scene:{state.scene.key}", "place", state.scene.place)
    place = state.campaign.place(place_id)
    if place is None:
        return PlaceView(place_id, place_id, "", (), (), (), first_visit=False)
    return place_seen(state.campaign, world, place, state.known_by_all_present())


def place_seen(campaign: Campaign, world: WorldState, place: Place, known: frozenset[str]) -> PlaceView:
    """Any place as those see it who know `known`."""
    items = tuple(
        _counted(_item_name(campaign, item), quantity)
        for item, quantity in sorted(world.under(f"place:{place.id}", "item").items())
        if isinstance(quantity, int) and quantity > 0
    )
    return PlaceView(
        place.id,
        place.name,
        place.description,
        place.details,
        visible_exits(campaign, world, place.id, known),
        items,
        first_visit=not world.is_set(f"place:{place.id}", "visited"),
    )


def people(state: SceneState, world: WorldState | None = None) -> tuple[tuple[PersonView, ...], tuple[PersonView, ...]]:
    """(the party, the others) who are present, as the party sees them."""
    world = world or state.world
    here = _at(state, world)
    pcs = sorted((pc for pc in state.campaign.characters if pc.id in here), key=lambda pc: state.joined(pc.id))
    party = tuple(pc_view(state.campaign, world, pc) for pc in pcs)
    others = tuple(npc_view(state.campaign, world, npc) for npc in state.campaign.npcs if npc.id in here)
    return party, others


def _at(state: SceneState, world: WorldState) -> frozenset[str]:
    moved = SceneState(state.game, state.session, state.scene, state.campaign, world, state.tip_seq)
    return frozenset(moved.present())


def pc_view(campaign: Campaign, world: WorldState, pc: PlayerCharacter) -> PersonView:
    """A player's character as the party sees them."""
    return PersonView(
        id=pc.id,
        name=pc.name,
        pronouns=pc.pronouns,
        is_pc=True,
        appearance=pc.appearance,
        concept=pc.concept,
        aliases=pc.aliases,
        carries=tuple(
            _counted(_item_name(campaign, item), quantity)
            for item, quantity in sorted(world.under(f"character:{pc.id}", "item").items())
            if isinstance(quantity, int) and quantity > 0
        ),
        conditions=_conditions(campaign, world, pc.id),
        health="a ghost" if is_ghost(world, pc.id) else _health(world, pc.id),
        player=pc.owner if isinstance(pc, OwnCharacter) else "",
    )


def npc_view(campaign: Campaign, world: WorldState, npc: Npc) -> PersonView:
    """Somebody else as the party sees them."""
    return PersonView(
        id=npc.id,
        name=npc.name,
        pronouns=npc.pronouns,
        is_pc=False,
        appearance=npc.appearance,
        aliases=npc.aliases,
        kind=npc.kind,
        habits=npc.habits,
        persona=npc.persona,
        speech=npc.speech,
        lines=npc.lines,
        wants=npc.wants,
        mood=mood_word(world.number(f"character:{npc.id}", "attitude", npc.attitude)),
        conditions=_conditions(campaign, world, npc.id),
        health=_health(world, npc.id),
    )


def _conditions(campaign: Campaign, world: WorldState, character: str) -> tuple[str, ...]:
    found = world.under(f"character:{character}", "condition")
    rules = (campaign.ruleset.condition(condition) for condition in sorted(found))
    return tuple(rule.name for rule in rules if rule is not None)


def _health(world: WorldState, character: str) -> str:
    entity = f"character:{character}"
    return health_word(
        world.number(entity, "hp", 1), world.number(entity, "max_hp", 1), world.text(entity, "status", "active")
    )


def dice_lines(checks: tuple[CheckResult, ...], rolls: tuple[object, ...]) -> tuple[str, ...]:
    """Every roll written out with its dice."""
    records = [record for check in checks for record in (check.roll, check.opposed_roll) if record is not None]
    return tuple(render(record) for record in (*records, *rolls))  # type: ignore[arg-type]


def change_views(
    campaign: Campaign, changes: tuple[Change, ...], scene_key: str, *, hidden: frozenset[str] = frozenset()
) -> tuple[ChangeView, ...]:
    """The changes that those present can see, in words; flags, hidden clocks and marks of the engine are left out.
    `hidden`: facts that only some of them have learned; that they have learned something is all that is said."""
    moved = [change for change in changes if change.path == "place" and change.entity.startswith("character:")]
    seen = [_move_view(campaign, moved, hours_on_the_way(campaign, changes))] if moved else []
    learned = _learned_changes(campaign, changes, hidden)
    for change in changes:
        kind, _, entity_id = change.entity.partition(":")
        if change in learned:
            seen.append(learned[change])
        elif kind == "character" and change.path != "place":
            seen.append(_character_change(campaign, entity_id, change))
        elif kind == "clock" and change.path == "filled":
            seen.append(_clock_change(campaign, entity_id, change))
        elif kind == "place" and change.path.startswith("declared/") and change.after is not None:
            seen.append(_declared_change(campaign, str(change.after)))
        elif kind == "quest":
            seen.append(quest_change(campaign, entity_id, change))
        elif kind == "exit" and change.path == "open":
            seen.append(_exit_change(campaign, entity_id))
    return tuple(view for view in seen if view is not None)


def _move_view(campaign: Campaign, moved: list[Change], hours: int) -> ChangeView | None:
    names = [character_name(campaign, change.entity.partition(":")[2]) for change in moved]
    place = _place_name(campaign, str(moved[-1].after))
    subject = _listed(names)
    long = f" ({said('hours', campaign.language, what=str(hours))})" if hours else ""
    return ChangeView("moved", subject, f"{subject} → {place}{long}", place, hours)


def _character_change(campaign: Campaign, character: str, change: Change) -> ChangeView | None:
    name, language = character_name(campaign, character), campaign.language
    head, _, rest = change.path.partition("/")
    before, after = _number(change.before), _number(change.after)
    if head == "hp":
        lost = before - after
        sign, kind = ("−", "hurt") if lost > 0 else ("+", "healed")
        left = f" ({after})" if campaign.character(character) is not None else ""  # nobody counts a foe's blood
        return ChangeView(kind, name, f"{name} {sign}{abs(lost)} {said('hp', language)}{left}", amount=abs(lost))
    if head == "status":
        status = str(change.after)
        return ChangeView(status, name, f"{name}: {said(status, language)}")
    if head == "condition":
        rule = campaign.ruleset.condition(rest)
        label = rule.name if rule else rest
        on = change.after is not None
        return ChangeView("condition_on" if on else "condition_off", name, f"{name} {'+' if on else '−'}{label}", label)
    if head == "item":
        item = _item_name(campaign, rest)
        gained = after > before
        text = f"{name} {'+' if gained else '−'}{_counted(item, abs(after - before))}"
        return ChangeView("gained" if gained else "lost", name, text, item, abs(after - before))
    if head == "resource" and campaign.character(character) is None:
        return None  # nobody counts what others have left
    if head == "resource":
        label = next((kind.name for kind in campaign.ruleset.resources if kind.id == rest), rest)
        many = resource_said(campaign.ruleset, rest, label, after - before)
        left = (coins_said(campaign.ruleset, after) if rest == COIN else "") or str(after)
        text = f"{name} {'+' if after > before else '−'}{many} ({left})"
        return ChangeView("resource", name, text, label, after - before)
    if head == "xp" and campaign.character(character) is not None and after > before:
        label = campaign.ruleset.advancement.name
        return ChangeView("resource", name, f"{name} +{after - before} {label} ({after})", label, after - before)
    if head == "level" and campaign.character(character) is not None:
        return ChangeView("grown", name, said("level", language, name=name, what=str(after)), amount=after)
    if head == "attitude":
        text = f"{name}: {mood_said(before, language)} → {mood_said(after, language)}"
        return ChangeView("attitude", name, text, mood_word(after))
    if head == "toward":
        npc = campaign.npc(character)
        was = before if change.before is not None else (npc.attitude if npc else 0)
        text = f"{name}: {mood_said(was, language)} → {mood_said(after, language)} ({character_name(campaign, rest)})"
        return ChangeView("attitude", name, text, mood_word(after))
    return None


def _learned_changes(
    campaign: Campaign, changes: tuple[Change, ...], hidden: frozenset[str]
) -> dict[Change, ChangeView]:
    """Who learns what, each thing in one line for all who learn it, by the change that is the first of it."""
    first: dict[tuple[str, str], Change] = {}
    learners: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        kind, _, who = change.entity.partition(":")
        head, _, fact = change.path.partition("/")
        if kind == "character" and head in ("knows", TOLD, HEARD) and campaign.character(who):
            key = ("learns_alone" if fact in hidden else "knows") if head == "knows" else "is_told"
            of = (key, fact if key == "knows" else "")
            first.setdefault(of, change)
            learners.setdefault(of, []).append(character_name(campaign, who))
    found: dict[ChangeView, list[Change]] = {}
    for (key, fact), names in learners.items():
        view = _learned_change(campaign, key, fact, list(dict.fromkeys(names)))
        found.setdefault(view, []).append(first[key, fact])
    return {came[0]: replace(view, text=_counted(view.text, len(came))) for view, came in found.items()}


def _learned_change(campaign: Campaign, key: str, fact: str, names: list[str]) -> ChangeView:
    language, who, many = campaign.language, _listed(names), len(names) > 1
    if key != "knows":
        return ChangeView("learned", who, said(key, language, name=who, many=many))
    entry = next((entry for entry in campaign.lore if entry.id == fact), None)
    if entry is not None:
        text = said("learns", language, name=who, what=entry.title, many=many)
        return ChangeView("learned", who, text, entry.title)
    owner = fact_title(campaign, fact)
    text = said("secret_of" if owner else "secret", language, name=who, what=owner, many=many)
    return ChangeView("learned", who, text, owner)


def _clock_change(campaign: Campaign, clock_id: str, change: Change) -> ChangeView | None:
    clock = campaign.clock(clock_id)
    if clock is None or clock.audience == "gm":
        return None
    filled = _number(change.after)
    bar = "●" * filled + "○" * (clock.segments - filled)
    return ChangeView("clock", clock.name, f"{clock.name} {bar} {filled}/{clock.segments}", amount=filled)


def _declared_change(campaign: Campaign, mark: str) -> ChangeView:
    """Somebody has made something true; the words are in their line."""
    declaration, _, who = mark.partition(":")
    rule = next((each for each in campaign.ruleset.declarations if each.id == declaration), None)
    name, label = character_name(campaign, who), rule.name if rule else declaration
    return ChangeView("declared", name, f"{name}: {label}", label)


def _exit_change(campaign: Campaign, exit_id: str) -> ChangeView | None:
    origin, _, to = exit_id.partition(":")
    place = campaign.place(origin)
    way = next((way for way in place.exits if way.to == to), None) if place else None
    if way is None:
        return None
    name = _place_name(campaign, to)
    return ChangeView("exit_open", way.label, said("open", campaign.language, name=way.label, what=name), name)


def fact_title(campaign: Campaign, fact: str) -> str:
    """A short name for a fact that has come out: a lore entry's title, else the owner of the secret."""
    entry = next((entry for entry in campaign.lore if entry.id == fact), None)
    if entry is not None:
        return entry.title
    owners = [(npc.name, npc.secrets) for npc in campaign.npcs]
    owners += [(faction.name, faction.secrets) for faction in campaign.factions]
    return next((name for name, secrets in owners if any(secret.id == fact for secret in secrets)), "")


def character_name(campaign: Campaign, character: str) -> str:
    """The name of a player character or NPC; the id where there is none."""
    person = campaign.anyone(character)
    return person.name if person else character


def outcome_line(checks: tuple[CheckView, ...], changes: tuple[ChangeView, ...]) -> str:
    """Checks and visible changes in one line, as the transcript shows them."""
    parts = [f"{check.character}: {check.skill} {_score(check)}, {check.degree_label}" for check in checks]
    parts += [change.text for change in changes if change.kind not in ("attitude",)]
    return "; ".join(parts)


def _score(check: CheckView) -> str:
    if check.way != "against":
        return check.score
    return f"{check.total} vs {check.opposed_by + ' ' if check.opposed_by else ''}{check.difficulty}"


def known_texts(campaign: Campaign, facts: Mapping[str, object] | frozenset[str]) -> tuple[str, ...]:
    """The texts of these facts, in the campaign's order."""
    return tuple(text for fact, text in campaign.facts().items() if fact in facts)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _place_name(campaign: Campaign, place_id: str) -> str:
    place = campaign.place(place_id)
    return place.name if place else place_id


def _item_name(campaign: Campaign, item_id: str) -> str:
    item = campaign.item(item_id) or next((each for each in campaign.ruleset.items if each.id == item_id), None)
    return item.name if item else item_id


def _counted(name: str, quantity: int) -> str:
    return name if quantity == 1 else f"{name} ×{quantity}"


def _listed(names: list[str]) -> str:
    return ", ".join(names)
