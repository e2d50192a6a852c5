"""Campaigns and servers choose among what the host offers, and nothing else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gm.domain.calls import Candidate, Role, Route
from gm.domain.policy import Terms
from gm.models.choosing import ABILITIES, names, preferring
from gm.models.routes import RouteTable, lenders

WISHES = st.dictionaries(
    st.sampled_from(list(Role)),
    st.lists(st.sampled_from(("swift", "dear", "http://evil/v1", "openai/gpt-5", "", *ABILITIES)), max_size=4).map(
        tuple
    ),
    max_size=4,
)
CONFIG = {
    "narrator": [
        {"model": "a/first", "open_weight": False},
        {"model": "a/second", "name": "swift", "open_weight": True, "endpoint": "http://127.0.0.1:1/v1"},
        {"model": "a/third", "name": "dear", "on_request": True, "open_weight": True},
    ],
    "adjudicator": [{"model": "a/judge", "tools": True}, {"model": "a/first"}],
}
TABLE = replace(RouteTable.from_config(CONFIG), terms=Terms(training="never"))


def models(table: RouteTable, role: Role) -> list[str]:
    return [each.model for each in table.route(role).candidates]


@given(WISHES, WISHES)
def test_whatever_is_wished_for_only_what_the_host_offers_is_there(
    wishes: dict[Role, tuple[str, ...]], more: dict[Role, tuple[str, ...]]
) -> None:
    chosen = preferring(TABLE, wishes, fix=True)
    table = preferring(chosen, more)
    assert table.terms == TABLE.terms
    for role in Role:
        offered, standing = TABLE.offer(role), TABLE.route(role).candidates
        found = table.route(role).candidates
        assert all(each in offered for each in found)
        assert all(each in found for each in standing), "nobody is wished away"
        assert len(found) == len([each for at, each in enumerate(found) if each not in found[:at]])
        for each in found:
            if each.on_request:
                asked = [*lenders(role)]
                assert any(each.name in (*wishes.get(one, ()), *more.get(one, ())) for one in asked)
        if role in wishes and role in chosen.routes:
            assert found == chosen.route(role).candidates, "a server's choice stays"
    assert (table.lender(Role.SCRIBE), table.lender(Role.EMBED)) == (Role.NARRATOR, None)


def test_order() -> None:
    assert models(TABLE, Role.NARRATOR) == ["a/first", "a/second"]
    assert models(preferring(TABLE, {Role.NARRATOR: ("dear",)}), Role.NARRATOR) == ["a/third", "a/first", "a/second"]
    assert models(preferring(TABLE, {Role.NARRATOR: ("open_weight",)}), Role.NARRATOR) == ["a/second", "a/first"]
    assert models(preferring(TABLE, {Role.NARRATOR: ("nobody", "local")}), Role.NARRATOR) == ["a/second", "a/first"]
    assert models(preferring(TABLE, {Role.NPC: ("swift",)}), Role.NPC) == ["a/second", "a/first"]
    assert models(preferring(TABLE, {Role.NPC: ("swift",)}), Role.NARRATOR) == ["a/first", "a/second"]
    assert names(TABLE, Role.NARRATOR) == ("swift", "dear") and names(TABLE, Role.ADJUDICATOR) == ()


def test_a_name_of_the_hosts_goes_before_an_ability() -> None:
    odd = Candidate("a/odd", name="tools")
    table = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (Candidate("a/able", tools=True), odd))})
    assert models(preferring(table, {Role.NARRATOR: ("tools",)}), Role.NARRATOR)[0] == "a/odd"
