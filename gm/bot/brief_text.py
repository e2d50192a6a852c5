"""What whoever sits down is told, to them alone: where their character is, what they witnessed, what they can ask."""

from gm.bot.back_cards import thread_rows
from gm.bot.catalogue import Speech
from gm.bot.table import Table


async def briefed(table: Table | None, character: str, speech: Speech, done: str) -> str:
    """The answer to sitting down, with the briefing where the game runs."""
    if table is None:
        return done
    found = await table.engine.sittings.brief(table.game, await table.state(), character)
    where = "brief.here" if found.company else "brief.alone"
    rows = [done, speech(where, place=found.place, names=", ".join(found.company))]
    rows += [f"• {row.text}" for row in found.back.rows]
    rows += thread_rows(speech, found.back.threads)
    if found.topics:
        rows.append(f"-# {speech('brief.topics', names=', '.join(found.topics))}")
    return "\n".join(rows)[:1900]
