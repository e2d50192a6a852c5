"""Names that the table has not heard: of somebody here who is still a stranger, of people and places that are hidden.

A stranger's name gives way to a description (English, Spanish, Chinese, Japanese, Thai; German and Russian, whose
articles and names change with the case, let it pass); a hidden one takes its sentence with it. As soon as somebody says
the name, or the telling says that it is a name, it is known. What goes by a description ("the girl") is no name.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from gm.domain.brief import PersonView
from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.clauses import NEVER, any_of, language_key
from gm.rules.guards.said import Said

_INTRODUCES: Final = re.compile(
    r"\b(?:names?|called|calls|named|known\s+as|introduces?|heisst|namens|nennt|se\s+llama|nombre|llamad[oa]|зовут|имя|по\s+имени|"
    r"signed|reads?|written|letters|spells?)\b|名叫|叫做|名字|自称|という|名前|名乗|ชื่อ"
)
_HEAD: Final = re.compile(
    r"\b(an?|the)\s+((?:[\w’'-]+\s+){0,2}(?:man|woman|boy|girl|figure|person|child|creature|youth|lad|lass|elder|fellow|"
    r"soldier|guard|priest|sailor|farmer|knight|monk|nun|widow|beggar|merchant|stranger))\b",
    re.IGNORECASE,
)
_TITLES: Final = frozenset(
    {"the", "mr", "mrs", "miss", "dame", "old", "der", "die", "das", "herr", "frau", "sir", "lady"}
)


@lru_cache(maxsize=1024)
def names_of(person_name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """What counts as a name of somebody: whole names and their longer parts, none that anybody could be called."""
    whole = [name for name in (person_name, *aliases) if name and not name[:1].islower()]
    parts = [part for part in person_name.split() if part.casefold().rstrip(".") not in _TITLES and len(part) > 2]
    return tuple(dict.fromkeys((*whole, *(parts if not person_name[:1].islower() else ()))))


def description(person: PersonView, language: str) -> str:
    """How the table can tell somebody apart without a name; '' in languages in which that would have to bend."""
    key = language_key(language)
    if key == "en":
        found = _HEAD.search(person.appearance)
        plain = next((alias for alias in person.aliases if alias[:1].islower()), "")
        return f"the {found[2].lower()}" if found else plain or "the stranger"
    if key == "es":
        return "la desconocida" if person.pronouns.startswith(("she", "ella")) else "el desconocido"
    return {"zh": "那人", "ja": "その人", "th": "คนแปลกหน้า"}.get(key, "")


class Strangers:
    """Those present whose name the table has not heard, with what they are called instead."""

    kind: GuardKind = "name"

    def __init__(self, language: str, people: Sequence[PersonView]) -> None:
        self._instead = {
            name: told
            for person in people
            if (told := description(person, language))
            for name in names_of(person.name, person.aliases)
        }
        listed = any_of(self._instead)
        self._pattern = re.compile(listed, re.IGNORECASE) if self._instead else NEVER
        self._heard: set[str] = set()

    def found(self, said: Said) -> bool:
        """Whether the telling uses a name that nobody has said."""
        if not self._instead or not self._pattern.search(said.text):
            return False
        spoken = " ".join(said.quotes) if not _INTRODUCES.search(said.told) else said.text
        self._heard |= {found.group().casefold() for found in self._pattern.finditer(spoken)}
        if self._heard and any(found.group().casefold() in self._heard for found in self._pattern.finditer(said.text)):
            self._instead = {}  # the name is out
            return False
        return self._pattern.search(said.told) is not None

    def mend(self, said: Said) -> str:
        """The sentence with a description in place of each name."""

        def instead(found: re.Match[str]) -> str:
            known = {name.casefold(): told for name, told in self._instead.items()}
            told = known.get(found.group().casefold(), found.group())
            begins = (
                not said.text[: found.start()].strip(' \n*_"“') or said.text[: found.start()].rstrip()[-1:] in ".!?"
            )
            return told[:1].upper() + told[1:] if begins else told

        return self._pattern.sub(instead, said.text)


class Unheard:
    """Names of people elsewhere, and of hidden places, that nobody told the table of. `known`: all it was, folded."""

    kind: GuardKind = "name"

    def __init__(self, names: Iterable[str], known: str) -> None:
        secret = [fold(name) for name in names]
        self._pattern = re.compile(any_of(name for name in secret if len(name) > 1 and name not in known))

    def found(self, said: Said) -> bool:
        """Whether the narrator lets one of them out."""
        for quote in said.quotes:
            if self._pattern.search(fold(quote)):
                self._pattern = NEVER  # somebody says it: from now on it is known
                return False
        return self._pattern.search(said.told) is not None

    def mend(self, said: Said) -> str:
        """Nothing of it is left."""
        return ""
