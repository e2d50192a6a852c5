"""The toll bridge by hand: coins and loads, three fights, rests, levels, picks, a potion, death saves, a death."""

from collections.abc import Callable, Sequence
from functools import partial

from arc_ledger import Ledger

Turn = Callable[[Ledger], None]

PARTY = ("ada", "bo", "cy")
SCORES = {
    "ada": {"str": 16, "dex": 12, "con": 15, "int": 10, "wis": 12, "cha": 10},
    "bo": {"str": 8, "dex": 14, "con": 13, "int": 16, "wis": 10, "cha": 10},
    "cy": {"str": 14, "dex": 10, "con": 14, "int": 10, "wis": 16, "cha": 10},
}
TRAINED = {"ada": {"athletics", "perception", "con save"}, "bo": set(), "cy": {"persuasion", "religion"}}
SKILLS = {"athletics": "str", "perception": "wis", "persuasion": "cha", "religion": "int", "stealth": "dex"}
PROFICIENCY = 2  # at levels 1 to 4
ARMOUR = {"ada": 16 + 2, "bo": 10 + 2, "cy": 14 + 0 + 2}  # mail and shield; nothing but quick feet; scale and shield
LEVELS = ((2, 300, 0), (3, 900, 0), (4, 2700, 2))  # level, experience that it takes, picks
GROWS = {"ada": 5 + 2, "bo": 5 + 1, "cy": 5 + 2}  # half of a d8 and one, and what the constitution adds
# defence, dexterity and its modifier, to hit, dice of damage, what is added, experience
FOES = {
    "bandit": (12, 1, 3, (1, 8), 1, 25),
    "ghoul": (12, 2, 4, (2, 4), 2, 200),
    "ogre": (11, -1, 6, (2, 8), 4, 450),
}
PARALYSED = "paralysed"


def mod(led: Ledger, who: str, ability: str) -> int:
    return (SCORES[who][ability] + (led.number(who, "attribute/strength") if ability == "str" else 0) - 10) // 2


def weary(led: Ledger, who: str) -> int:
    return -2 * led.number(who, "condition/exhaustion")


