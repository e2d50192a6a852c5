"""Campaigns for adults at the terminal: asked once, and remembered; nobody is let in where nobody can be asked."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gm.cli.screen import Screen
from gm.cli.seating import Ask, NewGame, Seat

if TYPE_CHECKING:
    from gm.app import App

ANSWER: Final = "adults.txt"
"""The file in GM_HOME that remembers the answer; deleting it takes it back."""
_YES: Final = frozenset({"y", "yes", "ja", "j", "sí", "si", "да", "是", "ใช่"})


async def need_adults(app: "App", found: Seat | NewGame, screen: Screen, ask: Ask | None) -> None:
    """Let whoever sits down into a campaign that is rated `adult`. A milder rating that the host or the table has set
    opens no other door: it is the author's that counts.

    Raises:
        Refused: they said no, or nobody is there who could be asked.
    """
    from gm.domain.errors import Refused

    title, rating = await _authored(app, found)
    file = app.settings.home / ANSWER
    if rating != "adult" or app.settings.config.safety.adult or file.exists():
        return
    if ask is None:
        raise Refused(
            f"{title} is for adults, and this host has not switched such campaigns on.",
            remedy="Play it once at a terminal and answer there, or set safety: {adult: true} in gm.yaml.",
        )
    screen.line(f"{title} is for adults. Lines, veils and the X-card hold as ever: /safety, /xcard.")
    try:
        answer = ask("Are you an adult, and is everybody who plays here? It is asked once. [y/N] > ")
    except EOFError:
        answer = ""
    screen.typed()
    if answer.strip().casefold() not in _YES:
        raise Refused(f"{title} is for adults.", remedy="gm games --campaigns lists others.")
    _remember(file)


def _remember(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "Whoever plays on this machine is an adult. Delete this file, and `gm play` asks again.\n"
    file.write_text(text, encoding="utf-8")


async def _authored(app: "App", found: Seat | NewGame) -> tuple[str, str]:
    """Title and rating, as the author has them."""
    if isinstance(found, NewGame):
        return found.campaign.title, found.campaign.rating
    from gm.store.campaigns import load_campaign

    async with app.database.read() as db:
        campaign = await load_campaign(db, found.game.campaign_version)
    return campaign.title, campaign.rating
