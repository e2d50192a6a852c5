"""Whom an author puts into a campaign: ready player characters, the people and creatures that the GM plays, their
secrets, and the numbers of both."""

from pydantic import Field

from gm.domain.combat import Attack
from gm.domain.values import Slug, Value


class Sheet(Value):
    """The mechanical side of a character: attribute → modifier, skill → training (0, 1, 2), resources at the start."""

    attributes: dict[str, int] = Field(default_factory=dict)
    skills: dict[str, int] = Field(default_factory=dict)
    max_hp: int = Field(default=8, ge=1, le=9999)
    defence: int = Field(default=10, ge=0, le=99)
    damage: str | None = None
    """What an attack of theirs does with empty hands or natural weapons, as dice."""
    resources: dict[str, int] = Field(default_factory=dict)
    items: dict[str, int] = Field(default_factory=dict)
    """Item id → quantity carried at the start."""
    level: int = Field(default=1, ge=0, le=40)
    class_: Slug | None = None
    """Written `class`: a class of the kit. What the sheet does not say, it gets from there."""
    species: Slug | None = None
    background: Slug | None = None
    tags: tuple[str, ...] = ()
    """What spells and features know them by (`undead`); empty: those of the species, or the kit's `folk`."""
    saves: tuple[Slug, ...] = ()
    """Attributes whose saves they are trained in."""
    attacks: tuple[Attack, ...] = ()
    """What they can do in a fight beyond their weapons. A `bonus` left out of an attack without a save is their
    skill's."""
    spells: tuple[Slug, ...] = ()
    resistant: tuple[str, ...] = ()
    vulnerable: tuple[str, ...] = ()
    immune: tuple[str, ...] = ()
    """Damage types."""
    aspects: tuple[str, ...] = ()
    """What is always true of them, in kits that work with aspects."""


class PlayerCharacter(Value):
    """A ready character to choose. `hook` ties them to this story; `knows` lists facts that they start with."""

    id: Slug
    name: str
    pronouns: str = "they/them"
    aliases: tuple[str, ...] = ()
    concept: str
    """One line: "disgraced cartographer with a stolen map"."""
    appearance: str = ""
    background: str = ""
    hook: str = ""
    sheet: Sheet = Field(default_factory=Sheet)
    knows: tuple[str, ...] = ()


class Secret(Value):
    """Something true that is not known. `reveal` tells the GM when it may come out."""

    id: Slug
    text: str
    reveal: str = ""


class Npc(Value):
    """A person or creature that the GM plays. Only `appearance`, name and behaviour are ever public by themselves."""

    id: Slug
    name: str
    pronouns: str = "they/them"
    aliases: tuple[str, ...] = ()
    place: Slug | None = None
    appearance: str
    habits: tuple[str, ...] = ()
    """Small things that anyone present can see them do ("polishes the same glass"). Verb first, third person."""
    persona: str
    """How they are to be played. The narrator reads it from the first turn on, so it holds nothing secret."""
    speech: str = ""
    lines: tuple[str, ...] = ()
    """Things they might say to anyone, in their voice. Nothing secret."""
    wants: str = ""
    """What they push for. The narrator reads it while they are present; what must not slip out is a secret instead."""
    triggers: tuple[str, ...] = ()
    """Words that make them speak up though nobody asked them, where only the characters answer (mode `npc`)."""
    attitude: int = Field(default=0, ge=-3, le=3)
    secrets: tuple[Secret, ...] = ()
    knows: tuple[str, ...] = ()
    """Facts (secrets, lore) of others that they know."""
    speaks_of: tuple[Slug, ...] = ()
    """Other NPCs whom they know and would name to a stranger: where to find them, how they look. Nobody hidden."""
    sheet: Sheet = Field(default_factory=Sheet)
    avatar: str = ""
    """Address of a picture (`https://…`), shown beside what they say where a face can show it."""
    kind: str = Field(default="", exclude=True)
    """Stat block of a creature that a fight brought, one of many; '' for a person of the story. Not authored."""
