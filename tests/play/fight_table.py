"""A pit with goblins waiting in it, at a table with an engine: fights as they are played, turn by turn."""

from functools import cache

from engine_table import EngineTable

from gm.authoring.load import load_campaign
from gm.bench.combats import KIT, PIT
from gm.domain.campaign import Campaign
from gm.domain.encounter import EncounterView
from gm.domain.play import Game, PlayerInput, SceneState, Turn
from gm.rules.combat.playing import encounter_view

RESTS = """
rests:
  short: {name: Short rest, minutes: 60, hp: 1d6, spends: slots}
  long: {name: Long rest, minutes: 480, hp: all}
advancement: {by: xp, levels: [{level: 2, needs: 40, hp: '1d8', picks: 1}]}
"""
THINGS = """items:
  potion: {name: red potion, use: [{kind: heal, character: actor, amount: 2d4+2},
           {kind: set_flag, flag: drunk}], consumed: true}
  rope: {name: rope}
"""


@cache
def pit() -> Campaign:
    """The campaign of the benchmark, with a potion, rests and levels."""
    kit = KIT.decode().replace("    morale: {losses: 75}", "    morale: {losses: 75}\n    xp: 50") + RESTS
    text = (
        PIT.decode()
        .replace("items:\n", THINGS, 1)
        .replace("items: [sword, mail]", "items: [sword, mail, potion, rope]")
    )
    text += "flags: {drunk: Somebody drank., glory: The goblins are beaten.}\n"
    text = text.replace(
        "foes_zone: 2}",
        "foes_zone: 2, goal: They want the sand for themselves.,\n"
        "    won: {text: The crowd roars., effects: [{kind: set_flag, flag: glory}]}}",
    )
    return load_campaign({"campaign.yaml": text.encode()}, rulesets={"bench.yaml": kit.encode()})


PARTY = ("ada", "bo", "cy", "di")


class FightTable(EngineTable):
    """The engine at the pit."""

    async def sit_down(self, party: tuple[str, ...] = PARTY) -> Game:
        """A new game."""
        return await self.start(party=party, campaign=pit())

    def order(self, text: str, who: str = "ada", source: str | None = None) -> PlayerInput:
        """A command as an input."""
        plain = self.line(text, character=who, source=source)
        return PlayerInput(plain.face, plain.source_id, plain.player, text, character=who, kind="command")

    async def command(self, game: Game, text: str, who: str = "ada", source: str | None = None) -> Turn:
        """Give a command and play it."""
        return await self.engine.take_turn(game, [self.order(text, who, source)], self.face)

    async def state(self, game: Game) -> SceneState:
        """How it stands."""
        return await self.engine.state(game)

    async def view(self, game: Game) -> EncounterView | None:
        """The fight, if one is on."""
        state = await self.state(game)
        return encounter_view(state.campaign, state.world, state.scene.key)

    async def fight_on(self, game: Game, *, most: int = 60) -> list[Turn]:
        """Everybody strikes at whom they reach, comes nearer or waits, until it is over."""
        turns: list[Turn] = []
        for _ in range(most):
            view = await self.view(game)
            if view is None or view.turn is None:
                return turns
            turns.append(await self.command(game, "attack", view.turn))
            after = await self.view(game)
            if after is not None and (after.turn, after.round) == (view.turn, view.round):
                turns.append(await self.command(game, "dash middle", view.turn))
            after = await self.view(game)
            if after is not None and (after.turn, after.round) == (view.turn, view.round):
                turns.append(await self.command(game, "pass", view.turn))
        return turns
