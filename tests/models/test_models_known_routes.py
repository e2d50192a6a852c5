"""A route of one's own need not say what the built-in profiles know of its model; what it says goes before that."""

from datetime import date
from functools import partial

import pytest

from gm.domain.calls import Candidate, Role
from gm.models.known import NOTHING, Known, KnownModel, facts
from gm.models.listing import warnings_of
from gm.models.profile_data import built_in, profile_data
from gm.models.routes import RouteTable

HAIKU = "anthropic/claude-haiku-4-5"
OSS = "openrouter/openai/gpt-oss-120b"
PROFILES = profile_data()["profiles"].values()
EVERY = sorted({item["model"] for entry in PROFILES for role in ("narrator", "adjudicator") for item in entry[role]})


def route(model: str, known: Known = NOTHING, **said: object) -> Candidate:
    table = RouteTable.from_config({"narrator": [{"model": model, **said}]}, partial(facts, known))
    return table.route(Role.NARRATOR).candidates[0]


@pytest.mark.parametrize("model", EVERY)
def test_a_name_alone_is_as_in_the_profile_but_for_how_it_is_asked(model: str) -> None:
    found, known = route(model), built_in(model)
    assert (found.maker, found.open_weight, found.rating) == (
        known["maker"],
        known["open_weight"],
        known.get("rating", "adult"),
    )
    assert found.trains_on_inputs == known.get("trains_on_inputs")
    assert found.context_window > 8192 and found.price_in is not None and found.price_out is not None
    assert (found.tools, dict(found.extra)) == (False, {}), "what costs more calls is left to who asks for it"


def test_what_the_route_says_holds() -> None:
    found = route(HAIKU, maker="me", trains_on_inputs=True, rating="adult", context_window=9000)
    assert (found.maker, found.trains_on_inputs, found.rating, found.context_window) == ("me", True, "adult", 9000)


def test_prices_are_the_routes_or_the_known_ones_never_some_of_each() -> None:
    found = route(HAIKU, price_in=7.0, price_out=9.0)
    assert (found.price_in, found.price_cached, found.price_out) == (7.0, None, 9.0)
    today = Known("2026-11-27", "x", {"openai/gpt-oss-120b": KnownModel(0.5, 0.25, 1.5, 64000)})
    found = route(OSS, today)
    assert (found.price_in, found.price_cached, found.price_out, found.context_window) == (0.5, 0.25, 1.5, 64000)
    assert (found.open_weight, found.size) == (True, 117)


def test_nothing_is_known_of_what_stands_elsewhere() -> None:
    assert route(HAIKU, endpoint="http://h/v1").maker == "" and built_in("openai/nobody") == {}


def test_a_price_that_has_risen_is_named_with_whose_list_says_so() -> None:
    cheap = route(HAIKU, price_in=0.01, price_out=0.02)
    (said,) = [row for row in warnings_of(cheap, NOTHING, date(2026, 11, 27)) if "dearer" in row]
    assert said.startswith("dearer than its route says") and said.endswith("(litellm's list)")
    dear = route(HAIKU, price_in=1000.0, price_out=1000.0)
    assert not any("dearer" in row for row in warnings_of(dear, NOTHING, date(2026, 11, 27)))
