"""The words that a reading of player lines goes by, compiled once for a ruleset and a language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from gm.domain.ruleset import IntentKind, Ruleset
from gm.domain.words import Hit, Phrases, fold, words

T = TypeVar("T")

FALLBACK: Final = "en"

_QUOTED: Final = re.compile(r"\"[^\"]*\"?|“[^”]*”?|„[^“”]*[“”]?|«[^»]*»?|「[^」]*」?|『[^』]*』?")
_NEGATIONS: Final = frozenset({"not", "never", "t", "dont", "cannot", "nicht", "nie", "kein", "keine", "не", "никогда"})
_DENIED: Final = re.compile(r"\b(?:no|nunca|jamás|tampoco)(?: (?:me|te|se|nos|os|lo|la|los|las|le|les)){0,2} $")
"""Spanish: what denies stands right before the verb and its pronouns. "No, I attack" has a comma there."""
_NEGATION_MARKS: Final = ("不", "别", "没", "不要", "ไม่", "อย่า")
_JOINTS: Final = frozenset(
    {
        "and",
        "then",
        "before",
        "while",
        "but",
        "und",
        "dann",
        "danach",
        "aber",
        "y",
        "luego",
        "después",
        "pero",
        "и",
        "потом",
        "затем",
        "а",
        "но",
    }
)
_JOINT_MARKS: Final = ("然后", "接着", "并", "แล้ว", "จากนั้น")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases for skills and for kinds of intent, in the language of a campaign and in English behind it."""

    skills: tuple[Phrases[str], ...]
    kinds: tuple[Phrases[IntentKind], ...]

    def skill_hits(self, text: str) -> tuple[Hit[str], ...]:
        """Skills that the text calls for, in order; English is asked only when the language has nothing to say."""
        return next((found for table in self.skills if (found := affirmed(table.hits(text), text))), ())

    def kind_hits(self, text: str) -> tuple[Hit[IntentKind], ...]:
        """Kinds of intent in the text, in order."""
        return next((found for table in self.kinds if (found := affirmed(table.hits(text), text))), ())


def _compiled(ruleset: Ruleset, language: str) -> Lexicon:
    tongue = language.split("-")[0].lower()
    tongues = (tongue, FALLBACK) if tongue != FALLBACK else (FALLBACK,)
    # A skill's name in another language may be any word ("Geschichte"): the kit's own list for reading is the guide.
    spoken = ruleset.spoken and any(skill.synonyms.get(tongue) for skill in ruleset.skills)
    called = [] if spoken else [(skill.name, skill.id) for skill in ruleset.skills]
    named = [*called, *((skill.id.replace("-", " "), skill.id) for skill in ruleset.skills)]
    return Lexicon(
        skills=tuple(
            Phrases([*named, *((w, s.id) for s in ruleset.skills for w in s.synonyms.get(each, ()))])
            for each in tongues
        ),
        kinds=tuple(
            Phrases((w, kind) for kind, listed in ruleset.intents.get(each, {}).items() for w in listed)
            for each in tongues
        ),
    )


_memory: dict[tuple[int, str], tuple[object, object]] = {}
_KEPT: Final = 256


def kept(owner: object, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, remembered for as long as the very same `owner` (an immutable value) is handed in."""
    found = _memory.get((id(owner), name))
    if found is None or found[0] is not owner:
        while len(_memory) >= _KEPT:
            _memory.pop(next(iter(_memory)))
        found = (owner, make())
        _memory[id(owner), name] = found
    return cast(T, found[1])


def lexicon_of(ruleset: Ruleset, language: str) -> Lexicon:
    """The compiled words of a ruleset in a language."""
    return kept(ruleset, language, lambda: _compiled(ruleset, language))


def word_set(text: str) -> frozenset[str]:
    """The words of a listing, cut at spaces."""
    return frozenset(text.split())


def listing(text: str) -> tuple[str, ...]:
    """The phrases of a listing, cut at commas."""
    return tuple(text.split(", "))


def unquoted(text: str) -> str:
    """The text without what is said in quotation marks."""
    return _QUOTED.sub(" … ", text)


def before_colon(text: str) -> str:
    """The text up to a colon, after which somebody's words follow."""
    return re.split(r"[:：]", text, maxsplit=1)[0]


def is_quoted(text: str) -> bool:
    """Whether the text is speech from its first character."""
    found = _QUOTED.match(text.strip())
    return found is not None


def blanked(text: str, hits: tuple[Hit[str], ...]) -> str:
    """The folded text with these names taken out, so that a verb inside a name is not read as a deed."""
    chars = list(fold(text))
    for hit in hits:
        chars[hit.start : hit.end] = " " * (hit.end - hit.start)
    return "".join(chars)


def affirmed(hits: tuple[Hit[T], ...], text: str) -> tuple[Hit[T], ...]:
    """The hits without those that the text denies ("I do not attack")."""
    return tuple(hit for hit in hits if not _denied(hit, text))


def _denied(hit: Hit[T], text: str) -> bool:
    folded = fold(text)
    if folded[: hit.start].rstrip().endswith(_NEGATION_MARKS) or _DENIED.search(folded[: hit.start]):
        return True
    tokens = words(text)
    before = [word for word, at in tokens if at < hit.start][-2:]
    after = [word for word, at in tokens if at >= hit.end][:2]
    return bool(_NEGATIONS.intersection(before)) or "nicht" in after


def starts_anew(hit: Hit[T], text: str) -> bool:
    """Whether a new clause begins with this hit: what follows a verb of speech is otherwise only talked about."""
    folded = fold(text)
    before = folded[: hit.start].rstrip()
    if before.endswith(_JOINT_MARKS) or before.endswith((";", ".", "。", "!")):
        return True
    last = [word for word, at in words(text) if at < hit.start][-2:]
    return bool(_JOINTS.intersection(last))
