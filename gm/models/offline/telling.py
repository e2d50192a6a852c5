"""One telling in the making: what may still be said, how it is phrased, and how long it has become."""

import re
from collections.abc import Sequence
from typing import Final

from gm.domain.brief import NarrationBrief, PersonView
from gm.models.offline import english
from gm.models.offline.grammar import Phrases, Renderer, Word, finish, phrases
from gm.models.offline.variation import Memory, Rotation, normal, sentences, words

Values = dict[str, Word]

_TRIES: Final = 14
_LAST_LIMIT: Final = 2
_CUT_NAME: Final = re.compile(r"\s*[×(].*$")


class Telling:
    """Collects the paragraphs of one beat. Everything that is said goes through `say`, which refuses repetition."""

    def __init__(self, brief: NarrationBrief) -> None:
        self.brief = brief
        self.bank: Phrases | None = phrases(brief.language)
        self.english = self.bank is not None and self.bank.language == "en"
        self.rotation = Rotation.of(brief.seed, brief.turn_number, brief.attempt, brief.alternative)
        narrations = (*brief.told, *(beat.narration for beat in brief.transcript))
        self.memory = Memory(narrations, complete=not brief.chronicle or len(brief.told) >= len(brief.chronicle))
        self.solo = len(brief.party) <= 1
        self.second = brief.voice.person == "second" and self.solo
        self.renderer = Renderer(self.bank, self.rotation, brief.voice.tense) if self.bank else None
        self.paragraphs: list[list[str]] = [[]]
        self.length = 0
        self._spent: dict[str, int] = {}
        self.focus = self._focus_nouns()

    # --- saying

    def say(self, text: str) -> bool:
        """Add a sentence or more as they stand. True if anything was added."""
        if not text:
            return False
        self.paragraphs[-1].append(text)
        self.memory.note(text)
        self.length += len(words(text))
        return True

    def tell(self, text: str) -> bool:
        """Add an author's text: the sentences of it that have not been said yet, in full. False if none was new."""
        new = [sentence for sentence in sentences(text) if not self.memory.said(sentence)]
        if not new or self.memory.worn(" ".join(new), 3):
            return False
        return self.say(finish_author(" ".join(new)))

    def open_paragraph(self) -> None:
        """What follows stands apart."""
        if self.paragraphs[-1]:
            self.paragraphs.append([])

    def text(self) -> str:
        """The beat as it will be read."""
        return "\n\n".join(" ".join(paragraph) for paragraph in self.paragraphs if paragraph)

    # --- phrasing

    def phrase(self, family: str, values: Values | None = None, salt: str = "") -> str | None:
        """A new sentence of that family, or None if none can be made that was not heard before."""
        if self.renderer is None:
            return None
        used = self._spent[family] = self._spent.get(family, -1) + 1
        salt = f"{salt}#{used}" if used else salt
        templates = self.renderer.templates(family, salt)
        for attempt in range(_TRIES if templates else 0):
            template = templates[attempt % len(templates)]
            turn = attempt // len(templates)
            filled = self.renderer.render(template, self._around(values or {}, attempt), salt, 31 * turn)
            if (
                filled
                and not self.memory.said(filled)
                and not self.memory.worn(filled, 1 + attempt * _LAST_LIMIT // 28)
            ):
                return filled
        return None

    def add(self, family: str, values: Values | None = None, salt: str = "") -> bool:
        """Phrase and say. False if nothing could be added."""
        made = self.phrase(family, values, salt)
        return bool(made) and self.say(made or "")

    def _around(self, values: Values, shift: int) -> Values:
        """The values of the place, rotated by turn, with the given ones on top."""
        brief, found = self.brief, Values()
        if self.focus:
            noun = self.focus[self.rotation.skewed("focus", len(self.focus), shift)]
            plural = english.is_plural(noun)
            found["focus"] = Word(noun)
            found["it"] = Word("they" if plural else "it", "base" if plural else "s")
            found["itobj"] = Word("them" if plural else "it")
            found["its"] = Word("their" if plural else "its")
        ways = [way for way in brief.place.exits if not way.locked]
        if ways:
            at = self.rotation.skewed("exit", len(ways), shift)
            found["exit"] = Word(english.within(ways[at].to_name))
            if len(ways) > 1:
                found["exit2"] = Word(english.within(ways[(at + 1 + shift) % len(ways)].to_name))
                if found["exit2"] == found["exit"]:
                    found["exit2"] = Word(english.within(ways[(at + 1) % len(ways)].to_name))
        if brief.place.items:
            item = brief.place.items[self.rotation.skewed("item", len(brief.place.items), shift)]
            found["item"] = Word(english.the(item))
        found["place"] = Word(english.within(brief.place.name))
        found.update(values)
        return found

    def _focus_nouns(self) -> tuple[str, ...]:
        if not self.english:
            return ()
        found = [english.subject_noun(detail) for detail in self.brief.place.details]
        found += [english.the(_CUT_NAME.sub("", item)) for item in self.brief.place.items]
        return tuple(dict.fromkeys(noun for noun in found if noun))

    # --- people

    def pc_values(self, person: PersonView | None) -> Values:
        """Values for the acting character: `you` for a party of one told in the second person, else by name."""
        if person is None or self.second:
            forms, name, number = english.pronouns("you"), "you", "base"
        else:
            forms, name, number = english.pronouns(person.pronouns), english.short_name(person.name), "s"
        pronoun_number = "base" if forms[0] in ("you", "they") else "s"
        own = {"you": "yours", "he": "his", "she": "hers", "it": "its", "they": "theirs"}[forms[0]]
        return {
            "You": Word(name, number),  # type: ignore[arg-type]
            "you": Word(forms[0], pronoun_number),  # type: ignore[arg-type]
            "youobj": Word(forms[1]),
            "your": Word(forms[2]),
            "yourself": Word(forms[3]),
            "yours_word": Word(own),
            "you_stand": Word(f"{forms[0]} {english.verb('stand', pronoun_number, self.brief.voice.tense)}"),  # type: ignore[arg-type]
            "you_hands": Word(f"{forms[2]} hands"),
        }

    def npc_values(self, person: PersonView) -> Values:
        """Values for a person who is met."""
        forms = english.pronouns(person.pronouns)
        many = person.name.startswith("The ") and person.name.endswith("s") and forms[0] == "they"
        return {
            "Npc": Word(english.within(english.short_name(person.name)), "base" if many else "s"),
            "they": Word(forms[0], "base" if forms[0] == "they" else "s"),
            "them": Word(forms[1]),
            "their": Word(forms[2]),
            "themself": Word(forms[3]),
        }

    # --- authors' material

    def next_new(self, kind: str, texts: Sequence[str]) -> str | None:
        """The next of the author's texts that has not been told, in this game's own order, or None.

        Where older beats are not at hand, each text has its season: it is out of the running for long enough that it
        cannot come back within fifty turns.
        """
        for at in self.rotation.order(f"author/{kind}", len(texts)):
            text = texts[at]
            if text and self._in_season(at) and not any(self.memory.said(s) for s in sentences(text)):
                return text
        return None

    def _in_season(self, at: int) -> bool:
        if self.memory.complete:
            return True
        span = max(8, self.memory.beats)
        cycle = max(4, -(-96 // span))
        return (self.brief.turn_number // span + at) % cycle == 0

    def known(self, text: str) -> bool:
        """Whether all of an author's text has been told in the beats at hand."""
        return all(self.memory.said(sentence) for sentence in sentences(text))

    def mentioned(self, name: str) -> bool:
        """Whether this beat has named someone or something already."""
        return f" {normal(name)} " in f" {normal(self.text())} "


def finish_author(text: str) -> str:
    """An author's words with a full stop where they lack one."""
    flat = text.strip()
    return flat if not flat or flat[-1] in ".!?…\"'”’»。！？)" else f"{flat}."


def quoted(line: str, *, comma: bool = False) -> str:
    """A spoken line in quotation marks; with `comma`, as it stands before `says Marta`."""
    bare = line.strip().strip('"“”„«»').strip()
    if comma and bare.endswith("."):
        bare = f"{bare[:-1]},"
    elif comma and bare[-1:].isalnum():
        bare += ","
    elif bare[-1:].isalnum():
        bare += "."
    return f"“{bare}”"


def lead_in(text: str) -> str:
    """An appearance as it stands after a name: no full stop, no capital unless it is a name's."""
    bare = finish(text).rstrip(".")
    head = bare.split(" ", 1)[0]
    return bare if head.isupper() and len(head) > 1 else bare[:1].lower() + bare[1:]
