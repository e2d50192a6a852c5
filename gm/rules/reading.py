"""What a player's line means, as far as words alone can tell: kind, target, skill, authored challenge. No model.

It reads attempts, never outcomes: "I kill the dragon" is an attack, "I find a sword" a search. Orders to the game
master and quoted words are speech.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypedDict, TypeVar

from gm.domain.brief import ExitView, RulingBrief
from gm.domain.ruleset import IntentKind, Resource, Ruleset
from gm.domain.words import Hit, Phrases, fold, words
from gm.rules.lexicon import (
    Lexicon,
    affirmed,
    before_colon,
    blanked,
    is_quoted,
    lexicon_of,
    starts_anew,
    unquoted,
    word_set,
)
from gm.rules.naming import HERE, Names, at_hand, names_of, person_here, sheet_in, way_to
from gm.rules.trifles import all_trifling, trifles
from gm.rules.ways import Heading, heading, is_stroll, way_of
from gm.rules.wording import intent_phrase

Kind = IntentKind | Literal["challenge", "act"]
TargetKind = Literal["", "person", "exit", "place", "item", "resource", "ways", "absent"]
"""`ways`: out, back or on, where several ways lead. `absent`: somebody of the campaign who is elsewhere."""

_SOCIAL: Final = frozenset({"persuade", "deceive", "intimidate", "insight", "perform"})
_SOCIAL_ATTRIBUTES: Final = frozenset({"heart", "charisma", "presence"})
THEFT: Final = "sleight"
"""The skill by which things change hands unasked, where a ruleset has it."""
_TOWARDS: Final = word_set("to at with the on for a after over zu zum zur mit der die das den dem an с к на у")
"""Words that may stand between a verb and the person it is aimed at."""
_AT_SOMEBODY: Final = frozenset({"talk", "attack", "give", "look", "move"})
_MONEY: Final = {
    "coin": (
        *("coin*", "penn*", "money", "silver piece*", "crown*", "münze*", "geld", "монет*", "деньги", "денег"),
        *("硬币", "金币", "铜币", "钱", "เหรียญ", "เงิน"),
    )
}
"""What people call a resource beside its name, by id."""

T = TypeVar("T")
_MOST: Final = 1000


class _Target(TypedDict):
    """The three fields of an intent that say whom it is aimed at."""

    target: str
    target_id: str
    target_kind: TargetKind


@dataclass(frozen=True, slots=True)
class Intent:
    """A line as it was read. `target` is a name, `target_id` its id; all but `kind` and `phrase` may be empty.

    `second` is the other thing that matters: the person an item is given to or taken from.
    """

    kind: Kind
    phrase: str = ""
    target: str = ""
    target_id: str = ""
    target_kind: TargetKind = ""
    skill: str = ""
    challenge_id: str = ""
    key: str = ""
    """The word or phrase that the challenge was recognised by."""
    second: str = ""
    verb: str = ""
    """The phrase of the ruleset that told the kind."""
    long_rest: bool = False
    amount: int = 1
    """How much of a resource."""
    plain: bool = False
    """Nothing is at stake: it happens, and no rule is asked."""


def is_social(skill_id: str, ruleset: Ruleset) -> bool:
    """Whether a skill is used by talking."""
    skill = ruleset.skill(skill_id)
    return skill_id in _SOCIAL or (skill is not None and skill.attribute in _SOCIAL_ATTRIBUTES)


_SLEEP: Final = ("sleep", "bed", "schlaf", "schläf", "übernacht", "сп", "ноч", "睡", "过夜", "นอน", "หลับ", "ค้างคืน")
_NUMBERS: Final = {
    word: number
    for number, listed in enumerate(
        (
            "two zwei два две 两 二",
            "three drei три 三",
            "four vier четыре 四",
            "five fünf пять 五",
            "six sechs шесть 六",
        ),
        2,
    )
    for word in listed.split()
}

_readings: dict[tuple[object, ...], tuple[tuple[object, ...], Intent]] = {}
_KEPT: Final = 64


def read_intent(text: str, kind: str, brief: RulingBrief, *, skill: str = "") -> Intent:
    """What a line of a player attempts. `kind` is that of the input: do, say, ooc or check; `skill` the id of the
    skill that a check was asked for with (else it is read from the words).

    A turn asks for the same line several times; it is read once for as long as the very same scene is handed in.
    """
    scene = (brief.campaign, brief.place, brief.party, brief.others, brief.sheets, brief.challenges)
    key = (text, kind, skill, brief.language, *map(id, scene))
    found = _readings.get(key)
    if found is None or any(a is not b for a, b in zip(found[0], scene, strict=True)):
        while len(_readings) >= _KEPT:
            _readings.pop(next(iter(_readings)))
        found = _readings[key] = (scene, _Reading(text, kind, brief).intent(skill))
    return found[1]


@lru_cache(maxsize=64)
def _keys(challenges: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases[str]:
    return Phrases((key, tag) for tag, keys in challenges for key in keys)


def _within(hit: Hit[str], name: Hit[str]) -> bool:
    """Whether a hit is only a part of a longer name."""
    return name.start <= hit.start and hit.end <= name.end and name.length > hit.length


def _longest(hits: tuple[Hit[T], ...]) -> Hit[T] | None:
    return min(hits, key=lambda hit: (-hit.length, hit.start), default=None)


class _Reading:
    """One line, read against one brief."""

    def __init__(self, text: str, kind: str, brief: RulingBrief) -> None:
        self.kind = kind
        self.brief = brief
        self.text = text
        self.bare = unquoted(text)
        self.names: Names = names_of(brief)
        self.ruleset = brief.campaign.ruleset
        self.lexicon: Lexicon = lexicon_of(self.ruleset, brief.language)
        self.people = self.names.people.hits(self.bare)
        self.items = self.names.items.hits(self.bare)
        named = (*self.people, *self.names.places.hits(self.bare), *self.items)
        self.deeds = blanked(self.bare, tuple(hit for hit in named if hit.length > 3))
        self.kinds = self.lexicon.kind_hits(self.deeds)
        self.phrase = intent_phrase(self.bare if self.bare.strip(" …") else text)

    def intent(self, asked: str = "") -> Intent:
        if self.kind == "ooc":
            return Intent("talk", self.phrase)
        challenge = self.challenge()
        if self.kind == "check":
            known = asked if self.ruleset.skill(asked) else self.skill_named() or self.ruleset.default_skill
            if challenge is None or not any(c.id == challenge.tag and c.skill == known for c in self.brief.challenges):
                return Intent("act", self.phrase, skill=known, **self.named(self.person()))
        if challenge is not None:
            who = self.person()
            return Intent("challenge", self.phrase, challenge_id=challenge.tag, key=challenge.phrase, **self.named(who))
        if self.kind == "say" or is_quoted(self.text):
            return self.talk("")
        return self.deed()

    def challenge(self) -> Hit[str] | None:
        """The longest key of a challenge in the line, quoted words included: a password is said aloud. Of challenges
        that claim the same words, the one whose title does what the line does: "take" takes rather than examines."""
        if not self.brief.challenges:
            return None
        keys = _keys(tuple((each.id, each.keys) for each in self.brief.challenges))
        hits = affirmed(keys.hits(self.text), self.text)
        if hits and any(hit.tag == "move" for hit in self.kinds):
            # "We go to the bell tower" is a walk, though a challenge here may be about the bell.
            ways = tuple(way for way in self.names.exits.hits(self.text) if way.tag != HERE)
            hits = tuple(h for h in hits if not any(_within(h, way) for way in ways))
        best = _longest(hits)
        if best is None:
            return None
        rivals = tuple(hit for hit in hits if hit.start < best.end and best.start < hit.end)
        if len({hit.tag for hit in rivals}) > 1:
            return min(rivals, key=lambda hit: (not self.fits(hit.tag), -hit.length, hit.start))
        return best

    def fits(self, challenge: str) -> bool:
        """Whether a challenge's title begins with a deed of the line's kind."""
        title = next(each.title for each in self.brief.challenges if each.id == challenge)
        deeds = self.lexicon.kind_hits(title)
        return bool(deeds) and any(hit.tag == deeds[0].tag for hit in self.kinds)

    def skill_named(self) -> str:
        best = _longest(self.lexicon.skill_hits(self.text))
        return best.tag if best else ""

    def deed(self) -> Intent:
        kinds = self.kinds
        if kinds and kinds[0].tag == "talk":
            self.deeds = before_colon(self.deeds)
            kinds = self.lexicon.kind_hits(self.deeds) or kinds[:1]
        skills = self.lexicon.skill_hits(self.deeds)
        if kinds and kinds[0].tag == "talk":
            # What follows a verb of speech is what is said, until a new clause begins.
            said = kinds[0].start
            kinds = tuple(h for h in kinds if h.tag == "talk" or (h.start > said and starts_anew(h, self.deeds)))
            skills = tuple(
                h for h in skills if h.start <= said or is_social(h.tag, self.ruleset) or starts_anew(h, self.deeds)
            )
            # Where somebody speaks and then strikes, the blow is what must be ruled on.
            kinds = tuple(hit for hit in kinds if hit.tag == "attack") or kinds
        verb = _longest(kinds)
        if any(hit.tag == "attack" for hit in kinds) and self.person():
            verb = next(hit for hit in kinds if hit.tag == "attack")
        return self.weighed(verb, _longest(skills))

    def weighed(self, verb: Hit[IntentKind] | None, skill: Hit[str] | None) -> Intent:
        """Verb against skill: the longer phrase tells more."""
        if verb is None and skill is None:
            return Intent("act", self.phrase, plain=self.harmless(), **self.named(self.person()))
        name = skill.tag if skill else ""
        if verb is not None and verb.tag == "attack":
            return self.attack(verb, name)
        if (
            skill is not None
            and is_social(skill.tag, self.ruleset)
            and (verb is None or verb.tag in ("talk", "look", "give", "wait") or skill.length >= verb.length)
        ):
            return self.talk(name, verb)
        if verb is None:
            item = self.brief.campaign.item(self.item()) if name == THEFT else None
            if item is not None and item.id in at_hand(self.brief):
                return Intent("take", self.phrase, item.name, item.id, "item", name, second=self.person())
            return Intent("act", self.phrase, skill=name, **self.named(self.person()))
        if skill is not None and skill.length < verb.length:
            name = name if verb.tag == "move" else ""
        return self.by_kind(verb, name)

    def by_kind(self, verb: Hit[IntentKind], skill: str) -> Intent:
        match verb.tag:
            case "talk":
                return self.talk(skill, verb)
            case "move":
                return self.move(verb, skill)
            case "take" | "give" | "use":
                return self.handling(verb, skill)
            case "rest":
                long = any(part in verb.phrase for part in _SLEEP)
                return Intent("rest", self.phrase, skill=skill, verb=verb.phrase, long_rest=long)
            case _:
                plain = not skill and self.harmless()
                aim = self.aimed(verb)
                return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, plain=plain, **aim)

    def harmless(self) -> bool:
        """Whether every part of the line looks, waits, walks or is a trifle; after a verb of speech all is speech."""
        mild = [hit for hit in self.kinds if hit.tag in ("talk", "look", "move", "wait")]
        until = next((hit.end for hit in mild if hit.tag == "talk"), len(self.deeds))
        starts = (*(hit.start for hit in mild), *(hit.start for hit in trifles(self.deeds, self.brief.language)))
        return bool(starts) and all_trifling(self.deeds[:until], starts)

    def talk(self, skill: str, verb: Hit[IntentKind] | None = None) -> Intent:
        aim = self.aimed(verb) if verb else self.named(self.person())
        if not aim["target_kind"] and len(self.brief.others) == 1:
            aim = self.named(self.brief.others[0].id)
        return Intent("talk", self.phrase, skill=skill, verb=verb.phrase if verb else "", **aim)

    def attack(self, verb: Hit[IntentKind], skill: str) -> Intent:
        return Intent("attack", self.phrase, skill=skill, verb=verb.phrase, second=self.item(), **self.aimed(verb))

    def move(self, verb: Hit[IntentKind], skill: str) -> Intent:
        """A walk: by a way that is named, by the only way that "out" can mean, or about the room."""
        way = self.exit()
        going = "" if way else self.heading(verb)
        if going:
            way = way_of(self.brief, going, self.came_from())
        if way is not None:
            plain = not skill and self.harmless()
            return Intent("move", self.phrase, way.to_name, way.to, "exit", skill, verb=verb.phrase, plain=plain)
        if going:
            return Intent("move", self.phrase, target_kind="ways", skill=skill, verb=verb.phrase)
        place = self.names.places.best(self.bare)
        if place is not None and place.tag != self.brief.place.id and not skill:
            target = self.brief.campaign.place(place.tag)
            return Intent("move", self.phrase, target.name if target else "", place.tag, "place", verb=verb.phrase)
        plain = not skill and is_stroll(self.deeds) and self.harmless()
        return Intent("act", self.phrase, skill=skill, verb=verb.phrase, plain=plain, **self.aimed(verb))

    def heading(self, verb: Hit[IntentKind]) -> Heading:
        here = tuple(hit for hit in self.names.exits.hits(self.bare) if hit.tag == HERE)
        own = {person.id for person in self.brief.party}
        companions = tuple(hit for hit in self.people if hit.tag in own)
        return heading(fold(self.bare), verb, (*here, *companions))

    def came_from(self) -> str:
        """Where the party was before, as far as any of them remembers."""
        sheets = (sheet_in(self.brief, person.id) for person in self.brief.party)
        return next((sheet.came_from for sheet in sheets if sheet and sheet.came_from), "")

    def exit(self) -> ExitView | None:
        """The way out that the line speaks of: the one that most of its words fit, if one stands out. Words that name
        the place one stands in as well say nothing."""
        hits = self.names.exits.hits(self.bare)
        here = tuple(hit for hit in hits if hit.tag == HERE)
        scores: dict[str, int] = {}
        for hit in {(h.tag, h.phrase): h for h in hits if h.tag != HERE}.values():
            if not any(own.start <= hit.start and hit.end <= own.end for own in here):
                scores[hit.tag] = scores.get(hit.tag, 0) + hit.length
        best = max(scores.values(), default=0)
        fitting = [to for to, score in scores.items() if score == best]
        return way_to(self.brief, fitting[0]) if len(fitting) == 1 else None

    def handling(self, verb: Hit[IntentKind], skill: str) -> Intent:
        item = self.item()
        found = self.brief.campaign.item(item)
        if found is not None:
            return Intent(
                verb.tag, self.phrase, found.name, item, "item", skill, second=self.person(), verb=verb.phrase
            )
        aim = self.aimed(verb)
        resource = self.resource() if verb.tag == "give" and aim["target_kind"] in ("", "person") else None
        if resource is not None:
            given = Intent(verb.tag, self.phrase, resource.name, resource.id, "resource", skill, verb=verb.phrase)
            return replace(given, second=aim["target_id"], amount=self.amount())
        sip = any(hit.start == verb.start for hit in trifles(self.deeds, self.brief.language))
        plain = verb.tag == "use" and not skill and sip and self.harmless()
        return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, plain=plain, **aim)

    def resource(self) -> Resource | None:
        """What is counted and named in the line, such as coin."""
        for each in self.ruleset.resources:
            if _keys(((each.id, (each.name, *_MONEY.get(each.id, ()))),)).hits(self.bare):
                return each
        return None

    def amount(self) -> int:
        """The first number in the line; 1 without one."""
        for word, _ in words(self.bare):
            if word.isdecimal() and int(word) < _MOST:
                return max(1, int(word))
            if word in _NUMBERS:
                return _NUMBERS[word]
        return 1

    def item(self) -> str:
        """The item that the line names: of equally good matches, one that is at hand."""
        if not self.items:
            return ""
        near = at_hand(self.brief)
        return min(self.items, key=lambda hit: (hit.tag not in near, -hit.length, hit.start)).tag

    def person(self) -> str:
        """The person that the line names: others before companions, the longest name first."""
        own = {person.id for person in self.brief.party}
        best = min(self.people, key=lambda hit: (hit.tag in own, -hit.length, hit.start), default=None)
        return best.tag if best else ""

    def aimed(self, verb: Hit[IntentKind]) -> _Target:
        """Whom a deed is aimed at: somebody here, else somebody of the campaign who is not, if the verb leads up to
        them ("ask Ketty about the boat", not "ask about Ketty"). They are called what the line calls them."""
        who = self.person()
        if who or verb.tag not in _AT_SOMEBODY:
            return self.named(who)
        tokens = words(self.bare)
        for hit in self.names.absent.hits(self.bare):
            between = {word for word, at in tokens if verb.end <= at < hit.start}
            owned = next((word for word, at in tokens if at >= hit.end), "") == "s"
            if hit.start >= verb.end and between <= _TOWARDS and not (owned and verb.tag == "talk"):
                return {"target": hit.phrase, "target_id": hit.tag, "target_kind": "absent"}
        return self.named("")

    def named(self, who: str) -> _Target:
        person = person_here(self.brief, who) if who else None
        if person is None:
            return {"target": "", "target_id": "", "target_kind": ""}
        return {"target": person.name, "target_id": who, "target_kind": "person"}
