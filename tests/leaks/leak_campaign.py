"""A generated campaign in which sixty secrets live, each with a word of its own, and who may read it.

A secret's word (its canary) stands in no other text; whoever is shown it has been shown the secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign

MASTER: Final = "gm"
RULING: Final = frozenset({MASTER, "adjudicator", "adjudicator elsewhere", "director"})
"""Who is told what the author has hidden: whoever runs the game, and the two models that decide for them."""
PARTY: Final = ("ilse", "una", "odo")
NAMED: Final = frozenset({"narrator", "narrator elsewhere", "npc", "coauthor", "scribe", "tagger", "triage"})
"""Models that tell, and those that are asked about what was said."""
OPEN: Final = frozenset({*PARTY, *NAMED, "terminal"}) | RULING
"""Who reads what everybody may know: what shows that a surface is looked at as its readers see it."""
PEOPLE: Final = {"gregor": "mill", "hanna": "mill", "mirko": "yard", "vesna": "hill"}


@dataclass(frozen=True, slots=True)
class Secret:
    """`word`: the canary. `may`: readers who may be shown it; nobody else."""

    kind: str
    word: str
    may: frozenset[str]


@dataclass
class Secrets:
    """All of them; each kind's words are numbered."""

    all: list[Secret] = field(default_factory=list)

    def new(self, kind: str, *may: str) -> str:
        """A canary for a secret of this kind."""
        number = 1 + sum(each.kind == kind for each in self.all)
        letters = "".join(word[:4] for word in kind.split())
        word = f"zq{letters}{number}q"
        self.all.append(Secret(kind, word, frozenset(may)))
        return word

    def many(self, count: int, kind: str, *may: str) -> Iterator[str]:
        """So many of a kind."""
        for _ in range(count):
            yield self.new(kind, *may)

    def of(self, kind: str) -> tuple[str, ...]:
        """The words of a kind."""
        return tuple(each.word for each in self.all if each.kind == kind)

    def found(self, text: str) -> frozenset[Secret]:
        """Which stand in a text, however it is written."""
        lowered = text.casefold()
        return frozenset(each for each in self.all if each.word in lowered)


def made_of(secrets: Secrets) -> Campaign:
    """The campaign with its secrets in it."""
    spec = yaml.safe_dump(_spec(secrets), allow_unicode=True, sort_keys=False)
    return load_campaign({"campaign.yaml": spec.encode()}, rulesets=resources.ruleset_sources())


