"""The gateway: sessions, shards, dispatch, resume."""

import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from .channel import Channel
from .compression import Compressor
from .guild import Guild
from .permissions import Permission
from .session import Session

if TYPE_CHECKING:
    from .server import LoopbackDiscord

JSON = dict[str, Any]

PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_PREFIXES = (  # event prefix, intent in a guild, intent in a DM; the first that fits decides
    ("GUILD_MEMBER_", 1 << 1, 1 << 1),
    ("GUILD_SCHEDULED_EVENT_", 1 << 16, 1 << 16),
    ("WEBHOOKS_", 1 << 5, 1 << 5),
    ("PRESENCE_", 1 << 8, 1 << 8),
    ("MESSAGE_REACTION_", 1 << 10, 1 << 13),
    ("MESSAGE_", 1 << 9, 1 << 12),
    ("TYPING_", 1 << 11, 1 << 14),
    ("INTERACTION_", 0, 0),
    ("", 1 << 0, 0),
)


class Gateway:
    """All sessions. `heartbeat_interval` is in seconds; `silent` stops answering heartbeats (a zombie connection)."""

    def __init__(self, server: "LoopbackDiscord") -> None:
        self.server = server
        self.sessions: dict[str, Session] = {}
        self.url = "wss://gateway.discord.gg"
        self.resume_url = "wss://gateway-us-east1-b.discord.gg"
        self.recommended_shards = 1
        self.heartbeat_interval = 41.25
        self.silent = False
        self.identifies: list[int] = []
        self.resumes = 0
        self.start_remaining = 1000
        self.presence: JSON | None = None
        self.written: dict[int, list[float]] = {}
        """When each interaction was written to a socket, replays included; times of the server's clock."""

    def start_limit(self) -> JSON:
        """How many sessions may still be started today."""
        return {"total": 1000, "remaining": self.start_remaining, "reset_after": 14_400_000, "max_concurrency": 1}

    @property
    def connected(self) -> list[Session]:
        """Sessions with an open socket."""
        return [session for session in self.sessions.values() if session.socket is not None]

    # -- telling

    def emit(
        self,
        event: str,
        payload: JSON | Callable[[bool], JSON],
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        force: bool = False,
    ) -> None:
        """Dispatch an event to the sessions of its shard that asked for its intent and may see its channel."""
        bot = self.server.world.bot
        if guild is not None and bot.id not in guild.members and not force:
            return
        hidden = channel is not None and not channel.permissions_of(bot) & Permission.VIEW_CHANNEL
        if hidden and not event.startswith(("INTERACTION_", "CHANNEL_UPDATE", "THREAD_DELETE", "CHANNEL_DELETE")):
            return
        needed = next((i, d) for prefix, i, d in _PREFIXES if event.startswith(prefix))[0 if guild else 1]
        for session in list(self.sessions.values()):
            shard = (guild.id >> 22) % session.shards if guild else 0
            if session.shard != shard or (needed and not session.intents & needed and not force):
                continue
            body = payload(bool(session.intents & 1 << 15)) if callable(payload) else payload
            self.server.faults.on_dispatch(self, session, event, body)

    def _note(self, frame: JSON) -> None:
        if frame.get("t") == "INTERACTION_CREATE":
            self.written.setdefault(int(frame["d"]["id"]), []).append(self.server.clock.now())

    # -- being talked to

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One websocket connection from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        self.server.sockets.add(socket)
        wire = Compressor(request.query.get("compress"))
        session: Session | None = None
        await wire.send(socket, {"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        try:
            async for frame in socket:
                if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                if len(frame.data) > 4096:
                    await socket.close(code=4002, message=b"Payload exceeded maximum length")
                    break
                session = await self._receive(json.loads(frame.data), socket, wire, session)
        finally:
            self.server.sockets.discard(socket)
            if session is not None and session.socket is socket:
                session.detach()
            self.server.changes.touch()
        return socket

    async def _receive(
        self, frame: JSON, socket: web.WebSocketResponse, wire: Compressor, session: Session | None
    ) -> Session | None:
        op: int = frame["op"]
        body: Any = frame.get("d")
        if op == 1:
            if session is not None:
                session.heartbeats += 1
            if not self.silent and session is not None:
                session.send({"op": 11, "d": None})
            elif not self.silent:
                await wire.send(socket, {"op": 11, "d": None})
        elif op == 2:
            return await self._identify(body, socket, wire)
        elif op == 6:
            return await self._resume(body, socket, wire)
        elif session is None:
            await socket.close(code=4003, message=b"Not authenticated.")
        elif op == 3:
            self.presence = body
        elif op == 8:
            self._members(body, session)
        elif op not in (4,):
            await socket.close(code=4001, message=b"Unknown opcode.")
        return session

    async def _identify(self, body: JSON, socket: web.WebSocketResponse, wire: Compressor) -> Session | None:
        world = self.server.world
        if body.get("token") != world.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        intents = int(body["intents"])
        if intents & PRIVILEGED & ~world.allowed_privileged:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        shard, shards = body.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            await socket.close(code=4010, message=b"Invalid shard.")
            return None
        for other in [s for s in self.sessions.values() if s.shard == shard and s.shards == shards]:
            if other.socket is None:
                del self.sessions[other.id]
        session = Session(secrets.token_hex(16), shard, shards, intents, self.server.changes, self._note)
        self.sessions[session.id] = session
        session.attach(socket, wire)
        self.identifies.append(shard)
        self.start_remaining -= 1
        guilds = [g for g in world.guilds.values() if world.bot.id in g.members and (g.id >> 22) % shards == shard]
        session.dispatch("READY", self._ready(session, guilds))
        if intents & 1:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", guild.gateway_payload())
        self.server.changes.touch()
        return session

    def _ready(self, session: Session, guilds: list[Guild]) -> JSON:
        world = self.server.world
        return {
            "v": 10,
            "user": world.bot.payload() | {"mfa_enabled": False, "verified": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.resume_url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(world.application_id), "flags": 0},
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "_trace": ["loopback"],
        }

    async def _resume(self, body: JSON, socket: web.WebSocketResponse, wire: Compressor) -> Session | None:
        session = self.sessions.get(body["session_id"])
        if body.get("token") != self.server.world.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if session is None or session.invalid:
            await wire.send(socket, {"op": 9, "d": False})
            return None
        if body["seq"] > session.seq:
            await socket.close(code=4007, message=b"Invalid seq.")
            return None
        self.resumes += 1
        session.attach(socket, wire)
        session.replay(body["seq"])
        session.dispatch("RESUMED", {"_trace": ["loopback"]})
        self.server.changes.touch()
        return session

    def _members(self, asked: JSON, session: Session) -> None:
        guild = self.server.world.guilds[int(asked["guild_id"])]
        wanted = asked.get("user_ids")
        if wanted is not None:
            ids = {int(i) for i in (wanted if isinstance(wanted, list) else [wanted])}
            found = [m for m in guild.members.values() if m.account.id in ids]
        else:
            start = asked.get("query", "").lower()
            found = [m for m in guild.members.values() if m.display_name.lower().startswith(start)]
            found = found[: asked.get("limit") or len(found)]
        body = {
            "guild_id": str(guild.id),
            "members": [m.payload() for m in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "presences": [],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", body | ({"nonce": asked["nonce"]} if "nonce" in asked else {}))

    # -- faults by hand

    async def drop(self, code: int = 4000) -> None:
        """Close every socket; sessions can be resumed, and what happens meanwhile is replayed."""
        for session in self.connected:
            await session.close(code)

    async def cut(self) -> None:
        """Lose every connection without a closing handshake."""
        for session in self.connected:
            session.cut()

    async def reconnect(self) -> None:
        """Op 7 to everybody."""
        for session in self.connected:
            session.send({"op": 7, "d": None})

    async def invalidate(self, resumable: bool = False) -> None:
        """Op 9 to everybody; without `resumable` the sessions are gone."""
        for session in self.connected:
            session.invalid = not resumable
            session.send({"op": 9, "d": resumable})
