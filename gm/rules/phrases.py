"""Every sentence that the rules themselves say to a table, in the languages of the shipped kit, else in English.

The English ones stand here, each other language in a file of its own (`phrases_de`, …). Names are put in as the
campaign writes them. In English a common noun gets its article: `{the}`, `{no}`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

from gm.rules.phrases_de import DE
from gm.rules.phrases_es import ES
from gm.rules.phrases_ru import RU
from gm.rules.phrases_th import TH
from gm.rules.phrases_zh import ZH

Phrase = Literal[
    "no_way", "ways", "no_ways", "not_here", "not_held", "fixed", "nobody", "danger", "absent",
    "backs_off", "down", "dead", "gone", "done_already", "could_not", "chooses", "comes_to", "spent", "roll",
    "back_off", "already_down", "cannot_walk", "no_open_way", "not_lying", "nobody_holds", "does_not_hold",
    "dead_already", "gone_away", "not_playing", "place_elsewhere", "nobody_present", "unknown", "cannot_try",
    "has_already", "not_enough", "which", "beyond", "arrives", "departs", "meanwhile",
    "rested_already", "no_growing", "no_declaring", "declared_enough", "cannot_pay", "fight_already", "no_fight",
    "not_your_turn", "not_in_these_rules", "cannot_act", "has_acted", "too_far", "no_such_target", "no_such_attack",
    "out_of_reach", "cannot_cast", "no_such_zone", "after_roll", "keep", "no_picks", "cannot_improve", "no_such_item",
    "react", "let_be", "strike_after", "steps_in", "no_use_on_them", "still_fighting",
    "unseen",
]  # fmt: skip
"""What can be said. Each language of the table says all of it."""

_EN: Final[Mapping[str, str]] = {
    "no_way": "No way leads from here to {the}.",
    "ways": "From here you can go to {ways}.",
    "no_ways": "There is no way out of here that anybody can see.",
    "not_here": "There is {no} here to take.",
    "not_held": "{who} has {no} to give.",
    "fixed": "{The} cannot be carried away.",
    "nobody": "There is no such opponent here.",
    "unseen": "There is {no} here that anybody can see.",
    "danger": "Nobody can rest here now.",
    "absent": "{Name} is not here.",
    "backs_off": "{who} thinks better of it.",
    "down": "{who} is down and cannot act.",
    "dead": "{who} is dead and cannot act.",
    "gone": "{who} is gone and cannot act.",
    "done_already": "That has been done already.",
    "could_not": "One thing does not happen. {reason}",
    "chooses": "{who} chooses: {name}",
    "comes_to": "{who} comes to after a long while, weak and aching; what was meant to be done is not done.",
    "spent": "Nothing comes of it.",
    "roll": "Roll",
    "back_off": "Back off",
    "already_down": "{who} is already down.",
    "cannot_walk": "{who} is down and cannot walk.",
    "no_open_way": "No open way leads to {the}.",
    "not_lying": "There is {no} lying here.",
    "nobody_holds": "Nobody here has {the}.",
    "does_not_hold": "{who} has {no}.",
    "dead_already": "{who} is dead.",
    "gone_away": "{who} is gone.",
    "not_playing": "{who} is not with the party.",
    "place_elsewhere": "{The} is not here.",
    "nobody_present": "Nobody of the party is here.",
    "unknown": "There is nothing by the name of {name}.",
    "cannot_try": "Nobody here can try that.",
    "has_already": "{who} has {the} already.",
    "not_enough": "There is not enough of {the} to take.",
    "which": "It is not plain which one is meant: {ways}.",
    "beyond": "The world does not bend so far: that is beyond {who}.",
    "arrives": "{who} arrives and joins the party.",
    "meanwhile": "Meanwhile the world has gone on.",
    "departs": "{who} leaves the party.",
    "rested_already": "It is too soon for {who} to rest like that again.",
    "no_growing": "Nobody grows by numbers in these rules.",
    "no_declaring": "That is not for players to declare in these rules.",
    "declared_enough": "{who} has declared as much as one may for now.",
    "cannot_pay": "{who} cannot pay for that.",
    "fight_already": "There is a fight on already.",
    "no_fight": "There is no fight here.",
    "still_fighting": "Not while the fight is on. {who} can flee, back off, surrender, or see it through.",
    "not_your_turn": "It is not {who}'s turn.",
    "not_in_these_rules": "These rules have no such action.",
    "cannot_act": "{who} cannot act just now.",
    "has_acted": "{who} has acted already this turn.",
    "too_far": "That is too far to go in one turn.",
    "no_such_target": "Nobody of that kind is in this fight.",
    "no_such_attack": "{who} has nothing ready to strike with.",
    "out_of_reach": "That is out of reach.",
    "cannot_cast": "{who} cannot cast that now.",
    "no_use_on_them": "That does nothing to them.",
    "no_such_zone": "There is no such place on this field.",
    "after_roll": "What about this roll? {name}",
    "keep": "Let it stand",
    "no_picks": "{who} has nothing left to improve with.",
    "cannot_improve": "{who} cannot get any better at {name}.",
    "no_such_item": "{who} has no such thing at hand.",
    "react": "{name}. {who}, do you step in?",
    "let_be": "Let it be",
    "strike_after": "Strike: {name}",
    "steps_in": "{who} steps in: {name}",
}
TABLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": _EN, "de": DE, "es": ES, "ru": RU, "zh": ZH, "th": TH}
)
_INDEFINITE: Final = ("a ", "an ", "some ")
_DETERMINED: Final = ("the ", "a ", "an ", "his ", "her ", "their ", "some ", "two ", "three ")


def tongue(language: str) -> str:
    """The language of a tag (`de-AT` → `de`) if the table has it, else `en`."""
    found = language.split("-")[0].lower()
    return found if found in TABLE else "en"


def phrase(key: Phrase, language: str, *, name: str = "", who: str = "", reason: str = "", ways: str = "") -> str:
    """One sentence (a label has no full stop). `name` is a thing or place, `who` a person, `reason` a sentence."""
    the, bare = definite(name), without_article(name)
    return TABLE[tongue(language)][key].format(
        name=name,
        Name=_raised(name),
        the=the,
        The=_raised(the),
        no=f"no {bare}",
        who=_raised(who),
        reason=reason,
        ways=ways,
    )


def listed_ways(names: Iterable[str], language: str) -> str:
    """The names of places as one list: `High Street`; in English `the Loft or River Road`."""
    spoken = tongue(language)
    if spoken != "en":
        return ("、" if spoken == "zh" else ", ").join(names)
    *first, last = [definite(name) for name in names] or [""]
    return f"{', '.join(first)} or {last}" if first else last


def definite(name: str) -> str:
    """An English name as it stands within a sentence: `rope` → `the rope`; `The Loft` → `the Loft`; `High Street`."""
    if name[:4] == "The ":
        return f"the {name[4:]}"
    if name.startswith(_INDEFINITE):
        return f"the {name.split(' ', 1)[1]}"
    if not name or not name[0].islower() or name.startswith(_DETERMINED):
        return name
    return f"the {name}"


def without_article(name: str) -> str:
    """`the rope` → `rope`."""
    return name.split(" ", 1)[1] if name.lower().startswith(("the ", *_INDEFINITE)) else name


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
