"""Whose turn it is, as a card: the round that is being declared, or the order that stands. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.play.standing import Standing

VERB: Final = "turn"
"""What its buttons are called in ids."""
Names = Callable[[str], str]


def round_card(speech: Speech, standing: Standing, name: Names) -> Card:
    """Who has declared, who is ready, who is waited for and until when, with Ready and Hold for whoever has a seat."""
    view = standing.round
    assert view is not None
    rows = [
        speech("round.declared", names=_list(speech, view.declared, name)),
        speech("round.ready", names=_list(speech, view.ready, name)),
    ]
    if view.hold:
        rows.append(speech("round.hold", names=_list(speech, view.hold, name)))
    if view.waiting:
        rows.append(speech("round.waiting", names=_list(speech, view.waiting, name)))
    rows += ["", speech("round.until", when=stamp(view.deadline), absent=speech(f"absent.{standing.rules.absent}"))]
    buttons = (
        Button(button_id(VERB, "ready", view.turn_id), speech("button.ready"), "primary", "✅"),
        Button(button_id(VERB, "hold", view.turn_id), speech("button.hold"), emoji="✋"),
        Button(button_id(VERB, "close", view.turn_id), speech("button.close_round")),
    )
    return Card(speech("round.title"), tuple(rows), footer=speech("round.how"), buttons=buttons, accent="desk")


def order_card(speech: Speech, standing: Standing, name: Names) -> Card:
    """Everybody in order, with what they rolled; whose turn it is stands in words as well as at its mark."""
    order = standing.order
    assert order is not None
    rows = []
    for who in order.who:
        rolled = f" ({order.rolled[who]})" if who in order.rolled else ""
        said = f", {speech('in_order.said')}" if who in standing.waiting else ""
        rows.append(f"{'▶' if who == order.up else '•'} {name(who)}{rolled}{said}")
    rows += ["", speech("in_order.up", name=name(order.up))]
    if standing.due is not None:
        rows.append(speech("round.until", when=stamp(standing.due), absent=speech(f"absent.{standing.rules.absent}")))
    return Card(speech("in_order.title", round=order.round), tuple(rows), accent="desk")


def standing_card(speech: Speech, standing: Standing, name: Names) -> Card:
    """Whose turn it is, for somebody who asks."""
    if standing.fighting:
        return Card(speech("turns.title"), (speech("turns.fight"), *fight_rows(speech, standing, name)), accent="desk")
    rules = speech(f"turns.{standing.rules.control}")
    if standing.round is not None:
        card = round_card(speech, standing, name)
    elif standing.order is not None:
        card = order_card(speech, standing, name)
    else:
        return Card(speech("turns.title"), (rules,), accent="desk")
    return Card(speech("turns.title"), (rules, "", *card.rows), accent="desk")


def fight_rows(speech: Speech, standing: Standing, name: Names) -> tuple[str, ...]:
    """For whom a fight waits and until when; nothing where it waits without end."""
    if standing.due is None:
        return ()
    up = (speech("in_order.up", name=_list(speech, standing.up, name)),) if standing.up else ()
    absent = speech(f"absent_fight.{standing.rules.absent}")
    return (*up, speech("round.until", when=stamp(standing.due), absent=absent))


def fight_rule(speech: Speech, standing: Standing) -> tuple[str, ...]:
    """As a fight begins: how long it waits for each, and by what a game master changes that."""
    if standing.due is None:
        return ()
    names = {each: speech(f"option.turns.{each}.name") for each in ("deadline", "absent")}
    said = speech("absent_fight.each", span=span(standing.rules.deadline), turns=speech("command.turns.name"), **names)
    return (f"-# {said}",)


def span(seconds: int) -> str:
    """A length of time as it is typed for a deadline: 15m, 2h."""
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def stamp(moment: datetime) -> str:
    """A moment as each reader's Discord counts towards it."""
    return f"<t:{int(moment.timestamp())}:R>"


def _list(speech: Speech, ids: Sequence[str], name: Names) -> str:
    return ", ".join(name(each) for each in ids) or speech("round.nobody")
