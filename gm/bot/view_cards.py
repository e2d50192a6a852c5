"""What a player looks at, as cards: sheet, inventory, party, cost. Pure."""

from collections.abc import Iterable

from gm.bot.cards import Card
from gm.bot.catalogue import LOCALES, Speech
from gm.domain.brief import PersonView
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.ruling_brief import SheetView
from gm.review.amounts import money
from gm.review.spend import SpendTotal, is_offline
from gm.store.discord import DiscordSeat


def sheet_card(speech: Speech, sheet: SheetView, pc: PlayerCharacter | None) -> Card:
    """A character's numbers."""
    rows = [f"*{pc.concept}*{_pronouns(speech, pc)}"] if pc else []
    level = speech("sheet.level", level=sheet.level) if sheet.level is not None else ""
    rows += filter(None, [" · ".join(filter(None, (sheet.calling, level)))])
    rows.append(speech("sheet.body", hp=sheet.hp, max_hp=sheet.max_hp, defence=sheet.defence))
    had = [(name, now, most) for name, now, most in sheet.resources if now or most != 0]
    rows += [f"{name}: {now}" + (f"/{most}" if most is not None else "") for name, now, most in had]
    if sheet.conditions:
        rows.append(speech("sheet.conditions", names=", ".join(sheet.conditions)))
    fields = []
    if sheet.attributes:
        named = " · ".join(f"{name} {value:+d}" for name, value in sheet.attributes)
        fields.append((speech("sheet.attributes"), named))
    if sheet.skills:
        fields.append((speech("sheet.skills"), " · ".join(f"{name} {bonus:+d}" for _, name, bonus in sheet.skills)))
    return Card(sheet.name, tuple(rows), tuple(fields), accent="people")


def _pronouns(speech: Speech, pc: PlayerCharacter) -> str:
    """In brackets; what nobody has chosen is said in English alone."""
    unsaid = pc.pronouns == PlayerCharacter.model_fields["pronouns"].default and speech.locale != LOCALES[0]
    return "" if unsaid else f" ({pc.pronouns})"


def inventory_card(speech: Speech, sheet: SheetView, campaign: Campaign) -> Card:
    """What a character carries."""
    rows = []
    for item_id, name, quantity in sheet.items:
        item = campaign.item(item_id)
        count = f" ×{quantity}" if quantity > 1 else ""
        about = f": {item.description}" if item is not None and item.description else ""
        rows.append(f"• {name}{count}{about}")
    if not rows:
        rows.append(speech("inventory.nothing", name=sheet.name))
    return Card(speech("inventory.title", name=sheet.name), tuple(rows), accent="people")


def party_card(speech: Speech, people: Iterable[PersonView], seats: Iterable[DiscordSeat]) -> Card:
    """Who is in the party, how they are, and who plays them."""
    playing = {seat.character: seat for seat in seats}
    rows = []
    for person in people:
        seat = playing.get(person.id)
        who = speech("lobby.played_by", user=f"<@{seat.player_id}>") if seat else speech("lobby.free")
        how = speech.find(f"health.{person.health.replace(' ', '_')}") or person.health
        rows.append(f"• **{person.name}** ({who}): {', '.join((how, *person.conditions))}")
    return Card(speech("party.title"), tuple(rows), accent="people")


def usage_card(speech: Speech, tonight: SpendTotal, game: SpendTotal, model: str) -> Card:
    """What the models have cost, and which one tells ('': none)."""
    told = speech("usage.told", model=model) if model else speech("usage.offline")
    rows = (
        speech("usage.tonight", text=spent_text(speech, tonight)),
        speech("usage.game", text=spent_text(speech, game)),
    )
    return Card(speech("usage.title"), rows, footer=told, accent="desk")


def spent_text(speech: Speech, part: SpendTotal) -> str:
    """`$0.04 for 31 calls (52,100 tokens)`, in the reader's language."""
    if is_offline(part):
        return speech("usage.free", calls=part.calls) if part.calls else speech("usage.nothing")
    text = speech("usage.spent", cost=money(part.cost), calls=f"{part.calls:,}", tokens=f"{part.tokens:,}")
    return f"{text} {speech('usage.unknown', calls=part.unknown)}" if part.unknown else text
