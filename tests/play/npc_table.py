"""A tavern of three people, where only the characters answer."""

from engine_table import EngineTable

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest, Role
from gm.domain.campaign import Campaign
from gm.domain.play import Game
from gm.models.scripted import Reply
from gm.store.database import Database

YAML = """
slug: inn
title: The Heron
tagline: It rains.
ruleset: freeform
mode: npc
characters:
  ada: {name: Ada, concept: a surveyor, appearance: Mud to the knee., sheet: {max_hp: 8}}
  bo: {name: Bo, concept: a piper, appearance: A patched coat., sheet: {max_hp: 8}}
npcs:
  hanne:
    {name: Hanne Voss, aliases: [the landlady], place: heron, appearance: A broad woman with a cloth.,
     pronouns: she/her,
     persona: Slow to trust and quick to feed., speech: short sentences, habits: [wipes the same jug],
     lines: [Soup is a penny., Boots off.], wants: to be paid for last winter, triggers: [penny],
     secrets: {cellar: Hanne keeps the drowned surveyor's brass compass beneath the cellar stairs.}, knows: [ford]}
  piet:
    {name: Piet, place: heron, appearance: A thin ferryman., persona: Talks of the river and nothing else.,
     lines: [The river is high.], triggers: [ferry, rope]}
  mara: {name: Mara, place: shed, appearance: A girl with a lamp., persona: Curious.}
places:
  heron: {name: The Heron, description: Low beams and smoke., exits: {shed: the back door}}
  shed:
    {name: The Shed, description: Nets.,
     exits: {heron: the back door, hut: a path, cave: {label: a hole, hidden: true}}}
  hut: {name: The Hut, description: Smoke., exits: {shed: a path}}
  cave: {name: The Cave, description: Dark., exits: {shed: a hole}}
lore:
  ford:
    {title: The ford, keys: [ford], audience: party,
     content: The ford can be crossed on foot at noon in a dry week.}
opening: {place: heron, text: Rain comes down on the Heron.}
"""


SECRET = "Hanne keeps the drowned surveyor's brass compass beneath the cellar stairs."


def inn(reveal: str = "", *, ford: str = "party", speaks: str = "") -> Campaign:
    """`reveal`: when Hanne's secret may come out, as YAML. `ford`: for whom the lore of the ford is. `speaks`: whom
    Hanne would name."""
    text = YAML.replace(f"{{cellar: {SECRET}}}", f"{{cellar: {{text: {SECRET}, {reveal}}}}}") if reveal else YAML
    text = text.replace("audience: party", f"audience: {ford}").replace(
        "knows: [ford]", f"knows: [ford], speaks_of: [{speaks}]"
    )
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


class NpcTable(EngineTable):
    """`npc` gives the scripted characters' replies."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.npc = lambda request: '*nods* "Sit down."'
        self.adjudicator = lambda request: self.npc(request) if request.role is Role.NPC else Reply("{}")

    async def open(self, party: tuple[str, ...] = ("ada", "bo"), campaign: Campaign | None = None) -> Game:
        game = await self.start(party=party, campaign=campaign or inn())
        await self.engine.set_table(game, mode="npc")
        return game


def sent(request: BackendRequest) -> str:
    return "\n".join(message.content for message in request.messages)
