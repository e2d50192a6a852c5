"""The hound night by hand: moves, prices, hold and forward, marks, harm, two fights, two rests, falling, coming to."""

from collections.abc import Callable
from functools import partial

from arc_ledger import Ledger

Turn = Callable[[Ledger], None]

# bold, deft, keen, warm, odd; the move that they are trained in; hit points
PEOPLE = {
    "blade": ({"bold": 2, "deft": 1, "keen": 0, "warm": -1, "odd": 0}, "clash", 6),
    "hearth": ({"bold": 0, "deft": -1, "keen": 1, "warm": 2, "odd": 0}, "tend", 5),
    "witch": ({"bold": -1, "deft": 0, "keen": 1, "warm": 0, "odd": 2}, "reach-beyond", 4),
}
MOVES = {
    "face-danger": "deft", "clash": "bold", "slip-by": "deft", "size-up": "keen", "sway": "warm", "lean-on": "bold",
    "tend": "warm", "reach-beyond": "odd",
}  # fmt: skip
LOWERS = {"shaken": "warm", "angry": "keen", "hurt": "bold", "tired": "deft", "haunted": "odd"}
# What a miss does to whoever made it; a number is harm.
MISSES = {
    "face-danger": 1, "clash": 1, "slip-by": "exposed", "size-up": "shaken", "sway": "shaken", "lean-on": "angry",
    "tend": "", "reach-beyond": "haunted",
}  # fmt: skip
GONE_BY_NIGHT = ("shaken", "angry", "hurt", "tired", "haunted", "exposed")
LEVEL_2 = 5


def begin() -> Ledger:
    start = {"place:hall visited": True, "scene:main open": True, "scene:main place": "hall", "world minutes": 1200}
    start |= {"scene:main title": "The Hall", "character:jarl attitude": 0}
    for who, hp in {**{who: each[2] for who, each in PEOPLE.items()}, "jarl": 8}.items():
        of = {"hp": hp, "max_hp": hp, "place": "hall", "resource/supply": 3, "status": "active"}
        start |= {f"character:{who} {path}": value for path, value in of.items()}
    start |= {f"character:{who} playing": True for who in PEOPLE}
    start |= {"character:blade item/axe": 1, "character:hearth item/lantern": 1}
    return Ledger(start, tuple(PEOPLE), lambda now: {})


def learns(led: Ledger, who: str, marks: int = 1) -> None:
    """Five marks are a level, and a level is something to pick."""
    before = led.number(who, "xp")
    led.put(who, "xp", before + marks)
    if before < LEVEL_2 <= before + marks:
        led.put(who, "level", 2)
        led.add(who, "picks", 1)


def bonus(led: Ledger, who: str, move: str) -> int:
    attributes, trained, _ = PEOPLE[who]
    attribute = MOVES[move]
    total = attributes[attribute] + led.number(who, f"attribute/{attribute}") + (1 if move == trained else 0)
    if move == "size-up" and led.get(who, "item/lantern"):
        total += 1
    return total - sum(
        1 for each, lowered in LOWERS.items() if lowered == attribute and led.get(who, f"condition/{each}")
    )


def throw(led: Ledger, who: str, move: str) -> int:
    number = 3 if led.get(who, "condition/exposed") else 2
    faces = sorted(led.die(6) for _ in range(number))
    return sum(faces[:2]) + bonus(led, who, move)


def price(led: Ledger, who: str, what: str) -> None:
    if what in ("supply", "hold", "forward"):
        led.add(who, f"resource/{what}", -1 if what == "supply" else 1)
    elif what == "blood":
        led.hurt(who, 1)
    elif what:
        led.put(who, f"condition/{what}", True)