def begin() -> Ledger:
    start = {"clock:harvest filled": 0, "place:inn item/anvil": 2, "place:inn visited": True, "world minutes": 480}
    start |= {
        "scene:main open": True,
        "scene:main place": "inn",
        "scene:main title": "The Inn",
        "character:reeve attitude": 1,
    }
    for who, hp in {"ada": 12, "bo": 7, "cy": 10, "reeve": 8}.items():
        of = {"hp": hp, "max_hp": hp, "place": "inn", "resource/hit-dice": 1, "status": "active"}
        start |= {f"character:{who} {path}": value for path, value in of.items()}
    things = {
        "ada": ("longsword", "mail", "shield"),
        "bo": ("dagger",),
        "cy": ("mace", "scale", "shield", "healing-potion"),
    }
    for who, held in things.items():
        start |= {f"character:{who} item/{thing}": 1 for thing in held} | {f"character:{who} playing": True}
    start |= {"character:ada resource/coin": 500, "character:ada resource/inspiration": 1}
    start |= {"character:bo resource/slot-1": 2, "character:cy resource/slot-1": 2}
    return Ledger(start, PARTY, lambda now: {"clock:harvest filled": (now - 480) // 720})


# What is not a fight.


def check(led: Ledger, who: str, skill: str, needs: int, spends: str = "", disaster: bool = False) -> None:
    """A d20 and what is added; inspiration rolls a failure again. Nothing comes of these but time."""
    edge = (
        -1 if led.get(who, "condition/poisoned") or (led.get(who, "condition/encumbered") and skill == "stealth") else 0
    )
    bonus = mod(led, who, SKILLS[skill]) + (PROFICIENCY if skill in TRAINED[who] else 0) + weary(led, who)
    made = led.d20(edge) + bonus >= needs
    if not made and spends and led.number(who, f"resource/{spends}"):
        led.add(who, f"resource/{spends}", -1)
        led.d20()
    led.wait(5)


def pays(led: Ledger) -> None:
    """Two gold pieces are two hundred copper."""
    led.add("ada", "resource/coin", -200)
    led.add("reeve", "resource/coin", 200)
    led.wait(2)


WEIGHS = {"longsword": 3, "mail": 55, "shield": 6, "dagger": 1, "anvil": 150}


def anvil(led: Ledger, who: str, by: int) -> None:
    """Fifteen times the strength can be carried, no more."""
    led.add(who, "item/anvil", by)
    led.values["place:inn item/anvil"] = int(led.values.get("place:inn item/anvil") or 0) - by or None
    load = sum(pounds * led.number(who, f"item/{thing}") for thing, pounds in WEIGHS.items())
    led.put(who, "condition/encumbered", True if load > 15 * SCORES[who]["str"] else None)
    led.wait(2)


def learns(led: Ledger, who: str, more: int) -> None:
    before = led.number(who, "xp")
    led.put(who, "xp", before + more)
    old = led.number(who, "level") or 1
    for level, needs, picks in LEVELS:
        if level > old and before + more >= needs:
            led.put(who, "level", level)
            led.put(who, "max_hp", led.number(who, "max_hp") + GROWS[who])
            if led.number(who, "hp"):
                led.put(who, "hp", led.number(who, "hp") + GROWS[who])
            led.put(who, "picks", led.number(who, "picks") + picks or None)
            led.add(who, "resource/hit-dice", 1)
            if who != "ada":
                led.add(who, "resource/slot-1", slots(level)[0] - slots(level - 1)[0])
                led.add(who, "resource/slot-2", slots(level)[1] - slots(level - 1)[1])


def slots(level: int) -> tuple[int, int]:
    return {1: (2, 0), 2: (3, 0), 3: (4, 2), 4: (4, 3)}[level]


def reward(led: Ledger) -> None:
    for who in PARTY:
        learns(led, who, 1200)
    led.put("cy", "item/ring", 1)
    led.values |= {"challenge:reward done": "done", "flag:reeve-told on": True}
    led.wait(5)


def short_rest(led: Ledger) -> None:
    """An hour: hit dice, one after the other, until nothing hurts or none is left."""
    for who in PARTY:
        if led.dead(who):
            continue
        while led.number(who, "hp") < led.number(who, "max_hp") and led.number(who, "resource/hit-dice"):
            led.add(who, "resource/hit-dice", -1)
            led.heal(who, led.die(8) + mod(led, who, "con"))
        led.put(who, "rested/short", led.minutes + 60)
    led.wait(60)


def long_rest(led: Ledger) -> None:
    for who in PARTY:
        level = led.number(who, "level") or 1
        led.put(who, "hp", led.number(who, "max_hp"))
        led.put(who, "resource/hit-dice", min(level, led.number(who, "resource/hit-dice") + max(1, level // 2)))
        if who != "ada":
            led.put(who, "resource/slot-1", slots(level)[0])
            led.put(who, "resource/slot-2", slots(level)[1])
        led.put(who, "rested/long", led.minutes + 480)
    led.wait(480)


def mist(led: Ledger) -> None:
    """Half an hour of poison from when the deed is done, and a level of exhaustion; the sixth is death."""
    led.put("cy", "condition/poisoned", True)
    led.put("cy", "until/poisoned", f"m:{led.minutes + 5 + 30}")
    worse = led.number("cy", "condition/exhaustion") + 1
    led.put("cy", "condition/exhaustion", worse)
    if worse == 6:
        led.put("cy", "hp", 0)
        led.put("cy", "status", "dead")
    led.wait(5)


def potion(led: Ledger) -> None:
    led.add("cy", "item/healing-potion", -1)
    led.heal("bo", led.dice(2, 4) + 2)


def stronger(led: Ledger) -> None:
    led.add("ada", "picks", -1)
    led.add("ada", "attribute/strength", 1)
    led.wait(5)


def comes_to(led: Ledger) -> None:
    """Four hours later, with a hit point and a level of exhaustion."""
    for who in PARTY:
        if led.get(who, "status") == "down":
            led.put(who, "hp", 1)
            led.put(who, "status", "active")
            led.put(who, "condition/exhaustion", max(1, led.number(who, "condition/exhaustion")))
    led.wait(240)


# Fights. `goes_for` is whom each enemy goes for in its turn, in order: a decision. All else is worked out.


class Fight:
    """Who comes after whom, and whose turn it is."""

    plan, kind, order, at, round, fled = "", "", (), 0, 1, ()


NOW = Fight()


def starts(
    led: Ledger, plan: str, kind: str, place: str, hp: tuple[int, int, int], goes_for: Sequence[str] = ()
) -> None:
    number, sides, plus = hp
    count = {"toll": 2, "feast": 2, "deep": 3}[plan]
    foes = [f"{kind}-{each}" for each in range(1, count + 1)]
    for each, foe in enumerate(foes, 1):
        led.creature(foe, kind, f"{kind.capitalize()} {each}", place, led.dice(number, sides) + plus)
    there = [who for who in PARTY if not led.dead(who)]
    first = {who: led.die(20) + mod(led, who, "dex") for who in there}
    first |= {foe: led.die(20) + FOES[kind][1] for foe in foes}
    NOW.plan, NOW.kind, NOW.round, NOW.at, NOW.fled = plan, kind, 1, -1, ()
    NOW.order = tuple(sorted(first, key=lambda who: -first[who]))
    led.fight(1)
    follows(led, goes_for)
    led.wait(1)


def strike(led: Ledger, bonus: int, defence: int, number: int, sides: int, plus: int, edge: int = 0) -> int | None:
    """Damage, or None for a miss: a 20 always hits with twice the dice, a 1 never does."""
    face = led.d20(edge)
    if face == 1 or (face != 20 and face + bonus < defence):
        return None
    return led.dice(number * (2 if face == 20 else 1), sides) + plus


def fells(led: Ledger, who: str, amount: int | None) -> bool:
    """Hurt somebody, if they were hit; whether that ends the fight."""
    if amount is not None:
        led.hurt(who, amount)
    foes = [each for each in NOW.order if each not in PARTY and led.up(each) and each not in NOW.fled]
    if not foes:
        return over(led, "won")
    if not any(led.up(each) for each in PARTY):
        return over(led, "lost")
    return False


def over(led: Ledger, outcome: str) -> bool:
    foes = [each for each in NOW.order if each not in PARTY]
    if outcome == "won":
        living = [who for who in PARTY if not led.dead(who)]
        for who in living:
            learns(led, who, len(foes) * FOES[NOW.kind][5] // len(living))
    for who in NOW.order:
        led.put(who, "dying/success", None)
        led.put(who, "dying/failure", None)
        led.forget(who, PARALYSED)
    for foe in foes:
        if led.up(foe):
            led.put(foe, "status", "gone")
    led.fight(NOW.round, outcome, NOW.plan)
    if (NOW.plan, outcome) == ("toll", "won"):
        led.values["flag:free on"] = True
    if (NOW.plan, outcome) == ("feast", "won"):
        led.values["flag:ghoul-slain on"] = True
        for who in PARTY:
            learns(led, who, 1500)
    return True


def save(led: Ledger, who: str, needs: int) -> bool:
    """A save of the constitution."""
    trained = PROFICIENCY if "con save" in TRAINED[who] else 0
    return led.d20() + mod(led, who, "con") + trained + weary(led, who) >= needs


def ends(led: Ledger, who: str) -> None:
    """At the end of one's turn: what a ghoul does is shaken off with a 10, poison with the kit's middle, 15."""
    if led.up(who) and who in PARTY:
        for condition, needs in (("poisoned", 15), (PARALYSED, 10)):
            if led.get(who, f"condition/{condition}") and save(led, who, needs):
                led.forget(who, condition)


def dying(led: Ledger, who: str) -> None:
    """Three tens or three less; a 20 and they are up."""
    face = led.die(20)
    if face == 20:
        led.heal(who, 1)
    kind = "success" if face >= 10 else "failure"
    led.put(who, f"dying/{kind}", led.number(who, f"dying/{kind}") + 1)
    if face == 20 or led.number(who, "dying/failure") == 3:
        led.put(who, "dying/success", None)
        led.put(who, "dying/failure", None)
        if face != 20:
            led.put(who, "status", "dead")


def follows(led: Ledger, goes_for: Sequence[str]) -> None:
    """The turns of all who do not choose, until somebody does."""
    targets = list(goes_for)
    while True:
        NOW.at += 1
        if NOW.at == len(NOW.order):
            NOW.at, NOW.round = 0, NOW.round + 1
            led.fight(NOW.round)
        who = NOW.order[NOW.at]
        if who in NOW.fled or led.dead(who):
            continue
        if led.get(who, "status") == "down":
            dying(led, who)
        elif who not in PARTY:
            if who.startswith("bandit") and led.number(who, "hp") * 100 < 40 * led.number(who, "max_hp"):
                NOW.fled = (*NOW.fled, who)
            elif bites(led, who, targets.pop(0)):
                return
        elif not led.get(who, f"condition/{PARALYSED}"):
            break
        ends(led, who)
    assert not targets


def bites(led: Ledger, foe: str, target: str) -> bool:
    """An enemy's blow; a bolt let fly with somebody beside one is hindered. Whether that ends the fight."""
    _, _, bonus, (number, sides), plus, _ = FOES[NOW.kind]
    edge = -1 if foe.startswith("bandit") else 1 if led.get(target, f"condition/{PARALYSED}") else 0
    amount = strike(led, bonus, ARMOUR[target], number, sides, plus, edge)
    if fells(led, target, amount):
        return True
    if amount is not None and foe.startswith("ghoul") and led.up(target) and not save(led, target, 10):
        led.put(target, f"condition/{PARALYSED}", True)
        led.put(target, f"until/{PARALYSED}", f"r:{NOW.round + 10}:end:{foe}")
        led.put(target, f"from/{PARALYSED}", foe)
    return False


def acts(led: Ledger, who: str, what: str, target: str, goes_for: Sequence[str] = (), near: bool = False) -> None:
    """What somebody of the party does in their turn (`near`: with an enemy beside them), and all that follows."""
    assert NOW.order[NOW.at] == who
    defence, dexterity, *_ = FOES[NOW.kind]
    edge, amount = -1 if near else 0, None
    if what == "sword":
        strength = mod(led, who, "str")
        amount = strike(led, strength + PROFICIENCY, defence, 1, 8, strength)
    elif what == "missile":
        led.add(who, "resource/slot-1", -1)
        amount = led.dice(3, 4) + 3
    elif what == "bolt":
        led.add(who, "resource/slot-1", -1)
        amount = strike(led, mod(led, who, "wis") + PROFICIENCY + weary(led, who), defence, 4, 6, 0, edge)
    elif what == "fire":
        amount = strike(led, mod(led, who, "int") + PROFICIENCY, defence, 1, 10, 0, edge)
    elif what == "flame":
        burns = led.die(8)
        amount = burns if led.d20() + dexterity < 8 + PROFICIENCY + mod(led, who, "wis") else None
    elif what == "cure":
        led.add(who, "resource/slot-1", -1)
        led.heal(target, led.die(8) + mod(led, who, "wis"))
    if not fells(led, target, None if what == "cure" else amount):
        ends(led, who)
        follows(led, goes_for)


def look(minutes: int = 2) -> Turn:
    return lambda led: led.wait(minutes)


def to(place: str, title: str) -> Turn:
    return lambda led: led.walk(place, title)


def turn(who: str, what: str, target: str, *goes_for: str, near: bool = False) -> Turn:
    return partial(acts, who=who, what=what, target=target, goes_for=goes_for, near=near)


INN, ROAD, BRIDGE = to("inn", "The Inn"), to("road", "The Road"), to("bridge", "The Bridge")
HOLLOW, LAIR = to("hollow", "The Hollow"), to("lair", "The Lair")
G1, G2 = "ghoul-1", "ghoul-2"

TURNS: tuple[Turn, ...] = (
    look(), look(5), partial(check, who="ada", skill="persuasion", needs=12, spends="inspiration"), pays,
    partial(anvil, who="ada", by=1), partial(anvil, who="bo", by=1),
    partial(check, who="bo", skill="stealth", needs=13),
    partial(anvil, who="bo", by=-1), ROAD, partial(check, who="ada", skill="athletics", needs=10),
    partial(check, who="cy", skill="athletics", needs=10),
    partial(check, who="bo", skill="perception", needs=13), BRIDGE,
    partial(starts, plan="toll", kind="bandit", place="bridge", hp=(2, 8, 2)), turn("bo", "missile", "bandit-2"),
    turn("cy", "bolt", "bandit-1"), turn("ada", "sword", "bandit-1", "bo"), turn("bo", "missile", "bandit-1"),
    short_rest, ROAD, INN, reward, long_rest, short_rest, look(5), ROAD, HOLLOW, mist,
    partial(check, who="cy", skill="religion", needs=13),
    partial(starts, plan="feast", kind="ghoul", place="hollow", hp=(5, 8, 0), goes_for=("bo", "bo")),
    turn("ada", "sword", G1), turn("cy", "bolt", G2, "bo", "bo", near=True), turn("ada", "sword", G1),
    turn("bo", "missile", G2), turn("cy", "flame", G2, "bo", "bo"), turn("ada", "sword", G1), look(0),
    turn("bo", "fire", G2, near=True), turn("cy", "cure", "bo", "bo", "bo"), turn("ada", "sword", G1),
    turn("bo", "fire", G2, near=True), turn("cy", "bolt", G2, "bo", "bo", near=True), turn("ada", "sword", G1),
    turn("bo", "fire", G2, near=True), turn("cy", "bolt", G2, near=True), stronger, stronger, potion,
    mist, mist, mist, mist, mist, LAIR,
    partial(starts, plan="deep", kind="ogre", place="lair", hp=(7, 10, 21), goes_for=("bo",)),
    turn("bo", "missile", "ogre-3", "bo", "bo"), turn("ada", "sword", "ogre-1", "ada", "ada", "ada"),
    turn("ada", "sword", "ogre-1", "ada"), comes_to, short_rest,
)  # fmt: skip
