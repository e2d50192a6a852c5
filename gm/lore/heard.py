"""What a scan looks through, and which keys are in it: the talk as deep as each entry looks, the fields of the card,
and what came up already."""

from collections.abc import Iterable

from gm.domain.lore import LoreOptions, LoreScan, Said
from gm.lore.book import CompiledBook, Entry
from gm.lore.patterns import finds
from gm.lore.reasons import up

_RECURSION = -1
_APART = "\n\x01"
"""Between messages: no key reaches over it."""


class Heard:
    """The texts of one scan. It grows by what comes up."""

    def __init__(self, book: CompiledBook, scan: LoreScan) -> None:
        self._book = book
        self._options: LoreOptions = book.options
        self._texts = [_line(message, book.options) for message in scan.messages]
        self._fields = {name: text.strip() for name, text in scan.fields.items() if text.strip()}
        self._injected = [text for text in scan.injected if text.strip()]
        self._called: list[str] = []
        self.deeper = 0
        """Messages that are looked at beyond the depth of the options."""
        self._age: dict[int, int] = {}
        self._read = 0
        self._field_hits = {name: book.keys.hits(text) for name, text in self._fields.items()}
        self._beside = frozenset[int]().union(*(book.keys.hits(text) for text in self._injected))
        self._from_called: set[int] = set()
        self._tried: dict[tuple[int, str], bool] = {}
        self.too_slow: set[int] = set()
        """Expressions that did not end in time: they count as not found."""

    @property
    def messages(self) -> int:
        """How many messages there are to look at."""
        return len(self._texts)

    def call(self, texts: Iterable[str]) -> None:
        """Texts that came up: recursion looks through them too."""
        for text in texts:
            self._called.append(text)
            self._from_called |= self._book.keys.hits(text)

    @property
    def called(self) -> bool:
        """Whether anything came up that recursion can look through."""
        return bool(self._called)

    def depth_of(self, entry: Entry) -> int:
        """How many messages an entry looks at."""
        own = entry.rule.scan_depth
        return self._options.depth + self.deeper if own is None else own

    def candidates(self, deepest: int) -> set[Entry]:
        """The entries for which a plain key is somewhere, and those with an expression that has to be tried."""
        self._read_to(deepest)
        numbers = set(self._age) | self._from_called | self._beside
        numbers.update(*self._field_hits.values()) if self._field_hits else None
        found = {entry for number in numbers for entry in self._book.waiting.get(number, ())}
        return found | set(self._book.patterned)

    def _read_to(self, depth: int) -> None:
        while self._read < min(depth, len(self._texts)):
            for number in self._book.keys.hits(self._texts[self._read]):
                self._age.setdefault(number, self._read)
            self._read += 1

    def where(self, number: int, entry: Entry, *, recursion: bool) -> str | None:
        """Where a key is found for an entry, in words; None if nowhere."""
        key = self._book.keys.texts[number]
        if number in self._book.keys.patterns:
            return up("fits", word=key) if self._expression(number, entry, recursion=recursion) else None
        depth = self.depth_of(entry)
        if self._own_depth_is_nothing(entry):
            return None
        self._read_to(depth)
        age = self._age.get(number, depth)
        if age < depth:
            return up("back" if age else "now", word=key, age=age)
        for name in entry.rule.fields:
            if number in self._field_hits.get(name, ()):
                return up("field", word=key, field=name.replace("_", " "))
        if number in self._beside:
            return up("prompt", word=key)
        if recursion and number in self._from_called:
            return up("lore", word=key)
        return None

    def _own_depth_is_nothing(self, entry: Entry) -> bool:
        return entry.rule.scan_depth == 0

    def _expression(self, number: int, entry: Entry, *, recursion: bool) -> bool:
        text = self._whole(entry, recursion=recursion)
        key = (number, text)
        if key not in self._tried:
            found = finds(self._book.keys.patterns[number], text) if text and number not in self.too_slow else False
            if found is None:
                self.too_slow.add(number)
            self._tried[key] = bool(found)
        return self._tried[key]

    def _whole(self, entry: Entry, *, recursion: bool) -> str:
        if self._own_depth_is_nothing(entry):
            return ""
        parts = self._texts[: self.depth_of(entry)]
        parts = [*parts, *(self._fields[name] for name in entry.rule.fields if name in self._fields), *self._injected]
        if recursion:
            parts += self._called
        return "\x01" + _APART.join(parts)


def _line(message: Said, options: LoreOptions) -> str:
    text = message.text.strip()
    return f"{message.name}: {text}" if options.names and message.name else text
