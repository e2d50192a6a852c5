"""A gist is one short line that says who tried what and how it came out."""

from hypothesis import given
from hypothesis import strategies as st

from gm.domain.brief import ChangeView, CheckView, VerdictView
from gm.memory.gists import MAX_CHARACTERS, first_sentences, gist_of, shorten

CHECK = CheckView("Mira", "Stealth", 12, 15, "success", "Success", True)


def verdict(text: str, outcome: str) -> VerdictView:
    return VerdictView("Mira", text, "slip past", "challenge", check=CHECK, outcome=outcome)


def test_it_names_attempt_outcome_and_lasting_change() -> None:
    changes = (
        ChangeView("gained", "Mira", "Mira +iron key", "iron key", 1),
        ChangeView("moved", "Mira", "Mira → Crypt", "Crypt"),
    )
    gist = gist_of((verdict("I slip past the guard", "The guard never turns. Rain covers the rest."),), changes, "…")
    assert gist.startswith("Mira: I slip past the guard [Stealth: Success]")
    assert "The guard never turns." in gist
    assert "+iron key" in gist
    assert "Crypt" not in gist


REFUSED = VerdictView("Mira", "I fly", "fly", "act", possible=False, refusal="You have no wings.", outcome="")


def test_a_refusal_stands_in_for_the_outcome() -> None:
    assert "You have no wings." in gist_of((REFUSED, verdict("I climb", "Up it goes.")), (), "")


def test_what_could_not_be_done_is_not_remembered() -> None:
    assert gist_of((REFUSED,), (), "The roof stays where it is.") == ""


def test_of_two_attempts_in_one_line_the_line_is_quoted_once() -> None:
    both = gist_of((verdict("I climb and look", "Up."), verdict("I climb and look", "A light.")), (), "")
    assert both.count("I climb and look") == 1
    assert "A light." in both


def test_without_attempts_the_words_are_kept() -> None:
    assert gist_of((), (), "Night falls. The bell rings.") == "Night falls. The bell rings."


@given(st.text(max_size=600), st.text(max_size=600))
def test_it_is_always_one_short_line(said: str, outcome: str) -> None:
    gist = gist_of((verdict(said, outcome),), (), "")
    assert len(gist) <= MAX_CHARACTERS
    assert "\n" not in gist


@given(st.text(max_size=300), st.integers(20, 120))
def test_cutting_keeps_within_the_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
    assert len(first_sentences(text, limit)) <= limit


def test_a_fight_is_remembered_by_how_it_went_not_by_the_order_alone() -> None:
    order = VerdictView(character="Ada", input_text="attack Rat", intent="attack Rat", kind="attack")
    gist = gist_of((order,), (), "Steel.", passage=("Ada hits the rat.", "It falls.", "The fight is won."))
    assert gist == "Ada: attack Rat · Ada hits the rat. It falls. The fight is won."
    many = (*(f"Ada misses the rat on the stair for the {n}th time." for n in range(9)), "The fight is won.")
    long = gist_of((order,), (), "Steel.", passage=many)
    assert long.startswith("Ada: attack Rat · Ada misses") and long.endswith("The fight is won.") and len(long) < 200
