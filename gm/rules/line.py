"""A line of a player with all that is named in it: the questions that a reading asks of it."""

from functools import lru_cache
from typing import Final, TypedDict, TypeVar

from gm.domain.ruleset import Coin, IntentKind, Resource
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import Hit, Phrases, fold, words
from gm.rules.attempts import Intent, TargetKind, is_social
from gm.rules.lexicon import Lexicon, blanked, lexicon_of, listing, unquoted, word_set
from gm.rules.naming import HERE, Names, at_hand, carried_by_party, lying_here, names_of, person_here, sheet_in
from gm.rules.trifles import all_trifling, trifles
from gm.rules.ways import Heading, heading
from gm.rules.wording import intent_phrase

_TOWARDS: Final = word_set(
    "to at with the on for a after over zu zum zur mit der die das den dem an a al con el la los las с к на у"
)
"""Words that may stand between a verb and the person it is aimed at."""
COIN: Final = "coin"
"""The resource that money is counted in."""
_AT_SOMEBODY: Final = frozenset({"attack", "give", "look", "move", "take"})
_MONEY: Final = {
    "coin": (
        *(
            "coin*",
            "penn*",
            "money",
            "silver piece*",
            "crown*",
            "münze*",
            "geld",
            "moneda*",
            "dinero",
            "монет*",
            "деньги",
            "денег",
        ),
        *("硬币", "金币", "铜币", "钱", "เหรียญ", "เงิน"),
    )
}
"""What people call a resource beside its name, by id."""

_TOUCHES: Final = Phrases(
    (word, word)
    for word in listing(
        "kiss, kisses, hug, hugs, embrace, embraces, touch, touches, stroke, strokes, slap, slaps, tickle, wake, "
        "wakes, comfort, comforts, küss*, umarm*, berühr*, streichl*, ohrfeig*, weck*, tröst*, beso, besar, abrazo, "
        "abrazar, toco, despierto, целу*, обнима*, обнять, трогаю, бужу, разбудить, утеша*, "
        "亲吻, 拥抱, 抚摸, 叫醒, จูบ, กอด, แตะ, ปลุก"
    )
)
"""What is done to somebody with one's own hands, beside blows and gifts."""
_PRONOUNS: Final = {
    "he": word_set("him his ihn ihm él его ему ним"),
    "she": word_set("her sie ihr ella её ее ей ней"),
    "they": word_set("them their they ellos ellas"),
}
_MARKS: Final = {"he": ("他",), "she": ("她",), "they": ("เขา",)}

_BEFORE_NOUNS: Final = word_set(
    "a an the this that these those my your his her its our their some any der die das den dem des ein eine einen "
    "einem einer mein meine meinen dein deine sein seine seinen ihr ihre ihren "
    "el la los las un una unos unas mi mis tu tus su sus этот эту это мой мою свой свою"
)
T = TypeVar("T")
_MOST: Final = 1000
_NUMBERS: Final = {
    word: number
    for number, listed in enumerate(
        (
            "two zwei dos два две 两 二",
            "three drei tres три 三",
            "four vier cuatro четыре 四",
            "five fünf cinco пять 五",
            "six sechs seis шесть 六",
        ),
        2,
    )
    for word in listed.split()
}


class Target(TypedDict):
    """The three fields of an intent that say whom it is aimed at."""

    target: str
    target_id: str
    target_kind: TargetKind


