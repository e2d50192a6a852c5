"""Character cards out: as V1, V2 or V3 JSON, and into a PNG in both chunks that programs look for."""

import base64
import json
from typing import Any

from gm.domain.card import CardForm, CharacterCard, Note
from gm.interop.book_out import card_book
from gm.interop.png import with_texts


def card_json(card: CharacterCard, form: CardForm = "v3") -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The card in a form, and what that form cannot hold."""
    if form == "v1":
        return _plain(card), _lost(card)
    beside = card.unknown.get("")
    own = {key: value for key, value in card.unknown.items() if key}
    data: dict[str, Any] = {
        **own,
        **_texts(card),
        "creator_notes": card.notes,
        "system_prompt": card.system,
        "post_history_instructions": card.after_history,
        "alternate_greetings": list(card.greetings),
        "tags": list(card.tags),
        "creator": card.creator,
        "character_version": card.version,
        "extensions": dict(card.extensions),
    }
    if card.book is not None:
        data["character_book"] = card_book(card.book, v3=form == "v3")
    newer = _newer(card)
    data |= newer if form == "v3" else {key: value for key, value in newer.items() if value}
    if form == "v3" and not data["assets"]:
        data.pop("assets")
    spec = {"v2": ("chara_card_v2", "2.0"), "v3": ("chara_card_v3", "3.0")}[form]
    root: dict[str, Any] = {**(beside if isinstance(beside, dict) else {})}
    return {**root, "spec": spec[0], "spec_version": spec[1], "data": data}, ()


def card_png(card: CharacterCard, picture: bytes | None = None) -> bytes:
    """The card in a picture (None: of one pixel): as V2 for those who know that only, and as V3. Raises InputError."""
    v2, v3 = card_json(card, "v2")[0], card_json(card, "v3")[0]
    return with_texts(picture, {"chara": _packed(v2), "ccv3": _packed(v3)})


def _packed(value: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps(value, ensure_ascii=False).encode())


def _texts(card: CharacterCard) -> dict[str, str]:
    return {
        "name": card.name,
        "description": card.description,
        "personality": card.personality,
        "scenario": card.scenario,
        "first_mes": card.greeting,
        "mes_example": card.examples,
    }


def _newer(card: CharacterCard) -> dict[str, Any]:
    """What V3 has and V2 has not; in a V2 card it stands as fields that others are told to leave alone."""
    found: dict[str, Any] = {
        "group_only_greetings": list(card.group_greetings),
        "nickname": card.nickname,
        "creator_notes_multilingual": dict(card.notes_by_language),
        "source": list(card.sources),
        "assets": [asset.model_dump() for asset in card.assets],
    }
    found |= {} if card.created is None else {"creation_date": card.created}
    found |= {} if card.modified is None else {"modification_date": card.modified}
    return {key: value for key, value in found.items() if value or key in ("group_only_greetings", "assets")}


def _plain(card: CharacterCard) -> dict[str, Any]:
    own = card.unknown if card.form == "v1" else {}
    more: dict[str, Any] = {"creator_notes": card.notes} if card.notes else {}
    more |= {"tags": list(card.tags)} if card.tags else {}
    return {**own, **_texts(card), **more}


def _lost(card: CharacterCard) -> tuple[Note, ...]:
    has = {
        "alternate greetings": card.greetings,
        "group greetings": card.group_greetings,
        "nickname": card.nickname,
        "system prompt": card.system,
        "post-history instructions": card.after_history,
        "creator": card.creator,
        "version": card.version,
        "lorebook": card.book,
        "assets": card.assets,
        "sources": card.sources,
        "notes in other languages": card.notes_by_language,
        "extensions": card.extensions,
        "dates": card.created or card.modified,
    }
    return tuple(Note(fate="lost", what=what, text="V1 has no place for it") for what, value in has.items() if value)
