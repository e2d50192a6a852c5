"""`/mode`: how this table plays, as a sentence, and changing it."""

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused


async def mode(sitting: Sitting, argument: str) -> None:
    """The ways to play; with one of them, play so from the next turn on. `drafts`, `both` and `after N` set the rest of
    `copilot`."""
    from gm.domain.table import MODES
    from gm.play.modes import SENTENCES, mode_of

    engine, word = sitting.app.engine, argument.strip().casefold()
    if word in ("drafts", "both"):
        await engine.set_table(sitting.game, approve=word)
    elif word.startswith("after"):
        hours = word.removeprefix("after").strip()
        if not hours.isdecimal() or int(hours) > 720:
            raise Refused("After how many hours?", remedy="/mode after 12; 0 waits for as long as it takes.")
        await engine.set_table(sitting.game, approve_after_hours=int(hours))
    elif word:
        _, left = await engine.copilot.change_mode(sitting.game, mode_of(word))
        if left:
            sitting.screen.line("One turn still waits for the game master; it is decided as it was begun.")
        else:
            await sitting.resume()
    table = await engine.table(sitting.game)
    if word:
        sitting.screen.line(f"From the next turn on: {SENTENCES[table.mode]}.")
    else:
        for each in MODES:
            sitting.screen.line(f"{'*' if each == table.mode else ' '} {each.ljust(9)} {SENTENCES[each]}", keep=True)
    if table.mode == "copilot":
        when = "before the dice fall and before it is told" if table.approve == "both" else "before it is told"
        after = table.approve_after_hours
        late = f"after {after} hours it goes on as it stands" if after else "it waits for as long as it takes"
        sitting.screen.line(f"You are asked {when}; {late}.", style="dim")
