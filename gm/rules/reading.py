"""What a player's line means, as far as words alone can tell: kind, target, skill, authored challenge. No model.

It reads attempts, never outcomes: "I kill the dragon" is an attack, "I find a sword" a search. Orders to the game
master and quoted words are speech.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from gm.domain.brief import ExitView, PersonView, RulingBrief, SheetView
from gm.domain.campaign import Item
from gm.domain.ruleset import IntentKind, Ruleset
from gm.domain.words import Hit, Phrases, words
from gm.rules.lexicon import (
    Lexicon,
    affirmed,
    before_colon,
    blanked,
    is_quoted,
    kept,
    lexicon_of,
    starts_anew,
    unquoted,
)
from gm.rules.wording import intent_phrase

Kind = IntentKind | Literal["challenge", "act"]
TargetKind = Literal["", "person", "exit", "place", "item"]

_SOCIAL: Final = frozenset({"persuade", "deceive", "intimidate", "insight", "perform"})
_SOCIAL_ATTRIBUTES: Final = frozenset({"heart", "charisma", "presence"})
THEFT: Final = "sleight"
"""The skill by which things change hands unasked, where a ruleset has it."""
_SMALL_WORDS: Final = frozenset(
    {"with", "from", "into", "that", "this", "over", "under", "past", "through", "there", "here", "open", "their"}
    | {"your", "unter", "über", "nach", "eine", "einer", "einen", "dich", "durch", "hinter"}
)
_DIRECTIONS: Final = frozenset({"up", "down", "hoch", "runter"})
_LEAVING: Final = (
    "leave",
    "leaving",
    "exit",
    "verlass",
    "выхо",
    "выйт",
    "выйд",
    "ухо",
    "уйт",
    "уйд",
    "离开",
    "出去",
    "ออก",
)


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


def is_social(skill_id: str, ruleset: Ruleset) -> bool:
    """Whether a skill is used by talking."""
    skill = ruleset.skill(skill_id)
    return skill_id in _SOCIAL or (skill is not None and skill.attribute in _SOCIAL_ATTRIBUTES)


def read_intent(text: str, kind: str, brief: RulingBrief, *, skill: str = "") -> Intent:
    """What a line of a player attempts. `kind` is that of the input: do, say, ooc or check; `skill` the id of the
    skill that a check was asked for with (else it is read from the words)."""
    return _Reading(text, kind, brief).intent(skill)


_SLEEP: Final = ("sleep", "bed", "schlaf", "schläf", "übernacht", "сп", "ноч", "睡", "过夜", "นอน", "หลับ", "ค้างคืน")


@dataclass(frozen=True, slots=True)
class Names:
    """Everything nameable around a scene, by the words that name it."""

    people: Phrases[str]
    exits: Phrases[str]
    places: Phrases[str]
    items: Phrases[str]


def _parts(name: str) -> list[str]:
    """The words of a name that may stand for the whole."""
    return [word for word, _ in words(name) if len(word) > 3 and word not in _SMALL_WORDS]


def _person_words(person: PersonView, aliases: tuple[str, ...]) -> list[str]:
    return [person.name, *aliases, *_parts(person.name)]


def _exit_words(way: ExitView, aliases: tuple[str, ...]) -> list[str]:
    label = [word for word, _ in words(way.label)]
    loose = [f"{w}*" for w in label if len(w) > 3 and w not in _SMALL_WORDS] + [w for w in label if w in _DIRECTIONS]
    return [way.to_name, way.label, *aliases, *_parts(way.to_name), *loose]


def names_of(brief: RulingBrief) -> Names:
    """The names around a scene: people present, ways out, all places, all items."""
    campaign = brief.campaign
    known = {pc.id: pc.aliases for pc in campaign.characters} | {npc.id: npc.aliases for npc in campaign.npcs}
    places = {place.id: place.aliases for place in campaign.places}
    people = (*brief.others, *brief.party)
    return Names(
        people=Phrases((w, p.id) for p in people for w in _person_words(p, known.get(p.id, ()))),
        exits=Phrases((w, e.to) for e in brief.place.exits for w in _exit_words(e, places.get(e.to, ()))),
        places=kept(
            campaign, "places", lambda: Phrases((w, p.id) for p in campaign.places for w in (p.name, *p.aliases))
        ),
        items=kept(campaign, "items", lambda: Phrases((w, i.id) for i in campaign.items for w in (i.name, *i.aliases))),
    )


def _within(hit: Hit[str], name: Hit[str]) -> bool:
    """Whether a hit is only a part of a longer name."""
    return name.start <= hit.start and hit.end <= name.end and name.length > hit.length


class _Reading:
    """One line, read against one brief."""

    def __init__(self, text: str, kind: str, brief: RulingBrief) -> None:
        self.kind = kind
        self.brief = brief
        self.text = text
        self.bare = unquoted(text)
        self.names = names_of(brief)
        self.ruleset = brief.campaign.ruleset
        self.lexicon: Lexicon = lexicon_of(self.ruleset, brief.language)
        named = (
            *self.names.people.hits(self.bare),
            *self.names.places.hits(self.bare),
            *self.names.items.hits(self.bare),
        )
        self.deeds = blanked(self.bare, tuple(hit for hit in named if hit.length > 3))
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
        """The longest key of a challenge in the line, quoted words included: a password is said aloud."""
        keys = Phrases((key, each.id) for each in self.brief.challenges for key in each.keys)
        hits = affirmed(keys.hits(self.text), self.text)
        if any(hit.tag == "move" for hit in self.lexicon.kind_hits(self.deeds)):
            # "We go to the bell tower" is a walk, though a challenge here may be about the bell.
            ways = self.names.exits.hits(self.text)
            hits = tuple(h for h in hits if not any(_within(h, way) for way in ways))
        return min(hits, key=lambda hit: (-hit.length, hit.start), default=None)

    def skill_named(self) -> str:
        hits = self.lexicon.skill_hits(self.text)
        best = min(hits, key=lambda hit: (-hit.length, hit.start), default=None)
        return best.tag if best else ""

    def deed(self) -> Intent:
        kinds = self.lexicon.kind_hits(self.deeds)
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
            kinds = self.rather_blows(kinds)
        verb = min(kinds, key=lambda hit: (-hit.length, hit.start), default=None)
        skill = min(skills, key=lambda hit: (-hit.length, hit.start), default=None)
        if any(hit.tag == "attack" for hit in kinds) and self.person():
            verb = next(hit for hit in kinds if hit.tag == "attack")
        return self.weighed(verb, skill)

    def rather_blows(self, kinds: tuple[Hit[IntentKind], ...]) -> tuple[Hit[IntentKind], ...]:
        """Where somebody speaks and then strikes, the blow is what must be ruled on."""
        blows = tuple(hit for hit in kinds if hit.tag == "attack")
        return blows or kinds

    def weighed(self, verb: Hit[IntentKind] | None, skill: Hit[str] | None) -> Intent:
        """Verb against skill: the longer phrase tells more."""
        if verb is None and skill is None:
            return Intent("act", self.phrase, **self.named(self.person()))
        name = skill.tag if skill else ""
        if verb is not None and verb.tag == "attack":
            return self.attack(verb, name)
        if (
            skill is not None
            and is_social(skill.tag, self.ruleset)
            and (verb is None or verb.tag in ("talk", "look", "give", "wait") or skill.length >= verb.length)
        ):
            return self.talk(name, verb.phrase if verb else "")
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
                return self.talk(skill, verb.phrase)
            case "move":
                return self.move(verb, skill)
            case "take" | "give" | "use":
                return self.handling(verb, skill)
            case "rest":
                long = any(part in verb.phrase for part in _SLEEP)
                return Intent("rest", self.phrase, skill=skill, verb=verb.phrase, long_rest=long)
            case _:
                return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, **self.named(self.person()))

    def talk(self, skill: str, verb: str = "") -> Intent:
        who = self.person() or (self.brief.others[0].id if len(self.brief.others) == 1 else "")
        return Intent("talk", self.phrase, skill=skill, verb=verb, **self.named(who))

    def attack(self, verb: Hit[IntentKind], skill: str) -> Intent:
        who = self.person()
        return Intent("attack", self.phrase, skill=skill, verb=verb.phrase, second=self.item(), **self.named(who))

    def move(self, verb: Hit[IntentKind], skill: str) -> Intent:
        way = self.exit(verb.phrase)
        if way is not None:
            return Intent("move", self.phrase, way.to_name, way.to, "exit", skill, verb=verb.phrase)
        place = self.names.places.best(self.bare)
        if place is not None and place.tag != self.brief.place.id and not skill:
            target = self.brief.campaign.place(place.tag)
            return Intent("move", self.phrase, target.name if target else "", place.tag, "place", verb=verb.phrase)
        return Intent(
            "act" if skill else "move", self.phrase, skill=skill, verb=verb.phrase, **self.named(self.person())
        )

    def exit(self, verb: str) -> ExitView | None:
        """The way out that the line speaks of: the one that most of its words fit, if one stands out."""
        scores: dict[str, int] = {}
        for hit in {(h.tag, h.phrase): h for h in self.names.exits.hits(self.bare)}.values():
            scores[hit.tag] = scores.get(hit.tag, 0) + hit.length
        best = max(scores.values(), default=0)
        fitting = [way for way in self.brief.place.exits if best and scores.get(way.to) == best]
        if len(fitting) == 1:
            return fitting[0]
        ways = self.brief.place.exits
        return ways[0] if not fitting and len(ways) == 1 and verb.startswith(_LEAVING) else None

    def handling(self, verb: Hit[IntentKind], skill: str) -> Intent:
        item = self.item()
        found = self.brief.campaign.item(item)
        if found is None:
            return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, **self.named(self.person()))
        return Intent(verb.tag, self.phrase, found.name, item, "item", skill, second=self.person(), verb=verb.phrase)

    def item(self) -> str:
        """The item that the line names: of equally good matches, one that is at hand."""
        hits = self.names.items.hits(self.bare)
        near = at_hand(self.brief)
        best = min(hits, key=lambda hit: (hit.tag not in near, -hit.length, hit.start), default=None)
        return best.tag if best else ""

    def person(self) -> str:
        """The person that the line names: others before companions, the longest name first."""
        own = {person.id for person in self.brief.party}
        hits = self.names.people.hits(self.bare)
        best = min(hits, key=lambda hit: (hit.tag in own, -hit.length, hit.start), default=None)
        return best.tag if best else ""

    def named(self, who: str) -> _Target:
        for person in (*self.brief.others, *self.brief.party):
            if person.id == who:
                return {"target": person.name, "target_id": who, "target_kind": "person"}
        return {"target": "", "target_id": "", "target_kind": ""}


def lying_here(brief: RulingBrief) -> tuple[Item, ...]:
    """The items that lie at the scene's place, from the names in the brief (`rope ×3` is a rope)."""
    names = {shown.rsplit(" ×", 1)[0] for shown in brief.place.items}
    return tuple(item for item in brief.campaign.items if item.name in names)


def sheet_in(brief: RulingBrief, character: str) -> SheetView | None:
    """The sheet of somebody present, or None."""
    return next((sheet for sheet in brief.sheets if sheet.id == character), None)


def holds_item(brief: RulingBrief, character: str, item: str) -> bool:
    """Whether somebody present carries an item."""
    sheet = sheet_in(brief, character)
    return sheet is not None and any(each == item and count > 0 for each, _, count in sheet.items)


def at_hand(brief: RulingBrief) -> frozenset[str]:
    """Ids of the items that lie here or that somebody present carries."""
    carried = {item for sheet in brief.sheets for item, _, _ in sheet.items}
    return frozenset(carried | {item.id for item in lying_here(brief)})
