"""Looking back, the pure parts: who may read what, differences named, trees drawn, money put into words."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.campaign import Campaign, Challenge, Clock, Flag, Npc, Opening, Place, PlayerCharacter
from gm.domain.dice import CheckResult, RollRecord
from gm.domain.effects import Change, SetFlag
from gm.domain.play import Session, StoredRoll
from gm.domain.ruleset import Attribute, DegreeRule, Ruleset, Skill
from gm.domain.ruling import CheckRequest, Choice, ChoiceOption, Outcome, Ruling, Verdict
from gm.domain.state import WorldState
from gm.review.amounts import money
from gm.review.audience import moods_seen, public_changes
from gm.review.calls import answered_by
from gm.review.ledger import _tells
from gm.review.rulings import ruling_rows
from gm.review.spend import SpendHead, SpendTotal, head_rows
from gm.review.tree import BranchNode, draw_tree
from gm.review.verify import check_rolls, check_seeds, draw_again
from gm.rules.dice import roll
from gm.rules.draws import KeyedDice, seed_hash
from gm.store.call_rows import ModelCall

SEED = "ab" * 32
RULES = Ruleset(
    slug="r",
    title="R",
    attributes=(Attribute(id="wits", name="Wits"),),
    skills=(Skill(id="search", name="Search", attribute="wits"),),
    default_skill="search",
    difficulties={"fair": 10},
    degrees=(DegreeRule(id="success", label="Success", margin=0, success=True),),
)
CAMPAIGN = Campaign(
    slug="tiny",
    title="Tiny",
    ruleset=RULES,
    characters=(PlayerCharacter(id="ilse", name="Ilse", concept="x"),),
    npcs=(Npc(id="orla", name="Orla", appearance="Tall.", persona="Guarded."),),
    places=(Place(id="hut", name="Hut", description="A hut."),),
    flags=(Flag(id="lied", meaning="She lied."),),
    clocks=(Clock(id="doom", name="Doom", segments=4), Clock(id="dawn", name="Dawn", segments=4, audience="everyone")),
    opening=Opening(place="hut", text="Rain."),
)


def change(entity: str, path: str) -> Change:
    return Change(entity=entity, path=path, before=None, after=1)


@pytest.mark.parametrize(
    ("entity", "path", "public"),
    [
        ("character:ilse", "hp", True),
        ("character:ilse", "knows/secret", True),
        ("character:orla", "hp", True),
        ("character:orla", "attitude", False),
        ("character:orla", "knows/secret", False),
        ("character:orla", "place", False),
        ("clock:doom", "filled", False),
        ("clock:dawn", "filled", True),
        ("flag:lied", "on", False),
        ("challenge:x", "done", False),
        ("exit:hut:path", "open", True),
        ("world", "minutes", True),
        ("world", "ending", False),
    ],
)
def test_only_what_the_table_could_see_is_public(entity: str, path: str, public: bool) -> None:
    assert bool(public_changes(CAMPAIGN, [change(entity, path)])) is public


def test_a_ruling_is_shown_without_what_else_could_have_come() -> None:
    verdict = Verdict(
        character="ilse",
        intent="search the stove",
        check=CheckRequest(character="ilse", skill="search", difficulty=10, reason="it is dark"),
        stakes="Orla hears it.",
        stakes_audience="gm",
        effects=(SetFlag(flag="lied"),),
        outcomes={"success": Outcome(text="A letter from the dead brother.")},
    )
    shown = "\n".join(ruling_rows(CAMPAIGN, Ruling(verdicts=(verdict,)), spoilers=False))
    assert "check Search, difficulty 10, fair (it is dark)" in shown
    assert "letter" not in shown
    assert "Orla hears" not in shown
    assert "lied" not in shown
    told = "\n".join(ruling_rows(CAMPAIGN, Ruling(verdicts=(verdict,)), spoilers=True))
    assert "letter" in told
    assert "Orla hears" in told
    assert "lied" in told


ROLLED = CheckResult(
    check_id="0",
    character="ilse",
    skill="search",
    difficulty=10,
    total=7,
    margin=-3,
    degree="success",
    success=True,
    roll=RollRecord(expression="1d20", total=7, purpose="check:0", dice=()),
)


def test_a_ruling_names_challenge_check_stakes_and_degree() -> None:
    challenge = Challenge(
        id="stove",
        title="Open the stove",
        keys=("stove",),
        skill="search",
        difficulty="fair",
        stakes="Soot.",
        outcomes={"success": Outcome(text="Ashes.")},
    )
    campaign = CAMPAIGN.model_copy(update={"challenges": (challenge,)})
    ruling = Ruling(verdicts=(Verdict(character="ilse", intent="open the stove", challenge="stove"),), minutes=1)
    assert ruling_rows(campaign, ruling, spoilers=False, checks=(ROLLED,)) == (
        "Ilse: open the stove",
        "  the author's challenge: Open the stove",
        "  check Search, difficulty 10, fair",
        "  stakes: Soot.",
        "  came out as Success: 7 against 10, 3 short",
        "1 minute passes",
    )


@pytest.mark.parametrize(
    ("moved", "row"),
    [
        ([("world", 100, 640)], "9 h pass"),
        ([("world", 100, 110)], "10 minutes pass"),
        ([("world", 100, 640), ("scene:s4", 90, 95)], "5 minutes pass"),
        ([("scene:s4", None, 95), ("world", 100, 101)], "1 minute passes"),
        ([], None),
    ],
)
def test_the_time_of_a_beat_is_what_passed_where_it_was_played(
    moved: list[tuple[str, int | None, int]], row: str | None
) -> None:
    ruling = Ruling(verdicts=(Verdict(character="ilse", intent="walk"),), minutes=10)
    changes = [Change(entity=entity, path="minutes", before=before, after=after) for entity, before, after in moved]
    shown = ruling_rows(CAMPAIGN, ruling, spoilers=False, changes=changes)
    assert [each for each in shown if "pass" in each] == ([] if row is None else [row])
    assert ruling_rows(CAMPAIGN, ruling, spoilers=False)[-1] == "10 minutes pass", "what is only ruled yet"


@pytest.mark.parametrize(
    ("number", "named"),
    [(8, ", easy"), (9, ", between easy and hard"), (20, ", harder than hard"), (2, ", easier than easy")],
)
def test_a_difficulty_is_named(number: int, named: str) -> None:
    rules = RULES.model_copy(update={"difficulties": {"hard": 14, "easy": 8}})
    campaign = CAMPAIGN.model_copy(update={"ruleset": rules})
    verdict = Verdict(character="ilse", check=CheckRequest(character="ilse", skill="search", difficulty=number))
    (row,) = [row for row in ruling_rows(campaign, Ruling(verdicts=(verdict,)), spoilers=False) if "check" in row]
    assert row == f"  check Search, difficulty {number}{named}"


def test_a_mood_is_seen_where_one_stands_or_has_just_come_from() -> None:
    world = WorldState({("character:orla", "place"): "hut", ("character:bo", "place"): "cave"})
    shifts = [change("character:orla", "attitude"), change("character:bo", "attitude")]
    walk = Change(entity="character:ilse", path="place", before="cave", after="hut")
    assert moods_seen(world, shifts, "hut") == ("orla",)
    assert moods_seen(world, shifts, "path") == ()
    assert moods_seen(world, [*shifts, walk], "hut") == ("orla", "bo")
    assert public_changes(CAMPAIGN, shifts, witnessed=("orla",)) == (shifts[0],)


def call(model: str, status: str = "ok", *, role: str = "narrator", error: str = "", asking: int = 0) -> ModelCall:
    blank = {field.name: None for field in fields(ModelCall)}
    backend = "offline" if model == "offline" else "litellm"
    return ModelCall(
        **{
            **blank,
            "role": role,
            "model": model,
            "backend": backend,
            "status": status,
            "error": error,
            "asking": asking,
        }
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "calls", "said"),
    [
        ("mistral", [call("mistral")], "mistral"),
        ("model", [call("mistral")], "mistral"),
        ("author", [], "the author's own text"),
        ("offline", [call("offline")], "the offline narrator"),
        (
            "offline",
            [call("mistral", "failed", error="timeout"), call("offline")],
            "the offline narrator, after mistral failed (timeout)",
        ),
        (
            "qwen",
            [call("mistral", "refused", error="over the cap"), call("qwen")],
            "qwen, after mistral was not asked (over the cap)",
        ),
        ("qwen", [call("mistral", "failed"), call("qwen", asking=1)], "qwen"),
    ],
)
def test_who_told_it_and_who_fell_out(source: str, calls: list[ModelCall], said: str) -> None:
    assert answered_by(source, calls, "narrator") == said


def test_a_ruling_that_could_not_be_used_is_said() -> None:
    calls = [call("r1", role="adjudicator"), call("mistral")]
    assert answered_by("offline", calls, "adjudicator") == (
        "the offline rules, after r1 gave no ruling that the rules allow"
    )


def test_a_night_offline_costs_nothing_and_says_so() -> None:
    offline = SpendTotal(28, 0, 0.0, 0)
    head = SpendHead(offline, offline, 0.0, (("narration", offline),))
    assert list(head_rows(head)) == [
        "Tonight: nothing spent; 28 calls, all answered offline",
        "This month: nothing spent; 28 calls, all answered offline",
        "At this pace: nothing",
        "It went to: nothing yet",
    ]


def stored(expression: str, *, key: str = "turn", attempt: int = 1, sources: tuple[str, ...] = ("a",)) -> StoredRoll:
    dice = KeyedDice(SEED, turn_uid=key, attempt=attempt, source_ids=sources)
    return StoredRoll(7, 1, key, attempt, sources, roll(expression, dice, purpose="check:1", first_index=3))


expressions = st.sampled_from(["1d20+5", "2d20kh1+2", "4d6kh3", "3d6e6", "2d10rr1", "1d100", "(1d4+1)*2"])


@given(expressions, st.text(min_size=1, max_size=10), st.integers(1, 9), st.lists(st.text(max_size=8), max_size=3))
def test_a_roll_comes_out_the_same_from_its_seed(expression: str, key: str, attempt: int, sources: list[str]) -> None:
    kept = stored(expression, key=key, attempt=attempt, sources=tuple(sources))
    assert draw_again(kept, SEED) == kept.record
    assert check_rolls((kept,), {7: SEED}) == []


def test_a_die_that_was_changed_is_named() -> None:
    kept = stored("2d6")
    (first, second) = kept.record.dice
    other = first.model_copy(update={"value": first.value % 6 + 1})
    bent = kept.record.model_copy(update={"dice": (other, second)})
    (difference,) = check_rolls((replace(kept, record=bent),), {7: SEED})
    assert "turn 1" in difference
    assert "comes out as" in difference


@pytest.mark.parametrize(
    "bent", [{"key": "other turn"}, {"attempt": 2}, {"source_ids": ("b",)}], ids=["key", "attempt", "sources"]
)
def test_a_roll_that_is_said_to_be_of_something_else_is_named(bent: dict[str, object]) -> None:
    kept = stored("8d100")
    assert check_rolls((replace(kept, **bent),), {7: SEED})  # type: ignore[arg-type]


def test_a_missing_or_swapped_seed_is_named() -> None:
    from datetime import UTC, datetime

    session = Session(7, 1, 1, seed_hash(SEED), datetime(2026, 1, 1, tzinfo=UTC))
    assert check_seeds((session,), {7: SEED}) == []
    assert "missing" in check_seeds((session,), {7: None})[0]
    assert "hash" in check_seeds((session,), {7: "cd" * 32})[0]
    assert "without its seed" in check_rolls((stored("1d6"),), {})[0]


def test_a_tree_is_drawn() -> None:
    leaf = BranchNode("b2", False, 4, 6, ())
    root = BranchNode("main", False, None, 9, (BranchNode("a", True, 2, 3, (leaf,)), BranchNode("c", False, 9, 1, ())))
    assert draw_tree(root) == (
        "main (9 turns)",
        "├─ * a (3 turns, forked after turn 2)",
        "│  └─ b2 (6 turns, forked after turn 4)",
        "└─ c (1 turn, forked after turn 9)",
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "cost unknown"),
        (0, "$0"),
        (0.00042, "$0.00042"),
        (0.5, "$0.50"),
        (12.345, "$12.35"),
        (0.01, "$0.01"),
        (0.0123456, "$0.012"),
    ],
)
def test_money_in_words_never_calls_the_unknown_nothing(amount: float | None, text: str) -> None:
    assert money(amount) == text


def test_the_four_lines() -> None:
    month = SpendTotal(40, 52_100, 0.4, 2)
    head = SpendHead(SpendTotal(1, 900, None, 1), month, 1.6, (("narration", month), ("adjudication", month)))
    assert list(head_rows(head)) == [
        "Tonight: cost unknown for 1 call, 1 of unknown price, 900 tokens",
        "This month: $0.40 for 40 calls, 2 of unknown price, 52,100 tokens",
        "At this pace: $1.60 a month, as in the last 7 days",
        "It went to: narration $0.40, adjudication $0.40",
    ]


def test_a_result_is_what_was_ruled_and_then_what_was_chosen_and_nothing_else() -> None:
    options = (ChoiceOption(id="trace", label="You leave a trace", text="Mud."), ChoiceOption(id="late", label="Late"))
    came = Outcome(text="It opens.", choice=Choice(question="What does it cost?", options=options, default="late"))
    verdict = Verdict(character="wil", intent="open it")
    for told in ("It opens.", "It opens. Wil chooses: You leave a trace. Mud.", "It opens. Wil chooses: Late."):
        assert _tells(told, came, verdict), told
    for told in ("It stays shut.", "It opens. Wil chooses: Nothing at all.", "Wil chooses: Late.", ""):
        assert not _tells(told, came, verdict), told
    assert not _tells("It opens. Wil chooses: Late.", came.model_copy(update={"choice": None}), verdict)
