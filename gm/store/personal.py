"""Which columns may hold people's words or ids, what erasing does to them, and what kind of data they are.

Every column that could (text, bytes, large whole numbers) is named here; a test walks the schema and fails on one that
is not. Adding a table: say for each such column `NOTHING` (why it cannot), `of(CATEGORY, how)` (and make
`gm/store/erasure.py` do it; plant a word in `tests/store/test_store_personal.py`), or `kept(why)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CATEGORIES: Final[Mapping[str, str]] = {
    "account": "your Discord id and the name that a server showed for you",
    "consent": "which version of these rules you agreed to, and when; whether your words are not to be kept",
    "words": "what you wrote for the game, and what was decided and told in answer",
    "prompts": "what was sent to language models with your words in it",
    "boundaries": "lines and veils that you set for a game",
    "calls": "which model calls were made for you, with tokens and cost",
    "rolls": "dice that you rolled",
    "seats": "which characters you play and played, and where",
    "games": "games that you started, with their name",
    "posts": "which messages of the bot show your words",
    "audit": "what you changed in a server's settings",
}
"""What is stored about people, by the name that PRIVACY.md uses."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What a column may hold of people. `category` '' : nothing, or nothing that is erased; `how` says why or how."""

    category: str
    how: str


def of(category: str, how: str) -> Holds:
    """People's words or ids, erased as `how` says."""
    if category not in CATEGORIES:
        raise ValueError(f"{category!r} is not a category of personal data: add it to CATEGORIES and to PRIVACY.md")
    return Holds(category, how)


def kept(why: str) -> Holds:
    """Something of people that erasing leaves, and why it must."""
    return Holds("", why)


NOTHING: Final = Holds("", "written by the program or the campaign, never by or about a person")
_PLACE: Final = kept("the id of a place (server, channel, thread, message), not of a person")

