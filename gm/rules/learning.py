"""What people come to know: facts, hidden ways, what they were told."""

from collections.abc import Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change, Reveal, Tell
from gm.domain.facts import HEARD, TOLD
from gm.rules.ground import PARTY, Ground
from gm.rules.world import EXIT_FACT, exit_between, knows


def exit_of_fact(fact: str, campaign: Campaign) -> tuple[str, str] | None:
    """(place, to) if a fact's id (`exit:here:there` or `here:there`) names an exit of the campaign."""
    parts = fact.removeprefix("exit:").split(":")
    if len(parts) == 2 and exit_between(campaign, parts[0], parts[1]) is not None:
        return parts[0], parts[1]
    return None


def reveal(ground: Ground, effect: Reveal) -> Iterable[Change]:
    """A fact, or a hidden way, is known to somebody from now on."""
    fact = effect.fact
    way = exit_of_fact(fact, ground.campaign)
    if way is not None:
        fact = EXIT_FACT.format(place=way[0], to=way[1])
    elif fact not in ground.campaign.facts():
        raise ground.refusal("unknown", name=fact)
    learners = [c for who in effect.to or (PARTY,) for c in ground.here(who)]
    for character in dict.fromkeys(learners):
        if not knows(ground.campaign, ground.world, character, fact):
            yield from ground.put(f"character:{character}", f"knows/{fact}", True)


def tell(ground: Ground, effect: Tell) -> Iterable[Change]:
    """What was told is heard by somebody who was not there."""
    path = f"{HEARD if effect.what == 'turn' else TOLD}/{effect.number}"
    for character in dict.fromkeys(c for who in effect.to for c in ground.here(who)):
        yield from ground.put(f"character:{character}", path, True)
