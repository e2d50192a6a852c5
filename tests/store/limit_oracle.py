"""What limits are checked against, computed anew from the usage log: shares no code with the store."""

from collections import defaultdict

from sqlalchemy import text

from gm.store.database import Database

_CALLS = text("SELECT id, payer, account, campaign, player, day, cost, counted, counted_tokens FROM model_calls")
_BEARERS = text("SELECT call_id, player FROM call_players ORDER BY call_id, position")
_TOTALS = text("SELECT scope, period, total, tokens FROM spend_totals")

Totals = dict[tuple[str, str], tuple[int, int]]


async def logged_totals(database: Database) -> Totals:
    """By (scope, period), nano-dollars and tokens as the log has them."""
    async with database.read() as db:
        calls = await db.run(lambda tx: tx.rows(_CALLS))
        bearers: dict[int, list[str]] = defaultdict(list)
        for call_id, player in await db.run(lambda tx: tx.rows(_BEARERS)):
            bearers[call_id].append(player)
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for call in calls:
        assert call.counted == (call.cost if call.cost is not None else call.counted), call.id
        money, tokens = call.counted, call.counted_tokens or 0
        players = [call.player] if call.player is not None else bearers[call.id]
        for owner in {call.payer, call.account or call.payer}:
            bears = [(owner, money, tokens)]
            if call.campaign is not None:
                bears.append((f"{owner}/campaign:{call.campaign}", money, tokens))
            for at, player in enumerate(players):
                parts = []
                for amount in (money, tokens):
                    whole, left = divmod(amount, len(players))
                    parts.append(whole + 1 if at < left else whole)
                if player != "erased":
                    bears.append((f"{owner}/player:{player}", *parts))
            for scope, usd, count in bears:
                for period in (call.day, call.day[:7]):
                    sums[scope, period][0] += usd
                    sums[scope, period][1] += count
    return {key: (usd, count) for key, (usd, count) in sums.items() if usd or count}


async def totals_agree(database: Database) -> None:
    """What limits are checked against is the sum of the log, for every scope."""
    async with database.read() as db:
        rows = await db.run(lambda tx: tx.rows(_TOTALS))
    kept = {(scope, period): (int(usd), int(count)) for scope, period, usd, count in rows if usd or count}
    assert kept == await logged_totals(database)
