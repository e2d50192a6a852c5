"""How soon a storm's interactions were acknowledged, and how much of that was the machine."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import loop_watch

if TYPE_CHECKING:
    from storm import Storm

ALIVE: Final = 3.0
"""Seconds that Discord waits for an answer."""


def acknowledged(run: "Storm") -> tuple[dict[str, Any], list[str]]:
    """How soon Discord had the bot's first answer, from when the interaction was written to the bot's socket; and those
    that took too long.

    Left out: those whose three seconds were over, or as good as over, before a process heard of them, and those that no
    process lived to answer. Those whose answer itself met a fault count: the bot has to send it again in time. What the
    machine gave the bot no processor for, or this Discord itself stood still, is taken off the time of a slow one; both
    figures are given.
    """
    server, kills = run.server, run.kills
    bot = loop_watch.read(run.bot.home / "loop.jsonl")
    faulty = {r.path.split("/")[-3] for r in server.calls("POST", "*/callback") if r.fault}
    took, late, died, never, slow = [], 0, 0, 0, []
    excused = []
    for interaction in server.interactions:
        written = server.gateway.written.get(interaction.id, [])
        asked = interaction.acked_at
        if not written:
            never += 1
        elif asked is None and written[-1] - interaction.created_at > ALIVE - run.ack_within:
            late += 1
        elif asked is None and any(_too_soon(run, written[-1], at, bot) for at in kills):
            died += 1
        elif asked is None:
            slow.append(f"{interaction} was never acknowledged, written at {written}, kills at {kills}")
        else:
            heard = max((at for at in written if at <= asked), default=written[0])
            took.append(asked - heard)
            if asked - heard > run.ack_within:
                own = asked - heard - loop_watch.excused(heard, asked, bot, run.stalls)
                line = f"{interaction} was acknowledged after {asked - heard:.2f} s, {own:.2f} s of it its own"
                (slow if own > run.ack_within else excused).append(line)
    more = {
        "over_the_limit": len(slow) + len(excused),
        "over_because_the_machine_stood_still": excused,
        "met_a_fault": len(faulty),
        "too_late": late,
        "died_before": died,
        "never_reached_a_process": never,
        "bot_loop": loop_watch.report(bot),
        "loopback_loop": loop_watch.report(run.stalls),
    }
    return {**spread(sorted(took)), **more}, slow


def _too_soon(run: "Storm", heard: float, death: float, bot: Sequence[loop_watch.Stall]) -> bool:
    """Whether a process died before it had to have answered what it heard."""
    if not heard - 1 <= death <= heard + ALIVE:
        return False
    return death - heard - loop_watch.excused(heard, death, bot, run.stalls) <= run.ack_within


def spread(ordered: list[float]) -> dict[str, float]:
    """Count, median, 99th percentile and greatest of what is in order."""
    if not ordered:
        return {"count": 0}
    at = lambda share: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)  # noqa: E731
    return {"count": len(ordered), "p50": at(0.5), "p99": at(0.99), "max": round(ordered[-1], 3)}