@lru_cache(maxsize=64)
def keyed(challenges: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases[str]:
    """The phrases of several (tag, phrases), compiled once for as long as they stay the same."""
    return Phrases((key, tag) for tag, keys in challenges for key in keys)


def within(hit: Hit[T], name: Hit[str]) -> bool:
    """Whether a hit is only a part of a longer name."""
    return name.start <= hit.start and hit.end <= name.end and name.length > hit.length


def longest(hits: tuple[Hit[T], ...]) -> Hit[T] | None:
    """The longest hit, of equally long ones the first; None if there are none."""
    return min(hits, key=lambda hit: (-hit.length, hit.start), default=None)


class Line:
    """One line, against one brief."""

    def __init__(self, text: str, kind: str, brief: RulingBrief) -> None:
        self.kind = kind
        self.brief = brief
        self.text = text
        self.bare = unquoted(text)
        self.names: Names = names_of(brief)
        self.ruleset = brief.campaign.ruleset
        self.lexicon: Lexicon = lexicon_of(self.ruleset, brief.language)
        self.people = self.names.people.hits(self.bare)
        self.places = self.names.places.hits(self.bare)
        self.items = self.items_named()
        # "I take the watch" takes a thing; "I watch the door" does not speak of it.
        things = tuple(hit for hit in self.items if self.is_noun(hit))
        named = (*self.people, *self.places, *things)
        self.deeds = blanked(self.bare, tuple(hit for hit in named if hit.length > 3))
        self.trifles = trifles(self.deeds, brief.language)
        # "I warm my hands" hands nothing over.
        self.kinds = tuple(
            hit for hit in self.lexicon.kind_hits(self.deeds) if not any(within(hit, each) for each in self.trifles)
        )
        self.phrase = intent_phrase(self.bare if self.bare.strip(" …") else text, language=brief.language)

    def named(self, who: str) -> Target:
        """The fields that say that somebody here is meant; empty ones for anybody else."""
        person = person_here(self.brief, who) if who else None
        if person is None:
            return {"target": "", "target_id": "", "target_kind": ""}
        return {"target": person.name, "target_id": who, "target_kind": "person"}

    def person(self) -> str:
        """The person that the line names: others before companions, the longest name first. Where nobody is named, the
        only one here who can be meant by "him", "her" or "them"."""
        if not self.people:
            return self.meant_by_pronoun()
        own = {person.id for person in self.brief.party}
        best = min(self.people, key=lambda hit: (hit.tag in own, -hit.length, hit.start), default=None)
        return best.tag if best else ""

    def meant_by_pronoun(self) -> str:
        """The only stranger here whom the line calls him, her or them; '' if it says no such word or several fit."""
        said = {word for word, _ in words(self.bare)}
        own = {each for each, listed in _PRONOUNS.items() if said & listed or any(m in self.bare for m in _MARKS[each])}
        if not own:
            return ""
        fitting = [p.id for p in self.brief.others if p.pronouns.split("/")[0] in own or len(self.brief.others) == 1]
        return fitting[0] if len(fitting) == 1 else ""

    def items_named(self) -> tuple[Hit[str], ...]:
        """The items that the line names: by their whole names, or by a part of one that belongs to no longer name."""
        whole = self.names.items.hits(self.bare)
        parts = self.names.item_parts.hits(self.bare)
        longer = (*whole, *parts, *self.people, *self.places, *self.names.exits.hits(self.bare))
        taken = {(hit.start, hit.end) for hit in whole}
        free = (p for p in parts if (p.start, p.end) not in taken and not any(within(p, each) for each in longer))
        return (*whole, *free)

    def is_noun(self, hit: Hit[str]) -> bool:
        """Whether a name is said as a thing's: it is no loose word, or an article or the like stands before it."""
        if hit.phrase not in self.names.loose:
            return True
        before = [word for word, at in words(self.bare) if at < hit.start]
        return bool(before) and before[-1] in _BEFORE_NOUNS

    def items_meant(self, verb: str = "") -> tuple[str, ...]:
        """The items that the line can mean, the best named first: of those, the ones that such a deed can be done to.
        Taking wants what lies here, giving and using what the party carries. More than one only where nothing tells
        them apart."""
        if not self.items:
            return ()
        near, carried = at_hand(self.brief), carried_by_party(self.brief)
        lying = {item.id for item in lying_here(self.brief)}
        fitting = lying or near if verb == "take" else carried if verb in ("give", "use") else near
        best = min(self.items, key=lambda hit: (hit.tag not in near, -hit.length, hit.start))
        alike = [hit.tag for hit in self.items if (hit.start, hit.end) == (best.start, best.end)]
        alike = list(dict.fromkeys(alike))
        for wanted in (near, fitting):
            alike = [item for item in alike if item in wanted] or alike
        return tuple(alike)

    def item(self, verb: str = "") -> str:
        """The item that the line names: of equally good matches, one that is at hand; '' where several can be meant."""
        meant = self.items_meant(verb)
        return meant[0] if len(meant) == 1 else ""

    def coin(self) -> Coin | None:
        """The kind of coin that the line names."""
        many = "*" if self.ruleset.spoken else "s"
        kinds = ((each.id, (each.name, each.id, f"{each.name}{many}")) for each in self.ruleset.coins)
        found = longest(keyed(tuple(kinds)).hits(self.bare)) if self.ruleset.coins else None
        return next((each for each in self.ruleset.coins if found is not None and each.id == found.tag), None)

    def resource(self) -> Resource | None:
        """What is counted and named in the line, such as coin."""
        if self.coin() is not None:
            return self.ruleset.resource(COIN)
        for each in self.ruleset.resources:
            if keyed(((each.id, (each.name, *_MONEY.get(each.id, ()))),)).hits(self.bare):
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

    def exits(self) -> tuple[str, ...]:
        """The ways out that the line speaks of: those that most of its words fit. Words that name the place one stands
        in as well say nothing."""
        hits = self.names.exits.hits(self.bare)
        here = tuple(hit for hit in hits if hit.tag == HERE)
        scores: dict[str, int] = {}
        for hit in {(h.tag, h.phrase): h for h in hits if h.tag != HERE}.values():
            longer = any(within(hit, place) and place.tag != hit.tag for place in self.places)
            if not longer and not any(own.start <= hit.start and hit.end <= own.end for own in here):
                scores[hit.tag] = scores.get(hit.tag, 0) + hit.length
        best = max(scores.values(), default=0)
        return tuple(to for to, score in scores.items() if score == best)

    def heading(self, verb: Hit[IntentKind]) -> Heading:
        """Out, back or on, if the line says no more than that."""
        here = tuple(hit for hit in self.names.exits.hits(self.bare) if hit.tag == HERE)
        own = {person.id for person in self.brief.party}
        companions = tuple(hit for hit in self.people if hit.tag in own)
        return heading(fold(self.bare), verb, (*here, *companions))

    def came_from(self) -> str:
        """Where the party was before, as far as any of them remembers."""
        sheets = (sheet_in(self.brief, person.id) for person in self.brief.party)
        return next((sheet.came_from for sheet in sheets if sheet and sheet.came_from), "")

    def harmless(self) -> bool:
        """Whether every part of the line looks, waits, walks or is a trifle; after a verb of speech all is speech."""
        mild = [hit for hit in self.kinds if hit.tag in ("talk", "look", "move", "wait")]
        until = next((hit.end for hit in mild if hit.tag == "talk"), len(self.deeds))
        starts = (*(hit.start for hit in mild), *(hit.start for hit in self.trifles))
        return bool(starts) and all_trifling(self.deeds[:until], starts)

    def absent(self, kinds: tuple[Hit[IntentKind], ...], skills: tuple[Hit[str], ...]) -> Intent | None:
        """Somebody of the campaign who is not here, if a verb leads up to them and nobody present is named ("ask Ketty
        about the boat", not "ask about Ketty"). They are called what the line calls them."""
        hits = self.names.absent.hits(self.bare)
        if not hits or any(hit.tag in {person.id for person in self.brief.others} for hit in self.people):
            return None
        speech = [hit.end for hit in kinds if hit.tag == "talk"]
        speech += [hit.end for hit in skills if is_social(hit.tag, self.ruleset)]
        deeds = [hit.end for hit in kinds if hit.tag in _AT_SOMEBODY and not (hit.tag == "move" and self.exits())]
        deeds += [hit.end for hit in skills if not is_social(hit.tag, self.ruleset)]
        deeds += [hit.end for hit in _TOUCHES.hits(self.bare)]
        tokens = words(self.bare)
        fallen = {who for who, place in self.brief.elsewhere if place == self.brief.place.id}
        for hit in hits:
            if hit.tag in fallen or any(place.start <= hit.start and hit.end <= place.end for place in self.places):
                continue
            owned = next((word for word, at in tokens if at >= hit.end), "") == "s"
            ends = deeds if owned else [*speech, *deeds]
            if any(end <= hit.start and self.between(end, hit.start) <= _TOWARDS for end in ends):
                return Intent("act", self.phrase, hit.phrase, hit.tag, "absent")
        return None

    def between(self, start: int, end: int) -> frozenset[str]:
        """The words of the line from one place to another."""
        return frozenset(word for word, at in words(self.bare) if start <= at < end)
