"""Cards keep Discord's limits in every form, and say the same words in each."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.bot.buttons import Button, button_id
from gm.bot.card_items import messages_of
from gm.bot.cards import Card, Form, Image, Row, embed_length, pages, plain_text, v2_length, v2_parts, v2_texts
from gm.bot.catalogue import LOCALES, Speech, shipped_catalogue
from gm.bot.help_here import HELP_TOPICS, help_card
from gm.bot.view_cards import sheet_card
from gm.domain.ruling_brief import SheetView

words = st.text(st.sampled_from("ab *_`~.\n|界é"), max_size=400) | st.just("Long words. " * 600)
buttons = st.builds(lambda n: Button(button_id("x", n), "A label"), st.integers(0, 99))
cards = st.builds(
    Card,
    title=words,
    rows=st.lists(words | st.builds(Row, words, st.none() | buttons), max_size=30).map(tuple),
    fields=st.lists(st.tuples(words, words), max_size=30).map(tuple),
    footer=words,
    buttons=st.lists(buttons, max_size=30).map(tuple),
    image=st.none() | st.builds(Image, st.just("https://example.org/a.png"), words.filter(str.strip)),
)


@given(cards)
@settings(max_examples=150, deadline=None)
def test_components_keep_their_limits(card: Card) -> None:
    for page in pages(card, "v2"):
        assert v2_length(page) <= 4000 and v2_parts(page) <= 40
        assert all(text for text, _ in v2_texts(page))


@given(cards)
@settings(max_examples=150, deadline=None)
def test_embeds_keep_their_limits(card: Card) -> None:
    for page in pages(card, "embed"):
        assert embed_length(page) <= 6000 and len(plain_text(page)) <= 4096 and len(page.title) <= 256
        assert len(page.fields) <= 25 and len(page.footer) <= 2048 and len(page.buttons) <= 25
        assert all(0 < len(name) <= 256 and 0 < len(value) <= 1024 for name, value in page.fields)


@given(cards)
@settings(max_examples=150, deadline=None)
def test_plain_texts_keep_their_limits(card: Card) -> None:
    for page in pages(card, "plain"):
        assert 0 < len(plain_text(page)) <= 2000 and len(page.buttons) <= 25 and not page.title and not page.fields


@pytest.mark.parametrize("form", ["v2", "embed", "plain"])
def test_every_word_is_in_every_form_and_buttons_stand_under_the_last(form: Form) -> None:
    rows = (Row("row one", Button("gm:a", "Take")), *(f"line {n}. " * 20 for n in range(60)), "the last row")
    fields = (("Rolls", "1d20 (14)"), ("Lore", "the moor"))
    card = Card(
        "The title", rows, fields, "the footer", (Button("gm:b", "Go"),), image=Image("https://e.org/x", "a bell")
    )
    made = pages(card, form)
    assert len(made) > 1
    text = "\n".join(text for page in made for text, _ in v2_texts(page))
    for said in ("The title", "row one", "line 59.", "the last row", "Rolls", "1d20 (14)", "the moor", "the footer"):
        assert said in text
    if form != "v2":
        assert "a bell" in text, "where a picture cannot carry its words, they stand in the text"
    assert [button.label for button in made[-1].buttons] == ["Take", "Go"]
    assert not any(page.buttons for page in made[:-1])


def test_a_card_that_fits_is_one_message_with_its_button_beside_the_row() -> None:
    card = Card("Inn", (Row("Ilse, a surveyor", Button("gm:join:ilse", "Play Ilse")), "Tam"), footer="note")
    (message,) = messages_of(card, "v2")
    (box,) = message["view"].to_components()
    assert box["type"] == 17 and [part["type"] for part in box["components"]] == [10, 14, 9, 10, 10]
    assert box["components"][2]["accessory"]["custom_id"] == "gm:join:ilse"
    assert message.keys() == {"view"}, "components carry no content beside them"
    picture = Card("Bell", image=Image("https://e.org/x.png", "A drowned bell"))
    (message,) = messages_of(picture, "v2")
    gallery = message["view"].to_components()[0]["components"][-1]
    assert gallery["items"][0]["description"] == "A drowned bell"


@pytest.mark.parametrize("locale", LOCALES)
def test_help_fits_a_phone_and_leads_to_every_topic(locale: str) -> None:
    speech = Speech(shipped_catalogue(), locale)
    for topic in HELP_TOPICS:
        card = help_card(speech, topic)
        assert len(pages(card, "v2")) == len(pages(card, "plain")) == 1
        assert {button.id for button in card.buttons} == {f"gm:help:{each}" for each in HELP_TOPICS if each != topic}
    assert sum(str(row).startswith("•") for row in help_card(speech).rows) == 7


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sheet_says_class_and_level_where_there_are_any(locale: str) -> None:
    speech = Speech(shipped_catalogue(), locale)
    plain = SheetView("ada", "Ada", True, 12, 12, 18, (), (), (), (), ())
    rows = sheet_card(speech, replace(plain, calling="Fighter", level=3), None).rows
    assert rows[0] == "Fighter · " + speech("sheet.level", level=3) and "3" in rows[0]
    assert len(sheet_card(speech, plain, None).rows) == len(rows) - 1
