"""The lobby card: what is played, in which tone, who plays whom, who is free, who pays. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card, Row
from gm.bot.catalogue import LANGUAGE_NAMES, Speech, locale_of
from gm.bot.moding import mode_line
from gm.bot.pickers import LABEL, Option, Picker, picker_id
from gm.domain.boundaries import read_boundary
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.own import OwnCharacter
from gm.store.discord import DiscordSeat, ThreadBinding
from gm.store.guilds import GuildSettings

PAGE: Final = 18
"""Characters on one page of the card."""
_WHOLE: Final = 20
"""As many go on a card without pages."""
_BESIDE: Final = 5
"""As many have a button of their own beside them; of more, one is picked from a menu."""
_MOST: Final = 1750
"""Characters of a card: the plain form is one message."""
_TONE: Final = 40
"""A tone in more characters than this is for the narrator; the card names the short ones."""


def page_of(campaign: Campaign, page: int) -> tuple[Sequence[PlayerCharacter], int]:
    """(the characters of a page, how many pages there are)."""
    people = campaign.characters
    if len(people) <= _WHOLE:
        return people, 1
    return people[page * PAGE : (page + 1) * PAGE], -(-len(people) // PAGE)


def lobby_card(
    speech: Speech,
    thread: ThreadBinding,
    campaign: Campaign,
    seats: Sequence[DiscordSeat],
    settings: GuildSettings,
    *,
    page: int = 0,
    over: frozenset[str] = frozenset(),
) -> Card:
    """The card. `over`: those whose story here is over; nobody can take them up.

    What does not fit into a message is shortened from the longest parts on, never the way to go on.
    """
    begun = thread.game_id is not None
    ended = thread.status == "ended"
    tail = ["", _tail(speech, thread, seats)]
    if settings.spending_note:
        tail.append(f"-# {settings.spending_note[:200]}")
    people, pages = page_of(campaign, page)
    if pages > 1:
        tail.insert(0, f"-# {speech('lobby.page', page=page + 1, pages=pages)}")
    head = [*_about(speech, thread, campaign), *mode_line(speech, thread, settings), ""]
    playing = {seat.character: seat for seat in seats}
    rows: list[str] = []
    for length in (120, 60, 30, 0):
        rows = [_row(speech, pc, playing.get(pc.id), length, begun=begun, over=pc.id in over) for pc in people]
        if sum(len(row) + 1 for row in (*head, *rows, *tail)) + len(campaign.title) <= _MOST:
            break
    free = [] if ended else [pc for pc in people if pc.id not in playing and pc.id not in over]
    beside = {pc.id: _join(speech, pc) for pc in free} if len(people) <= _BESIDE else {}
    shown = [Row(row, beside.get(pc.id)) for pc, row in zip(people, rows, strict=True)]
    return Card(
        campaign.title,
        (*head, *shown, *tail),
        buttons=() if ended else _buttons(speech, taken=bool(playing), page=page, pages=pages, begun=begun),
        pickers=() if beside or not free else (_picker(speech, free),),
    )


def _tail(speech: Speech, thread: ThreadBinding, seats: Sequence[DiscordSeat]) -> str:
    if thread.game_id is not None:
        return speech("lobby.ended" if thread.status == "ended" else "lobby.begun")
    return speech("lobby.all_ready" if seats and all(seat.ready for seat in seats) else "lobby.how")


def _about(speech: Speech, thread: ThreadBinding, campaign: Campaign) -> list[str]:
    rows = []
    if campaign.tagline:
        rows.append(f"*{campaign.tagline[:200]}*")
    if thread.name != campaign.title:
        rows.append(f"**{thread.name}**")
    language = LANGUAGE_NAMES.get(locale_of(campaign.language), campaign.language)
    facts = [speech(f"lobby.rating.{campaign.rating}"), speech(f"lobby.pace.{campaign.voice.pace}")]
    tone = ", ".join(each for each in campaign.voice.tone if len(each) <= _TONE)
    facts += [tone if len(tone) <= 2 * _TONE else f"{tone[: 2 * _TONE - 1].rstrip(', ')}…"] if tone else []
    facts += [language if locale_of(campaign.language) == campaign.language.partition("-")[0] else campaign.language]
    rows.append(f"-# {' · '.join(facts)}")
    if campaign.lines:
        rows.append(f"-# {speech('lobby.never', what=_topics(campaign.lines))}")
    if campaign.veils:
        rows.append(f"-# {speech('lobby.veiled', what=_topics(campaign.veils))}")
    return rows


def _topics(boundaries: tuple[str, ...]) -> str:
    return "; ".join(read_boundary(each, "line").topic for each in boundaries)[:200]


def _row(
    speech: Speech,
    pc: PlayerCharacter,
    seat: DiscordSeat | None,
    length: int,
    *,
    begun: bool,
    over: bool,
) -> str:
    if seat is not None:
        who = speech("lobby.played_by", user=f"<@{seat.player_id}>")
        if not begun:
            who = f"{who}, {speech('lobby.ready' if seat.ready else 'lobby.not_ready')}"
    elif over:
        who = speech("lobby.over")
    else:
        waits = begun and isinstance(pc, OwnCharacter)
        who = speech("lobby.waits" if waits else "lobby.free")
    return f"• **{pc.name}**: {_short(pc.concept, length)} ({who})" if length else f"• **{pc.name}** ({who})"


def _join(speech: Speech, pc: PlayerCharacter) -> Button:
    return Button(button_id("join", pc.id), speech("button.join", name=pc.name)[:80])


def _picker(speech: Speech, free: Iterable[PlayerCharacter]) -> Picker:
    """Whom one may play, as a menu."""
    options = (Option(pc.id, pc.name[:LABEL], _short(pc.concept, LABEL)) for pc in free)
    return Picker(picker_id("join"), speech("lobby.pick"), tuple(options))


def _buttons(speech: Speech, *, taken: bool, page: int, pages: int, begun: bool) -> tuple[Button, ...]:
    """What else can be done."""
    made: list[Button] = []
    if pages > 1:
        back = button_id("page", (page - 1) % pages, "back")  # of two pages both buttons lead to the other one
        made.append(Button(back, speech("button.back"), emoji="◀️"))
        made.append(Button(button_id("page", (page + 1) % pages), speech("button.next"), emoji="▶️"))
    made.append(Button(button_id("own"), speech("button.own"), emoji="✍️"))
    if taken:
        made.append(Button(button_id("leave"), speech("button.leave")))
    if not begun:
        if taken:
            made.append(Button(button_id("ready"), speech("button.ready"), emoji="✋"))
        made.append(Button(button_id("begin"), speech("button.begin"), "success"))
    return tuple(made)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: max(most - 1, 0)].rstrip()}…"
