"""A small campaign, its scene and its brief, for the tests of the rules."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from gm.authoring.load import load_campaign, load_ruleset
from gm.domain.brief import ExitView, InputView, PersonView, PlaceView
from gm.domain.campaign import (
    Campaign,
    Challenge,
    Clock,
    Condition,
    Ending,
    Exit,
    Flag,
    Item,
    LoreEntry,
    Npc,
    Opening,
    Place,
    PlayerCharacter,
    Secret,
    Sheet,
)
from gm.domain.effects import Damage, GiveItem, OpenExit, Reveal, SetFlag, TickClock
from gm.domain.play import Game, Scene, SceneState, Session
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import Choice, ChoiceOption, Outcome
from gm.domain.ruling_brief import ChallengeView, RulingBrief
from gm.domain.state import EMPTY, WorldState
from gm.rules.draws import KeyedDice
from gm.rules.ruling import difficulty_of
from gm.rules.sheets import health_word, mood_word, sheet_of
from gm.rules.world import initial_changes, open_challenges, visible_exits

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
THEN = datetime(2024, 1, 1, tzinfo=UTC)


@lru_cache
def lantern() -> Ruleset:
    return load_ruleset((CAMPAIGNS / "_rulesets/lantern-d20.yaml").read_bytes(), "lantern-d20.yaml")


@lru_cache
def starter() -> Campaign:
    folder = CAMPAIGNS / "drowned-bell"
    files = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.yaml")}
    kits = {f.name: f.read_bytes() for f in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    return load_campaign(files, rulesets=kits, slug="drowned-bell")


def hero(name: str, **sheet: object) -> PlayerCharacter:
    given = {
        "attributes": {"might": 1, "grace": 2, "wits": 1, "heart": 0, "lore": -1},
        "skills": {"stealth": 2},
    } | sheet
    return PlayerCharacter(id=name.lower(), name=name, pronouns="she/her", concept="a hero", sheet=Sheet(**given))  # type: ignore[arg-type]


@lru_cache
def mill(language: str = "en") -> Campaign:
    """A mill by a river: a hall, a locked loft, a hidden cellar, a road."""
    return Campaign(
        slug="mill",
        title="The Mill",
        language=language,
        ruleset=lantern(),
        characters=(
            hero("Ilse", items={"knife": 1, "rope": 2, "charm": 1}, resources={"luck": 2}),
            hero("Bram"),
            hero("Cato"),
        ),
        npcs=(
            Npc(
                id="miller",
                name="Old Harke",
                aliases=("the miller",),
                place="hall",
                appearance="floury",
                persona="sour",
                secrets=(Secret(id="harke-debt", text="Harke owes the river."),),
                sheet=Sheet(items={"loft-key": 1}, defence=12, damage="1d4", max_hp=6),
            ),
            Npc(id="ghost", name="The Drowned Girl", place="cellar", appearance="wet", persona="sad", attitude=-3),
        ),
        places=(
            Place(
                id="hall",
                name="The Mill Hall",
                description="Flour.",
                items={"lamp": 1, "sack": 3, "millstone": 1},
                exits=(
                    Exit(to="road", label="the front door to the road"),
                    Exit(to="loft", label="a ladder up to the loft", locked="The hatch is bolted."),
                    Exit(to="cellar", label="a trapdoor under the sacks", hidden=True),
                ),
            ),
            Place(id="road", name="River Road", description="Mud.", exits=(Exit(to="hall", label="the mill door"),)),
            Place(
                id="loft",
                name="The Loft",
                description="Owls.",
                exits=(Exit(to="hall", label="the ladder down", locked="Bolted below."),),
            ),
            Place(
                id="cellar", name="The Cellar", description="Water.", exits=(Exit(to="hall", label="the trapdoor up"),)
            ),
        ),
        items=(
            Item(id="knife", name="bone knife", aliases=("knife",), damage="1d4"),
            Item(id="rope", name="rope"),
            Item(id="charm", name="river charm", bonus={"occult": 2}),
            Item(id="lamp", name="brass lamp", aliases=("lamp",)),
            Item(id="sack", name="sack of flour", aliases=("sack",)),
            Item(id="millstone", name="millstone", fixed=True),
            Item(id="loft-key", name="loft key"),
        ),
        lore=(
            LoreEntry(id="river", title="The river", keys=("river",), content="It takes one a year."),
            LoreEntry(id="toll", title="The toll", keys=("toll",), content="Paid in names.", audience="party"),
            LoreEntry(id="deep", title="The deep", keys=("deep",), content="Something counts.", audience="gm"),
        ),
        flags=(Flag(id="woken", meaning="The girl woke."), Flag(id="paid", meaning="Paid.")),
        clocks=(
            Clock(
                id="flood",
                name="Flood",
                segments=4,
                every_minutes=60,
                on_full="The water is in.",
                effects=(SetFlag(flag="woken"), TickClock(clock="doom", by=2)),
            ),
            Clock(
                id="doom",
                name="Doom",
                segments=2,
                on_full="It is here.",
                effects=(Damage(character="party", amount="2"),),
            ),
        ),
        challenges=(
            Challenge(
                id="pry",
                place="hall",
                title="Pry the trapdoor open",
                keys=("trapdoor", "under the sacks"),
                skill="athletics",
                difficulty="hard",
                stakes="The noise.",
                outcomes={
                    "success": Outcome(text="It opens.", effects=(OpenExit(place="hall", to="cellar"),)),
                    "setback": Outcome(
                        text="It opens, loudly.",
                        effects=(OpenExit(place="hall", to="cellar"), TickClock(clock="flood")),
                    ),
                    "failure": Outcome(text="Stuck.", effects=(TickClock(clock="flood", by=2),)),
                },
            ),
            Challenge(
                id="pay",
                place="hall",
                title="Pay the river",
                keys=("pay the river",),
                outcomes={
                    "done": Outcome(
                        text="The river listens.",
                        effects=(Reveal(fact="harke-debt"), GiveItem(character="actor", item="loft-key")),
                        choice=Choice(
                            question="With what?",
                            options=(
                                ChoiceOption(
                                    id="blood",
                                    label="Blood",
                                    effects=(Damage(character="actor", amount="1d4"), SetFlag(flag="paid")),
                                ),
                                ChoiceOption(id="nothing", label="Nothing"),
                            ),
                            default="nothing",
                        ),
                    )
                },
            ),
        ),
        endings=(
            Ending(id="never", title="Never", when=Condition(), text=""),
            Ending(id="paid", title="Paid", when=Condition(flags=("paid",)), text="Paid."),
        ),
        opening=Opening(place="hall", text="Rain.", minutes=600),
    )


def state_of(
    campaign: Campaign | None = None, *, party: tuple[str, ...] = ("ilse", "bram"), world: WorldState | None = None,
    stakes: str = "show",
) -> SceneState:  # fmt: skip
    campaign = campaign or mill()
    game = Game(1, "g1", "game", campaign.slug, "v1", 1, THEN, stakes)  # type: ignore[arg-type]
    return SceneState(
        game,
        Session(1, 1, 1, "", THEN),
        Scene(1, 1, 1, "main", "Scene", campaign.opening.place),
        campaign,
        world if world is not None else EMPTY.apply(initial_changes(campaign, party)),
        0,
    )


def dice_for(turn: str = "t") -> KeyedDice:
    return KeyedDice("ab" * 32, turn_uid=turn, attempt=1, source_ids=("s",))


class Faces:
    """Dice by purpose: the face set for it, else the middle. Remembers what was drawn."""

    def __init__(self, **faces: int) -> None:
        self.faces = {name.replace("_", ":"): face for name, face in faces.items()}
        self.drawn: list[tuple[str, int]] = []

    def draw(self, purpose: str, index: int, sides: int) -> int:
        self.drawn.append((purpose, index))
        return min(sides, self.faces.get(purpose, (sides + 1) // 2))


def brief_of(state: SceneState, *inputs: InputView, language: str | None = None) -> RulingBrief:
    campaign, world = state.campaign, state.world
    place = campaign.place(state.place_id)
    assert place is not None
    people = []
    for who in state.present():
        person, npc, entity = campaign.anyone(who), campaign.npc(who), f"character:{who}"
        assert person is not None
        health = health_word(world.number(entity, "hp"), world.number(entity, "max_hp"), world.text(entity, "status"))
        mood = mood_word(world.number(entity, "attitude")) if npc else ""
        people.append(PersonView(who, person.name, person.pronouns, npc is None, "", mood=mood, health=health))
    exits = visible_exits(campaign, world, place.id, state.known_by_all_present())
    names = {item.id: item.name for item in campaign.items}
    lying = sorted(world.under(f"place:{place.id}", "item").items())
    items = tuple(names[i] + (f" ×{n}" if n != 1 else "") for i, n in lying)
    ways = tuple(ExitView(way.label, way.to, way.to_name, way.locked) for way in exits)
    return RulingBrief(
        campaign=campaign,
        language=language or campaign.language,
        turn_number=1,
        attempt=1,
        place=PlaceView(place.id, place.name, place.description, (), ways, items, False),
        time="",
        party=tuple(p for p in people if p.is_pc),
        others=tuple(p for p in people if not p.is_pc),
        sheets=tuple(sheet_of(state, p.id) for p in people),
        inputs=inputs,
        challenges=tuple(
            ChallengeView(c.id, c.title, c.keys, c.skill or "", difficulty_of(c, campaign.ruleset), c.stakes, ())
            for c in open_challenges(state)
        ),
    )


def said(text: str, kind: str = "do", character: str = "ilse") -> InputView:
    return InputView(character.title(), character, text, kind)


def moved_to(state: SceneState, place: str) -> SceneState:
    """The same state with the whole party and the scene at another place."""
    values = dict(state.world.values)
    for entity, path in list(values):
        if path == "playing":
            values[entity, "place"] = place
    values["scene:main", "place"] = place
    return replace(state, world=WorldState(values))
