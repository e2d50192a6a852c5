"""What whoever runs a table themselves is helped with: answers with their sources, and what their words make true."""

from dataclasses import dataclass

from gm.domain.effects import Effect
from gm.domain.values import Value


class Proposed(Value):
    """What a game master's words would make true, in order."""

    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of an answer and where it is from: `rules: skill`, `campaign: gregor`, `turn 12, The Mill`."""

    where: str
    text: str
    secret: bool = False
    """Whether not everybody in the party knows it."""
