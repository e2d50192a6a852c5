"""Whether a sentence speaks, decides or feels for a player's character, beyond what the table allows (`voicing`).

Not cut: what the player declared in this turn, what is perceived ("you see"), what only supposes ("if you decide to"),
questions, and everything inside of other people's speech. A feeling passes where something that was ruled brought it: a
condition, or an outcome that names it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.domain.campaign import Voicing
from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.said import QUOTED, Said
from gm.rules.guards.subjects import Subjects
from gm.rules.guards.voices import Voices, voices
from gm.rules.guards.words import content, measure, shared

LABEL: Final = re.compile(r"^\s*[*_]*(?P<name>[^:：\n*_]{1,40})[*_]*\s*[:：][*_]*(?P<rest>.*)", re.DOTALL)
_ANYBODY: Final = frozenset({"player", "user"})
ECHO: Final = 0.6
"""Share of a quotation's words that stand in the player's own line, from which on it is theirs."""
LIGHT: Final = 15
"""Words that `light` lets the model put into a character's mouth, once a telling, where the player wrote something."""


@dataclass(slots=True)
class Voicings:
    """What may be said for the player characters of one telling. `lines`: what players said and did in this turn."""

    voicing: Voicing
    names: frozenset[str]
    """Folded names and aliases of the players' characters."""
    lines: tuple[str, ...]
    silent: frozenset[str]
    """Of these names, those of characters whose player said nothing in this turn."""
    brought: str = ""
    """Outcomes of this turn, folded: what they name may be felt."""
    touched: bool = False
    """Whether a character has a condition: it may be why they feel something."""
    _words: tuple[str, ...] = ()
    _voices: Voices | None = None
    _language: str = ""
    _subjects: Subjects = field(default_factory=lambda: Subjects(""))
    _lent: bool = False
    _plans: bool = field(default=False)

    @classmethod
    def of(
        cls,
        voicing: Voicing,
        language: str,
        names: Iterable[str],
        lines: Sequence[str],
        *,
        silent: Iterable[str] = (),
        brought: Iterable[str] = (),
        touched: bool = False,
        pronouns: Mapping[str, str] | None = None,
        others: Iterable[str] = (),
    ) -> "Voicings":
        """Compiled for one telling. `pronouns` of players' characters by name (`she/her`); `others`: names of everybody
        else. Without them no pronoun is taken for anybody."""
        folded = frozenset(fold(name) for name in names if name.strip())
        made = cls(
            voicing,
            folded,
            tuple(lines),
            frozenset(fold(name) for name in silent),
            fold(" ".join(brought)),
            touched,
        )
        made._words = tuple(word for line in lines for word in content(line))
        made._voices, made._language = voices(language, folded), language
        made._subjects = Subjects(language, {fold(name): form for name, form in (pronouns or {}).items()}, others)
        made._plans = made._voices is not None and any(made._voices.plans.search(fold(line)) for line in lines)
        return made

    def hear(self, said: Said) -> None:
        """The next sentence of the telling, whatever becomes of it: whom "she" means follows from the last one."""
        self._subjects.hear(said)

    def is_theirs(self, said: Said) -> bool:
        """Whether a whole speech that comes next, with what is told around it, is a player's character's."""
        known = self._known(self._subjects.next(said))
        return any(each.speaks.search(said.told) for each in known) or self._subjects.would_speak(said)

    def is_tag(self, said: Said) -> bool:
        """Whether this sentence says of the speech before it that a player's character said it (“Go!” Ilse shouts.)"""
        return self._voices is not None and self._voices.tags.match(said.told) is not None

    def _known(self, meant: frozenset[str]) -> list[Voices]:
        """The patterns for names, and those for the pronouns that stand for a player's character."""
        found = [self._voices, voices(self._language, meant) if meant else None]
        return [each for each in found if each is not None]

    def found(self, said: Said) -> tuple[GuardKind, bool] | None:
        """What is wrong with it, and whether nothing after it may be shown."""
        label = LABEL.match(said.text) if not said.in_speech else None
        if label and self._is_player(label["name"]):
            echo = shared(content(label["rest"]), self._words) >= ECHO
            return ("player_voice", not echo) if self.voicing != "free" or not self._own(label["name"]) else None
        if self._voices is None or said.asks:
            return None
        known = [each for each in self._known(self._subjects.meant) if each.subject.search(said.told)]
        spoken = self._subjects.speaks or (QUOTED in said.told and any(each.speaks.search(said.told) for each in known))
        if spoken and not self._may_say(said.quotes):
            return ("player_voice", False)
        if self._voices.maybe.match(said.told):
            return None
        willed = any(self._decides(each, said.told) or self._feels(each, said.told) for each in known)
        return ("decides", False) if willed else None

    def _is_player(self, name: str) -> bool:
        folded = fold(name.strip())
        return folded in self.names or folded in _ANYBODY

    def _own(self, name: str) -> bool:
        """Whether the character of this label took part in this turn."""
        return fold(name.strip()) in self.names - self.silent

    def _may_say(self, quotes: Sequence[str]) -> bool:
        words = [word for quote in quotes for word in content(quote)]
        if shared(words, self._words) >= ECHO or (not words and self.lines):
            return True
        if not self.lines or self.voicing == "never":
            return False
        if self.voicing == "free":
            return True
        lent, self._lent = self._lent, True
        return not lent and sum(measure(quote) for quote in quotes) <= LIGHT

    def _decides(self, known: Voices, told: str) -> bool:
        found = known.decides.search(told)
        if found is not None:
            return not self._plans and not self._declared(told[found.end() :])
        return not self.lines and known.agrees.search(told) is not None

    def _feels(self, known: Voices, told: str) -> bool:
        if self.voicing == "free" or self.touched or self._plans:
            return False
        found = known.feels.search(told)
        if found is None or self._declared(told[found.end() :]):
            return False
        felt = content(found.group())[-1:]
        return not any(word[:5] in self.brought for word in felt)

    def _declared(self, rest: str) -> bool:
        """Whether what they decide or feel stands in a player's own line."""
        return shared(content(rest)[:8], self._words) >= 0.5
