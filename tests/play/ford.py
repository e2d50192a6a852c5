"""The ford at a table with an engine: the campaign of `tests/rules/ford.yaml`."""

from functools import cache
from pathlib import Path

from engine_table import EngineTable

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.encounter import EncounterView
from gm.domain.play import Game, PlayerInput, Turn
from gm.rules.combat.playing import encounter_view

PARTY = ("ada", "bo", "cy", "di")


@cache
def ford() -> Campaign:
    """The campaign."""
    path = Path(__file__).parents[1] / "rules" / "ford.yaml"
    return load_campaign({"campaign.yaml": path.read_bytes()}, rulesets=resources.ruleset_sources())


class FordTable(EngineTable):
    """The engine at the ford."""

    async def sit_down(self, party: tuple[str, ...] = PARTY) -> Game:
        """A new game."""
        return await self.start(party=party, campaign=ford())

    async def command(self, game: Game, text: str, who: str, source: str | None = None) -> Turn:
        """Give a command and play it."""
        plain = self.line(text, character=who, source=source)
        order = PlayerInput(plain.face, plain.source_id, plain.player, text, character=who, kind="command")
        return await self.engine.take_turn(game, [order], self.face)

    async def view(self, game: Game) -> EncounterView | None:
        """The fight, if one is on."""
        state = await self.engine.state(game)
        return encounter_view(state.campaign, state.world, state.scene.key)
