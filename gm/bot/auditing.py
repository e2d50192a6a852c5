"""Writing down who changed what in a server. Kept for those who manage it: no secrets, no text of a story."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.store.guilds import AuditEntry, record_audit

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def audit(
    bot: "GmBot", interaction: Interaction, action: str, detail: str = "", *, thread_id: int | None = None
) -> None:
    """Note that this member has done `action` (a dotted name: `settings.cap`). Said after the deed, never before."""
    entry = AuditEntry(
        guild_id=interaction.guild_id or 0,
        actor_id=interaction.user.id,
        action=action,
        detail=detail,
        at=bot.tables.parts.clock.now(),
        thread_id=thread_id,
    )
    async with bot.app.database.begin() as db:
        await record_audit(db, entry)
        await db.commit()
