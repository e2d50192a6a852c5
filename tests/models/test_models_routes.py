"""Routes and profiles: the right model for what is there, said in one line."""

from dataclasses import replace

import pytest
from model_fakes import Behaviour, Connection, serving, stalls

from gm.domain.calls import Candidate, Role, Usage
from gm.domain.errors import ConfigError
from gm.models.pricing import cautious_cost, settled_cost
from gm.models.probe import LocalModel, LocalServer, probe_local
from gm.models.profiles import NO_MODEL_LINE, cost_per_turn, detect_profile, key_names
from gm.models.routes import RouteTable

OLLAMA = LocalServer("Ollama", "http://127.0.0.1:11434/v1", (LocalModel("mistral:7b", 4096), LocalModel("x")))


def first(table: RouteTable, role: Role) -> Candidate:
    return table.route(role).candidates[0]


def test_nothing_found_is_offline_and_says_both_ways() -> None:
    profile = detect_profile({"PATH", "HOME"})
    assert (profile.name, profile.key, profile.announcement) == ("offline", None, NO_MODEL_LINE)
    assert "OPENROUTER_API_KEY" in NO_MODEL_LINE and "Ollama" in NO_MODEL_LINE
    assert all(profile.routes.route(role).candidates == () for role in Role)
    assert cost_per_turn(profile.routes) == 0


def test_one_openrouter_key_splits_narration_and_rulings() -> None:
    profile = detect_profile({"OPENROUTER_API_KEY"})
    narrator, judge = first(profile.routes, Role.NARRATOR), first(profile.routes, Role.ADJUDICATOR)
    assert narrator.open_weight and not narrator.reasoning
    assert judge.reasoning and judge.json_schema
    assert {narrator.key_env, judge.key_env} == {"OPENROUTER_API_KEY"}
    for part in ("OPENROUTER_API_KEY", narrator.model.rpartition("/")[2], judge.model.rpartition("/")[2], "$0.0"):
        assert part in profile.announcement
    assert "\n" not in profile.announcement


@pytest.mark.parametrize("key", key_names())
def test_every_known_key_gives_both_roles_with_prices(key: str) -> None:
    profile = detect_profile({key}, [OLLAMA])
    cost = cost_per_turn(profile.routes)
    assert cost is not None and 0.0005 < cost < 0.05
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        candidates = profile.routes.route(role).candidates
        assert candidates[0].key_env == key and candidates[0].maker and candidates[0].provider
        assert candidates[-1].endpoint == OLLAMA.endpoint and candidates[-1].price_out == 0


def test_a_local_server_alone_is_free() -> None:
    profile = detect_profile((), [OLLAMA])
    assert profile.name == "local" and "Ollama" in profile.announcement and "mistral:7b" in profile.announcement
    assert cost_per_turn(profile.routes) == 0
    assert first(profile.routes, Role.SCRIBE).context_window == 4096


def test_roles_without_a_route_borrow() -> None:
    table = detect_profile({"OPENROUTER_API_KEY"}).routes
    assert table.route(Role.NPC) == table.route(Role.NARRATOR)
    assert table.route(Role.DIRECTOR) == table.route(Role.ADJUDICATOR)


