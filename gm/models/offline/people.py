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
    narrations = (*telling.brief.told, *(beat.narration for beat in telling.brief.transcript))
    if any(look in text for text in narrations) or look in telling.text():
        return True
    return not telling.memory.complete and not telling.brief.place.first_visit


def speak(telling: Telling, person: PersonView, values: Values, salt: str) -> bool:
    """An answer from someone who was spoken to: a line of theirs while there is a new one, then indirect speech."""
    values = {**values, **telling.npc_values(person)}
    if not able(person):
        return telling.add("hush", values, salt)
    line = telling.next_new(f"line/{person.id}", person.lines)
    if line is not None and _quote(telling, line, values, salt):
        return True
    families = ["speak", "speak_focus" if telling.focus else "speak", "speak", "speak_exit", "speak"]
    at = telling.rotation.index(f"speak/{person.id}", len(families))
    return telling.add(families[at], values, salt) or telling.add("speak", values, salt)


def _quote(telling: Telling, line: str, values: Values, salt: str) -> bool:
    spoken = {**values, "line": Word(quoted(line)), "line_comma": Word(quoted(line, comma=True))}
    return telling.add("quote", spoken, salt) or (telling.bank is None and telling.say(quoted(line)))


def react(telling: Telling, person: PersonView, values: Values, *, success: bool | None = None) -> bool:
    """Something that someone present is seen to do: a habit while there is a new one, else a small reaction."""
    if not able(person):
        return False
    values = {**values, **telling.npc_values(person)}
    if success is not None and telling.rotation.index("react/check", 2):
        return telling.add("react_win" if success else "react_fail", values)
    if (habit := telling.next_new(f"habit/{person.id}", person.habits)) and _habit(telling, habit, values):
        return True
    return _gesture(telling, person, values)


def _habit(telling: Telling, habit: str, values: Values) -> bool:
    bare = habit.strip().rstrip(".")
    narrations = (*telling.brief.told, *(beat.narration for beat in telling.brief.transcript))
    if sum(bare in text for text in narrations) > (0 if len(bare.split()) > 3 else 2):
        return False
    if telling.bank is None:
        return telling.say(f"{values['Npc'].text}: {bare}.")
    return telling.add("habit", {**values, "habit": Word(bare)})


def _gesture(telling: Telling, person: PersonView, values: Values) -> bool:
    turn = telling.rotation.index(f"gesture/{person.id}", 5)
    if turn == 0 and person.mood in _WARM and telling.add("gesture_warm", values):
        return True
    if turn == 0 and person.mood in _COLD and telling.add("gesture_cold", values):
        return True
    if turn in (1, 2) and telling.focus and telling.add("gesture_focus", values):
        return True
    return telling.add("gesture", values)
