"""Nobody is asked whom the host's terms rule out: decided purely, and looked at through the real door."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fakes import RealClock, prompt, purpose, says, serving

from gm.domain.calls import BackendRequest, CallPurpose, Candidate, Message, Role, Route
from gm.domain.campaign import Rating
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.errors import GmError, ModelUnavailable
from gm.domain.policy import RATINGS, Terms
from gm.models.backend import LitellmBackend
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.policy import broker_preferences, permitted, refusal
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.tokens import CharacterCounter

WORDS = ("", "eu", "us", "local")
MAKERS = ("", "mistral", "openai", "DeepSeek")
candidates = st.builds(
    Candidate,
    model=st.sampled_from(("a/one", "b/two", "openrouter/mistral/three", "openrouter/four", "openrouter/openai/five")),
    backend=st.sampled_from(("litellm", "litellm", "litellm", "offline", "scripted")),
    trains_on_inputs=st.sampled_from((None, True, False)),
    zero_retention=st.sampled_from((None, True, False)),
    region=st.sampled_from(WORDS),
    maker=st.sampled_from(MAKERS),
    provider=st.sampled_from(("", "together", "openrouter", "azure")),
    rating=st.sampled_from(RATINGS),
    price_in=st.just(0.0),
    price_out=st.just(0.0),
)
some = st.frozensets(st.sampled_from(("mistral", "openai", "deepseek")), max_size=2)
terms_of = st.builds(
    Terms,
    training=st.sampled_from(("never", "terminal", "anywhere")),
    zero_retention=st.booleans(),
    regions=st.frozensets(st.sampled_from(("eu", "us")), max_size=2),
    makers=some,
    no_makers=some,
    providers=st.frozensets(st.sampled_from(("together", "azure")), max_size=1),
    no_providers=st.frozensets(st.sampled_from(("azure",)), max_size=1),
)
purposes = st.builds(
    lambda policy, rating: replace(purpose(data_policy=policy), rating=rating),
    st.sampled_from(("any", "no_training")),
    st.sampled_from((None, *RATINGS)),
)


def breaks(candidate: Candidate, why: CallPurpose, terms: Terms) -> bool:
    """The terms once more, written down independently: as what must not be seen to happen."""
    if why.rating is not None and RATINGS.index(candidate.rating) < RATINGS.index(why.rating):
        return True
    if candidate.backend != "litellm":
        return False
    broker = candidate.model.startswith("openrouter/")
    learns = candidate.trains_on_inputs or (candidate.trains_on_inputs is None and not broker)
    private = terms.training == "never" or (terms.training == "terminal" and why.data_policy == "no_training")
    keeps = candidate.zero_retention is False or (candidate.zero_retention is None and not broker)
    parts = candidate.model.split("/")
    maker = (candidate.maker or (parts[1] if broker and len(parts) == 3 else "")).lower()
    return any(
        (
            private and learns,
            terms.zero_retention and keeps,
            terms.regions and candidate.region not in terms.regions | {"local"},
            terms.makers and maker not in terms.makers,
            terms.no_makers and maker in terms.no_makers | {""},
            terms.providers and not broker and candidate.provider not in terms.providers,
            terms.no_providers and not broker and candidate.provider in terms.no_providers | {""},
        )
    )


def door_of(route: tuple[Candidate, ...], terms: Terms, backend: ScriptedBackend) -> Door:
    table = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, route)}, terms)
    backends = dict.fromkeys(("litellm", "offline", "scripted"), backend)
    return Door(table, backends, MemoryLedger(), RealClock(), CharacterCounter(), retry_delay=0, offline=None)


async def ask(route: tuple[Candidate, ...], why: CallPurpose, terms: Terms) -> list[BackendRequest]:
    """Whom the real door asks where everybody fails: all that it may ask at all."""

    def fail(request: BackendRequest) -> str:
        raise ModelUnavailable("no")

    backend = ScriptedBackend(fail)
    with pytest.raises(GmError):
        await door_of(route, terms, backend).complete(prompt(), purpose=why)
    return backend.requests


@given(st.lists(candidates, max_size=5).map(tuple), purposes, terms_of)
async def test_the_door_asks_all_that_may_be_asked_and_nobody_else(
    route: tuple[Candidate, ...], why: CallPurpose, terms: Terms
) -> None:
    requests = await ask(route, why, terms)
    assert [request.candidate for request in requests] == [each for each in route if not breaks(each, why, terms)]
    for request in requests:
        assert request.terms == terms and request.data_policy == why.data_policy
    for each in route:
        assert bool(refusal(each, why, terms)) is breaks(each, why, terms)


async def test_without_terms_everybody_is_asked() -> None:
    """The control: what the terms rule out above is asked where there are none."""
    route = (Candidate("a/one", trains_on_inputs=True, region="us", price_in=0, price_out=0),)
    assert [request.candidate for request in await ask(route, purpose(), Terms())] == list(route)
    assert await ask(route, purpose(), Terms(regions=frozenset({"eu"}))) == []


async def test_a_list_of_candidates_of_ones_own_does_not_get_around_it() -> None:
    backend = ScriptedBackend(["No."])
    door = door_of((), Terms(training="never"), backend)
    with pytest.raises(ModelUnavailable):
        await door.complete(prompt(), purpose=purpose(), candidates=(Candidate("a/one", trains_on_inputs=True),))
    assert backend.requests == []


@given(candidates, terms_of)
async def test_texts_are_sent_for_vectors_only_where_they_may_be(candidate: Candidate, terms: Terms) -> None:
    class Seen:
        def __init__(self) -> None:
            self.asked: list[Candidate] = []

        async def embed(self, request: EmbedRequest) -> Vectors:
            self.asked.append(request.candidate)
            raise ModelUnavailable("no")

    seen = Seen()
    table = RouteTable({Role.EMBED: Route(Role.EMBED, (candidate,))}, terms)
    embedders = dict.fromkeys(("litellm", "offline", "scripted"), seen)
    door = Door(table, {}, MemoryLedger(), RealClock(), CharacterCounter(), embedders=embedders)
    why = purpose(Role.EMBED, "no_training")
    with pytest.raises(GmError):
        await door.embed(["hello"], purpose=why)
    assert bool(seen.asked) is permitted(candidate, why, terms, told=False)
    if (
        candidate.model.startswith("openrouter/")
        and candidate.trains_on_inputs is None
        and terms.training != "anywhere"
    ):
        assert not seen.asked or candidate.backend != "litellm"


preferences = st.fixed_dictionaries(
    {},
    optional={
        "data_collection": st.sampled_from(("allow", "deny")),
        "zdr": st.booleans(),
        "ignore": st.lists(st.sampled_from(("azure", "other")), max_size=2),
        "only": st.lists(st.sampled_from(("azure", "together", "other")), max_size=2),
        "order": st.just(["together"]),
    },
)


@given(terms_of, st.sampled_from(("any", "no_training")), preferences)
def test_a_broker_is_told_the_terms_whatever_the_route_asks_for(terms: Terms, policy: Any, own: dict[str, Any]) -> None:
    broker = Candidate("openrouter/mistral/three")
    request = BackendRequest(broker, Role.NARRATOR, (), 10, None, data_policy=policy, terms=terms)
    told = broker_preferences(request, own)
    if permitted(broker, purpose(data_policy=policy), Terms(training="anywhere")):
        private = terms.training == "never" or (terms.training == "terminal" and policy == "no_training")
        assert told.get("data_collection") == ("deny" if private else own.get("data_collection"))
        assert told.get("zdr") == (True if terms.zero_retention else own.get("zdr"))
        assert set(told.get("ignore", ())) >= terms.no_providers
        assert not terms.providers or (told["only"] and set(told["only"]) <= terms.providers)
    assert told.get("order") == own.get("order")


async def test_on_the_wire_the_terms_win_over_what_a_route_asks_of_a_broker() -> None:
    wanted = {"data_collection": "allow", "zdr": False, "order": ["together"], "only": ["azure", "together"]}
    terms = Terms(
        zero_retention=True,
        providers=frozenset({"together", "mistral"}),
        no_providers=frozenset({"azure"}),
    )
    async with serving(says("Yes."), says("Yes.")) as server:
        broker = Candidate("openrouter/a/b", endpoint=server.base, extra={"extra_body": {"provider": wanted}})
        backend = LitellmBackend(lambda name: None)
        for one in (terms, Terms()):
            request = BackendRequest(
                broker, Role.NARRATOR, (Message("user", "?"),), 9, None, data_policy="no_training", terms=one
            )
            async for _ in backend.stream(request):
                pass
    strict, plain = (seen.body["provider"] for seen in server.seen)
    assert strict == {
        **{"data_collection": "deny", "zdr": True, "order": ["together"], "only": ["together"]},
        "ignore": ["azure"],
    }
    assert plain == {**wanted, "data_collection": "deny"}


def test_ratings_are_those_of_campaigns() -> None:
    assert get_args(Rating) == RATINGS
    assert len(fields(Terms)) == 7  # a new one belongs into `breaks`


@pytest.mark.parametrize(
    ("candidate", "terms", "said"),
    [
        (Candidate("x/y"), Terms(), "not told (trains_on_inputs:)"),
        (Candidate("x/y", trains_on_inputs=True), Terms(), "trains on what is sent"),
        (Candidate("x/y", trains_on_inputs=False), Terms(regions=frozenset({"eu"})), "region:"),
        (Candidate("x/y", trains_on_inputs=False, region="us"), Terms(regions=frozenset({"eu"})), "`us`"),
        (Candidate("x/y", trains_on_inputs=False), Terms(zero_retention=True), "zero_retention:"),
        (Candidate("openrouter/openai/y"), Terms(no_makers=frozenset({"openai"})), "maker `openai`"),
        (Candidate("openrouter/openai/y", rating="teen"), Terms(), "`teen`"),
    ],
)
def test_the_reason_says_what_it_was(candidate: Candidate, terms: Terms, said: str) -> None:
    why = replace(purpose(data_policy="no_training"), rating="mature")
    assert said in str(refusal(candidate, why, terms))
