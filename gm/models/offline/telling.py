"""One telling in the making: what may still be said, how it is phrased, and how long it has become."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gm.domain.brief import NarrationBrief, PersonView
from gm.domain.speakers import DESERVES, columns, label
from gm.models.offline import english
from gm.models.offline.grammar import Phrases, Renderer, Word, finish, phrases
from gm.models.offline.variation import GRAM, Memory, Rotation, normal, sentences, words

Values = dict[str, Word]

_TRIES: Final = 16
_STRICT: Final = 12
_LAST_LIMIT: Final = 2
_ONE_PARAGRAPH: Final = 44
_MARKS: Final = (("„", "“"), ("«", "»"), ("“", "”"), ("「", "」"), ('"', '"'))
_USUAL: Final = {
    "de": ("„", "“"),
    "es": ("«", "»"), "ru": ("«", "»"),
    "uk": ("«", "»"), "fr": ("«\u00a0", "\u00a0»"), "zh": ("“", "”"), "ja": ("「", "」"),
}  # fmt: skip
_WIDE: Final = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]$")
"""Ends in a script that is written without spaces: Chinese, Japanese."""
_STOPLESS: Final = re.compile("[\u0e01-\u0eff]$")
"""Thai and Lao have no full stop; a space ends the sentence."""
_STUTTER: Final = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_CUT_NAME: Final = re.compile(r"\s*[×(].*$")


class Telling:
    """Collects the paragraphs of one beat. Everything that is said goes through `say`, which refuses repetition."""

    def __init__(self, brief: NarrationBrief) -> None:
        self.brief = brief
        self.bank: Phrases | None = phrases(brief.language)
        self.english = self.bank is not None and self.bank.language == "en"
        self.rotation = Rotation.of(brief.seed, brief.turn_number, brief.attempt, brief.alternative)
        recent = tuple(beat.narration for beat in brief.transcript)
        self.heard = (_joined(brief.told), *recent)
        at_hand = not brief.chronicle or len(brief.told) >= len(brief.chronicle)
        self.memory = Memory(recent, brief.told, complete=at_hand)
        self.solo = len(brief.party) <= 1
        self.second = brief.voice.person == "second" and self.solo
        self.renderer = Renderer(self.bank, self.rotation, brief.voice.tense) if self.bank else None
        self.paragraphs: list[list[str]] = [[]]
        self.length = 0
        self.described = False
        self._apart = False
        self._said = 0
        self._tail = ""
        self.marks = quotation_marks(brief)
        self._subject: tuple[str, int] | None = None
        self._spent: dict[str, int] = {}
        self._avoid = tuple(phrase.casefold() for phrase in brief.voice.avoid)
        self.focus = self._focus_nouns()

    # --- saying

    def say(self, text: str) -> bool:
        """Add a sentence or more as they stand. True if anything was added."""
        if not text:
            return False
        self.paragraphs[-1].append(text)
        self.memory.note(text)
        self.length += len(words(text))
        self._said += 1
        self._tail = " ".join(f"{self._tail} {text}".split()[1 - GRAM :])
        return True

    def tell(self, text: str) -> bool:
        """Add an author's text: the sentences of it that have not been said yet, in full. False if none was new."""
        new = [sentence for sentence in sentences(text) if not self.memory.said(sentence)]
        if not new or self.memory.worn(" ".join(new), 3):
            return False
        return self.say(finish_author(side_by_side(new)))

    def speech(self, person: PersonView, spoken: str) -> bool:
        """Add somebody's words as a paragraph of their own, if they are long enough for one. False if they are not."""
        if columns(spoken) < DESERVES or self.memory.worn(spoken, 3):
            return False
        self.open_paragraph()
        self.say(label(person.name, spoken, self.brief.language))
        self.open_paragraph()
        self._apart = True
        return True

    def open_paragraph(self) -> None:
        """What follows stands apart."""
        if self.paragraphs[-1]:
            self.paragraphs.append([])

    def text(self) -> str:
        """The beat as it will be read."""
        blocks = [side_by_side(paragraph) for paragraph in self.paragraphs if paragraph]
        return side_by_side(blocks) if self.length < _ONE_PARAGRAPH and not self._apart else "\n\n".join(blocks)

    # --- phrasing

    def phrase(self, family: str, values: Values | None = None, salt: str = "") -> str | None:
        """A new sentence of that family, or None if none can be made that was not heard before."""
        if self.renderer is None:
            return None
        used = self._spent[family] = self._spent.get(family, -1) + 1
        salt = f"{salt}#{used}" if used else salt
        templates = self.renderer.templates(family, salt)
        if (
            "intent" in (values or {}) and self.may_echo()
        ):  # what was tried, in the player's words, before anything vaguer
            templates = tuple(sorted(templates, key=lambda each: "{intent}" not in each and "{does}" not in each))
        for attempt in range(_TRIES if templates else 0):
            template = templates[attempt % len(templates)]
            turn = attempt // len(templates)
            echo = "{intent}" in template or "{does}" in template
            limit = _LAST_LIMIT if echo or attempt >= _STRICT else 1
            filled = self.renderer.render(template, self._around(values or {}, attempt), salt, 31 * turn)
            if filled and self._passes(filled, limit):
                return filled
        return None

    def may_echo(self) -> bool:
        """Whether a phrase of the players or the author may be worked into ours: seldom, where old beats are not at
        hand to tell how often it has been."""
        return self.memory.complete or self.rotation.index("echo", 5) == 0

    def _passes(self, text: str, limit: int) -> bool:
        """Whether it is new, does not stumble over a doubled word, and holds nothing that the voice avoids."""
        if _STUTTER.search(text) or self.memory.said(text) or self.memory.worn(f"{self._tail} {text}", limit):
            return False
        folded = text.casefold()
        return not any(phrase in folded for phrase in self._avoid)

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
        # Nobody strolls away from a fight, so nothing is said of ways while one is on.
        ways = [way for way in brief.place.exits if not way.locked] if not brief.standing else []
        if ways:
            at = self.rotation.skewed("exit", len(ways), shift)
            found["exit"] = Word(self.name(ways[at].to_name))
            if len(ways) > 1:
                found["exit2"] = Word(self.name(ways[(at + 1 + shift) % len(ways)].to_name))
                if found["exit2"] == found["exit"]:
                    found["exit2"] = Word(self.name(ways[(at + 1) % len(ways)].to_name))
        if brief.place.items:
            item = brief.place.items[self.rotation.skewed("item", len(brief.place.items), shift)]
            found["item"] = Word(self.thing(_CUT_NAME.sub("", item)))
        found["place"] = Word(self.name(brief.place.name))
        found.update(values)
        return found

    def _focus_nouns(self) -> tuple[str, ...]:
        if not self.english:
            return ()
        found = [english.subject_noun(detail) for detail in self.brief.place.details]
        found += [english.the(_CUT_NAME.sub("", item)) for item in self.brief.place.items]
        return tuple(dict.fromkeys(noun for noun in found if noun))

    # --- names

    def name(self, name: str) -> str:
        """A name as it stands inside a sentence of this language."""
        return english.within(name) if self.english else name

    def called(self, person: PersonView) -> str:
        """What a person is called in passing."""
        return english.short_name(person.name) if self.english else person.name

    def thing(self, name: str) -> str:
        """A thing's name with an article, where the language wants one that we can know."""
        return english.the(name) if self.english else name

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
            "Pc": Word(person.name if person else ""),
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
        again = self._subject == (person.id, self._said) and self.second and self.english and forms[0] in ("he", "she")
        many = person.name.startswith("The ") and person.name.endswith("s") and forms[0] == "they"
        return {
            "Npc": Word(forms[0] if again else self.name(self.called(person)), "base" if many else "s"),
            "they": Word(forms[0], "base" if forms[0] == "they" else "s"),
            "them": Word(forms[1]),
            "their": Word(forms[2]),
            "themself": Word(forms[3]),
        }

    def about(self, person: PersonView) -> bool:
        """Note that the last sentence was about someone, so that the next may say he or she. Always True."""
        self._subject = (person.id, self._said)
        return True

    # --- authors' material

    def next_new(self, kind: str, texts: Sequence[str]) -> str | None:
        """The next of the author's texts that has not been told, in this game's own order, or None.

        Where older beats are not at hand, each text has its season: it is out of the running for long enough that it
        cannot come back within fifty turns.
        """
        order = self.rotation.order(f"author/{kind}", len(texts))
        skip = self.brief.attempt + 2 * self.brief.alternative  # another telling of the same beat takes other material
        for step in range(len(order)):
            at = order[(step + skip) % len(order)]
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