def tries(led: Ledger, who: str, move: str, pays: str = "", spends: str = "", minutes: int = 5) -> str:
    """A move: 10 and more, 7 to 9 at the price named, less is a mark and what a miss brings. Gives which it was."""
    total = throw(led, who, move)
    if spends and total < 10 and led.number(who, f"resource/{spends}"):
        led.add(who, f"resource/{spends}", -1)
        total += 1
    if total >= 10:
        degree = "success"
        if move == "size-up":
            led.put(who, "resource/hold", min(3, led.number(who, "resource/hold") + 2))
        if move == "tend":
            led.put(who, "resource/forward", min(1, led.number(who, "resource/forward") + 1))
    elif total >= 7:
        degree = "partial"
        price(led, who, pays)
    else:
        degree = "miss"
        learns(led, who)
        harm = MISSES[move]
        if isinstance(harm, int):
            led.hurt(who, harm)
        else:
            price(led, who, harm)
    led.wait(minutes)
    return degree


def rests(led: Ledger, kind: str) -> None:
    minutes = {"breather": 30, "night": 480}[kind]
    for who in PEOPLE:
        if led.number(who, "hp") < PEOPLE[who][2]:
            led.put(who, "hp", PEOPLE[who][2] if kind == "night" else led.number(who, "hp") + 1)
        for each in GONE_BY_NIGHT if kind == "night" else ("tired", "exposed"):
            led.forget(who, each)
        if kind == "night":
            led.put(who, "resource/supply", min(3, led.number(who, "resource/supply") + 1))
        led.put(who, f"rested/{kind}", led.minutes + minutes)
    led.wait(minutes)


def comes_to(led: Ledger) -> None:
    """All are down: two hours later they are up again, barely, and hurt."""
    assert not any(led.up(who) for who in PEOPLE)
    for who in PEOPLE:
        led.put(who, "hp", 1)
        led.put(who, "status", "active")
        led.put(who, "condition/hurt", True)
    led.wait(120)


# Fights: the spotlight is on whoever acts; 10 and more is not answered, all else is, and each deed is a round.

FOES = {"hound": (2, 1, "shaken", "yard"), "pale-thing": (8, 2, "haunted", "crypt")}
NAMES = {"hound": "Hound", "pale-thing": "Pale thing"}


def appear(led: Ledger, kind: str, number: int, minutes: int) -> None:
    hp, _, _, place = FOES[kind]
    for each in range(1, number + 1):
        led.creature(f"{kind}-{each}", kind, f"{NAMES[kind]} {each}", place, hp)
    led.fight(1)
    led.wait(minutes)


def goes_on(led: Ledger, plan: str, kind: str) -> None:
    """Another round, unless nobody is left on one side."""
    foes = [f"{kind}-{each}" for each in range(1, 4) if led.up(f"{kind}-{each}")]
    at = int(led.values["encounter:main round"] or 0)
    if not foes:
        led.fight(at, "won", plan)
        if plan == "dogs":
            led.values["flag:dogs-gone on"] = True
            for who in PEOPLE:
                learns(led, who)
    elif not any(led.up(who) for who in PEOPLE):
        for foe in foes:
            led.put(foe, "status", "gone")
        led.fight(at, "lost", plan)
    else:
        led.fight(at + 1)


def answered(led: Ledger, foe: str, target: str) -> None:
    """An enemy does not roll: it hurts, and whoever still stands has something else of it as well."""
    _, harm, gives, _ = FOES[foe.rsplit("-", 1)[0]]
    led.hurt(target, harm)
    if led.up(target):
        led.put(target, f"condition/{gives}", True)
        led.put(target, f"from/{gives}", foe)


def strikes(led: Ledger, who: str, foe: str, by: str = "", at: str = "", plan: str = "thing") -> None:
    """A blow with the axe (2) or a fist (1), and what `by` does to `at` where it did not go wholly well."""
    total = throw(led, who, "clash")
    if total >= 7:
        led.hurt(foe, 2 if led.get(who, "item/axe") else 1)
    kind = foe.rsplit("-", 1)[0]
    left = any(led.up(f"{kind}-{each}") for each in range(1, 4))
    if total < 10 and left:
        answered(led, by, at or who)
    goes_on(led, plan, kind)


