"""What a player's line means, as far as words alone can tell: kind, target, skill, authored challenge. No model.

It reads attempts, never outcomes: "I kill the dragon" is an attack, "I find a sword" a search. Orders to the game
master and quoted words are speech.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from gm.domain.ruleset import IntentKind
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import Hit, Phrases, fold, words
from gm.rules.attempts import THEFTS, Intent, is_social
from gm.rules.harmless import boards
from gm.rules.lexicon import affirmed, before_colon, is_quoted, listing, starts_anew, word_set
from gm.rules.line import Line, keyed, longest, within
from gm.rules.naming import HERE, at_hand, way_to
from gm.rules.unseen import means_somebody_else
from gm.rules.ways import is_stroll, way_across, way_of

_AFTER_A_WALK: Final = ("look", "wait", "talk")
_ASKING: Final = word_set(
    "can could may might do does did is are was were will would should shall what who whom whose where why when how "
    "which kann darf ist sind was wer wo warum wann wie "
    "qué quién dónde cuándo cómo puedo podría hay кто что где почему когда как можно"
)
_NOBODY: Final = word_set(
    "on back again now harder with weiter zurück nochmal wieder otra vez más fuerte de nuevo ещё снова"
)
"""Words after a blow that name nobody: "I fight on" goes on with whoever is there."""
_DOOR: Final = re.compile("door|gate|tür|tor|puerta|двер|ворот|门|ประตู")
_THEN: Final = re.compile(
    r"(?:\b(?:and|then|und|dann|y|luego|и|потом|затем)\b|然后|并|再|แล้ว)(?!.*\b(?:past|by|through|around|vorbei|durch|мимо)\b)"
)
"""A new deed begins, and it is no getting past somebody."""
_SLEEP: Final = ("sleep", "bed", "schlaf", "schläf", "übernacht", "сп", "ноч", "睡", "过夜", "นอน", "หลับ", "ค้างคืน")
_TO_MORNING: Final = (
    "til morning", "til the morning", "til dawn", "for the night", "overnight", "bis zum morgen", "bis morgen",
    "über nacht", "hasta la mañana", "hasta el amanecer", "до утра", "天亮", "到早上", "ถึงเช้า", "จนเช้า",
)  # fmt: skip
"""What makes a rest a night's: "I rest under the willows until morning"."""


@lru_cache(maxsize=1)
def drops() -> Phrases[str]:
    """The words for putting something down, in every language of the kit."""
    return Phrases(
        (word, word)
        for word in listing(
            "drop, drops, put down, puts down, put … down, put … back, put back, lay down, lay … down, set down, "
            "set … down, discard*, get rid of, leave … here, leave … behind, lege … ab, lasse … fallen, lasse … hier, "
            "stelle … ab, "
            "suelto, soltar, suelta, dejo caer, dejar caer, dejo … aquí, dejo … suelo, dejo … mesa, tiro al suelo, "
            "кладу, положить, бросаю на пол, оставляю, 放下, 丢下, 扔掉, วางลง, วาง, ทิ้ง"
        )
    )


_readings: dict[tuple[object, ...], tuple[tuple[object, ...], Intent]] = {}
_KEPT: Final = 64


def read_intent(text: str, kind: str, brief: RulingBrief, *, skill: str = "", to: str = "") -> Intent:
    """What a line of a player attempts. `kind` is that of the input: do, say, ooc or check; `skill` the id of the
    skill that a check was asked for with (else it is read from the words), `to` the name of whom it is said to.

    A turn asks for the same line several times; it is read once for as long as the very same scene is handed in.
    """
    scene = (brief.campaign, brief.place, brief.party, brief.others, brief.sheets, brief.challenges)
    key = (text, kind, skill, brief.language, *map(id, scene))
    found = _readings.get(key)
    if found is None or any(a is not b for a, b in zip(found[0], scene, strict=True)):
        while len(_readings) >= _KEPT:
            _readings.pop(next(iter(_readings)))
        found = _readings[key] = (scene, _Reading(text, kind, brief).intent(skill))
    return _addressed(found[1], to, brief)


def _addressed(intent: Intent, to: str, brief: RulingBrief) -> Intent:
    """Talk that was aimed at somebody present is talk with them, whoever is named in it."""
    person = next((person for person in brief.others if person.name == to), None) if to else None
    if person is None or intent.kind != "talk":
        return intent
    return replace(intent, target=person.name, target_id=person.id, target_kind="person")


