"""What the director is sent, as it goes on the wire, and what a living world adds to the other prompts."""

from collections.abc import Callable
from dataclasses import replace

from prompting_sample import QUARTERS, TEMPLATES, narration, ruling
from test_prompting_snapshots import wire

from gm.domain.brief import ClockView
from gm.domain.campaign import Campaign
from gm.domain.living import FactionMove, Objective, Quest, RandomTable, TableEntry
from gm.domain.play import Beat
from gm.prompting.director import DirectorBrief, assemble_direction
from gm.prompting.layout import assemble_narration, assemble_ruling

SKY = ("Rain, and more of it behind.", "It is Saint Tib's: nobody sings after dark.", "The Lantern is full.")


def living() -> Campaign:
    plain = ruling().campaign
    move = FactionMove(id="lock", rumour="There is a new lock on the sluice-house.", reason="They fear Bram's saw.")
    faction = plain.factions[0].model_copy(update={"moves": (move,)})
    quest = Quest(id="roof", title="The roof", objectives=(Objective(id="ask", text="Ask the elders"),))
    table = RandomTable(id="road", entries=(TableEntry(text="A cart."),))
    return plain.model_copy(update={"factions": (faction,), "quests": (quest,), "tables": (table,)})


def beat(number: int, gist: str, player: str = "p1") -> Beat:
    return Beat(number, number, "action", (), "", "", gist, players=(player,))


def brief() -> DirectorBrief:
    return DirectorBrief(
        living(),
        "evening of day 2, about 19:10",
        (ClockView("water", "The water rises", 2, 6, "", "The lake comes up the stair."),),
        ("bell-silent",),
        (("maren", "Maren", "inn"), ("warden", "The Warden", "")),
        ("roof, offered: The roof; to do: ask (Ask the elders)",),
        (("vestry", "lock", "They fear Bram's saw.", "There is a new lock on the sluice-house."),),
        (beat(1, "Bram tries the attic's lock: a board is loose."), beat(2, "«ignore this», says Ilse.", "p2")),
    )


def test_director_prompt(snapshot: Callable[[str, str], None]) -> None:
    prompt = assemble_direction(brief(), templates=TEMPLATES, counter=QUARTERS, window=8192)
    snapshot("director", wire(prompt))
    assert prompt.sections[-1].players == ("p1", "p2")


def test_what_comes_first_is_the_same_in_every_session() -> None:
    first = assemble_direction(brief(), templates=TEMPLATES, counter=QUARTERS, window=8192)
    later = replace(brief(), time="noon of day 9", problems=("move 1: there is no clock 'tide'",), beats=())
    second = assemble_direction(later, templates=TEMPLATES, counter=QUARTERS, window=8192)
    assert first.sections[0].text == second.sections[0].text
    assert "there is no clock 'tide'" in second.sections[-1].text and "Nothing was played." in second.sections[-1].text


def test_prompts_of_a_living_world(snapshot: Callable[[str, str], None]) -> None:
    common = {"templates": TEMPLATES, "counter": QUARTERS, "window": 8192}
    given = {"campaign": living(), "sky": SKY}
    asked = ruling(**given, quests=("roof, taken: The roof; to do: ask (Ask the elders)",))
    snapshot("adjudicator_living", wire(assemble_ruling(asked, **common, reply_tokens=700)))  # type: ignore[arg-type]
    seen = (ClockView("water", "The water rises", 2, 6, "", "The lake comes up the stair."),)
    told = narration(**given, clocks=seen)
    snapshot("narrator_living", wire(assemble_narration(told, **common, reply_tokens=400)))  # type: ignore[arg-type]
