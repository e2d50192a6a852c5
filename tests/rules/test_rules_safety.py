"""Words that a table does not play: found in every language of the bot, and nothing else with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.boundaries import Boundary, capped, merged, read_boundaries, read_boundary
from gm.rules.safety.finding import Bounds, unchecked, words_of

TOPIC = st.sampled_from(["spiders", "Spiders", "gore", "clowns", "蜘蛛", "паук", "deep water: well*", "self-harm"])
BOUNDARIES = st.lists(
    st.builds(read_boundary, TOPIC, st.sampled_from(["line", "veil"])), max_size=8
)  # fmt: skip


@given(BOUNDARIES, BOUNDARIES)
def test_nobody_can_tell_from_the_merged_list_whose_each_is(mine: list[Boundary], yours: list[Boundary]) -> None:
    assert merged(mine, yours) == merged(yours, mine) == merged([*yours, *mine])
    assert merged(mine, mine) == merged(mine)
    assert {each.topic.casefold() for each in merged(mine, yours)} == {b.topic.casefold() for b in [*mine, *yours]}


@given(BOUNDARIES)
def test_a_line_goes_before_a_veil_of_the_same_topic(given: list[Boundary]) -> None:
    for each in merged(given):
        same = [b for b in given if b.topic.casefold() == each.topic.casefold()]
        assert each.kind == ("line" if any(b.kind == "line" for b in same) else "veil")


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("spiders: spider*, паук*", "spiders", ("spider*", "паук*")),
        ("  deep   water ", "deep water", ()),
        ("蜘蛛：蜘蛛，蛛网", "蜘蛛", ("蜘蛛", "蛛网")),
        ("needles: , *, …", "needles", ()),
        (": nothing", "", ("nothing",)),
    ],
)
def test_the_notation(text: str, topic: str, words: tuple[str, ...]) -> None:
    found = read_boundary(text, "line")
    assert (found.topic, found.words) == (topic, words)
    assert read_boundary(found.text, "line") == found


TOUCHED = [
    ("spiders", "A spider as large as a dog sits in the corner."),
    ("spiders", "Eine Vogelspinne sitzt im Eck."),
    ("spiders", "Una araña baja por el muro."),
    ("spiders", "По стене ползёт паук."),
    ("spiders", "墙角有一只大蜘蛛。"),
    ("spiders", "มีแมงมุมตัวใหญ่อยู่ที่มุมห้อง"),
    ("Spinnen", "A spider sits there."),
    ("self-harm", "He slits his wrists."),
    ("cruelty to animals", "I kick the dog."),
    ("harm to a child shown as it happens", "The guard beats the child."),
    ("sexual violence", "The soldiers rape and burn."),
    ("needles", "A needle glints."),
    ("deep water: well*, cistern", "The cistern is black."),
    ("slavery", "Er verkauft die Sklaven."),
    ("torture", "Они пытали его всю ночь."),
]
UNTOUCHED = [
    ("spiders", "She was inspired by the web of streets."),
    ("self-harm", "He cuts the rope with his knife."),
    ("cruelty to animals", "The dog kicks up dust. I pet the horse."),
    ("harm to a child shown as it happens", "The child laughs. The guard beats the drum."),
    ("harm to a child shown as it happens", "I ask who killed the man with the child's drawing."),
    ("sexual violence", "The grapes hang heavy. He violates the treaty."),
    ("slavery", "The Slavic merchant waits."),
    ("torture", "The tortoise sleeps."),
    ("deep water", "The water in the well is deep."),
]


@pytest.mark.parametrize(("topic", "text"), TOUCHED)
def test_a_line_is_found_in_any_language(topic: str, text: str) -> None:
    assert Bounds(read_boundaries([topic], "line")).touched(text) == "line"


@pytest.mark.parametrize(("topic", "text"), UNTOUCHED)
def test_what_is_near_a_line_passes(topic: str, text: str) -> None:
    assert Bounds(read_boundaries([topic], "line")).touched(text) is None


def test_a_veil_lets_a_player_wish_and_shows_nothing() -> None:
    bounds = Bounds(read_boundaries(["torture"], "veil"))
    assert bounds.touched("I have him tortured.", said=True) is None
    assert bounds.touched("The torturer heats the iron.") == "veil"


STRONG = [
    ("teen", "Entrails slide across the floor.", "rating"),
    ("mature", "Entrails slide across the floor.", None),
    ("teen", "Da liegen die Eingeweide.", "rating"),
    ("mature", "They have sex on the altar.", "rating"),
    ("adult", "They have sex on the altar.", None),
    ("everyone", "You bastard!", "rating"),
    ("teen", "You bastard!", None),
    ("teen", "他妈的，快跑！", "rating"),
    ("adult", "The child has sex.", "rating"),
    ("adult", "a 14-year-old girl's vagina", "rating"),
    ("adult", "loli", "rating"),
    ("teen", "The cock crows; a pussycat and an analyst pass the peacock.", None),
]


@pytest.mark.parametrize(("rating", "text", "touch"), STRONG)
def test_what_a_rating_allows(rating: str, text: str, touch: str | None) -> None:
    assert Bounds((), rating).touched(text) == touch == Bounds((), rating).touched(text, said=True)


def test_the_mildest_rating_holds() -> None:
    assert capped("adult", None, "teen", "") == "teen"
    assert capped("everyone", "adult") == "everyone"


def test_it_says_what_nothing_checks() -> None:
    long = read_boundary("what happened to my sister in the winter of the fire", "line")
    assert unchecked([long, read_boundary("spiders", "line")]) == (long,)
    assert words_of(read_boundary("clowns", "line"))


@given(st.text(max_size=300))
def test_what_touches_nothing_is_left_as_it_is(text: str) -> None:
    bounds = Bounds(read_boundaries(["spiders"], "line"), "teen")
    cleaned = bounds.clean(text)
    assert bounds.touched(cleaned) is None or bounds.touched(text) is not None
    if bounds.touched(text) is None:
        assert cleaned == text


def test_only_the_sentence_goes() -> None:
    bounds = Bounds(read_boundaries(["spiders"], "line"))
    assert bounds.clean("Rain falls. A spider drops! You wait.\n\nThe door opens.") == (
        "Rain falls. You wait.\n\nThe door opens."
    )


SPELLED = [
    *(
        "sp1der",
        "sp\u200bider",
        "s p i d e r s",
        "S.P.I.D.E.R",
        "sp\u0456der",
        "\u0455\u0440ider",
        "sp-ider",
        "\u017fpider",
    ),
    *("sp!der", "\uff33\uff30\uff29\uff24\uff25\uff32", "spi\u00adder", "5pider", "s*p*i*d*e*r", "\u043fa\u0443\u043a"),
    *("п а у к", "\uff33pinne", "蜘\u200b蛛", "sp1d3rs", "spi'der"),
]


@pytest.mark.parametrize("spelled", SPELLED)
def test_what_is_spelled_to_be_missed_is_found(spelled: str) -> None:
    bounds = Bounds(tuple(read_boundaries(["spiders"], "line")))
    text = f"I look at the {spelled} over there"
    assert bounds.touched(text) == "line", text
    assert bounds.clean(f"Dust. {text}. It rains.") == "Dust. It rains."


@pytest.mark.parametrize(
    "plain",
    [
        "I roll 1d20+5 and a 4d6.",
        "A b c, d e f.",
        "It's 10 o'clock; well-known re-creation, e.g. at no. 5.",
        "Ich gehe z. B. u. a. nach Hause.",
        "Я иду к O'Brien в дом 13.",
        "It was a thera-pist's office? No: the inn of St. Anna.",
        "U S A and A. B. C. D.",
        "我在房间里看看。",
        "Hello!! Wow! 100 gold @ the inn.",
    ],
)
def test_plain_text_is_read_as_it_stands(plain: str) -> None:
    bounds = Bounds(tuple(read_boundaries(["spiders", "snakes", "insects", "drugs", "slavery"], "line")), "everyone")
    assert bounds.touched(plain) is None
    assert bounds.clean(plain) == plain


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("عنكبوت", "رأيت العنكبوت على الجدار"),
        ("عنكبوت", "هربت من غرفة مليئة بالعنكبوت"),
        ("عنكبوت", "عَنْكَبُوت"),
        ("عنكبوت", "عنكبـــوت"),
        ("עכביש", "העכביש זוחל על הקיר"),
        ("עכביש", "עַכָּבִישׁ"),
        ("αράχνη", "ΜΙΑ ΑΡΑΧΝΗ ΣΤΟΝ ΤΟΙΧΟ"),
        ("거미", "거미가 벽을 기어간다"),
        ("クモ", "大きなクモが壁を這う"),
        ("मकड़ी", "एक मकड़ी दीवार पर है"),
        ("örümcek", "BİR ÖRÜMCEK VAR"),
        ("nhện", "một con NHỆN bò"),
    ],
)
def test_a_line_of_ones_own_is_found_as_its_script_writes_it(line: str, text: str) -> None:
    bounds = Bounds(read_boundaries([line], "line"))
    assert bounds.touched(text) == "line" and bounds.clean(f"{text}. 12.") == "12."


@pytest.mark.parametrize(("line", "text"), [("عنكبوت", "عن بيوت القرية"), ("עכביש", "עכבר קטן"), ("αράχνη", "αρχή")])
def test_what_only_looks_alike_passes(line: str, text: str) -> None:
    assert Bounds(read_boundaries([line], "line")).touched(text) is None