HOLDS: Final[Mapping[str, Mapping[str, Holds]]] = {
    "worlds": {"slug": NOTHING, "title": NOTHING},
    "world_versions": {"version": NOTHING, "campaign": kept("the campaign as its author wrote it")},
    "characters": {
        "uid": NOTHING,
        "slug": NOTHING,
        "name": of("words", "becomes `[erased]` if they made the character"),
    },
    "own_characters": {
        "slug": NOTHING,
        "owner": of("account", "emptied"),
        "ruleset": NOTHING,
        "picks": of("words", "emptied; sheets stay, so that games go on and are verified"),
    },
    "game_guests": {"sheet": NOTHING},
    "discord_sittings": {"thread_id": _PLACE, "guild_id": _PLACE, "event_id": _PLACE, "state": NOTHING},
    "discord_interests": {"thread_id": _PLACE, "user_id": of("seats", "the row goes")},
    "campaign_uploads": {
        "guild_id": _PLACE,
        "slug": NOTHING,
        "title": kept("the campaign as its author wrote it"),
        "tagline": kept("the campaign as its author wrote it"),
        "version": NOTHING,
        "campaign": kept("the campaign as its author wrote it"),
        "files": kept("the campaign as its author wrote it"),
        "uploaded_by": of("account", "becomes 0"),
    },
    "players": {"name": of("account", "the row goes")},
    "games": {
        "uid": NOTHING,
        "name": kept("what the group calls the game; on Discord made of campaign and thread"),
        "settings": kept("how the table plays, chosen for all of it"),
        "version": NOTHING,
        "stakes": NOTHING,
    },
    "seats": {},
    "scenes": {"key": NOTHING, "title": NOTHING, "place": NOTHING, "owner": NOTHING},
    "sessions": {"seed": NOTHING, "seed_hash": NOTHING},
    "branches": {
        "uid": NOTHING,
        "name": of("words", "becomes `branch-` and its number if they named it"),
        "author": of("account", "emptied"),
        "tip_hash": NOTHING,
    },
    "segments": {},
    "commits": {"kind": NOTHING, "changes": NOTHING, "hash": NOTHING},
    "states": {"entity": NOTHING, "path": NOTHING, "value": NOTHING},
    "undos": {},
    "inputs": {
        "face": NOTHING,
        "source_id": kept("the id of a message, with which the dice were drawn and are verified"),
        "player": of("account", "becomes `erased`"),
        "character": NOTHING,
        "kind": NOTHING,
        "skill": NOTHING,
        "addressee": NOTHING,
    },
    "ratings": {"player": of("account", "the row goes"), "model": NOTHING},
    "turns": {
        "uid": NOTHING,
        "dice_of": NOTHING,
        "kind": NOTHING,
        "stage": NOTHING,
        "status": NOTHING,
        "choices": NOTHING,
        "ruling_source": NOTHING,
        "narration_source": NOTHING,
        "place": NOTHING,
    },
    "turn_inputs": {},
    "texts": {
        "kind": NOTHING,
        "role": NOTHING,
        "body": of("words", "emptied; sentences of tellings that repeat the words are cut"),
        "author": of("account", "emptied, and what they wrote: the turn shows a telling that they did not write"),
    },
    "rolls": {
        "key": kept("the turn, or the message that asked for the roll: the dice are verified with it"),
        "source_ids": kept("ids of messages, with which the dice were drawn and are verified"),
        "record": of("rolls", "labels go, dice stay"),
        "player": of("rolls", "becomes `erased`"),
    },
    "guard_hits": {"model": NOTHING, "fault": NOTHING, "action": NOTHING},
    "outbox": {"kind": NOTHING, "external_id": _PLACE},
    "witnesses": {"character": NOTHING},
    "archives": {
        "title": of("words", "the chat goes with whoever brought it"),
        "source": of("words", "the chat goes with whoever brought it"),
        "sha256": of("words", "the chat goes with whoever brought it"),
        "characters": NOTHING,
        "owner": of("account", "the chat goes with whoever brought it"),
    },
    "archive_lines": {
        "speaker": of("words", "emptied with what they said, where it is their name"),
        "body": of("words", "emptied where they say it; sentences that repeat their words are cut"),
    },
    "recall_segments": {
        "origin": NOTHING,
        "stamp": NOTHING,
        "body": of("words", "all of the game go, and are built again from what is left"),
    },
    "embeddings": {
        "origin": NOTHING,
        "model": NOTHING,
        "body": of("words", "no words, but made of them: all of the game go, and are made again from what is left"),
    },
    "windows": {"role": NOTHING, "chronicle": NOTHING},
    "summaries": {
        "scene": NOTHING,
        "level": NOTHING,
        "source": NOTHING,
        "owner": NOTHING,
        "body": of("words", "emptied with the words of any turn that it covers, and written anew"),
        "threads": of("words", "emptied with the words of any turn that it covers, and written anew"),
    },
    "prompt_sections": {
        "sha256": of("prompts", "replaced by a random one: a guess cannot be confirmed"),
        "chat_role": NOTHING,
        "key": NOTHING,
        "body": of("prompts", "emptied"),
    },
    "section_players": {"player": of("prompts", "the row goes")},
    "model_calls": {
        "day": NOTHING,
        "status": NOTHING,
        "owner": NOTHING,
        "rung": NOTHING,
        "campaign": NOTHING,
        "player": of("calls", "becomes `erased`; tokens and cost stay"),
        "payer": NOTHING,
        "account": _PLACE,
        "role": NOTHING,
        "category": NOTHING,
        "content_tag": NOTHING,
        "tag_source": NOTHING,
        "data_policy": NOTHING,
        "backend": NOTHING,
        "model": NOTHING,
        "provider": NOTHING,
        "maker": NOTHING,
        "prompt": NOTHING,
        "finish_reason": NOTHING,
        "error": of("calls", "what a provider complained about is emptied: it may quote the prompt"),
    },
    "ailing_candidates": {"key": NOTHING, "model": NOTHING, "fault": NOTHING},
    "call_events": {"role": NOTHING, "model": NOTHING, "fault": NOTHING, "done": NOTHING, "to_model": NOTHING},
    "usage_days": {
        "day": NOTHING,
        "campaign": NOTHING,
        "payer": NOTHING,
        "account": _PLACE,
        "player": of("calls", "becomes `erased`; tokens and cost stay"),
        "role": NOTHING,
        "category": NOTHING,
        "content_tag": NOTHING,
        "backend": NOTHING,
        "provider": NOTHING,
        "maker": NOTHING,
        "model": NOTHING,
        "weights": NOTHING,
    },
    "usage_months": {
        "month": NOTHING,
        "campaign": NOTHING,
        "payer": NOTHING,
        "account": _PLACE,
        "role": NOTHING,
        "category": NOTHING,
        "content_tag": NOTHING,
        "backend": NOTHING,
        "provider": NOTHING,
        "maker": NOTHING,
        "model": NOTHING,
        "weights": NOTHING,
    },
    "call_players": {"player": of("calls", "becomes `erased`; tokens and cost stay")},
    "spend_totals": {"scope": of("calls", "rows of the person's own total go"), "period": NOTHING},
    "spend_notices": {
        "scope": of("calls", "rows about the person's own limits go"),
        "period": NOTHING,
        "level": NOTHING,
        "place": _PLACE,
    },
    "spend_stops": {"scope": _PLACE, "by": NOTHING},
    "account_keys": {
        "account": _PLACE,
        "provider": NOTHING,
        "sealed": kept(
            "a server's own key, sealed: no person's; it goes when the server has it forgotten, or sends the bot away"
        ),
    },
    "gm_notes": {
        "player": of("account", "becomes `erased`"),
        "body": of("words", "emptied"),
    },
    "facts": {
        "subject": of("words", "emptied if they wrote it, or if it repeats their words"),
        "relation": of("words", "as the subject"),
        "object": of("words", "as the subject"),
        "standing": NOTHING,
        "audience": NOTHING,
        "knowers": NOTHING,
        "writer": NOTHING,
        "author": of("account", "becomes `erased`"),
    },
    "memory_marks": {
        "what": NOTHING,
        "mark": NOTHING,
        "player": of("account", "becomes `erased`"),
    },
    "translations": {
        "language": NOTHING,
        "body": of("words", "the row goes with any change of the telling"),
    },
    "discord_guilds": {
        "guild_id": _PLACE,
        "settings": kept("a server's own settings; the ids of users it blocks stay, else a block would end itself"),
    },
    "discord_threads": {
        "thread_id": _PLACE,
        "guild_id": _PLACE,
        "channel_id": _PLACE,
        "host_id": of("games", "becomes 0"),
        "campaign": NOTHING,
        "name": of("games", "becomes the campaign's slug if they named it, `branch-` and a number for a branch"),
        "scene": NOTHING,
        "status": NOTHING,
        "card_id": _PLACE,
        "heard_id": kept("how far a thread was heard: the id of a message"),
    },
    "discord_seats": {
        "thread_id": _PLACE,
        "character": NOTHING,
        "player_id": of("seats", "the row goes"),
        "player_name": of("account", "the row goes"),
    },
    "steers": {"kind": NOTHING},
    "player_boundaries": {
        "player": of("boundaries", "the row goes"),
        "kind": NOTHING,
        "body": of("boundaries", "the row goes"),
    },
    "sealed": {"character": NOTHING, "what": NOTHING},
    "player_notes": {
        "player": of("words", "the row goes"),
        "character": NOTHING,
        "body": of("words", "the row goes"),
    },
    "safety_events": {"event": NOTHING, "stage": NOTHING, "by": NOTHING},
    "discord_reminders": {"thread_id": _PLACE, "player_id": of("seats", "the row goes")},
    "discord_posts": {
        "thread_id": _PLACE,
        "part": NOTHING,
        "message_id": of("posts", "the message shrinks to a line; its number stays, so that it is not posted again"),
        "webhook_id": _PLACE,
        "buttons": NOTHING,
        "state": NOTHING,
    },
    "discord_commands": {"application_id": _PLACE, "sha256": NOTHING},
    "discord_shards": {"application_id": _PLACE, "shard_id": NOTHING, "shard_count": NOTHING, "owner": NOTHING},
    "discord_audit": {
        "guild_id": _PLACE,
        "actor_id": of("audit", "becomes 0"),
        "action": NOTHING,
        "detail": of("audit", "their id in it becomes 0"),
        "thread_id": _PLACE,
    },
    "discord_consents": {
        "user_id": of("consent", "the row goes"),
        "version": NOTHING,
    },
    "unrecorded": {"player": of("consent", "the row goes")},
    "discord_endings": {"thread_id": _PLACE, "state": NOTHING},
    "discord_departures": {"guild_id": _PLACE},
    "chores": {"name": NOTHING, "owner": NOTHING},
}
"""By table and column. Row numbers of our own (`Id`) need no entry unless their name says that they are a person's."""
