"""Vectors of texts: what is like what, without a word in common. Asked for through the one door, as everything is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gm.domain.calls import Candidate, DataPolicy, Usage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class EmbedRequest:
    """What an embedder is asked for. `total_timeout` in seconds; the rest as in a `BackendRequest`."""

    candidate: Candidate
    texts: tuple[str, ...]
    total_timeout: float = 60.0
    data_policy: DataPolicy = "any"
    keys: Callable[[str], str | None] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Vectors:
    """What an embedder gave: a row of numbers for each text, in their order."""

    rows: "Sequence[Sequence[float]] | Numbers"
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Embedding:
    """Vectors of length 1. Only those of the same model can be compared."""

    model: str
    """Model and place, as it is written beside stored vectors."""
    rows: "Numbers" = field(compare=False)
    """One for each text, float32."""
    usage: Usage
    call_id: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is looked for, as a vector of this model."""

    model: str
    vector: "Numbers" = field(compare=False, repr=False)
    named: "tuple[Numbers, ...]" = field(default=(), compare=False, repr=False)
    """The same, asked of people by names that the words do not hold. A passage is as like as the one that fits best."""


class Embedder(Protocol):
    """Something that makes vectors of texts. Implementations: litellm, the local model, scripted (tests)."""

    async def embed(self, request: EmbedRequest) -> Vectors:
        """A row for each text.

        Raises:
            ModelError: mapped from whatever the vendor raises.
        """
        ...
