"""People who are present: how they are met, what they say, and what they can be seen doing."""

from gm.domain.brief import PersonView
from gm.models.offline.grammar import Word
from gm.models.offline.telling import Telling, Values, lead_in, quoted
from gm.models.offline.variation import sentences

_WARM = ("warm", "loyal", "devoted")
_COLD = ("hostile", "cold")


def able(person: PersonView) -> bool:
    """Whether someone can speak and act."""
    return person.health not in ("down", "dead")


def greet(telling: Telling, person: PersonView, values: Values, salt: str) -> bool:
    """Say how someone looks, once. False if that is known."""
    if not person.appearance or telling.known(person.appearance) or _met(telling, person):
        return False
    whole = sentences(person.appearance)
    told = {**values, **telling.npc_values(person), "Npc": Word(person.name, "s")}
    if len(whole) > 1 or len(whole[0].split()) > 18:
        lead = telling.phrase("intro_long", {**told, "line": Word("")}, salt)
        if not lead:
            return telling.tell(person.appearance)
        telling.say(lead)
        return telling.tell(person.appearance)
    return telling.add("intro", {**told, "appearance": Word(lead_in(person.appearance))}, salt)


def _met(telling: Telling, person: PersonView) -> bool:
    """Whether their looks have been worked into a sentence before; assumed where old beats are not at hand."""
    look = lead_in(person.appearance)
    if any(look in text for text in telling.heard) or look in telling.text():
        return True
    return not telling.memory.complete and not telling.brief.place.first_visit


def speak(telling: Telling, person: PersonView, values: Values, salt: str) -> bool:
    """An answer from someone who was spoken to: a line of theirs while there is a new one, then indirect speech."""
    values = {**values, **telling.npc_values(person)}
    if not able(person):
        return telling.add("hush", values, salt)
    line = telling.next_new(f"line/{person.id}", [text for text in person.lines if not _seen(telling, text)])
    if line is not None and _quote(telling, person, line, values, salt):
        return telling.about(person)
    if telling.rotation.index(f"lore/{person.id}", 2) and common_lore(telling, "turn_to", values, salt):
        return True
    families = ["speak", "speak_focus" if telling.focus else "speak", "speak", "speak_exit", "speak"]
    at = telling.rotation.index(f"speak/{person.id}", len(families))
    spoken = telling.add(families[at], values, salt) or telling.add("speak", values, salt)
    return spoken and telling.about(person)


def common_lore(telling: Telling, family: str, values: Values, salt: str) -> bool:
    """Something that everyone knows and nobody has said yet in this game: better than another shrug."""
    off = telling.brief.lore_off
    entries = [entry for entry in telling.brief.campaign.lore if entry.enabled and entry.id not in off]
    public = [entry for entry in entries if entry.audience == "everyone"]
    content = telling.next_new("lore", [entry.content for entry in public])
    if content is None:
        return False
    title = next(entry.title for entry in public if entry.content == content)
    lead = telling.phrase(family, {**values, "title": Word(telling.name(title))}, salt)
    if lead:
        telling.say(lead)
    return telling.tell(content)


def _quote(telling: Telling, person: PersonView, line: str, values: Values, salt: str) -> bool:
    marks = telling.marks
    if telling.speech(person, quoted(line, marks)):
        return True
    spoken = {**values, "line": Word(quoted(line, marks)), "line_comma": Word(quoted(line, marks, comma=True))}
    return telling.add("quote", spoken, salt) or (telling.bank is None and telling.say(quoted(line, marks)))


def react(telling: Telling, person: PersonView, values: Values, *, success: bool | None = None) -> bool:
    """Something that someone present is seen to do: a habit while there is a new one, else a small reaction."""
    if not able(person):
        return False
    values = {**values, **telling.npc_values(person)}
    if success is not None and telling.rotation.index("react/check", 2):
        return telling.add("react_win" if success else "react_fail", values)
    if habit(telling, person, values):
        return True
    return _gesture(telling, person, values)


def habit(telling: Telling, person: PersonView, values: Values) -> bool:
    """A habit of theirs that has not been seen yet. False if there is none left."""
    found = telling.next_new(f"habit/{person.id}", [text for text in person.habits if not _seen(telling, text)])
    if found is None or not able(person):
        return False
    bare, told = found.strip().rstrip("."), {**values, **telling.npc_values(person)}
    if telling.bank is None:
        return telling.say(f"{person.name} — {bare}.")
    return telling.add("habit", {**told, "habit": Word(bare)}) and telling.about(person)


def _seen(telling: Telling, text: str) -> bool:
    bare = text.strip().rstrip(".")
    return any(bare in told for told in telling.heard)


def _gesture(telling: Telling, person: PersonView, values: Values) -> bool:
    turn = telling.rotation.index(f"gesture/{person.id}", 5)
    if turn == 0 and person.mood in _WARM and telling.add("gesture_warm", values):
        return True
    if turn == 0 and person.mood in _COLD and telling.add("gesture_cold", values):
        return True
    if turn in (1, 2) and telling.focus and telling.add("gesture_focus", values):
        return True
    return telling.add("gesture", values)
