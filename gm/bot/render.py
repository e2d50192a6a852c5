"""Values as text for a post: outcomes, sheets. Pure."""

from collections.abc import Iterable, Sequence

from gm.bot.catalogue import Speech
from gm.domain.brief import CheckView, PersonView, SheetView
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.errors import GmError
from gm.domain.events import OutcomeResolved
from gm.domain.play import Parked, PlayerInput
from gm.store.discord import DiscordSeat


def outcome_text(speech: Speech, event: OutcomeResolved) -> str:
    """Dice and outcome; '' if nothing was rolled, refused or changed."""
    rows = [speech("outcome.stakes", text=text) for text in event.stakes]
    rows += [f"🎲 {check_row(speech, check)}" for check in event.checks]
    if event.dice:
        rows.append(f"-# {' · '.join(event.dice)}")
    rows += [speech("outcome.refused", text=text) for text in event.refusals]
    rows += [f"⚔ {line}" for line in event.fight]
    rows += [f"• {change.text}" for change in event.changes]
    return "\n".join(rows)


def check_row(speech: Speech, check: CheckView) -> str:
    """`**Ilse, Stealth: 19** against 12. **Success** (the floor creaks)`."""
    against = f"{check.difficulty} ({check.opposed_by})" if check.opposed_by else f"{check.difficulty}"
    row = speech(
        "outcome.check",
        name=check.character,
        skill=check.skill,
        total=check.total,
        against=against,
        degree=check.degree_label,
    )
    return f"{row} ({check.reason})" if check.reason else row


def words_text(speech: Speech, entry: PlayerInput, skill: str = "") -> str:
    """A player's words as their character's post."""
    if entry.kind == "ooc":
        return speech("words.ooc", text=entry.text)
    if entry.kind == "check":
        return f"*{skill or entry.skill}*: {entry.text}" if entry.text != skill else f"*{skill}*"
    if entry.to:
        return speech("words.to", name=entry.to, text=entry.text)
    return entry.text


def question_text(speech: Speech, parked: Parked, names: Sequence[str], *, answer: str = "") -> str:
    """A parked question: for whom, or what was answered."""
    if answer:
        return speech("question.answered", question=parked.question, answer=answer)
    return speech("question.open", question=parked.question, names=", ".join(names))


def sheet_text(speech: Speech, sheet: SheetView, pc: PlayerCharacter | None) -> str:
    """A character's numbers."""
    rows = [f"**{sheet.name}**" + (f" ({pc.pronouns}): {pc.concept}" if pc else "")]
    rows.append(speech("sheet.body", hp=sheet.hp, max_hp=sheet.max_hp, defence=sheet.defence))
    if sheet.attributes:
        rows.append(" · ".join(f"{name} {value:+d}" for name, value in sheet.attributes))
    if sheet.skills:
        rows.append(", ".join(f"{name} {bonus:+d}" for _, name, bonus in sheet.skills))
    for name, now, maximum in sheet.resources:
        rows.append(f"{name}: {now}" + (f"/{maximum}" if maximum is not None else ""))
    if sheet.conditions:
        rows.append(speech("sheet.conditions", names=", ".join(sheet.conditions)))
    return "\n".join(rows)


def inventory_text(speech: Speech, sheet: SheetView, campaign: Campaign) -> str:
    """What a character carries."""
    if not sheet.items:
        return speech("inventory.nothing", name=sheet.name)
    rows = [speech("inventory.carries", name=sheet.name)]
    for item_id, name, quantity in sheet.items:
        item = campaign.item(item_id)
        count = f" ×{quantity}" if quantity > 1 else ""
        about = f": {item.description}" if item is not None and item.description else ""
        rows.append(f"• {name}{count}{about}")
    return "\n".join(rows)


def party_text(speech: Speech, people: Iterable[PersonView], seats: Iterable[DiscordSeat]) -> str:
    """Who is in the party, how they are, and who plays them."""
    playing = {seat.character: seat for seat in seats}
    rows = []
    for person in people:
        seat = playing.get(person.id)
        who = speech("lobby.played_by", user=f"<@{seat.player_id}>") if seat else speech("lobby.free")
        state = ", ".join((person.health, *person.conditions))
        rows.append(f"• **{person.name}** ({who}): {state}")
    return "\n".join(rows)


def error_text(error: GmError) -> str:
    """What went wrong and what to do. Remedies that speak of the command line are left out."""
    remedy = "" if "gm " in error.remedy else error.remedy
    return f"{error} {remedy}".strip()