@lru_cache(maxsize=16)
def _joined(narrations: tuple[str, ...]) -> str:
    return "\n".join(narrations)


def finish_author(text: str) -> str:
    """An author's words with a full stop where they lack one, and where their script has one."""
    flat = text.strip()
    if not flat or flat[-1] in ".!?…\"'”’»。！？」』)" or _STOPLESS.search(flat):
        return flat
    return f"{flat}。" if _WIDE.search(flat) else f"{flat}."


def side_by_side(said: Sequence[str]) -> str:
    """Sentences as one text; no space follows the full stop of a script that has none between words."""
    text = ""
    for each in said:
        text += each if not text or _WIDE.search(text) else f" {each}"
    return text


def quotation_marks(brief: NarrationBrief) -> tuple[str, str]:
    """The marks that the campaign itself sets speech in; without any, those of its language."""
    samples = " ".join((brief.campaign.opening.text, *brief.campaign.voice.samples, *_outcome_texts(brief)))
    for opening, closing in _MARKS:
        if opening in samples:
            return opening, closing
    return _USUAL.get(brief.language.split("-")[0].casefold(), ('"', '"'))


def _outcome_texts(brief: NarrationBrief) -> list[str]:
    challenges = brief.campaign.challenges[:8]
    return [outcome.text for challenge in challenges for outcome in challenge.outcomes.values()]


def quoted(line: str, marks: tuple[str, str], *, comma: bool = False) -> str:
    """A spoken line in quotation marks; with `comma`, as it stands before `says Marta`."""
    bare = line.strip().strip('"“”„«»').strip()
    if comma and bare.endswith("."):
        bare = f"{bare[:-1]},"
    elif comma and bare[-1:].isalnum():
        bare += ","
    elif bare[-1:].isalnum():
        bare += "."
    return f"{marks[0]}{bare}{marks[1]}"


def lead_in(text: str) -> str:
    """An appearance as it stands after a name: no full stop, no capital unless it is a name's."""
    bare = finish(text).rstrip(".")
    head = bare.split(" ", 1)[0]
    return bare if head.isupper() and len(head) > 1 else bare[:1].lower() + bare[1:]
