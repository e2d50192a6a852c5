"""The growing end of the index: what was said since the last seal. No I/O."""

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gm.memory.documents import COLUMNS, SPEAKER, Blocks, IndexDoc
from gm.memory.sealed import Segment, blocks_of, make_segment
from gm.memory.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


class Tail:
    """The documents since the last seal. Grows; to be changed and read by one thread at a time."""

    __slots__ = ("_columns", "_docs", "_language", "_lengths", "_tokens", "_vocabulary", "_words")

    def __init__(self, language: str) -> None:
        self._language = language
        self._vocabulary: dict[str, int] = {}
        self._words: list[str] = []
        self._docs: list[tuple[array[int], array[int]]] = []
        self._tokens: list[array[int]] = []
        self._lengths = array("I")
        self._columns: dict[str, array[int]] = {name: array("q") for name in COLUMNS}

    def append(self, doc: IndexDoc) -> None:
        """One more document."""
        at = len(self._lengths)
        said = terms(doc.text, self._language)
        who = [SPEAKER + term for name in doc.speakers for term in terms(name, self._language)]
        numbers = array("I", [self._number(term) for term in (*who, *said)])
        for number in numbers:
            documents, counts = self._docs[number]
            if documents and documents[-1] == at:
                counts[-1] = min(255, counts[-1] + 1)
            else:
                documents.append(at)
                counts.append(1)
        self._tokens.append(numbers)
        self._lengths.append(len(said))
        for name, column in self._columns.items():
            column.append(getattr(doc, name))

    def _number(self, term: str) -> int:
        number = self._vocabulary.setdefault(term, len(self._vocabulary))
        if number == len(self._docs):
            self._docs.append((array("I"), array("B")))
            self._words.append(term)
        return number

    @property
    def size(self) -> int:
        """How many documents."""
        return len(self._lengths)

    @property
    def lengths(self) -> "Numbers":
        """See `Part`."""
        import numpy as np

        return np.array(self._lengths, np.uint32)

    @property
    def columns(self) -> dict[str, "Numbers"]:
        """See `Part`."""
        import numpy as np

        return {name: np.array(column, np.int64) for name, column in self._columns.items()}

    def postings(self, term: str) -> "tuple[Numbers, Numbers] | None":
        """See `Part`."""
        import numpy as np

        number = self._vocabulary.get(term)
        if number is None:
            return None
        documents, counts = self._docs[number]
        return np.array(documents, np.uint32), np.array(counts, np.uint8)

    def words(self, position: int) -> list[str]:
        """See `Part`."""
        return [self._words[number] for number in self._tokens[position]]

    def blocks(self) -> Blocks:
        """See `Part`."""
        return blocks_of(self.columns)

    def seal(self) -> Segment:
        """All its documents as a segment; the tail itself is left as it is."""
        import numpy as np

        starts = np.concatenate(([0], np.cumsum([len(each) for each in self._tokens], dtype=np.int64)))
        tokens = np.array([number for each in self._tokens for number in each], np.uint32)
        return make_segment(list(self._words), tokens, starts.astype(np.int64), self.lengths, self.columns)


def build_segment(docs: Iterable[IndexDoc], language: str) -> Segment:
    """A segment of documents, in their order."""
    tail = Tail(language)
    for doc in docs:
        tail.append(doc)
    return tail.seal()
