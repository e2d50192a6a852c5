"""The drawn map: every known place once, a line for each way between them, what is not visited dashed, and whatever a
place is called it stays text."""

import xml.etree.ElementTree as Tree

import pytest

from gm.bot.catalogue import LOCALES, Speech, shipped_catalogue
from gm.bot.map_picture import map_svg
from gm.bot.world_cards import SaidOnMap
from gm.play.world_views import MapView, Spot, Way

SVG = "{http://www.w3.org/2000/svg}"
SPOTS = (
    Spot("inn", "The <Inn> & Yard", been=True, here=True),
    Spot("road", "潮の道", been=True, here=False),
    Spot("mill", "Мельница", been=False, here=False),
)
WAYS = (Way("inn", "road", hours=4, shut=False), Way("road", "mill", hours=0, shut=True))


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_a_graph_of_the_places_that_are_known(locale: str) -> None:
    drawn = map_svg(MapView(SPOTS, WAYS), SaidOnMap(Speech(shipped_catalogue(), locale)))
    assert drawn is not None
    picture = Tree.fromstring(drawn)
    said = [each.text or "" for each in picture.iter(f"{SVG}text")]
    for spot in SPOTS:
        assert len([text for text in said if text.startswith(spot.name)]) == 1
    boxes = list(picture.iter(f"{SVG}rect"))[1:]
    assert [box.get("stroke-dasharray") is not None for box in boxes] == [False, False, True]
    assert len(list(picture.iter(f"{SVG}path"))) == len(WAYS)
    assert any("4" in text for text in said), "how long the way is"
    places = [(float(box.get("x", 0)), float(box.get("y", 0)), float(box.get("width", 0))) for box in boxes]
    wide, high = float(picture.get("width", 0)), float(picture.get("height", 0))
    assert all(x >= 0 and x + across <= wide and 0 <= y <= high - 34 for x, y, across in places), "nothing is cut off"
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("many", [0, 1, 41])
def test_what_cannot_be_drawn_is_text_alone(many: int) -> None:
    spots = tuple(Spot(f"p{at}", f"Place {at}", been=True, here=not at) for at in range(many))
    assert map_svg(MapView(spots, ()), SaidOnMap(Speech(shipped_catalogue(), "en"))) is None
