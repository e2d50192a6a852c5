"""`/mode`: how this table plays, as a sentence, and changing it."""

from typing import TYPE_CHECKING

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.cli.screen import Screen
    from gm.cli.seating import Ask


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


def asked_mode(screen: "Screen", ask: "Ask | None") -> str | None:
    """Who runs the game that begins, asked as sentences; None: Enter was pressed, or nobody is there."""
    from gm.domain.table import MODES
    from gm.play.modes import SENTENCES, mode_of

    if ask is None:
        return None
    screen.line("Who runs it? (Enter: the AI runs it)")
    for number, each in enumerate(MODES, 1):
        screen.line(f"{number}. {SENTENCES[each]}", indent=2)
    while typed := ask("> ").strip():
        screen.typed()
        if typed.isdecimal() and 1 <= int(typed) <= len(MODES):
            return MODES[int(typed) - 1]
        try:
            return mode_of(typed)
        except Refused as refused:
            screen.line(f"{refused} {refused.remedy}")
    screen.typed()
    return None
