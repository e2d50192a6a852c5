"""What people hold: things that change hands, are picked up, lost and put down."""

from collections.abc import Iterable

from gm.domain.effects import Change, GiveItem, LoseItem
from gm.rules.ground import Ground


def give_item(ground: Ground, effect: GiveItem) -> Iterable[Change]:
    """A thing changes hands, is picked up, or comes from nowhere where an author says so."""
    item = ground.campaign.item(effect.item)
    if item is None:
        raise ground.refusal("unknown", name=effect.item)
    if item.fixed:
        raise ground.refusal("fixed", name=item.name)
    path = f"item/{item.id}"
    receivers = ground.here(effect.character)
    source = _source(ground, effect, len(receivers))
    takers = [entity for entity in (f"character:{c}" for c in receivers) if entity != source]
    if not takers:
        raise ground.refusal("has_already", who=receivers[0], name=item.name)
    if source is not None:
        wanted = effect.quantity * len(takers)
        has = ground.world.number(source, path)
        if has < wanted:
            raise ground.refusal("not_enough", name=item.name)
        yield from ground.put(source, path, has - wanted or None)
    for entity in takers:
        yield from ground.put(entity, path, ground.world.number(entity, path) + effect.quantity)


def _source(ground: Ground, effect: GiveItem, shares: int) -> str | None:
    """The entity that an item is taken from; None if the author conjures it.

    Raises:
        EffectError: the source named is not here, or nobody here has it.
    """
    path, wanted = f"item/{effect.item}", effect.quantity * shares
    # Whoever has walked off in this very beat may still have taken it along from where the others are.
    near = (ground.there.place_id,) if ground.authored else (ground.there.place_id, ground.state.place_id)
    if effect.source is None:
        for here in (f"place:{each}" for each in near):
            if ground.world.number(here, path) >= wanted:
                return here
        if ground.authored:
            return None
        item = ground.campaign.item(effect.item)
        raise ground.refusal("not_lying", name=item.name if item else effect.item)
    if ground.campaign.place(effect.source) is not None:
        if not ground.authored and effect.source not in near:
            raise ground.refusal("place_elsewhere", name=ground.place_name(effect.source))
        return f"place:{effect.source}"
    return f"character:{ground.here(effect.source, alive=False)[0]}"


def lose_item(ground: Ground, effect: LoseItem) -> Iterable[Change]:
    """A thing is used up, lost, or put down where its holder stands."""
    item = ground.campaign.item(effect.item)
    if item is None:
        raise ground.refusal("unknown", name=effect.item)
    path = f"item/{item.id}"
    losers = ground.here(effect.character, alive=False)
    if len(losers) > 1:  # "the party loses the rope": whoever has it
        losers = tuple(c for c in losers if ground.world.number(f"character:{c}", path) >= effect.quantity)[:1]
        if not losers:
            raise ground.refusal("nobody_holds", name=item.name)
    entity = f"character:{losers[0]}"
    has = ground.world.number(entity, path)
    if has < effect.quantity:
        raise ground.refusal("does_not_hold", who=losers[0], name=item.name)
    yield from ground.put(entity, path, has - effect.quantity or None)
    if effect.dropped:
        place = f"place:{ground.world.text(entity, 'place', ground.state.place_id)}"
        yield from ground.put(place, path, ground.world.number(place, path) + effect.quantity)