class _Reading(Line):
    """One line, read against one brief."""

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
        keys = keyed(tuple((each.id, each.keys) for each in self.brief.challenges))
        hits = affirmed(keys.hits(self.text), self.text)
        if hits and any(hit.tag == "move" for hit in self.kinds):
            # "We go to the bell tower" is a walk, though a challenge here may be about the bell.
            ways = tuple(way for way in self.names.exits.hits(self.text) if way.tag != HERE)
            hits = tuple(h for h in hits if not any(within(h, way) for way in ways))
            hits = tuple(h for h in hits if not self.is_done_there(h, ways))
        best = longest(hits)
        if best is None:
            return None
        rivals = tuple(hit for hit in hits if hit.start < best.end and best.start < hit.end)
        if len({hit.tag for hit in rivals}) > 1:
            return min(rivals, key=lambda hit: (not self.fits(hit.tag), -hit.length, hit.start))
        return best

    def is_done_there(self, hit: Hit[str], ways: tuple[Hit[str], ...]) -> bool:
        """Whether something is named only after a walk away from here is over: "I go out to the street and follow the
        bell". Whoever or whatever one would have to get past is named within the walk, and no door is a place."""
        walk = self.kinds[0]
        if walk.tag != "move" or walk.start > hit.start:
            return False
        gone = [way for way in ways if walk.end <= way.start and way.end <= hit.start and not _DOOR.search(way.phrase)]
        return any(_THEN.search(fold(self.bare)[way.end : hit.start]) for way in gone)

    def fits(self, challenge: str) -> bool:
        """Whether a challenge's title begins with a deed of the line's kind."""
        title = next(each.title for each in self.brief.challenges if each.id == challenge)
        deeds = self.lexicon.kind_hits(title)
        return bool(deeds) and any(hit.tag == deeds[0].tag for hit in self.kinds)

    def skill_named(self) -> str:
        best = longest(self.lexicon.skill_hits(self.text))
        return best.tag if best else ""

    def deed(self) -> Intent:
        kinds = self.kinds
        if kinds and kinds[0].tag == "talk":
            self.deeds = before_colon(self.deeds)
            kinds = tuple(hit for hit in kinds if hit.start < len(self.deeds)) or kinds[:1]
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
        verb = longest(kinds)
        if any(hit.tag == "attack" for hit in kinds) and self.person():
            verb = next(hit for hit in kinds if hit.tag == "attack")
        elif verb is not None and verb.tag in _AFTER_A_WALK and kinds[0].tag == "move" and self.goes(kinds[0]):
            return self.move(kinds[0], "")  # "I go outside and look around": one looks around there
        if self.asks(verb, skills):
            return self.talk("")
        if (way := self.boarded(verb)) is not None:
            return way
        absent = self.absent(kinds, skills)
        if absent is not None:
            return replace(absent, kind=verb.tag if verb else "act", verb=verb.phrase if verb else "")
        return self.weighed(verb, longest(skills))

    def boarded(self, verb: Hit[IntentKind] | None) -> Intent | None:
        """A way that is taken as one takes a ferry, if it is the only one that fits and no thing is meant."""
        named = self.exits()
        if len(named) != 1 or self.items or (verb is not None and verb.tag not in ("take", "use", "move")):
            return None
        way = way_to(self.brief, named[0])
        if way is None or not boards(fold(self.bare), self.names.exits.hits(self.bare), way.to):
            return None
        return Intent("move", self.phrase, way.to_name, way.to, "exit", verb="take", plain=True)

    def dropped(self) -> Intent | None:
        """Something carried that is put down."""
        item = self.brief.campaign.item(self.item("use"))
        put = drops().best(self.deeds)
        if put is not None and len(meant := self.items_meant("use")) > 1:
            return Intent("use", self.phrase, target_kind="items", verb=put.phrase, ways=meant)
        if item is None or put is None:
            return None
        return Intent("use", self.phrase, item.name, item.id, "item", verb=put.phrase)

    def weighed(self, verb: Hit[IntentKind] | None, skill: Hit[str] | None) -> Intent:
        """Verb against skill: the longer phrase tells more."""
        if verb is None and skill is None and (dropped := self.dropped()) is not None:
            return dropped
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
            item = self.brief.campaign.item(self.item()) if name in THEFTS else None
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
                long = any(part in verb.phrase for part in _SLEEP) or any(
                    part in self.text.casefold() for part in _TO_MORNING
                )
                return Intent("rest", self.phrase, skill=skill, verb=verb.phrase, long_rest=long)
            case _:
                plain = not skill and self.harmless()
                who = self.named(self.person())
                return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, plain=plain, **who)

    def talk(self, skill: str, verb: Hit[IntentKind] | None = None) -> Intent:
        who = self.person()
        if not who and len(self.brief.others) == 1 and not means_somebody_else(self, self.spoken_at(verb)):
            who = self.brief.others[0].id
        return Intent("talk", self.phrase, skill=skill, verb=verb.phrase if verb else "", **self.named(who))

    def spoken_at(self, verb: Hit[IntentKind] | None) -> tuple[Hit[str], ...]:
        """What words and manners lead up to whom they are meant for."""
        manners = tuple(hit for hit in self.lexicon.skill_hits(self.deeds) if is_social(hit.tag, self.ruleset))
        said = () if verb is None else (Hit(str(verb.tag), verb.phrase, verb.start, verb.end, verb.length),)
        return (*manners, *said)

    def attack(self, verb: Hit[IntentKind], skill: str) -> Intent:
        after = {word for word, at in words(self.bare) if at >= verb.end}
        sole = self.brief.others[0].id if len(self.brief.others) == 1 and after <= _NOBODY else ""
        who = self.named(self.person() or sole)
        return Intent("attack", self.phrase, skill=skill, verb=verb.phrase, second=self.item(), **who)

    def asks(self, verb: Hit[IntentKind] | None, skills: tuple[Hit[str], ...]) -> bool:
        """Whether the line is a question to whoever is here, and not a way to look or to try something."""
        if skills or (verb is not None and verb.tag in ("look", "attack")):
            return False
        first = next((word for word, _ in words(self.bare)), "")
        return self.bare.rstrip().endswith(("?", "？")) and (verb is None or first in _ASKING)

    def goes(self, verb: Hit[IntentKind]) -> bool:
        """Whether a walk leads away from here, or means to."""
        away = any(place.tag != self.brief.place.id for place in self.places)
        across = way_across(self.brief, self.deeds, verb)
        return bool(away or self.exits() or self.heading(verb) or across)

    def move(self, verb: Hit[IntentKind], skill: str) -> Intent:
        """A walk: by a way that is named, by the only way that "out" can mean, or about the room."""
        named = self.exits()
        if len(named) > 1:
            return Intent("move", self.phrase, target_kind="ways", skill=skill, verb=verb.phrase, ways=named)
        way = way_to(self.brief, named[0]) if named else None
        going = "" if way else self.heading(verb)
        if going:
            way = way_of(self.brief, going, self.came_from())
        elif not named:
            way = way_across(self.brief, self.deeds, verb)
        if way is not None:
            plain = not skill and self.harmless()
            return Intent("move", self.phrase, way.to_name, way.to, "exit", skill, verb=verb.phrase, plain=plain)
        if going:
            return Intent("move", self.phrase, target_kind="ways", skill=skill, verb=verb.phrase)
        place = self.names.places.best(self.bare)
        if place is not None and place.tag != self.brief.place.id and not skill:
            target = self.brief.campaign.place(place.tag)
            name, plain = target.name if target else "", self.harmless()
            return Intent("move", self.phrase, name, place.tag, "place", verb=verb.phrase, plain=plain)
        plain = not skill and is_stroll(self.deeds) and self.harmless()
        return Intent("act", self.phrase, skill=skill, verb=verb.phrase, plain=plain, **self.named(self.person()))

    def handling(self, verb: Hit[IntentKind], skill: str) -> Intent:
        meant = self.items_meant(verb.tag)
        if len(meant) > 1:
            return Intent(verb.tag, self.phrase, target_kind="items", skill=skill, verb=verb.phrase, ways=meant)
        item = meant[0] if meant else ""
        found = self.brief.campaign.item(item)
        if found is not None:
            return Intent(
                verb.tag, self.phrase, found.name, item, "item", skill, second=self.person(), verb=verb.phrase
            )
        aim = self.named(self.person())
        resource = self.resource() if verb.tag == "give" else None
        if resource is not None:
            coin = self.coin()
            given = Intent(verb.tag, self.phrase, resource.name, resource.id, "resource", skill, verb=verb.phrase)
            return replace(given, second=aim["target_id"], amount=self.amount() * (coin.worth if coin else 1))
        sip = any(hit.start == verb.start for hit in self.trifles)
        plain = verb.tag == "use" and not skill and sip and self.harmless()
        return Intent(verb.tag, self.phrase, skill=skill, verb=verb.phrase, plain=plain, **aim)
