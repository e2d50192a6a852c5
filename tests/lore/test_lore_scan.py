"""A table of what comes up, for each of the two profiles.

`both` holds for either; where they differ by intent the case is in `native` or `st`. What SillyTavern does was read
from its documentation and observed on a running one.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from gm.domain.lore import Cast, LoreRule, Placement
from tests.lore.lore_stage import FixedDice, names, rule, scanned

Case = tuple[str, str, Sequence[LoreRule], Sequence[str], Sequence[str], dict[str, Any]]
CASES: list[Case] = []


def case(
    title: str,
    rules: LoreRule | Sequence[LoreRule],
    talk: str | Sequence[str],
    wanted: str,
    on: str = "both",
    **more: Any,
) -> None:
    entries = [rules] if isinstance(rules, LoreRule) else rules
    lines = [talk] if isinstance(talk, str) else talk
    for profile in ("native", "st") if on == "both" else (on,):
        CASES.append((title, profile, entries, lines, wanted.split(), more))


def cases(title: str, entry: LoreRule, *talks: tuple[str, bool], on: str = "both", **more: Any) -> None:
    for text, comes in talks:
        case(f"{title}: {text}", entry, text, entry.id if comes else "", on, **more)


# -- plain keys, words of many scripts

cases(
    "one word", rule("a", "bell"), ("The bell rings.", True), ("BELL!", True), ("a doorbell", False), ("bells", False)
)
cases("no key", rule("a"), ("anything", False))
cases("an empty key", rule("a", "", " "), ("anything", False))
cases("a key with spaces around", rule("a", "  bell "), ("the bell", True))
cases("one of two keys", rule("a", "bell", "tower"), ("a tower", True), ("a bell", True), ("a tow", False))
cases("case", rule("a", "Rose", case_sensitive=True), ("Rose came", True), ("a rose", False))
cases("case by option", rule("a", "Rose"), ("a rose", False), options={"case_sensitive": True})
cases(
    "an entry overrides the option",
    rule("a", "Rose", case_sensitive=False),
    ("a rose", True),
    options={"case_sensitive": True},
)
cases("parts of words", rule("a", "king", whole_words=False), ("liking it", True), ("the queen", False))
cases("parts of words by option", rule("a", "king"), ("liking it", True), options={"whole_words": False})
cases(
    "whole words over the option",
    rule("a", "king", whole_words=True),
    ("liking it", False),
    options={"whole_words": False},
)
cases("an accent", rule("a", "élan"), ("with élan!", True), ("elan", False), on="st")
cases("signs around", rule("a", "bell"), ("(bell)", True), ("bell's", True), ("bell_tower", False), ("sea-bell", True))
cases("German", rule("a", "straße"), ("die Straße hinab", True), ("Landstraße", False), on="native")
cases("Cyrillic words", rule("a", "кот"), ("который час", False), ("это кот", True), on="native")
cases("Cyrillic words as ASCII sees them", rule("a", "кот"), ("который час", True), ("это кот", True), on="st")
cases("ё and е", rule("a", "ёлка"), ("елка", True), on="native")
cases("Chinese", rule("a", "猫"), ("我喜欢猫咪", True), ("我喜欢狗", False))
cases("Japanese", rule("a", "竜"), ("古い竜が眠る", True), ("古い城", False))
cases("Thai", rule("a", "มังกร"), ("เห็นมังกรตัวใหญ่", True), ("เห็นแมว", False))
cases("Arabic", rule("a", "تنين"), ("رأيت تنين كبير", True), ("رأيت قطة", False))
cases("several words", rule("a", "dark tower"), ("the dark tower", True), ("the dark, tower", False), on="st")
cases("several words are parts there", rule("a", "dark tower"), ("the dark towers", True), on="st")
cases(
    "several words are whole here",
    rule("a", "dark tower"),
    ("the dark towers", False),
    ("A Dark Tower!", True),
    on="native",
)
cases("a star widens a word", rule("a", "drache*"), ("die Drachen", True), ("der Drache", True), on="native")
cases("a star is a star there", rule("a", "drache*"), ("die Drachen", False), on="st")
cases("a gap", rule("a", "ring … bell"), ("ring the old bell", True), ("ring it", False), on="native")
cases("digits", rule("a", "42"), ("room 42", True), ("room 421", False))
cases("the speaker's name counts", rule("a", "nothing"), ("say nothing", True))

# -- expressions

cases("an expression", rule("a", "/b[ae]ll/"), ("the ball", True), ("the bell", True), ("the bull", False))
cases("its own case", rule("a", "/Bell/"), ("the bell", False), ("the Bell", True))
cases("flag i", rule("a", "/Bell/i"), ("the bell", True))
cases("flag s", rule("a", "/a.b/s"), ("a\nb", True))
cases("no flag s", rule("a", "/a.b/"), ("a\nb", False))
cases("flag m", rule("a", "/^two/m"), ("one\ntwo", True))
cases("whole-word options do not touch it", rule("a", "/king/", whole_words=True), ("liking", True))
cases("a slash inside", rule("a", r"/and\/or/"), ("and/or", True))
cases(
    "a bare slash makes it plain",
    rule("a", "/and/or/", whole_words=False),
    ("see /and/or/ there", True),
    ("and", False),
)
cases("a broken one is plain text", rule("a", "/(bell/", whole_words=False), ("a /(bell/ x", True), ("bell", False))
cases("a wrong flag makes it plain", rule("a", "/bell/q", whole_words=False), ("the bell", False), ("/bell/q", True))
cases("word ends as JavaScript has them", rule("a", r"/\bкот\b/"), ("это кот.", False), on="st")
cases("word ends by Unicode", rule("a", r"/\bкот\b/"), ("это кот.", True), ("который", False), on="native")
cases("letters as JavaScript has them", rule("a", r"/^\x01\w+$/"), ("bell", True), ("кот", False), on="st")
cases("an alternative", rule("a", "/(?:owl|bat)s?/"), ("two owls", True), ("a bat", True), ("a rat", False))
cases("looking ahead", rule("a", "/bell(?! tower)/"), ("bell rope", True), ("bell tower", False))
cases("bare expressions", rule("a", "b.ll", regex=True), ("ball", True), ("bxxll", False))
cases(
    "secondary expressions", rule("a", "bell", secondary=("/r[ai]ng/",)), ("the bell rang", True), ("the bell", False)
)
cases("one that would never end", rule("a", "/(a+)+$/"), ("a" * 60 + "b", False))

# -- secondary keys: logic × what is there

TWO = ("red", "blue")
for logic, table in {
    "any": {"": False, "red": True, "red blue": True},
    "not_all": {"": True, "red": True, "red blue": False},
    "not_any": {"": True, "red": False, "red blue": False},
    "all": {"": False, "red": False, "red blue": True},
}.items():
    for rest, comes in table.items():
        case(
            f"{logic} with {rest or 'none'}",
            rule("a", "bell", secondary=TWO, logic=logic),
            f"bell {rest}",
            "a" if comes else "",
        )
    case(f"{logic} without the primary key", rule("a", "bell", secondary=TWO, logic=logic), "red blue", "")
    case(f"{logic} without secondary keys", rule("a", "bell", logic=logic), "bell", "a")
    case(
        f"{logic} over two messages",
        rule("a", "bell", secondary=TWO, logic=logic),
        ["bell", "red blue"],
        "a" if table["red blue"] else "",
    )

# -- depth

TALK = ["one", "two", "three", "four", "five", "six"]
case("the default depth", [rule(word, word) for word in TALK], TALK, "two one", on="st")
case("the default depth", [rule(word, word) for word in TALK], TALK, "four one three two", on="native")
for depth in (0, 1, 3, 6, 99):
    wanted = sorted(TALK[:depth])
    case(
        f"depth {depth}",
        [rule(w, w, order=i) for i, w in enumerate(sorted(TALK))],
        TALK,
        " ".join(wanted),
        options={"depth": depth},
    )
case("an entry looks further", rule("a", "five", scan_depth=5), TALK, "a")
case("an entry looks less far", rule("a", "two", scan_depth=1), TALK, "")
case("an entry looks nowhere", rule("a", "one", scan_depth=0), TALK, "")
case("depth nothing, but constant", rule("a", constant=True, scan_depth=0), TALK, "a")
case("no talk at all", rule("a", "one"), [], "")
case(
    "a field of the card", rule("a", "smith", fields=("description",)), "hello", "a", fields={"description": "A smith."}
)
case("another field", rule("a", "smith", fields=("persona",)), "hello", "", fields={"description": "A smith."})
case("fields unasked", rule("a", "smith"), "hello", "", fields={"description": "A smith."})
for field in ("persona", "description", "personality", "depth_prompt", "scenario", "creator_notes"):
    case(f"field {field}", rule("a", "smith", fields=(field,)), "hello", "a", fields={field: "A smith."})
case("injected text", rule("a", "note"), "hello", "a", injected=("A note.",))
case("no key reaches over two messages", rule("a", "red bell", whole_words=False), ["bell", "red"], "")

# -- constant, enabled, forced

case("constant", rule("a", constant=True), "hello", "a")
case("switched off", rule("a", "bell", enabled=False), "bell", "")
case("constant and switched off", rule("a", constant=True, enabled=False), "bell", "")
case("always by its author", rule("a", content="@@activate\nText"), "hello", "a")
case("never by its author", rule("a", "bell", content="@@dont_activate\nText"), "bell", "")
case("never, though constant", rule("a", constant=True, content="@@dont_activate\nText"), "bell", "")
case("nothing to say", rule("a", "bell", content=" "), "bell", "", on="native")
case("nothing to say", rule("a", "bell", content=""), "bell", "a", on="st")
case("constant counts not for bare expressions", rule("a", "x", regex=True, constant=True), "hello", "", on="native")

# -- who it is for

for exclude, comes in ((False, True), (True, False)):
    case(
        f"by name, exclude {exclude}",
        rule("a", "bell", cast=Cast(names=("Ada",), exclude=exclude)),
        "bell",
        "a" if comes else "",
        name="Ada",
    )
    case(
        f"other name, exclude {exclude}",
        rule("a", "bell", cast=Cast(names=("Ada",), exclude=exclude)),
        "bell",
        "" if comes else "a",
        name="Bo",
    )
    case(
        f"by tag, exclude {exclude}",
        rule("a", "bell", cast=Cast(tags=("elf",), exclude=exclude)),
        "bell",
        "a" if comes else "",
        tags=("elf",),
    )
    case(
        f"other tag, exclude {exclude}",
        rule("a", "bell", cast=Cast(tags=("elf",), exclude=exclude)),
        "bell",
        "" if comes else "a",
        tags=("orc",),
    )
case(
    "name and tag both",
    rule("a", "bell", cast=Cast(names=("Ada",), tags=("elf",))),
    "bell",
    "",
    name="Ada",
    tags=("orc",),
)
case("for a trigger", rule("a", "bell", triggers=("continue",)), "bell", "a", trigger="continue")
case("for another trigger", rule("a", "bell", triggers=("continue",)), "bell", "")
case("for one of two triggers", rule("a", "bell", triggers=("continue", "normal")), "bell", "a")
case("constant, for another", rule("a", constant=True, cast=Cast(names=("Ada",))), "bell", "", name="Bo")

# -- recursion

CHAIN = [rule("a", "bell", content="the tower"), rule("b", "tower", content="the owl"), rule("c", "owl")]
case("a chain", CHAIN, "bell", "a b c", on="native")
case("a chain", CHAIN, "bell", "c b a", on="st")
case("no recursion", CHAIN, "bell", "a", options={"recursive": False})
case("two rounds", CHAIN, "bell", "a b", on="native", options={"recursion_steps": 2})
case("two rounds", CHAIN, "bell", "b a", on="st", options={"recursion_steps": 2})
case("one round", CHAIN, "bell", "a", options={"recursion_steps": 1})
case("not found by recursion", [CHAIN[0], rule("b", "tower", only_first=True)], "bell", "a")
case("but found in the talk", [CHAIN[0], rule("b", "tower", only_first=True, order=200)], "bell tower", "a b")
case("ends recursion", [rule("a", "bell", content="the tower", ends_recursion=True), rule("b", "tower")], "bell", "a")
case("waits for recursion, and none comes", [rule("a", "bell", recursion_level=1)], "bell", "")
case("waits, finds its key in lore", [CHAIN[0], rule("b", "tower", recursion_level=1, order=200)], "bell", "a b")
case("a higher level, and no recursion", [rule("a", "bell", recursion_level=3)], "bell", "")
case(
    "levels in turn",
    [rule("a", "bell", recursion_level=1, order=1), rule("b", "bell", recursion_level=2, order=2)],
    "bell",
    "a b",
)
case("a level without recursion", [rule("a", "bell", recursion_level=1)], "bell", "", options={"recursive": False})
case("a circle ends", [rule("a", "x", content="y", order=1), rule("b", "y", content="x", order=2)], "x", "a b")
case(
    "lore looks as deep as it likes",
    [rule("a", "bell", content="owl"), rule("b", "owl", scan_depth=1, order=200)],
    "bell",
    "a b",
)
case("and nowhere with depth 0", [rule("a", "bell", content="owl"), rule("b", "owl", scan_depth=0)], "bell", "a")
case(
    "secondary keys from lore",
    [rule("a", "bell", content="red"), rule("b", "bell", secondary=("red",), order=200)],
    "bell",
    "a b",
)
case(
    "a draw that fails calls nothing", [rule("a", "bell", content="owl", probability=50), rule("b", "owl")], "bell", ""
)
case(
    "constant lore calls up others",
    [rule("a", constant=True, content="owl", order=1), rule("b", "owl", order=2)],
    "x",
    "a b",
)

# -- looking further back

case("one at least", [rule("a", "five")], TALK, "a", options={"min_activations": 1})
case("up to a depth", [rule("a", "five")], TALK, "", on="native", options={"min_activations": 1, "max_depth": 4})
case("up to a depth", [rule("a", "five")], TALK, "a", on="native", options={"min_activations": 1, "max_depth": 5})
case("up to a depth", [rule("a", "five")], TALK, "", on="st", options={"min_activations": 1, "max_depth": 3})
case("and one more there", [rule("a", "five")], TALK, "a", on="st", options={"min_activations": 1, "max_depth": 4})
case("there are enough", [rule("a", "one"), rule("b", "six")], TALK, "a", options={"min_activations": 1})
case(
    "two at least", [rule("a", "one", order=1), rule("b", "six", order=2)], TALK, "a b", options={"min_activations": 2}
)
case("more than there are", [rule("a", "one")], TALK, "a", options={"min_activations": 5})

# -- budget (a token is a character)

TEN = [rule(name, "x", content=name * 10, order=order) for name, order in (("a", 10), ("b", 20), ("c", 30))]
for budget, native, st in (
    (0, "a b c", "a b c"),
    (30, "a b c", "b c"),
    (31, "a b c", "a b c"),
    (20, "a b", "c"),
    (10, "a", ""),
    (9, "", ""),
):
    case(f"budget {budget}", TEN, "x", native, on="native", budget=budget)
    case(f"budget {budget}", TEN, "x", st, on="st", budget=budget)
case("a constant is not dropped", [rule("a", constant=True, content="a" * 50)], "x", "a", on="native", budget=9)
case("a constant is dropped there", [rule("a", constant=True, content="a" * 50)], "x", "", on="st", budget=9)
case("a constant takes its part", [rule("a", constant=True, content="a" * 50), *TEN], "x", "a", on="native", budget=50)
case("who ignores it comes", [rule("a", "x", content="a" * 50, ignores_budget=True)], "x", "a", budget=9)
case("after the end of it too", [*TEN, rule("d", "x", order=1, ignores_budget=True)], "x", "d", on="st", budget=9)
case(
    "what does not fit is passed over",
    [rule("a", "x", content="a" * 50, order=1), rule("b", "x", content="b", order=2)],
    "x",
    "b",
    on="native",
    budget=9,
)
case(
    "the first that is too much ends it",
    [rule("a", "x", content="a" * 50, order=2), rule("b", "x", content="b", order=1)],
    "x",
    "",
    on="st",
    budget=9,
)
case(
    "by priority",
    [rule("a", "x", priority=1, content="a" * 9), rule("b", "x", priority=2, content="b" * 9)],
    "x",
    "b",
    on="native",
    budget=9,
)
case(
    "first out",
    [rule("a", "x", content="@@ignore_on_max_context\n" + "a" * 9), rule("b", "x", order=200, content="b" * 9)],
    "x",
    "b",
    on="native",
    budget=9,
)
case(
    "a full budget ends recursion",
    [rule("a", "x", content="owl", order=9), rule("b", "x", content="b" * 9, order=1), rule("c", "owl", content="c")],
    "x",
    "a",
    on="st",
    budget=8,
)
case(
    "recursion goes on",
    [rule("a", "x", content="owl", order=1), rule("b", "x", content="b" * 9, order=2), rule("c", "owl", content="c")],
    "x",
    "a c",
    on="native",
    budget=8,
)

# -- probability

for chance, drawn, comes in (
    (100, 10000, True),
    (50, 5000, True),
    (50, 5001, False),
    (0, 1, False),
    (1, 100, True),
    (1, 101, False),
    (12.5, 1250, True),
    (12.5, 1251, False),
):
    case(
        f"{chance} % at {drawn}", rule("a", "x", probability=chance), "x", "a" if comes else "", dice=FixedDice(a=drawn)
    )
case("a draw is made once", [rule("a", "x", probability=50, content="x"), rule("b", "x", content="x")], "x", "b")
case("also constants are drawn", rule("a", constant=True, probability=50), "x", "")

# -- inclusion groups

PAIR = [rule("a", "x", groups=("g",), order=1), rule("b", "x", groups=("g",), order=2)]
case("the draw says one", PAIR, "x", "a", on="native", dice=FixedDice(g=100))
case("the draw says the other", PAIR, "x", "b", on="native", dice=FixedDice(g=101))
case("the draw says one", PAIR, "x", "b", on="st", dice=FixedDice(g=100))
case("the draw says the other", PAIR, "x", "a", on="st", dice=FixedDice(g=101))
case("alone in its group", PAIR[:1], "x", "a")
case("one of the group is not called", [PAIR[0], rule("b", "y", groups=("g",))], "x", "a")
case("two groups, two come", [PAIR[0], rule("b", "x", groups=("h",), order=2)], "x", "a b")
case("no group", [rule("a", "x", order=1), rule("b", "x", order=2)], "x", "a b")
case("one goes first", [PAIR[0], rule("b", "x", groups=("g",), group_first=True)], "x", "b", dice=FixedDice(g=1))
case(
    "the highest order of those",
    [
        rule("a", "x", groups=("g",), group_first=True, order=1),
        rule("b", "x", groups=("g",), group_first=True, order=2),
    ],
    "x",
    "b",
)
case(
    "weight decides",
    [rule("a", "x", groups=("g",), group_weight=1, order=1), rule("b", "x", groups=("g",), group_weight=99, order=2)],
    "x",
    "b",
    on="native",
    dice=FixedDice(g=2),
)
case(
    "weight nothing never comes",
    [rule("a", "x", groups=("g",), group_weight=0, order=1), rule("b", "x", groups=("g",), group_weight=5, order=2)],
    "x",
    "b",
    dice=FixedDice(g=1),
)
case(
    "in two groups",
    [rule("a", "x", groups=("g", "h"), order=1), rule("b", "x", groups=("h",), order=2)],
    "x",
    "a",
    on="native",
    dice=FixedDice(h=1),
)
case(
    "the group has come already",
    [rule("a", "x", groups=("g",), content="owl"), rule("b", "owl", groups=("g",))],
    "x",
    "a",
)
SCORED = [rule("a", "x", groups=("g",), order=1), rule("b", "x", "y", groups=("g",), order=2)]
case("more keys win", SCORED, "x y", "b", options={"group_scoring": True}, dice=FixedDice(g=1))
case("as many keys: drawn", SCORED, "x", "a", on="native", options={"group_scoring": True}, dice=FixedDice(g=1))
case("scores do not count", SCORED, "x y", "a", on="native", dice=FixedDice(g=1))
case(
    "secondary keys score",
    [rule("a", "x", groups=("g",)), rule("b", "x", secondary=("y",), groups=("g",))],
    "x y",
    "b",
    options={"group_scoring": True},
)
case(
    "all of them score",
    [rule("a", "x", "y", groups=("g",)), rule("b", "x", secondary=("y", "z"), logic="all", groups=("g",))],
    "x y z",
    "b",
    options={"group_scoring": True},
)
case(
    "absent ones do not score",
    [rule("a", "x", "z", groups=("g",)), rule("b", "x", secondary=("y",), logic="not_any", groups=("g",))],
    "x z",
    "a",
    options={"group_scoring": True},
)
case(
    "a loser calls nothing",
    [PAIR[0], rule("b", "x", groups=("g",), content="owl", order=2), rule("c", "owl")],
    "x",
    "a",
    on="native",
    dice=FixedDice(g=1),
)

# -- order

ORDERED = [rule("a", "x", order=30), rule("b", "x", order=10), rule("c", "x", order=20)]
case("the lowest first", ORDERED, "x", "b c a")
case("equal: as declared", [rule("b", "x"), rule("a", "x"), rule("c", "x")], "x", "c a b", on="st")
case("equal: by id", [rule("b", "x"), rule("a", "x"), rule("c", "x")], "x", "a b c", on="native")
OUTLET = [rule(n, "x", order=o, placement=Placement(where="outlet", outlet="o")) for n, o in (("a", 1), ("b", 2))]
case("at an outlet the other way round", OUTLET, "x", "b a", on="st")
case("at an outlet as everywhere", OUTLET, "x", "a b", on="native")
case(
    "books of the character first",
    [
        rule("a", "x", scope="global", content="a" * 9, order=1),
        rule("b", "x", scope="character", content="b" * 9, order=1),
    ],
    "x",
    "b",
    budget=12,
)
case(
    "global books first",
    [rule("a", "x", scope="global", content="a" * 9), rule("b", "x", scope="character", content="b" * 9)],
    "x",
    "a",
    budget=12,
    options={"scopes": "global"},
)
case(
    "the chat's before all",
    [rule("a", "x", scope="character", content="a" * 9), rule("b", "x", scope="chat", content="b" * 9)],
    "x",
    "b",
    budget=12,
)
case(
    "the persona's next",
    [rule("a", "x", scope="character", content="a" * 9), rule("b", "x", scope="persona", content="b" * 9)],
    "x",
    "b",
    budget=12,
)
case(
    "a book in two scopes counts once",
    [rule("a", "x", scope="chat", book="w"), rule("b", "x", scope="global", book="w")],
    "x",
    "a",
)

# -- decorators of V3: ours all, there two; all are cut out of the text

case("early", rule("a", "x", content="@@activate_only_after 3\nT"), "x", "", on="native", total=2)
case("late enough", rule("a", "x", content="@@activate_only_after 3\nT"), "x", "a", on="native", total=3)
case("not known there", rule("a", "x", content="@@activate_only_after 3\nT"), "x", "a", on="st", total=2)
case("every third", rule("a", "x", content="@@activate_only_every 3\nT"), "x", "a", on="native", total=6)
case("between", rule("a", "x", content="@@activate_only_every 3\nT"), "x", "", on="native", total=7)
case("a depth of its own", rule("a", "five", content="@@scan_depth 5\nT"), TALK, "a", on="native")
case("additional keys", rule("a", "x", content="@@additional_keys y, z\nT"), "x z", "a", on="native")
case("additional keys missing", rule("a", "x", content="@@additional_keys y, z\nT"), "x", "", on="native")
case("two lines of them", rule("a", "x", content="@@additional_keys y\n@@additional_keys z\nT"), "x z", "", on="native")
case("keys that keep it away", rule("a", "x", content="@@exclude_keys y\nT"), "x y", "", on="native")
case("they are not there", rule("a", "x", content="@@exclude_keys y\nT"), "x", "a", on="native")
case("for a greeting", rule("a", "x", content="@@is_greeting 1\nT"), "x", "a", on="native", greeting=1)
case("for another greeting", rule("a", "x", content="@@is_greeting 1\nT"), "x", "", on="native", greeting=0)
case("for an icon", rule("a", "x", content="@@is_user_icon knight\nT"), "x", "", on="native", icon="mage")
case("a fallback", rule("a", "x", content="@@unheard_of\n@@@dont_activate\nT"), "x", "")
case("an unneeded fallback", rule("a", content="@@activate\n@@@dont_activate\nT"), "x", "a")
case("a chain of fallbacks", rule("a", "x", content="@@o1\n@@@o2\n@@@o3\n@@@o4\n@@@o5\n@@@dont_activate\nT"), "x", "")
case("a chain that ended", rule("a", content="@@o1\n@@@activate\n@@@dont_activate\nT"), "x", "a")
case(
    "an argument that is none",
    rule("a", "x", content="@@activate_only_after soon\n@@@dont_activate\nT"),
    "x",
    "",
    on="native",
)
case("later lines are text", rule("a", "x", content="T\n@@dont_activate"), "x", "a")

IDS = [f"{number}-{profile}-{title}"[:60] for number, (title, profile, *_) in enumerate(CASES)]


@pytest.mark.parametrize(("title", "profile", "rules", "talk", "wanted", "more"), CASES, ids=IDS)
def test_what_comes_up(
    title: str, profile: str, rules: Sequence[LoreRule], talk: Sequence[str], wanted: list[str], more: dict[str, Any]
) -> None:
    assert names(scanned(rules, *talk, profile=profile, **more)) == wanted, title


@pytest.mark.parametrize("profile", ["native", "st"])
def test_the_table_is_long_enough(profile: str) -> None:
    assert sum(case[1] == profile for case in CASES) >= 150
