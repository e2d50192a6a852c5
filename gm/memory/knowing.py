"""Who knows which fact: by its audience, by having been there, or by having been told. Pure.

`told/<number>` and `heard/<turn id>` in the state of a character say what they were told; undo takes that back with the
turn in which it happened.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.facts import HEARD, TOLD, Fact
from gm.domain.state import WorldState
from gm.domain.words import fold
from gm.memory.terms import found_words

CANON_IMPORTANCE: Final = 3
_ARTICLES: Final = frozenset({"the", "a", "an", "der", "die", "das", "el", "la", "los", "las", "le", "les", "o", "os"})


def knows_fact(campaign: Campaign, world: WorldState, character: str, fact: Fact) -> bool:
    """Whether a character knows a fact."""
    if fact.audience == "everyone":
        return True
    if fact.authored:
        return world.is_set(f"character:{character}", f"knows/{fact.authored}")
    if world.is_set(f"character:{character}", f"{TOLD}/{fact.number}"):
        return True
    if fact.audience == "gm":
        return False
    if fact.audience == "party" and not fact.knowers:
        return campaign.character(character) is not None
    return character in fact.knowers


def knowers_of(campaign: Campaign, world: WorldState, fact: Fact, among: Iterable[str]) -> tuple[str, ...]:
    """Those of some characters who know a fact."""
    return tuple(each for each in among if knows_fact(campaign, world, each, fact))


def may_know(campaign: Campaign, world: WorldState, character: str, fact: Fact) -> bool:
    """Whether one of the cast may know a fact of play that they were not there for: it is about themselves, or about
    somebody or something that a fact of the campaign is about which they know ("the Kin", of one of the Kin). Then
    nobody can say that they do not."""
    npc = campaign.npc(character)
    about = frozenset(found_words(fold(fact.subject))) - _ARTICLES
    if npc is None or fact.authored or fact.audience == "gm" or not about:
        return False
    texts = campaign.facts()
    known = (texts[each] for each in world.under(f"character:{character}", "knows") if each in texts)
    return any(about <= frozenset(found_words(fold(text))) for text in (npc.name, *npc.aliases, *known))


def facts_known(
    campaign: Campaign, world: WorldState, facts: Sequence[Fact], knowers: Collection[str] | None
) -> tuple[Fact, ...]:
    """The facts that at least one of these characters knows; all for None, the game master."""
    if knowers is None:
        return tuple(facts)
    return tuple(fact for fact in facts if any(knows_fact(campaign, world, each, fact) for each in knowers))


def facts_to_tell(
    campaign: Campaign, world: WorldState, facts: Sequence[Fact], party_here: Collection[str]
) -> tuple[Fact, ...]:
    """The facts that a narration before this party may draw on: what somebody of them knows, since the table has read
    how they learned it; of what is for some alone only what all of them know (promise 9)."""
    return tuple(
        fact
        for fact in facts
        if (knowing := knowers_of(campaign, world, fact, party_here))
        and (fact.audience in ("everyone", "party") or len(knowing) == len(party_here))
    )


def authored_facts(campaign: Campaign, world: WorldState, among: Collection[str] | None) -> tuple[Fact, ...]:
    """The campaign's secrets and lore that came out (`knows/…`), read as facts of canon; without `among` all of them,
    for the game master."""
    titles = {entry.id: entry.title for entry in campaign.lore}
    common = {entry.id for entry in campaign.lore if entry.audience == "everyone"}
    owners = {secret.id: npc.name for npc in campaign.npcs for secret in npc.secrets}
    owners |= {secret.id: faction.name for faction in campaign.factions for secret in faction.secrets}
    known = None if among is None else {fact for each in among for fact in world.under(f"character:{each}", "knows")}
    return tuple(
        Fact(
            number=0,
            subject="",
            relation="",
            object=f"{titles.get(fact) or owners.get(fact) or fact}: {text}",
            standing="canon",
            audience="named",
            importance=CANON_IMPORTANCE,
            writer="campaign",
            authored=fact,
        )
        for fact, text in campaign.facts().items()
        if fact not in common and (known is None or fact in known)
    )


def turns_heard(world: WorldState, character: str) -> frozenset[int]:
    """Ids of the turns that a character was told of."""
    return frozenset(int(each) for each in world.under(f"character:{character}", HEARD) if each.isdecimal())
