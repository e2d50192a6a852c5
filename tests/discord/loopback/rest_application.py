"""REST: the bot's account, its application, its commands, and where the gateway is."""

from typing import Any

from .errors import invalid_form, unknown
from .posting import Upload
from .routing import Call, route

GLOBAL = "/applications/{application_id}/commands"
IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("GET", "/users/@me")
async def me(call: Call) -> Any:
    return call.world.bot.payload() | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


@route("PATCH", "/users/@me")
async def edit_me(call: Call) -> Any:
    call.world.bot.username = call.body.get("username") or call.world.bot.username
    return await me(call)


@route("GET", "/users/{user_id}")
async def user(call: Call) -> Any:
    account = call.world.accounts.get(call.number("user_id"))
    if account is None:
        raise unknown("user")
    return account.payload()


@route("POST", "/users/@me/channels")
async def open_dm(call: Call) -> Any:
    account = call.world.accounts.get(int(call.body["recipient_id"]))
    if account is None:
        raise invalid_form("recipient_id", "USER_UNKNOWN", "Unknown user")
    return call.world.dm(account).payload()


def flags(call: Call) -> int:
    """Application flags: privileged intents that the portal allows (the limited kinds, for small bots)."""
    allowed = call.world.allowed_privileged
    return sum(flag for bit, flag in ((8, 1 << 13), (1, 1 << 15), (15, 1 << 19)) if allowed & 1 << bit)


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
async def application(call: Call) -> Any:
    world = call.world
    return {
        "id": str(world.application_id),
        "name": world.bot.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": world.bot.payload(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags(call),
        "flags_new": str(flags(call)),
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": world.developer.payload(),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}},
        "summary": "",
    }


@route("GET", "/gateway", auth=False)
async def gateway(call: Call) -> Any:
    return {"url": call.server.gateway.url}


@route("GET", "/gateway/bot")
async def gateway_bot(call: Call) -> Any:
    return {
        "url": call.server.gateway.url,
        "shards": call.server.gateway.recommended_shards,
        "session_start_limit": call.server.gateway.start_limit(),
    }


# -- commands


def _scope(call: Call) -> int | None:
    if call.number("application_id") != call.world.application_id:
        raise unknown("command")
    return call.guild().id if "guild_id" in call.params else None


@route("GET", GLOBAL)
@route("GET", IN_GUILD)
async def commands(call: Call) -> Any:
    found = call.world.commands.of(_scope(call))
    if call.query.get("with_localizations") in ("true", "1"):
        return found
    return [{k: v for k, v in c.items() if not k.endswith("_localizations")} for c in found]


@route("PUT", GLOBAL)
@route("PUT", IN_GUILD)
async def overwrite(call: Call) -> Any:
    return call.world.commands.overwrite(_scope(call), call.body)


@route("POST", GLOBAL)
@route("POST", IN_GUILD)
async def upsert(call: Call) -> Any:
    scope = _scope(call)
    known = {c["name"] for c in call.world.commands.of(scope)}
    call.status = 200 if call.body.get("name") in known else 201
    return call.world.commands.upsert(scope, call.body)


@route("DELETE", GLOBAL + "/{command_id}")
@route("DELETE", IN_GUILD + "/{command_id}")
async def delete(call: Call) -> Any:
    if not call.world.commands.delete(_scope(call), call.number("command_id")):
        raise unknown("command")


@route("GET", IN_GUILD + "/permissions")
async def permissions(call: Call) -> Any:
    _scope(call)
    return []


def cdn(files: dict[str, Upload], path: str) -> Upload | None:
    """A stored file by its CDN path."""
    return files.get(path)