def test_routes_from_settings() -> None:
    table = RouteTable.from_config({"narrator": [{"model": "openai/x", "endpoint": "http://h/v1"}, "openrouter/a/b"]})
    here, there = table.route(Role.ADJUDICATOR).candidates
    assert (here.key_env, here.provider, there.key_env) == (None, "local", "OPENROUTER_API_KEY")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"narator": []}, "narator"),
        ({"narrator": [{"modle": "x"}]}, "modle"),
        ({"narrator": [{"endpoint": "x"}]}, "model"),
        ({"narrator": [{"model": "x", "price_in": "cheap"}]}, "price_in"),
    ],
)
def test_wrong_routes_are_told(config: dict[str, list[dict[str, str]]], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        RouteTable.from_config(config)


def test_prices() -> None:
    candidate = Candidate("x", price_in=1.0, price_cached=0.1, price_out=2.0)
    assert settled_cost(candidate, Usage(1000, 600, 100)) == pytest.approx((400 + 60 + 200) / 1e6)
    assert settled_cost(replace(candidate, price_cached=None), Usage(1000, 600, 100)) == pytest.approx(1200 / 1e6)
    assert settled_cost(candidate, Usage(None, None, 100)) is None
    assert settled_cost(Candidate("x"), Usage(1000, 0, 100)) is None
    assert cautious_cost(Candidate("x"), 1000, 100) is None
    thinks = replace(candidate, reasoning=True, extra={"reasoning_tokens": 500})
    assert cautious_cost(thinks, 1000, 100) == pytest.approx((1200 + 2 * 600) / 1e6)


def lists(payload: object, code: int = 200) -> Behaviour:
    async def run(connection: Connection) -> None:
        await connection.status(code, payload)

    return run


async def test_the_probe_finds_servers_and_their_windows() -> None:
    models = {
        "data": [{"id": "nomic-embed"}, {"id": "tale", "meta": {"n_ctx": 2048}}, {"id": "big", "max_model_len": 9}]
    }
    tags = {"models": [{"name": "llama3:8b"}]}
    async with serving(lists(tags)) as ollama, serving(lists(models)) as other:
        for fake in (ollama, other):  # the probe knocks before it asks
            fake.behaviours *= 2
        found = await probe_local(2.0, ollama_port=ollama.port, openai_ports={other.port: "llama.cpp"})
    assert found == (
        LocalServer("Ollama", ollama.base, (LocalModel("llama3:8b", 4096),)),
        LocalServer("llama.cpp", other.base, (LocalModel("tale", 2048), LocalModel("big", 9))),
    )
    assert [seen.path for seen in (*ollama.seen, *other.seen)] == ["/api/tags", "/v1/models"]


async def test_the_probe_is_not_held_up_by_what_is_silent_or_strange() -> None:
    strange = [lists({"data": "?"}), lists([1]), lists({}, 404), lists({"models": [1, {"name": ""}]})]
    async with serving(stalls()) as silent:
        for behaviour in strange:
            async with serving(behaviour, behaviour) as fake:
                ports = {fake.port: "odd", silent.port: "silent"}
                assert await probe_local(0.1, ollama_port=None, openai_ports=ports) == ()
            silent.behaviours.append(stalls())


async def test_the_probe_goes_nowhere_else() -> None:
    async with serving() as elsewhere:

        async def redirects(connection: Connection) -> None:
            head = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere.base}/models\r\nContent-Length: 0\r\n\r\n"
            connection.writer.write(head.encode())
            await connection.writer.drain()

        async with serving(redirects) as fake:
            assert await probe_local(1.0, ollama_port=None, openai_ports={fake.port: "odd"}) == ()
    assert len(fake.seen) == 1 and elsewhere.seen == []


@pytest.mark.parametrize(
    ("endpoint", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://127.0.0.1.evil.example/v1", False),
        ("http://localhost.example/v1", False),
        ("http://10.0.0.1/v1", False),
        ("https://api.example/127.0.0.1", False),
    ],
)
def test_what_is_sent_to_this_machine_stays(endpoint: str, here: bool) -> None:
    given = {"model": "openai/x", "endpoint": endpoint}
    found = first(RouteTable.from_config({"narrator": [given]}), Role.NARRATOR)
    told = (found.trains_on_inputs, found.zero_retention, found.region)
    assert told == ((False, True, "local") if here else (None, None, ""))
    proxy = first(RouteTable.from_config({"narrator": [{**given, "trains_on_inputs": None}]}), Role.NARRATOR)
    assert proxy.trains_on_inputs is None


def test_prices_and_marks_in_short() -> None:
    given = {"model": "a/x", "prices": {"input": 1, "output": 2}, "cache_marks": True, "extra": {"top_k": 3}}
    found = first(RouteTable.from_config({"narrator": [given]}), Role.NARRATOR)
    assert (found.price_in, found.price_cached, found.price_out) == (1, None, 2)
    assert found.extra == {"top_k": 3, "cache_marks": True}
