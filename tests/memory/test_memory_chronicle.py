"""What stands before a transcript only grows between two foldings, fits, and says the oldest things shortest."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.chronicle import Span, Summary
from gm.domain.play import Beat
from gm.memory.chronicle import Past, choose
from gm.memory.extract import scene_text, whole_text
from gm.memory.scribe import is_sound, read_account
from gm.prompting.summary import SummaryBrief


def summary(number: int, level: str, first: int, last: int, text: str = "") -> Summary:
    span = Span(level, first, last, first, last, last - first + 1, last, 1)  # type: ignore[arg-type]
    told = text or f"{level} {first} begins.\nThen {level} {last} ends, and much is said of it besides."
    return Summary(number, 1, span, "extractive", 1, told)


def life(turns: int, *, scene: int = 20, session: int = 5, arc: int = 8) -> Past:
    """A game of so many turns, with everything summarised that is over."""
    found: list[Summary] = []
    for at in range(turns // scene):
        found.append(summary(len(found) + 1, "scene", at * scene + 1, (at + 1) * scene))
    for level, size in (("session", scene * session), ("arc", scene * session * arc)):
        for at in range(turns // size):
            found.append(summary(len(found) + 1, level, at * size + 1, (at + 1) * size))
    return Past(tuple(found), {number: f"Ada: «Step {number}» — it goes well." for number in range(1, turns + 1)})


def cost(past: Past, refs: tuple[str, ...]) -> int:
    return sum(map(len, past.lines(refs)))


def test_arcs_then_sessions_then_scenes_then_gists() -> None:
    past = life(1000)
    refs = choose(past, 1000, kept=None, budget=1500, size=len)
    lines = past.lines(refs)
    levels = [line.split()[1] for line in lines]
    ranks = [("arc", "session", "scene", "«Step").index(level) for level in levels]
    assert ranks == sorted(ranks) and {0, 2, 3} <= set(ranks)
    numbers = [int(line.split("–")[0].lstrip("#")) for line in lines if "–" in line.split()[0]]
    assert numbers == sorted(numbers)
    assert lines[0].startswith("#1–800: arc 1 begins.")


@settings(deadline=None)
@given(st.integers(1, 3000), st.integers(300, 4000))
def test_it_fits_at_any_length(turns: int, budget: int) -> None:
    past = life(turns)
    refs = choose(past, turns + 1, kept=None, budget=budget, size=len)
    assert cost(past, refs) <= budget
    assert len(set(refs)) == len(refs)


def test_at_twenty_thousand_turns_the_beginning_is_still_told() -> None:
    past = life(20_130)
    refs = choose(past, 20_131, kept=None, budget=3400, size=len)
    assert cost(past, refs) <= 3400
    assert "arc 1 begins" in past.lines(refs)[0]
    assert past.lines(refs)[-1].startswith("Ada: «Step 20130»"), "and the end in detail"
    assert any("scene" in line for line in past.lines(refs))


def test_between_two_foldings_it_is_added_to_at_the_end() -> None:
    whole, kept, foldings, last = life(600), None, 0, ()
    for before in range(20, 600, 7):
        seen = Past(tuple(each for each in whole.summaries if each.span.last_number < before - 10), whole.gists)
        refs = choose(seen, before, kept=kept, budget=2500, size=len)
        lines = seen.lines(refs)
        assert cost(seen, refs) <= 2500
        if lines[: len(last)] != last:
            foldings += 1
        kept, last = refs, lines
    assert 0 < foldings < 20, "rarely"


def test_what_was_erased_leaves_no_line() -> None:
    past = life(40)
    assert past.lines(("s1", "s99", "g7", "g4000")) == (past.line("s1"), past.line("g7"))
    gone = Past((replace(past.summaries[0], text=""),), {7: ""})
    assert gone.lines(("s1", "s1/1", "g7")) == ()


def beat(number: int, told: str, *, gist: str = "", line: str = "", said: str = "I wait.") -> Beat:
    return Beat(number, number, "action", (("Ada", said),), line, told, gist or told, "inn")


QUIET = "Rain falls on the roof, and nobody says a word for a while."


def test_an_extract_keeps_what_code_can_see_to_matter() -> None:
    beats = [beat(number, f"{QUIET} ({number})") for number in range(1, 31)]
    beats[9] = beat(10, "Old.", gist="Ada: I open the chest [Craft: Success] — The lid gives. · Ada +silver key")
    beats[19] = beat(20, "A woman comes in and gives her name as Mirjam Holl. She wants a boat.")
    text = scene_text(beats, ["Ada", "Mirjam Holl"], lambda row: len(row) // 4, 100)
    assert "silver key" in text and "Mirjam Holl" in text
    assert text.index("silver key") < text.index("Mirjam Holl"), "in the order in which it happened"
    assert len(text) // 4 <= 100
    assert whole_text([text, "Ada rows out.\nThe boat sinks."], ["Ada"], lambda row: len(row) // 4, 100)


def test_an_extract_of_nothing_is_nothing() -> None:
    assert scene_text([], [], len, 100) == ""
    assert scene_text([beat(1, "[erased]", gist="[erased]", said="")], [], len, 100) == ""


BRIEF = SummaryBrief(
    "scene",
    "en",
    (
        beat(1, "The ferryman Joss looks away. He says that the reeve paid him to forget a boat."),
        beat(2, "Ada promises to keep his name out of it, and Joss shows her where the boat was sunk."),
    ),
    names=("Ada", "Joss"),
)
GOOD = "Joss, the ferryman, was paid by the reeve to forget a boat. Ada promised to keep his name out of it."


def test_a_good_summary_is_believed() -> None:
    reply = {"summary": GOOD, "open_threads": ["What was in the boat?", 7], "facts": ["x"]}
    found = read_account(reply, BRIEF)
    assert found is not None and found.text == GOOD
    assert found.threads == ("What was in the boat?",)
    assert found.facts == ["x"], "others check them"


def test_useless_summaries_are_not() -> None:
    useless = [
        "",
        "   ",
        GOOD * 40,
        "The adventurers continued their journey through many strange lands.",
        "Der Fährmann wurde vom Vogt bezahlt, damit er ein Boot vergisst. Ada versprach, ihn nicht zu nennen.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do Ada eiusmod tempor.",
        "Ада обещала паромщику молчать, и он показал ей лодку.",
    ]
    assert [text[:40] for text in useless if is_sound(text, BRIEF)] == []
    assert read_account({"summary": 5}, BRIEF) is None
    assert read_account({}, BRIEF) is None


def test_other_scripts_and_inflected_names_are_believed() -> None:
    russian = SummaryBrief(
        "scene",
        "ru",
        (beat(1, "Паромщик отводит глаза. Староста заплатил ему, чтобы он забыл про лодку. Мирьям молчит."),),
        names=("Мирьям",),
    )
    assert is_sound("Паромщик рассказал Мирьям: староста заплатил, чтобы тот забыл лодку.", russian)
    chinese = SummaryBrief(
        "scene", "zh-CN", (beat(1, "船夫移开目光，说里长付钱让他忘掉那条船。米娅答应保密。"),), names=("米娅",)
    )
    assert is_sound("里长付钱让船夫忘掉那条船，米娅答应保密。", chinese)
    assert not is_sound("The reeve paid the ferryman, and 米娅 promised silence about it.", chinese)
