"""Forms. What was typed is read from the submission itself: a form that was open during a restart still works."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from gm.bot.buttons import button_id
from gm.bot.catalogue import Speech

TITLE = 45
"""Characters that a form's title may have."""


def act_form(speech: Speech, turn_id: str) -> discord.ui.Modal:
    """What does your character do? Several lines."""
    modal = made_modal(speech("form.act.title"), button_id("actform", turn_id))
    modal.add_item(
        labelled(
            speech("form.act.label"),
            speech("form.act.hint"),
            discord.ui.TextInput(custom_id="words", style=discord.TextStyle.paragraph, max_length=2000),
        )
    )
    return modal


def reword_form(speech: Speech, turn_id: str) -> discord.ui.Modal:
    """How should it be told?"""
    modal = made_modal(speech("form.reword.title"), button_id("rewordform", turn_id))
    modal.add_item(
        labelled(
            speech("form.reword.label"),
            speech("form.reword.hint"),
            discord.ui.TextInput(custom_id="how", required=False, max_length=200),
        )
    )
    return modal


def speak_form(speech: Speech, turn_id: str, people: Sequence[tuple[str, str]]) -> discord.ui.Modal:
    """What does your character say, and to whom? `people`: (id, name); a single one needs no asking."""
    one = people[0][0] if len(people) == 1 else ""
    title = speech("button.speak_to", name=people[0][1]) if one else speech("form.speak.title")
    modal = made_modal(title, button_id("speakform", turn_id, one))
    if not one:
        options = [discord.SelectOption(label=name[:100], value=npc) for npc, name in people[:25]]
        options[0].default = True
        whom: discord.ui.Select[Any] = discord.ui.Select(custom_id="who", options=options)
        modal.add_item(labelled(speech("form.speak.who"), "", whom))
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=2000
    )
    modal.add_item(labelled(speech("form.speak.label"), "", words))
    return modal


def edit_form(speech: Speech, where: str, words: str) -> discord.ui.Modal:
    """The words of a part of a telling, to be mended. `where`: turn, part and telling, as in an id."""
    modal = made_modal(speech("form.edit.title"), f"{button_id('editform')}:{where}")
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=4000, default=words
    )
    modal.add_item(labelled(speech("form.edit.label"), speech("form.edit.hint"), text))
    return modal


def retell_form(speech: Speech, where: str, name: str) -> discord.ui.Modal:
    """How should it be said? `where`: turn and part, as in an id; `name` of who speaks there, or ''."""
    title = speech("form.retell.title_of", name=name) if name else speech("form.reword.title")
    modal = made_modal(title, f"{button_id('retellform')}:{where}")
    how: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="how", required=False, max_length=200)
    modal.add_item(labelled(speech("form.reword.label"), speech("form.reword.hint"), how))
    return modal


def word_form(speech: Speech, guild_id: int) -> discord.ui.Modal:
    """Type a word to erase. `guild_id` 0: everywhere."""
    modal = made_modal(speech("form.forget.title"), button_id("forgetform", guild_id))
    label = speech("form.forget.label", word=speech("privacy.word"))
    modal.add_item(labelled(label, speech("form.forget.hint"), discord.ui.TextInput(custom_id="word", max_length=20)))
    return modal


def made_modal(title: str, custom_id: str) -> discord.ui.Modal:
    """A form that the client does not keep in memory: whoever submits it is answered from its id."""
    modal = discord.ui.Modal(title=title[:TITLE], custom_id=custom_id, timeout=None)
    modal.stop()
    return modal


def labelled(text: str, hint: str, item: discord.ui.Item[Any]) -> discord.ui.Label[Any]:
    """A field with its label, and a line about it ('': none)."""
    return discord.ui.Label(text=text[:45], description=hint[:100] or None, component=item)


def submitted(data: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by the id of the field; of a select its values, a line each. Whatever the fields are in."""
    found: dict[str, str] = {}
    stack: list[Any] = [*data.get("components", ())]
    while stack:
        part = stack.pop()
        if "custom_id" in part:
            values = part.get("values")
            found[part["custom_id"]] = str(part.get("value") or "\n".join(map(str, values or ())))
        stack += part.get("components", ())
        if isinstance(part.get("component"), Mapping):
            stack.append(part["component"])
    return found