def _spec(new: Secrets) -> dict[str, Any]:
    return {
        "slug": "mill",
        "title": "The Mill",
        "tagline": "Something turns the stones at night.",
        "ruleset": "lantern-d20",
        "rating": "mature",
        "characters": {
            who: {"name": who.title(), "concept": "a guest", "sheet": {"attributes": {"wits": 2}, "max_hp": 8}}
            for who in ("ilse", "una", "odo")
        },
        "npcs": {who: _npc(new, who, place) for who, place in PEOPLE.items()},
        "places": {
            "mill": {
                "name": "The Mill",
                "description": "A room of stones and dust.",
                "exits": {
                    "yard": "the door to the yard",
                    "cellar": {"label": f"a {new.new('way', *RULING)} hatch", "hidden": True},
                },
                "gm_notes": f"A {new.new('notes on a place', *RULING)} draught.",
            },
            "yard": {
                "name": "The Yard",
                "description": "Mud and a cart.",
                "exits": {
                    "mill": "the mill door",
                    "hill": {"label": f"a {new.new('way', *RULING)} gap", "hidden": True},
                },
                "gm_notes": f"A {new.new('notes on a place', *RULING)} track.",
            },
            "cellar": _unfound(new, {"mill": "up"}),
            "hill": _unfound(new, {"yard": "down"}),
        },
        "items": {"lamp": {"name": f"{new.new('thing in hand', *OPEN)} lamp"}},
        "factions": {"guild": _faction(new)},
        "lore": {
            "all0": _lore(new.new("lore that all learned", *OPEN), "gm"),
            "stones": {"title": "The stones", "keys": ["stone"], "content": "The stones were cut on the hill."},
            **{f"hid{n}": _lore(word, "gm") for n, word in enumerate(new.many(8, "lore for the master", *RULING))},
            **{f"one{n}": _lore(word, "gm") for n, word in enumerate(new.many(5, "lore of one", *RULING, "una"))},
        },
        "clocks": {
            f"c{n}": {"name": f"The {word}", "segments": 4, "every_minutes": 60, "on_full": "It is late."}
            for n, word in enumerate(new.many(3, "clock", *RULING))
        },
        "fronts": {
            "flood": {"name": f"The {new.new('front', *RULING)}", "description": "Water.", "clocks": ["c0"],
                      "portents": [f"A {new.new('portent', *RULING)} comes."]},
        },
        "quests": {
            "open": {"title": f"The {new.new('quest that was offered', *OPEN)}", "text": "Find it."},
            **{
                f"q{n}": {"title": f"The {word}", "text": f"Find the {word}."}
                for n, word in enumerate(new.many(3, "quest", *RULING))
            },
        },
        "tables": {"omens": {"entries": [f"A {word}." for word in new.many(3, "line of a table", *RULING)]}},
        "challenges": {
            "open": {"place": "mill", "title": f"Lift the {new.new('challenge that was told of', *OPEN)}",
                     "keys": ["lantern"], "outcomes": {"done": {"text": "Up."}}},
            **{
                f"ch{n}": {"place": "mill", "title": f"Open the {word}", "keys": [f"k{word}"], "skill": "search",
                           "difficulty": 8, "outcomes": {"success": {"text": "Open."}, "failure": {"text": "Shut."}}}
                for n, word in enumerate(new.many(3, "challenge", *RULING))
            },
        },
        "scenes": {
            f"sc{n}": {"title": "Night", "place": "mill", "gm_notes": f"The {word} is near."}
            for n, word in enumerate(new.many(2, "notes on a scene", *RULING))
        },
        "endings": {"told": {"title": f"The {new.new('ending', *RULING)}", "when": {"flags": "found"},
                             "text": f"The {new.new('ending', *RULING)} is dug."}},
        "flags": {"found": "The boy was found."},
        "opening": {"place": "mill", "text": "The stones turn. Nobody is at the wheel."},
    }  # fmt: skip


def _npc(new: Secrets, who: str, place: str) -> dict[str, Any]:
    words = tuple(new.many(3, "secret of a person", *RULING))
    made = {
        "name": who.title(),
        "place": place,
        "appearance": "White with flour.",
        "persona": "Tired.",
        "secrets": {f"{who}{n}": f"{who.title()} buried the {word} himself." for n, word in enumerate(words)},
    }
    if place == "hill":  # nobody has met her
        made["wants"] = f"To have the {new.new('wish of somebody elsewhere', *RULING)}."
    return made


def _unfound(new: Secrets, exits: dict[str, str]) -> dict[str, Any]:
    return {
        "name": f"The {new.new('place', *RULING)}",
        "description": f"Cold. A {new.new('place', *RULING)} stands there.",
        "exits": exits,
        "gm_notes": f"Here lies the {new.new('notes on a place', *RULING)}.",
    }


def _faction(new: Secrets) -> dict[str, Any]:
    words = tuple(new.many(2, "secret of a faction", *RULING))
    return {
        "name": "The Guild",
        "description": "Millers all.",
        "wants": f"To raise the {new.new('wish of a faction', *RULING)}.",
        "secrets": {f"guild{n}": f"The Guild owns the {word}." for n, word in enumerate(words)},
        "moves": {
            f"m{n}": {"reason": f"They need the {word}.", "effects": [{"kind": "tick_clock", "clock": "c1"}]}
            for n, word in enumerate(new.many(2, "reason of a faction", *RULING))
        },
    }


def _lore(word: str, audience: str) -> dict[str, Any]:
    title = f"The {word}"
    return {"title": title, "keys": ["stone", "wheel", word], "content": f"{title} is old.", "audience": audience}
