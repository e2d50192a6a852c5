"""Characters that players make for themselves: what they pick, and the person that comes of it."""

from typing import Annotated, Final

from pydantic import Field

from gm.domain.campaign import PlayerCharacter
from gm.domain.values import Slug, Value
from gm.domain.words import unspaced

OWN = "own-"
"""Ids of characters that players made begin with this. The rest is drawn, so that an id says nothing about anybody."""
_ENDS: Final = tuple(".!?…。！？؟।")


class Shape(Value):
    """What a sheet is made of besides numbers: names of what the kit has. What is not said, the kit fills in."""

    calling: Slug | None = None
    """A class."""
    species: Slug | None = None
    background: Slug | None = None
    good_at: tuple[Slug, ...] = ()
    """Skills, the dearest first."""
    strong_in: tuple[Slug, ...] = ()
    """Attributes that come before all others, the dearest first."""
    spared: tuple[Slug, ...] = ()
    """Skills that are not wanted: trained last of all, and where the class or an origin brings them."""


class CharacterPicks(Value):
    """What a player says about a character of their own, within a minute. Numbers are none of it: code makes those."""

    name: str = Field(max_length=60)
    pronouns: str = Field(default="they/them", max_length=40)
    concept: str = Field(max_length=160)
    """One line, as a ready character has it."""
    appearance: str = Field(default="", max_length=600)
    wish: str = Field(default="", max_length=300)
    """What the player hopes will come up. For the game master alone."""
    ties: tuple[Annotated[str, Field(max_length=200)], ...] = Field(default=(), max_length=2)
    """What ties them to the party and to the world, in the player's words."""
    good_at: tuple[Slug, ...] = ()
    """Skills of the ruleset, the dearest first."""
    shape: Shape | None = None
    """What plain words made of them since; None: the skills alone say what they are."""

    @property
    def words(self) -> tuple[str, ...]:
        """All that the player has written, and that others or a model read."""
        return (self.name, self.pronouns, self.concept, self.appearance, self.wish, *self.ties)

    @property
    def hook(self) -> str:
        """What ties them to the story, each tie a sentence of its own."""
        return " ".join(tie if tie.endswith(_ENDS) or unspaced(tie[-1:]) else f"{tie}." for tie in self.ties)


class OwnCharacter(PlayerCharacter):
    """A player character that a player made. Works wherever a campaign's ready one does."""

    owner: str
    """The player who made it, by the name that their face knows them by; '' once it is erased."""
    wish: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What their player wrote of them."""
        return (self.name, self.pronouns, self.concept, self.appearance, self.hook, self.wish)