def in_between(led: Ledger, by: str, at: str, move: str = "", who: str = "") -> None:
    """A deed of another kind in the middle of a fight: answered, whatever came of it; no time to speak of."""
    if move:
        tries(led, who, move, "supply", minutes=0)
    if by:
        answered(led, by, at)
    goes_on(led, "thing", "pale-thing")


def names(led: Ledger) -> None:
    if tries(led, "witch", "reach-beyond", spends="hold") == "success":
        led.values |= {"challenge:names done": "success", "flag:named on": True}
        for who in PEOPLE:
            learns(led, who, 2)


def improves_odd(led: Ledger) -> None:
    led.add("witch", "picks", -1)
    led.put("witch", "attribute/odd", led.number("witch", "attribute/odd") + 1)
    led.wait(5)


def look(minutes: int = 2) -> Turn:
    return lambda led: led.wait(minutes)


def move(who: str, what: str, pays: str = "", spends: str = "", minutes: int = 5) -> Turn:
    def turn(led: Ledger) -> None:
        tries(led, who, what, pays, spends, minutes)

    return turn


def hits(who: str, foe: str, by: str = "", at: str = "", plan: str = "thing") -> Turn:
    return partial(strikes, who=who, foe=foe, by=by, at=at, plan=plan)


def to(place: str, title: str, legs: int = 1) -> Turn:
    return lambda led: led.walk(place, title, legs)


YARD, CRYPT = to("yard", "The Yard"), to("crypt", "The Crypt")
ONE, TWO = "pale-thing-1", "pale-thing-2"

TURNS: tuple[Turn, ...] = (
    look(), look(5), move("hearth", "sway", "exposed", minutes=2), move("witch", "size-up", "hold"),
    move("blade", "clash", "exposed"), move("hearth", "tend", "supply"), move("witch", "reach-beyond", "haunted"),
    move("blade", "lean-on", "angry"), partial(rests, kind="breather"), move("witch", "slip-by", "exposed", "hold"),
    YARD, move("hearth", "size-up", "forward"), partial(appear, kind="hound", number=3, minutes=2), look(0),
    hits("blade", "hound-1", "hound-1", plan="dogs"), hits("blade", "hound-1", "hound-2", plan="dogs"),
    hits("blade", "hound-2", plan="dogs"), hits("blade", "hound-3", plan="dogs"),
    move("hearth", "tend", "supply", "forward"), move("blade", "face-danger", "tired"),
    move("witch", "face-danger", "supply"), move("hearth", "face-danger", "tired"),
    move("blade", "face-danger", "tired"),
    move("witch", "face-danger", "tired", "hold"), move("hearth", "face-danger", "exposed"),
    partial(rests, kind="night"), CRYPT, names, look(), look(), partial(appear, kind="pale-thing", number=2, minutes=1),
    hits("blade", ONE), hits("blade", ONE, ONE), hits("blade", ONE), hits("blade", ONE, TWO), hits("blade", TWO),
    hits("blade", TWO, TWO), look(0), look(0), hits("hearth", TWO, TWO),
    partial(in_between, by=TWO, at="hearth", move="face-danger", who="witch"), partial(in_between, by=TWO, at="hearth"),
    hits("witch", TWO, TWO), partial(in_between, by="", at="", move="face-danger", who="witch"), comes_to,
    to("hall", "The Hall", 2), move("blade", "face-danger", "tired"), improves_odd, look(5),
    move("blade", "lean-on"), move("hearth", "sway"), move("witch", "reach-beyond", "blood"), look(5), look(5),
    move("blade", "size-up", "hold"), move("blade", "face-danger", "tired"), move("hearth", "face-danger", "tired"),
    look(5), YARD, look(),
)  # fmt: skip
