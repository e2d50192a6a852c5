"""`/record` at the table: whether one's words are kept once they are answered."""

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused


async def record(sitting: Sitting, argument: str) -> None:
    """`off`: they are let go from now on; `on`: they are kept; alone, how it is."""
    wanted, desk = argument.strip().casefold(), sitting.app.engine.record
    if wanted not in ("", "on", "off"):
        raise Refused("Are your words to be kept?", remedy="/record off lets them go, /record on keeps them.")
    if wanted:
        await desk.set_kept(PLAYER, kept=wanted == "on")
    since = await desk.since(PLAYER)
    if since is None:
        sitting.screen.line("What you say is kept with the game. /record off lets it go once it is answered.")
        return
    sitting.screen.line(
        "What you say from now on goes once the next beat is told, at the latest when the sitting ends; nobody at the "
        "table is told. What the story made of it stays."
        if wanted == "off"
        else f"Since {since:%Y-%m-%d} what you say goes once it is answered. /record on keeps it again."
    )
    sitting.screen.line(f"What you said before stays: `gm player erase {PLAYER}` erases all of it.", style="dim")
