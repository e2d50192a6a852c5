"""A small table for the offline narrator: a campaign in three languages, and games played on it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gm.domain.brief import (
    ChangeView,
    CheckView,
    ExitView,
    LoreView,
    NarrationBrief,
    PersonView,
    PlaceView,
    VerdictView,
)
from gm.domain.campaign import Campaign, LoreEntry, Npc, Opening, Place, PlayerCharacter, Secret, Voice
from gm.domain.play import Beat
from gm.domain.ruleset import Ruleset, Skill
from gm.models.offline.narrator import narrate
from gm.models.offline.variation import grams, normal, sentences

RULES = Ruleset(
    slug="kit",
    title="Kit",
    attributes=(),
    skills=(Skill(id="notice", name="Notice", attribute="wits"),),
    default_skill="notice",
    difficulties={},
    degrees=(),
)
SECRETS = ("Marta drowned the ferryman for his boots.", "The abbot is the wolf.", "Something sleeps in the cistern.")
CAMPAIGN = Campaign(
    slug="ferry",
    title="The Ferry",
    ruleset=RULES,
    characters=(PlayerCharacter(id="ilse", name="Ilse Varn", concept="mapmaker", background=SECRETS[2]),),
    npcs=(
        Npc(
            id="marta",
            name="Marta Oke",
            appearance="a broad woman",
            persona="Murderous under the apron.",
            wants="The boots to stay hidden.",
            secrets=(Secret(id="boots", text=SECRETS[0]),),
        ),
    ),
    places=(Place(id="inn", name="The Ferry Inn", description="A low room.", gm_notes=SECRETS[2]),),
    lore=(
        LoreEntry(id="bell", title="The bell", keys=("bell",), content="The bell went down with the tower."),
        LoreEntry(id="wolf", title="The wolf", keys=("wolf",), content=SECRETS[1], audience="gm"),
    ),
    opening=Opening(place="inn", text="Rain. The ferry is late."),
)
INN = PlaceView(
    "inn",
    "The Ferry Inn",
    "A low room with one long table and a window on the water. Boots have worn a path from the door to the fire.",
    (
        "Rain drips through the thatch into a row of pots.",
        "The hearth smokes whenever the door opens.",
        "A bell-rope hangs by the stair, its end tied in a knot at head height.",
        "Somebody has cut tally marks into the doorpost, in fives.",
        "The window faces the ferry stage and the brown water beyond it.",
        "Eels turn slowly in a tub under the counter.",
        "Wet coats hang from a row of nails.",
        "A cat sleeps on the flour sacks.",
    ),
    (
        ExitView("a stair down to the cistern", "cistern", "The Drowned Cistern"),
        ExitView("the door to the landing", "landing", "Ferry Landing"),
        ExitView("the back yard", "yard", "The Yard", "bolted from outside"),
    ),
    ("brass key", "candle ×3"),
    first_visit=False,
)
MARTA = PersonView(
    "marta",
    "Marta Oke",
    "she/her",
    False,
    "a broad woman with burned forearms",
    habits=("polishes the same glass", "counts the coins in her apron", "shifts a pot under a new drip"),
    lines=("Nobody crosses after dark. Ask the ferryman.", "That bell has not rung in thirty years.", "You pay first."),
    mood="wary",
)
ASH = PersonView(
    "ash",
    "Ash",
    "they/them",
    False,
    "A thin youth in a coat too big for them. One eye is white.",
    habits=("mutters to the cat",),
    lines=("It rang last night.",),
    mood="warm",
)
ILSE = PersonView("ilse", "Ilse Varn", "she/her", True, "tall", "mapmaker")
BRAN = PersonView("bran", "Bran", "he/him", True, "short", "porter")


def check(success: bool, margin: int = 3) -> CheckView:
    """A rolled check with that result."""
    total = 11 + margin if success else 11 - margin
    name = "success" if success else "failure"
    return CheckView("Ilse Varn", "Notice", 11, total, name, name.title(), success)


def verdict(kind: str, words: str, **more: Any) -> VerdictView:
    """An attempt of Ilse's."""
    return VerdictView("Ilse Varn", words, words, kind, **more)


LOOK = verdict("look", "look around")
TALK = verdict("talk", "ask about the weather", target="Marta Oke")
FAIL = verdict("act", "force the door", check=check(False))
PASS = verdict("act", "climb the stair", check=check(True))
WAIT = verdict("wait", "wait")
REFUSED = verdict("act", "fly to the moon", possible=False)
STAY = verdict("move", "go home")
MANY = (
    LOOK,
    TALK,
    FAIL,
    WAIT,
    PASS,
    REFUSED,
    STAY,
    verdict("rest", "rest"),
    verdict("take", "take the candle"),
    verdict("give", "give Marta a coin", target="Marta Oke"),
    verdict("attack", "attack Marta", target="Marta Oke", check=check(False)),
    verdict("act", "tie the rope"),
)


def brief(turn: int = 1, said: VerdictView | Sequence[VerdictView] = LOOK, **more: Any) -> NarrationBrief:
    """A brief at the Ferry Inn; `more` overrides any field."""
    verdicts = (said,) if isinstance(said, VerdictView) else tuple(said)
    base = NarrationBrief(
        campaign=CAMPAIGN,
        kind="action",
        language="en",
        voice=Voice(),
        turn_number=turn,
        attempt=1,
        alternative=0,
        seed="3f9a",
        place=INN,
        time="evening of day 2",
        party=(ILSE,),
        others=(MARTA, ASH),
        verdicts=verdicts,
        words=90,
    )
    return replace(base, **more)


def play(script: Sequence[VerdictView], turns: int, *, seen: int | None = None, **more: Any) -> list[str]:
    """The narrations of a game. `seen`: how many beats the transcript shows; the older ones are in `told`."""
    beats: list[Beat] = []
    out: list[str] = []
    for turn in range(1, turns + 1):
        cut = 0 if seen is None else max(0, len(beats) - seen)
        past = {
            "transcript": tuple(beats[cut:]),
            "told": tuple(beat.narration for beat in beats[:cut]),
            "chronicle": tuple(beat.gist for beat in beats[:cut]),
        }
        text = narrate(brief(turn, script[(turn - 1) % len(script)], **{**past, **more}))
        out.append(text)
        beats.append(Beat(turn, turn, "action", (), "", text, f"gist {turn}"))
    return out


def repeated(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """(sentences that are said twice, runs of six words that are in more than three turns)."""
    said = Counter(normal(sentence) for text in texts for sentence in sentences(text))
    runs = Counter(run for text in texts for run in set(grams(text)))
    return [key for key, count in said.items() if count > 1], [key for key, count in runs.items() if count > 3]


def hurt(name: str, amount: int = 3) -> ChangeView:
    """Somebody loses hit points."""
    return ChangeView("hurt", name, f"{name} −{amount} HP", amount=amount)


BELL = LoreView("bell", "The bell", "The bell went down with the tower.", "bell")
