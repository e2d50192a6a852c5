"""An NPC of a campaign as a character card: the one that it was made of, with what an author has changed since; or a
new one, where there was none. Secrets, notes and what others know stay at home."""

from collections.abc import Mapping
from typing import Any, Final, cast

from gm.domain.campaign import Campaign, Npc
from gm.domain.card import CardForm, CharacterCard, Lorebook, Note
from gm.domain.lorebooks import rule_of
from gm.interop.card_campaign import OWN
from gm.interop.card_in import card_of
from gm.interop.json_in import dict_of, parse_json

_COMPARED: Final = ("name", "pronouns", "appearance", "persona", "speech", "aliases", "habits", "lines")


def card_back(npc: Npc, campaign: Campaign, kept: bytes | None) -> tuple[CharacterCard, tuple[Note, ...]]:
    """The card of an NPC. `kept`: the file that the import put beside the campaign, if there is one.

    Raises:
        InputError: the kept file is damaged.
    """
    if kept is None:
        return _new(npc, campaign), (
            Note(fate="mapped", what="npc", text=f"{npc.name}: no card was kept, so one was made"),
        )
    card, _ = card_of(parse_json(kept, "the kept card"), "the kept card")
    own = dict_of(card.extensions.get(OWN))
    form = own.get("form") if own.get("form") in ("v1", "v2", "v3") else "v3"
    extensions = {key: value for key, value in card.extensions.items() if key != OWN}
    card = card.model_copy(update={"extensions": extensions, "form": cast(CardForm, form)})
    changed = _changed(npc, dict_of(own.get("npc")))
    if not changed:
        return card, (Note(fate="kept", what="card", text="as it came in"),)
    update: dict[str, Any] = {}
    if "name" in changed:
        update["name"] = npc.name
    if {"persona", "appearance", "speech", "habits", "pronouns"} & set(changed):
        update |= {"description": _described(npc), "personality": ""}
    if "lines" in changed:
        update["examples"] = _examples(npc)
    return card.model_copy(update=update), (Note(fate="mapped", what="changes", text=", ".join(changed)),)


def book_back(campaign: Campaign) -> Lorebook:
    """The lore of a campaign that anybody may know, as a book."""
    rules = tuple(rule_of(entry) for entry in campaign.lore if entry.audience == "everyone")
    return Lorebook(name=campaign.title, rules=rules)


def _changed(npc: Npc, made: Mapping[str, Any]) -> list[str]:
    found = []
    for name in _COMPARED:
        now, then = getattr(npc, name), made.get(name)
        then = tuple(then) if isinstance(then, list) else (then if then is not None else type(now)())
        if (" ".join(now.split()) if isinstance(now, str) else now) != (
            " ".join(then.split()) if isinstance(then, str) else then
        ):
            found.append(name)
    return found if made else []


def _new(npc: Npc, campaign: Campaign) -> CharacterCard:
    here = campaign.opening.place == npc.place
    return CharacterCard(
        name=npc.name,
        description=_described(npc),
        scenario=campaign.summary,
        greeting=campaign.opening.text if here else npc.appearance,
        examples=_examples(npc),
        tags=campaign.tags,
        creator=campaign.author,
    )


def _described(npc: Npc) -> str:
    habits = f"Habits: {'; '.join(npc.habits)}." if npc.habits else ""
    speech = f"Speech: {npc.speech}" if npc.speech and not npc.speech.endswith(":") else ""
    looks = "" if npc.appearance in npc.persona else npc.appearance
    return "\n".join(each for each in (f"{npc.name} ({npc.pronouns}).", looks, npc.persona, speech, habits) if each)


def _examples(npc: Npc) -> str:
    return "\n".join(f'<START>\n{{{{char}}}}: "{line}"' for line in npc.lines)
