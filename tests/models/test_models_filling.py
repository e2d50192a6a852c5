"""Whoever names models pays for those: a key that is found adds nobody to them, a profile that is named does."""

import pytest

from gm.domain.calls import Role
from gm.models.filling import asks_for_keys, filled, may_cost
from gm.models.probe import LocalModel, LocalServer
from gm.models.profiles import Profile, detect_profile, key_names
from gm.models.routes import RouteTable

MINE = {"model": "openai/tale-12b", "endpoint": "http://127.0.0.1:9/v1", "price_in": 0, "price_out": 0}
RULER = {"model": "openai/ruler", "price_in": 1, "price_out": 2}
HOME = LocalServer("Ollama", "http://127.0.0.1:11434/v1", (LocalModel("small", 8192),))


def profile(wanted: str, *locals_: LocalServer, keys: tuple[str, ...] = (), **routes: object) -> Profile:
    written = RouteTable.from_config({role: [each] for role, each in routes.items()})  # type: ignore[misc]
    there = keys if asks_for_keys(wanted, written) else ()
    return filled(detect_profile(there, locals_, wanted=wanted), written, wanted)


def models(found: Profile, role: Role) -> list[str]:
    return [each.model for each in found.routes.route(role).candidates]


@pytest.mark.parametrize("key", key_names())
@pytest.mark.parametrize(("role", "route"), [("narrator", MINE), ("adjudicator", RULER)])
def test_no_key_that_is_found_adds_a_model(key: str, role: str, route: dict[str, object]) -> None:
    found = profile("auto", keys=(key,), **{role: route})
    asked = {each for one in Role for each in models(found, one)}
    assert asked == {route["model"]} and key not in found.announcement


def test_who_is_not_named_borrows_or_is_offline_and_it_is_said() -> None:
    found = profile("auto", HOME, narrator=RULER)
    assert models(found, Role.ADJUDICATOR) == models(found, Role.NARRATOR) == ["openai/ruler"]
    assert found.announcement == "Routes from gm.yaml: openai/ruler as narrator."
    alone = profile("auto", adjudicator=RULER)
    assert models(alone, Role.NARRATOR) == [] and "offline narrator tells" in alone.announcement


def test_a_server_on_this_machine_narrates_where_nobody_is_named_for_it() -> None:
    found = profile("auto", HOME, keys=("OPENAI_API_KEY",), adjudicator=RULER)
    assert models(found, Role.NARRATOR) == ["openai/small"]
    assert found.announcement.endswith("From the profile local: openai/small as narrator.")


@pytest.mark.parametrize("wanted", ["openrouter", "mixed"])
def test_a_profile_that_is_named_fills_what_the_routes_leave_out(wanted: str) -> None:
    found = profile(wanted, keys=("OPENROUTER_API_KEY",), narrator=MINE)
    assert models(found, Role.NARRATOR) == [MINE["model"]] and models(found, Role.ADJUDICATOR)[0].endswith("gpt-5-mini")
    assert "openai/gpt-5-mini as adjudicator" in found.announcement and may_cost(found.routes)


@pytest.mark.parametrize("role", ["embed", "scribe", "triage", "tagger", "checker"])
def test_a_route_for_a_chore_leaves_who_plays_as_it_is_and_that_is_said(role: str) -> None:
    plain, found = profile("auto", keys=("OPENAI_API_KEY",)), profile("auto", keys=("OPENAI_API_KEY",), **{role: MINE})
    assert models(found, Role.NARRATOR) == models(plain, Role.NARRATOR) != []
    assert found.announcement == f"{plain.announcement} Routes from gm.yaml: {MINE['model']} as {role}."


def test_what_costs_nothing_is_known_to_cost_nothing() -> None:
    assert not may_cost(profile("auto", narrator=MINE).routes)
    assert may_cost(profile("auto", narrator=RULER).routes)
    assert may_cost(profile("auto", narrator={"model": "openai/nobody-knows"}).routes)
    assert may_cost(profile("auto", narrator=MINE, adjudicator=RULER | {"name": "dear", "on_request": True}).routes)
    assert not may_cost(profile("auto").routes)


def test_a_model_that_plays_several_roles_is_named_once() -> None:
    found = profile("auto", narrator=MINE, scribe=MINE, adjudicator=RULER)
    assert found.announcement == (
        f"Routes from gm.yaml: openai/ruler as adjudicator, {MINE['model']} as narrator and scribe."
    )
