"""A character within a minute: a name, one sentence, an archetype; the rules fill the rest. Pure."""

from collections.abc import Sequence

from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.own import CharacterPicks, Shape
from gm.domain.ruleset import Ruleset
from gm.domain.words import Phrases
from gm.rules.lexicon import affirmed
from gm.rules.own import can_learn, read_picks, training_ranks
from gm.rules.pronouns import taken_from
from gm.rules.shaping import without

QUESTIONS = (
    "Whom of the others do you trust, or owe something? (Enter skips)",
    "What do you want here, or what has this place taken from you? (Enter skips)",
)
"""What ties a character to the party, and to the world."""
_TIE = 200


def quick_picks(campaign: Campaign, said: str, archetype: str = "", ties: Sequence[str] = ()) -> CharacterPicks:
    """`Bo, a ferryman who lost his boat`: a name, and after the comma who they are; `Bo (she), …` says the pronouns.
    They are good at what the sentence calls for, then at what their archetype is: a class of the ruleset, or a ready
    character, by id or name.

    Raises:
        Refused: no name, nothing about them, a name that is taken. NotFound: no such archetype.
    """
    name, comma, about = said.partition(",")
    if not comma:
        raise Refused(
            "A name, and who they are.", remedy='For example: "Bo, a ferryman who lost his boat".', key="own.who"
        )
    name, pronouns, about = taken_from(name, about)
    skills = (*called_for(campaign, about), *_of_archetype(campaign, archetype))
    picks = read_picks(campaign, name=name, pronouns=pronouns, about=about.replace("\n", " "), good_at=skills, wish="")
    most = len(training_ranks(campaign))
    told = tuple(text for tie in ties if (text := " ".join(tie.split())[:_TIE]))[:2]
    picks = picks.model_copy(update={"good_at": picks.good_at[:most], "ties": told})
    return as_called(campaign, picks, _lived_as(campaign, archetype))


def as_called(
    campaign: Campaign, picks: CharacterPicks, instead: Shape | None = None, *, heard_in: Ruleset | None = None
) -> CharacterPicks:
    """The picks as somebody of the class, species and background that their sentence calls by name, where the kit has
    them; what it does not name is as in `instead`. `heard_in`: the kit in the language that they speak."""
    if not can_learn(campaign):
        return picks
    rules, instead = (campaign.ruleset, *([heard_in] if heard_in is not None else [])), instead or Shape()
    calling = _called(picks.concept, [(each.name, each.id) for kit in rules for each in kit.classes])
    species = _called(picks.concept, [(each.name, each.id) for kit in rules for each in kit.species])
    background = _called(picks.concept, [(each.name, each.id) for kit in rules for each in kit.backgrounds])
    shape = Shape(
        calling=calling or instead.calling,
        species=species or instead.species,
        background=background or instead.background,
        good_at=picks.good_at,
    )
    return picks if shape == Shape(good_at=picks.good_at) else picks.model_copy(update={"shape": shape})


def _called(words: str, named: Sequence[tuple[str, str]]) -> str | None:
    hits = affirmed(Phrases(named).hits(words), words)
    return next((hit.tag for hit in hits if not without(hit.start, words)), None)


def _lived_as(campaign: Campaign, archetype: str) -> Shape | None:
    """Class, species and background of an archetype; None where there is none of that name."""
    word = archetype.strip().casefold()
    for each in campaign.ruleset.classes if word else ():
        if word in (each.id.casefold(), each.name.casefold()):
            return Shape(calling=each.id)
    for pc in campaign.characters if word else ():
        if word in (pc.id.casefold(), pc.name.casefold(), pc.name.casefold().split()[0]):
            return Shape(calling=pc.sheet.class_, species=pc.sheet.species, background=pc.sheet.background)
    return None


def called_for(campaign: Campaign, words: str) -> tuple[str, ...]:
    """The skills that a sentence names, in its order: by their names and synonyms."""
    known = [
        (word, skill.id)
        for skill in campaign.ruleset.skills
        for word in (skill.name, *(each for words in skill.synonyms.values() for each in words))
    ]
    return tuple(dict.fromkeys(hit.tag for hit in Phrases(known).hits(words)))


def _of_archetype(campaign: Campaign, archetype: str) -> tuple[str, ...]:
    word = archetype.strip().casefold()
    if not word:
        return ()
    for each in campaign.ruleset.classes:
        if word in (each.id.casefold(), each.name.casefold()):
            return tuple(each.skills)
    for pc in campaign.characters:
        if word in (pc.id.casefold(), pc.name.casefold(), pc.name.casefold().split()[0]):
            return tuple(sorted(pc.sheet.skills, key=lambda skill: -pc.sheet.skills[skill]))
    names = [each.name for each in campaign.ruleset.classes] + [pc.name for pc in campaign.characters]
    raise NotFound(f'There is no archetype "{archetype}" here.', remedy=f"There are: {', '.join(names)}.")
