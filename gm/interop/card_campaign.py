"""A character card as a campaign's folder that can be played at once, or as files for a campaign that is there.

campaign.yaml          the frame: freeform rules, the scenario, the greeting as the opening
people.yaml            the character
lore.yaml …            the embedded book
imported/<id>.json     the card as it was, for `gm export card`: nothing in it is ever read into a prompt
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gm.domain.campaign import Rating
from gm.domain.card import CharacterCard, Note
from gm.domain.errors import InputError
from gm.interop.book_lore import FOLDER as BOOKS
from gm.interop.book_lore import book_bytes, book_row, entries, named_book, profile_of, rest_entry
from gm.interop.card_out import card_json
from gm.interop.card_person import CardPerson, called, person_of, samples_of
from gm.interop.guesses import guess_language, guess_rating, sexualises_a_child
from gm.interop.spelling import bake, free_id, id_of, left_macros, one_line, place_in, unstarred
from gm.interop.yaml_out import write_yaml

FOLDER: Final = "imported"
OWN: Final = "gm_engine"
"""Our key among a kept card's extensions: the form that it had, and the NPC that was made of it."""
_LOCAL: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": ("Traveller", "whoever meets {name}", "With {name}", "Where the story begins."),
    "de": ("Reisende", "wer {name} begegnet", "Bei {name}", "Wo die Geschichte beginnt."),
    "es": ("Viajero", "quien se encuentra con {name}", "Con {name}", "Donde empieza la historia."),
    "ru": ("Странник", "кто встречает: {name}", "Рядом: {name}", "Место, где начинается история."),
    "zh": ("旅人", "遇见{name}的人", "{name}身边", "故事从这里开始。"),
    "th": ("นักเดินทาง", "ผู้ที่ได้พบกับ{name}", "อยู่กับ{name}", "ที่ที่เรื่องราวเริ่มต้น"),
}
"""The player character's name and concept, the place's name and description where the card has none."""
_INSTRUCTIONS_MOST: Final = 1500
_OPENING_MOST: Final = 12_000


@dataclass(frozen=True, slots=True)
class CardOptions:
    """How a card is taken in. `user`: the player character's name ('' leaves `{{user}}` to whoever plays). `greeting`
    counts from 1: the first message, then the others. `instructions`: the card's own prompts become principles."""

    user: str = ""
    greeting: int = 1
    instructions: bool = False
    slug: str = ""
    rating: Rating | None = None
    solo: bool = False
    """One person plays it: without a name, `{{user}}` is the ready character, by that one's name."""


@dataclass(slots=True)
class Made:
    """Files that were made of something (path below the campaign's folder → bytes), and what became of it."""

    slug: str
    title: str
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    rating: Rating = "teen"
    npc: str = ""
    greetings: tuple[str, ...] = ()
    own: bool = False
    """It is a campaign of its own."""


def card_campaign(card: CharacterCard, options: CardOptions, *, source: str = "") -> Made:
    """A campaign of its own for this card. `source`: the file's name, for the comment at the top.

    Raises:
        InputError: there is no such greeting, or the card is one that is not taken in.
    """
    greeting = _greeting(card, options.greeting)
    language, rating = _guessed(card, options)
    if options.solo and not options.user:
        options = replace(options, user=_LOCAL.get(language, _LOCAL["en"])[0])
    person = person_of(card, language=language, user=options.user)
    slug = options.slug or id_of(person.name, fallback="character")
    made = Made(slug, person.name, rating=rating, npc="", own=True)
    made.npc = free_id(id_of(person.name, fallback="someone"), ("player", "here"))
    made.greetings = tuple(one_line(bake(each, char=called(card), user=options.user), 70) for each in _greetings(card))
    head = f"Made of {one_line(source, 80) or 'a character card'}. Yours to change; the card as it was is in {FOLDER}/."
    frame, place = _frame(card, options, person, language, rating, greeting, made)
    frame["slug"] = slug
    _people(made, "people.yaml", person, place, head)
    _book(made, card, options.user, (), person, head)
    frame["include"] = [name for name in made.files if name.endswith(".yaml")]
    made.files = {"campaign.yaml": write_yaml(frame, head), **made.files}
    _keep(made, card, person)
    made.notes = [*_notes(card, made, options), *made.notes]
    return made


