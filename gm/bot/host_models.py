"""`/host models`: which models answer in a server, and a choice among those that the host offers.

A server chooses by names that the host has given. What it sees of a model is its name and its price:
no address, no key.
"""

from typing import TYPE_CHECKING, Final

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.buttons import Button, Style, button_id
from gm.bot.catalogue import Speech
from gm.bot.rights import need_manager
from gm.bot.screens import Screen
from gm.domain.calls import Candidate, Role
from gm.domain.errors import Refused
from gm.models.choosing import names
from gm.models.listing import barred_from_discord
from gm.models.routes import RouteTable
from gm.review.amounts import money

if TYPE_CHECKING:
    from gm.bot.client import GmBot

SHOWN: Final = (Role.NARRATOR, Role.ADJUDICATOR, Role.NPC, Role.DIRECTOR, Role.SCRIBE)
USUAL: Final = "-"
"""In place of a name: as the host orders. No name begins so."""
_MOST: Final = 20
"""Buttons of the screen."""


async def models_screen(bot: "GmBot", interaction: Interaction, speech: Speech, done: str = "") -> Screen:
    """Who answers, role by role, with a button for each that may be chosen. `done`: what was kept just now."""
    guild_id = need_manager(interaction, speech)
    settings = await bot.tables.settings(guild_id)
    account = await bot.app.accounts.of_guild(guild_id)
    rows = [done, ""] if done else []
    rows += [f"## {speech('models_here.title')}", speech("models_here.paid", who=speech(f"models.{settings.models}"))]
    for role in SHOWN:
        rows += ["", *_role_rows(speech, account.routes, role, settings.chosen_models.get(role.value, ""))]
    if settings.models != "host":
        return Screen("\n".join([*rows, "", speech("models_here.own")] if settings.models == "own" else rows))
    buttons = _buttons(speech, bot.app.accounts.host, settings.chosen_models)
    return Screen("\n".join([*rows, "", speech(f"models_here.{'choose' if buttons else 'nothing'}")]), buttons)


async def choose_model(bot: "GmBot", interaction: Interaction, speech: Speech, role_name: str, name: str) -> Screen:
    """Have a model asked first for a role, or nobody in particular.

    Raises:
        Refused: the host does not offer it.
    """
    guild_id = need_manager(interaction, speech)
    role = next((each for each in SHOWN if each.value == role_name), None)
    if role is None or (name != USUAL and name not in choosable(bot.app.accounts.host, role)):
        raise Refused(speech("models_here.gone"))
    settings = await bot.tables.settings(guild_id)
    chosen = {each: model for each, model in settings.chosen_models.items() if each != role.value}
    if name != USUAL:
        chosen[role.value] = name
    await bot.tables.set_settings(settings.model_copy(update={"chosen_models": chosen}))
    await audit(bot, interaction, "settings.models", f"{role.value}: {name}")
    called = speech(f"role.{role.value}")
    done = "back" if name == USUAL else "kept"
    return await models_screen(bot, interaction, speech, speech(f"models_here.{done}", role=called, name=name))


def choosable(host: RouteTable, role: Role) -> tuple[str, ...]:
    """Names that a server may choose for a role: those whose models may be sent words from Discord."""
    may = {each.name for each in host.offer(role) if barred_from_discord(each, host.terms) is None}
    return tuple(name for name in names(host, role) if name in may)


def _role_rows(speech: Speech, routes: RouteTable, role: Role, chosen: str) -> list[str]:
    title = f"**{speech(f'role.{role.value}')}**"
    lender = routes.lender(role)
    if lender is not None and lender is not role:
        lent = speech("models_here.same", role=speech(f"role.{lender.value}"))
        return [f"{title} {lent}"]
    standing = routes.route(role).candidates
    if not routes.offer(role):
        return [f"{title} {speech('models_here.none')}"]
    rows = [title]
    for each in routes.offer(role):
        at = next((n for n, one in enumerate(standing, start=1) if one == each), 0)
        key = "first" if at else "only"
        called = f" ({each.name})" if each.name else ""
        model = each.model.rpartition("/")[2]
        rows.append(speech(f"models_here.{key}", at=at, model=model, name=called, price=_price(speech, each)))
        barred = barred_from_discord(each, routes.terms)
        if barred is not None:
            why = speech(f"barred.{barred.bar}", name=barred.name)
            rows.append(f"-# {speech('models_here.ruled', why=why)}")
    if chosen and chosen in names(routes, role):
        rows.append(speech("models_here.chosen", name=chosen))
    return rows


def _price(speech: Speech, candidate: Candidate) -> str:
    if candidate.price_in is None or candidate.price_out is None:
        return speech("models_here.unknown")
    if candidate.price_in == candidate.price_out == 0:
        return speech("models_here.free")
    return speech("models_here.price", input=money(candidate.price_in), output=money(candidate.price_out))


def _buttons(speech: Speech, host: RouteTable, chosen: dict[str, str]) -> tuple[Button, ...]:
    found: list[Button] = []
    for role in SHOWN:
        if host.lender(role) is not role:
            continue
        called = speech(f"role.{role.value}")
        for name in choosable(host, role):
            picked = chosen.get(role.value) == name
            label = speech("button.models.pick", role=called, name=name)[:80]
            style: Style = "success" if picked else "secondary"
            found.append(Button(button_id("models", role.value, name), label, style, "✅" if picked else ""))
        if role.value in chosen:
            label = speech("button.models.order", role=called)[:80]
            found.append(Button(button_id("models", role.value, USUAL), label))
    return tuple(found[:_MOST])
