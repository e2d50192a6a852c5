"""Orders in a fight on Discord: a button of its card, or a command, given as the character of whoever gives it."""

from typing import TYPE_CHECKING

from gm.bot.acts import act
from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.bot.fight_card import ANYONE
from gm.domain.errors import Refused
from gm.domain.play import PlayerInput, SceneState
from gm.play.commanding import refusal_of
from gm.rules.combat.playing import encounter_view

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def press_fight(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """A button of the card (whose, what), or a pick from one of its menus (whose, which menu, what): a command of
    whoever's turn it is."""
    if len(rest) not in (2, 3):
        return speech("button.expired")
    table = await bot.tables.need(interaction.channel_id, speech)
    character = table.character_of(interaction.user.id)
    if rest[0] not in (ANYONE, character):
        person = table.campaign.anyone(rest[0])
        raise Refused(speech("fight.not_yours", name=person.name if person else rest[0]))
    return await give_order(bot, interaction, speech, rest[-1])


async def give_order(bot: "GmBot", interaction: Interaction, speech: Speech, text: str) -> str:
    """Give a command as the user's character. What the rules do not allow is said at once and costs nothing.

    Raises:
        Refused: nothing would come of it, or what `act` raises.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    character = table.character_of(interaction.user.id)
    state = await table.state()
    looked = PlayerInput("looking", "looking", "looking", text, character=character, kind="command")
    why = refusal_of(state, looked)
    if why:
        raise Refused(why)
    return await act(bot, interaction, named_order(state, text), kind="command")


def named_order(state: SceneState, text: str) -> str:
    """A command with names in place of ids: it is shown to the table."""
    view = encounter_view(state.campaign, state.world, state.scene.key)
    names = {each.id: each.name for each in view.combatants} if view is not None else {}
    names |= {item.id: item.name for item in state.campaign.items}
    names |= {spell.id: spell.name for spell in state.campaign.ruleset.spells}
    verb, _, rest = text.partition(" ")
    return f"{verb} {' '.join(names.get(word, word) for word in rest.split())}".strip()