def card_files(
    card: CharacterCard,
    options: CardOptions,
    *,
    place: str | None,
    taken: Collection[str],
    language: str,
    source: str = "",
) -> Made:
    """This card's character (and book) as files under `imported/` for a campaign that is there. `taken`: its ids.

    Raises:
        InputError: the card is one that is not taken in.
    """
    _, rating = _guessed(card, options)
    person = person_of(card, language=language, user=options.user)
    npc = free_id(options.slug or id_of(person.name, fallback="someone"), taken)
    made = Made(npc, person.name, rating=rating, npc=npc)
    head = f"Made of {one_line(source, 80) or 'a character card'}. Yours to change."
    _people(made, f"{FOLDER}/{npc}.yaml", person, place, head)
    _book(made, card, options.user, taken, person, head)
    _keep(made, card, person)
    told = [("greetings", card.greeting or card.greetings), ("scenario", card.scenario)]
    made.notes += [
        Note(fate="kept", what=what, text="not used in a campaign that has its own") for what, value in told if value
    ]
    made.notes = [*_notes(card, made, options), *made.notes]
    return made


def same_card(kept: bytes, made: Made) -> bool:
    """Whether a kept file is of the very card that this was made of."""

    def plain(raw: bytes) -> object:
        value = json.loads(raw)
        value["data"]["extensions"].pop(OWN, None)
        return value

    try:
        return plain(kept) == plain(made.files[f"{FOLDER}/{made.npc}.json"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


# -- parts


def _greetings(card: CharacterCard) -> tuple[str, ...]:
    return tuple(each for each in (card.greeting, *card.greetings) if each.strip())


def _greeting(card: CharacterCard, wanted: int) -> str:
    there = _greetings(card)
    if wanted == 1 and not there:
        return ""
    if not 1 <= wanted <= len(there):
        raise InputError(
            f"{one_line(card.name, 60)} has {len(there)} greetings, not {wanted}.", remedy="--greeting counts from 1."
        )
    return there[wanted - 1]


def _guessed(card: CharacterCard, options: CardOptions) -> tuple[str, Rating]:
    texts = (card.description, card.personality, card.scenario, *_greetings(card), card.examples)
    if sexualises_a_child(texts, card.tags):
        raise InputError(
            f"{one_line(card.name, 60)} is not taken in: a card for adults that says somebody in it is a child.",
            key="bring.child",
        )
    return guess_language(texts), options.rating or guess_rating(texts, card.tags)


def _frame(
    card: CharacterCard,
    options: CardOptions,
    person: CardPerson,
    language: str,
    rating: Rating,
    greeting: str,
    made: Made,
) -> tuple[dict[str, Any], str]:
    """The campaign's own fields, and the id of the place."""
    traveller, concept, there, where = _LOCAL.get(language, _LOCAL["en"])
    char = called(card)
    scenario = bake(card.scenario, char=char, user=options.user or traveller)
    player = one_line(bake(options.user, char=""), 60) or traveller
    opening = unstarred(bake(greeting, char=char, user=options.user))
    opening = f"{char} {opening}" if greeting.startswith("*") and "a" <= opening[:1] <= "z" else opening
    who = person.name
    principles = [
        f"{who} is the heart of this story, and answers in character whenever somebody speaks to {who}.",
        f"{who} may speak of all that is said about {who}, and of small things of the own past that fit it.",
    ]
    if options.instructions:
        principles += [
            one_line(bake(text, char=char, user=options.user), _INSTRUCTIONS_MOST)
            for text in (card.system, card.after_history)
            if text.strip()
        ]
    frame: dict[str, Any] = {
        "slug": "",
        "title": person.name,
        "ruleset": "freeform",
        "language": language,
        "rating": rating,
    }
    if card.creator.strip():
        frame["author"] = one_line(bake(card.creator, char=""), 80)
    if scenario:
        frame["summary"] = one_line(scenario, 1500)
    if card.tags:
        frame["tags"] = [one_line(tag, 40) for tag in (bake(each, char="") for each in card.tags[:12]) if tag]
    samples = samples_of(card, user=options.user)
    frame |= {"voice": {"samples": list(samples)}} if samples else {}
    frame["principles"] = [each for each in principles if each]
    frame["include"] = []
    frame["characters"] = {"player": {"name": player, "concept": concept.format(name=person.name)}}
    spot = place_in(scenario)
    first = scenario.split("\n")[0]
    still = first if len(first) <= 160 and player not in first and "{{" not in first else ""  # a place, no happening
    short = re.split(r" (?:in|by|at|on|near|of|under|beneath|above|outside|inside) ", spot)[0]
    place = {"name": short or one_line(there.format(name=person.name), 80), "description": still or spot or where}
    frame["places"] = {"here": place}
    if len(opening) > _OPENING_MOST:
        made.notes.append(
            Note(fate="lost", what="greeting", text=f"cut to {_OPENING_MOST} characters; whole in the kept card")
        )
    frame["opening"] = {"place": "here", "text": opening[:_OPENING_MOST] or f"{person.name}."}
    return frame, "here"


def _people(made: Made, name: str, person: CardPerson, place: str | None, head: str) -> None:
    fields = {"name": person.fields["name"], **({"place": place} if place else {}), **person.fields}
    made.files[name] = write_yaml({"npcs": {made.npc: fields}}, head)


def _book(made: Made, card: CharacterCard, user: str, taken: Collection[str], person: CardPerson, head: str) -> None:
    """The rest of a long description, and the embedded book; what a file of the campaign must say of them."""
    lore: dict[str, Any] = {}
    if person.rest:
        ident = free_id(f"more-about-{made.npc}"[:60], {*taken, made.npc, "player", "here"})
        lore = {"lore": rest_entry(person.name, person.rest, ident)}
        text = "too long for every prompt: the rest is lore, and comes up when they are named"
        made.notes.append(Note(fate="mapped", what="description", text=text))
    if card.book is not None and card.book.rules:
        file, profile = f"{BOOKS}/{made.npc}.json", profile_of(card.book)
        made.files[file] = book_bytes(named_book(card.book, char=called(card), user=user))
        lore |= book_row(file, one_line(card.book.name or person.name, 80), profile)
        how = "as SillyTavern looks for it" if profile == "st" else "as the specification says"
        made.notes.append(Note(fate="mapped", what="lorebook", text=f"{entries(len(card.book.rules))}, {how}"))
    if lore:
        name = "lore.yaml" if made.own else f"{FOLDER}/{made.npc}-lore.yaml"
        made.files[name] = write_yaml(lore, head)


def _keep(made: Made, card: CharacterCard, person: CardPerson) -> None:
    value, _ = card_json(card, "v3")
    own = {"form": card.form, "npc": person.fields}
    value["data"]["extensions"] = {**value["data"]["extensions"], OWN: own}
    made.files[f"{FOLDER}/{made.npc}.json"] = json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _notes(card: CharacterCard, made: Made, options: CardOptions) -> list[Note]:
    notes = [Note(fate="mapped", what="character", text="description, personality and examples: an NPC with a persona")]
    others = len(made.greetings) - 1
    if others > 0:
        notes.append(Note(fate="kept", what="greetings", text=f"{others} other ways to begin (--greeting N)"))
    if card.notes.strip():
        notes.append(Note(fate="kept", what="creator notes", text="for you to read; in no prompt"))
    if card.system.strip() or card.after_history.strip():
        used = options.instructions
        notes.append(
            Note(
                fate="mapped" if used else "kept",
                what="instructions",
                text="as principles" if used else "not used (--with-instructions uses them)",
            )
        )
    if card.group_greetings:
        notes.append(Note(fate="kept", what="group greetings", text="not used"))
    if card.assets:
        notes.append(Note(fate="kept", what="assets", text=f"{len(card.assets)}, by name; nothing is fetched"))
    if card.extensions:
        notes.append(Note(fate="kept", what="extensions", text=one_line(", ".join(card.extensions), 120)))
    left = left_macros("\n".join(made.files[name].decode() for name in made.files if name.endswith(".yaml")))
    if left:
        notes.append(
            Note(fate="lost", what="macros", text=f"mean nothing here, and stand as text: {', '.join(left[:5])}")
        )
    return notes
