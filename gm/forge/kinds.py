"""What can be drafted: where each kind stands in a campaign's files, and what is asked of its fields. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from gm.authoring.spec import FieldSpec, ObjectSpec, Spec, fields_of, object_spec
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry. `root` is the field of a campaign that holds them; `hints` say what makes each field good, in
    the order in which they are best written. What is not named here is not asked for."""

    name: str
    root: str
    hints: dict[str, str]

    @property
    def spec(self) -> ObjectSpec:
        """What an author may write of it."""
        field = Campaign.model_fields[self.root]
        return object_spec(get_args(field.annotation)[0])

    @property
    def fields(self) -> dict[str, FieldSpec]:
        """The fields that are asked for, as they are written."""
        known = fields_of(self.spec.model)
        return {name: known[name] for name in self.hints if name in known}

    @property
    def required(self) -> tuple[str, ...]:
        """Fields that no entry may lack, but for its id."""
        known = fields_of(self.spec.model)
        return tuple(name for name, field in known.items() if not field.optional and name != self.spec.key)


_NPC: Final = {
    "name": "as people say it",
    "pronouns": "she/her, he/him, they/them",
    "aliases": "what else people call them, two or three, lower case where it is a description",
    "place": "id of the place where they are found",
    "appearance": "one or two sentences: what anybody sees, one odd detail rather than five usual ones",
    "habits": 'three to five small things that anyone present can see them do, verb first ("polishes the same glass")',
    "persona": "how they are to be played: what they want from a talk, what they dodge. Nothing secret",
    "speech": "how they talk: rhythm, pet words, what they never say",
    "lines": "three things that they might say to anyone, each impossible for anybody else. Nothing secret",
    "wants": "what they push for, one sentence",
    "attitude": "-3 to 3, towards strangers",
    "secrets": "id: {text: what is true and not known, reveal: when it may come out}. One, two at most",
}
_PLACE: Final = {
    "name": "as people say it",
    "aliases": "what else it is called",
    "description": "two or three sentences that a newcomer perceives; end on something that can be acted on",
    "details": "three to five single sentences of the senses, each true by itself at any time",
    "exits": 'id of a place that exists: how a player sees the way ("a stair down to the cistern")',
    "items": "id of an item that exists: how many lie there",
    "gm_notes": "what only the game master knows of it",
}
_FACTION: Final = {
    "name": "as people say it",
    "description": "what everybody knows of them, two sentences",
    "wants": "what they push for, one sentence",
    "secrets": "id: {text: what is true and not known, reveal: when it may come out}",
}
_ITEM: Final = {
    "name": 'as it stands in a pocket: "iron key"',
    "aliases": "what else it is called",
    "description": "one sentence: what makes it this one and no other",
}
_QUEST: Final = {
    "title": "as a player would write it down",
    "text": "what they were told, two sentences: who wants what, and why it is hard",
    "giver": "id of the person who asks for it",
    "offered": "when it is offered by itself: {place: id of a place that exists}",
    "objectives": "id: what has to be done, each something that can be seen to be done; two to four",
    "reward": "what is promised, one line",
    "finished_text": "what is told when it is finished, one sentence",
    "failed_text": "what is told when it has failed, one sentence",
}
_TABLE: Final = {
    "name": "what it is drawn for",
    "entries": "six to ten, each a text or {text: …, weight: 2}: a concrete thing that happens, no two of one sort",
}
_CHARACTER: Final = {
    "name": "as people say it",
    "pronouns": "she/her, he/him, they/them",
    "concept": 'one line: "disgraced cartographer with a stolen map"',
    "appearance": "one or two sentences",
    "background": "two or three sentences: where they come from, what it cost",
    "hook": "what ties them to this story, one sentence",
}
KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("npc", "npcs", _NPC),
        Kind("location", "places", _PLACE),
        Kind("faction", "factions", _FACTION),
        Kind("item", "items", _ITEM),
        Kind("quest", "quests", _QUEST),
        Kind("table", "tables", _TABLE),
        Kind("character", "characters", _CHARACTER),
    )
    if kind.root in Campaign.model_fields
}
"""By the word that is typed."""


def kind_of(word: str) -> Kind:
    """The kind of that name. Raises NotFound."""
    found = KINDS.get(word.casefold())
    if found is None:
        raise NotFound(f'Nothing called "{word[:40]}" can be drafted.', remedy=f"There is: {', '.join(KINDS)}.")
    return found


def entries_of(campaign: Campaign, kind: Kind) -> Sequence[Any]:
    """The entries of that kind which the campaign has already."""
    return tuple(getattr(campaign, kind.root))


def shape_of(spec: Spec) -> str:
    """What a field holds, in a word or two."""
    shapes = {"TextSpec": "text", "NumberSpec": "whole number", "TruthSpec": "true or false", "ListSpec": "list"}
    return shapes.get(type(spec).__name__, "mapping")
