"""An embedder for tests: texts are alike where they hold words of the same groups, and nothing is left to chance."""

from collections.abc import Sequence

from gm.domain.calls import Usage
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.words import words


class ScriptedEmbedder:
    """Implements `Embedder`: a number for each group of words, how many of them a text holds.

    One character is one token. `requests` keeps what it was asked; `fail` is raised instead of an answer.
    """

    def __init__(self, groups: Sequence[str], *, fail: Exception | None = None) -> None:
        """`groups`: words apart by spaces that mean the same."""
        self._groups = [frozenset(group.casefold().split()) for group in groups]
        self.requests: list[EmbedRequest] = []
        self.fail = fail

    async def embed(self, request: EmbedRequest) -> Vectors:
        """A row for each text; the last number keeps it from pointing nowhere."""
        self.requests.append(request)
        if self.fail is not None:
            raise self.fail
        rows = []
        for text in request.texts:
            said = [word for word, _ in words(text)]
            rows.append([*(float(sum(word in group for word in said)) for group in self._groups), 0.1])
        return Vectors(rows, Usage(prompt_tokens=sum(map(len, request.texts)), completion_tokens=0))
