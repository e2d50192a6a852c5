"""The lobby card as text and buttons: what is played, in which tone, who plays whom, who is free, who pays. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import LANGUAGE_NAMES, Speech, locale_of
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.own import OwnCharacter
from gm.store.discord import DiscordSeat, ThreadBinding
from gm.store.guilds import GuildSettings

PAGE: Final = 18
"""Characters on one page of the card. A page's buttons and the card's own must be 25 at most."""
_WHOLE: Final = 20
"""As many go on a card without pages."""
_MOST: Final = 1990
_TONE: Final = 40
"""A tone in more characters than this is for the narrator; the card names the short ones."""


def page_of(campaign: Campaign, page: int) -> tuple[Sequence[PlayerCharacter], int]:
    """(the characters of a page, how many pages there are)."""
    people = campaign.characters
    if len(people) <= _WHOLE:
        return people, 1
    return people[page * PAGE : (page + 1) * PAGE], -(-len(people) // PAGE)


def card_text(
    speech: Speech,
    thread: ThreadBinding,
    campaign: Campaign,
    seats: Sequence[DiscordSeat],
    settings: GuildSettings,
    *,
    page: int = 0,
) -> str:
    """The card.

    What does not fit into a message is shortened from the longest parts on, never the way to go on.
    """
    begun = thread.status != "lobby"
    tail = ["", speech("lobby.begun" if begun else "lobby.how")]
    if not begun and seats and all(seat.ready for seat in seats):
        tail[-1] = speech("lobby.all_ready")
    if settings.spending_note:
        tail.append(f"-# {settings.spending_note[:200]}")
    people, pages = page_of(campaign, page)
    if pages > 1:
        tail.insert(0, f"-# {speech('lobby.page', page=page + 1, pages=pages)}")
    head = [*_about(speech, thread, campaign), ""]
    playing = {seat.character: seat for seat in seats}
    for length in (120, 60, 30, 0):
        rows = [_row(speech, pc, playing.get(pc.id), length, begun=begun) for pc in people]
        text = "\n".join([*head, *rows, *tail])
        if len(text) <= _MOST:
            return text
    return f"{text[: _MOST - 1 - len(tail[-1])]}…\n{tail[-1]}"


def _about(speech: Speech, thread: ThreadBinding, campaign: Campaign) -> list[str]:
    rows = [f"## {campaign.title}"]
    if campaign.tagline:
        rows.append(f"*{campaign.tagline[:200]}*")
    rows.append(f"**{thread.name}**")
    language = LANGUAGE_NAMES.get(locale_of(campaign.language), campaign.language)
    facts = [speech(f"lobby.rating.{campaign.rating}"), speech(f"lobby.pace.{campaign.voice.pace}")]
    tone = ", ".join(each for each in campaign.voice.tone if len(each) <= _TONE)
    facts += [tone if len(tone) <= 2 * _TONE else f"{tone[: 2 * _TONE - 1].rstrip(', ')}…"] if tone else []
    facts += [language if locale_of(campaign.language) == campaign.language.partition("-")[0] else campaign.language]
    rows.append(f"-# {' · '.join(facts)}")
    if campaign.lines:
        rows.append(f"-# {speech('lobby.never', what='; '.join(campaign.lines)[:200])}")
    if campaign.veils:
        rows.append(f"-# {speech('lobby.veiled', what='; '.join(campaign.veils)[:200])}")
    return rows


def _row(
    speech: Speech,
    pc: PlayerCharacter,
    seat: DiscordSeat | None,
    length: int,
    *,
    begun: bool,
) -> str:
    if seat is not None:
        who = speech("lobby.played_by", user=f"<@{seat.player_id}>")
        if not begun:
            who = f"{who}, {speech('lobby.ready' if seat.ready else 'lobby.not_ready')}"
    else:
        waits = begun and isinstance(pc, OwnCharacter)
        who = speech("lobby.waits" if waits else "lobby.free")
    concept = pc.concept if len(pc.concept) <= length else f"{pc.concept[: max(length - 1, 0)].rstrip()}…"
    return f"• **{pc.name}**: {concept} ({who})" if length else f"• **{pc.name}** ({who})"


def card_buttons(
    speech: Speech, campaign: Campaign, seats: Iterable[DiscordSeat], *, page: int = 0, begun: bool = False
) -> tuple[Button, ...]:
    """A button for each free character of the page, then what else can be done."""
    taken = {seat.character for seat in seats}
    people, pages = page_of(campaign, page)
    made = [
        Button(button_id("join", pc.id), speech("button.join", name=pc.name)[:80])
        for pc in people
        if pc.id not in taken
    ]
    if pages > 1:
        made.append(Button(button_id("page", (page - 1) % pages), speech("button.back"), emoji="◀️"))
        made.append(Button(button_id("page", (page + 1) % pages), speech("button.next"), emoji="▶️"))
    made.append(Button(button_id("own"), speech("button.own"), emoji="✍️"))
    if taken:
        made.append(Button(button_id("leave"), speech("button.leave")))
    if not begun:
        if taken:
            made.append(Button(button_id("ready"), speech("button.ready"), emoji="✋"))
        made.append(Button(button_id("begin"), speech("button.begin"), "success"))
    return tuple(made)
