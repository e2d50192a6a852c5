"""The long table by hand: no dice, prices, two rests, one who falls."""

from collections.abc import Callable
from functools import partial

from arc_ledger import Disagrees, Ledger

Turn = Callable[[Ledger], None]


def begin() -> Ledger:
    start = {"place:kitchen item/knife": 1, "place:kitchen visited": True, "scene:main open": True}
    start |= {"scene:main place": "kitchen", "scene:main title": "The Kitchen", "world minutes": 600}
    people = {"nan": (4, "kitchen"), "pip": (4, "kitchen"), "uncle": (3, "dining")}
    for who, (hp, place) in people.items():
        of = {"hp": hp, "max_hp": hp, "place": place, "resource/means": 3, "status": "active"}
        start |= {f"character:{who} {path}": value for path, value in of.items()}
    start |= {"character:nan playing": True, "character:pip playing": True, "character:uncle attitude": -1}
    return Ledger(start, ("nan", "pip"), lambda now: {})


def looks(led: Ledger, minutes: int = 2) -> None:
    led.wait(minutes)


def pays(led: Ledger, who: str, price: str, minutes: int = 5) -> None:
    """Effort wears out, means run out, blood is blood; to let it be costs nothing."""
    if price == "effort":
        worn = led.number(who, "condition/worn") + 1
        led.put(who, "condition/worn", worn)
        if worn == 3:
            led.put(who, "hp", 0)
            led.put(who, "status", "down")
    elif price == "means":
        led.add(who, "resource/means", -1)
    elif price == "blood":
        led.hurt(who, 1)
    elif price != "let-be":
        raise Disagrees(f"there is no such price: {price}")
    led.wait(minutes)


def breather(led: Ledger) -> None:
    for who in led.party:
        led.heal(who, 1)
        led.put(
            who,
            "condition/worn",
            led.number(who, "condition/worn") - 1 if led.number(who, "condition/worn") > 1 else None,
        )
        led.put(who, "rested/breather", led.minutes + 30)
    led.wait(30)


def night(led: Ledger) -> None:
    for who in led.party:
        led.put(who, "hp", 4)
        led.put(
            who,
            "condition/worn",
            led.number(who, "condition/worn") - 1 if led.number(who, "condition/worn") > 1 else None,
        )
        led.put(who, "resource/means", 3)
        led.put(who, "rested/night", led.minutes + 480)
    led.wait(480)


def takes_knife(led: Ledger) -> None:
    led.put("nan", "item/knife", 1)
    led.values["place:kitchen item/knife"] = None
    led.wait(2)


def bureau(led: Ledger) -> None:
    pays(led, "pip", "effort")
    led.put("pip", "item/will", 1)
    led.values |= {"challenge:will done": "done", "flag:will-found on": True}


def gives_knife(led: Ledger) -> None:
    led.add("nan", "item/knife", -1)
    led.add("pip", "item/knife", 1)
    led.wait(2)


def strikes(led: Ledger, who: str, price: str, damage: int) -> None:
    """The knife does 1, and so does a fist; a blow makes nobody a friend, and -3 is as low as it goes."""
    pays(led, who, price, 1)
    led.hurt("uncle", damage)
    led.put("uncle", "attitude", max(-3, led.number("uncle", "attitude") - 2))


def toast(led: Ledger) -> None:
    led.values |= {"challenge:toast done": "done", "flag:told on": True}
    led.put("uncle", "attitude", max(-3, led.number("uncle", "attitude") - 2))
    led.wait(5)


def look(minutes: int = 2) -> Turn:
    return partial(looks, minutes=minutes)


def price(who: str, what: str, minutes: int = 5) -> Turn:
    return partial(pays, who=who, price=what, minutes=minutes)


def to(place: str, title: str) -> Turn:
    return lambda led: led.walk(place, title)


KITCHEN, DINING, GARDEN = to("kitchen", "The Kitchen"), to("dining", "The Dining Room"), to("garden", "The Garden")

TURNS: tuple[Turn, ...] = (
    look(), takes_knife, GARDEN, price("pip", "effort"), price("pip", "let-be"), price("pip", "means"),
    price("nan", "blood"), look(15), KITCHEN, breather, DINING, look(5), price("pip", "means"), price("nan", "blood"),
    bureau, gives_knife, price("pip", "let-be", 1), partial(strikes, who="pip", price="blood", damage=1),
    partial(strikes, who="nan", price="effort", damage=1), toast, price("nan", "means"), price("pip", "means"),
    price("pip", "effort"), look(5), KITCHEN, night, look(), price("pip", "means"), price("pip", "blood"),
    look(10), look(10), look(10), GARDEN, price("pip", "means"), price("pip", "let-be"), look(15),
    price("pip", "blood"), price("pip", "blood"), price("pip", "blood"),
    look(), look(), look(0), look(), look(10), look(20), look(5), look(5), look(10), look(5), look(), look(5),
    price("nan", "means"), look(), look(1), look(10), look(0), look(5), look(), look(15), look(),
)  # fmt: skip
