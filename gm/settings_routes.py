"""What `gm.yaml` may say about models: routes, and what must become of words that are sent. A leaf, as `settings`."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Required

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from gm.domain.policy import Terms, Training

_Price = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
_Billions = Annotated[float, Field(gt=0, le=1_000_000)]


class PricesConfig(TypedDict, total=False):
    """US dollars per million tokens; null is unknown, 0 is free."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    input: _Price
    cached: _Price
    output: _Price


class CandidateConfig(TypedDict, total=False):
    """One model of a route, as `gm.yaml` writes it: only `model` is needed, the rest is looked up or assumed."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    model: Required[str]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
    on_request: bool
    backend: Literal["litellm", "offline", "scripted"]
    endpoint: str
    key_env: str
    context_window: Annotated[int, Field(ge=512)]
    max_output: Annotated[int, Field(ge=16)]
    prices: PricesConfig
    price_in: _Price
    price_cached: _Price
    price_out: _Price
    json_schema: bool
    json_mode: bool
    tools: bool
    schema_with_tools: bool
    streaming: bool
    cache_marks: bool
    prefill: bool
    reasoning: bool
    open_weight: bool | None
    maker: str
    provider: str
    size: _Billions | None
    active_size: _Billions | None
    region: str
    trains_on_inputs: bool | None
    zero_retention: bool | None
    rating: Literal["everyone", "teen", "mature", "adult"]
    extra: dict[str, Any]


class Listed(BaseModel):
    """Names that are allowed, or that are not. An empty `allow` allows all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class DataPolicyConfig(BaseModel):
    """What must become of the words that are sent to models. Enforced before any byte leaves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    training: Training = "terminal"
    """Whose words may go to models whose providers train on them: `terminal` (one's own, from the terminal), `never`
    anybody's, `anywhere` also those of players on Discord."""
    zero_retention: bool = False
    """Only providers that keep nothing of what is sent."""
    regions: tuple[str, ...] = ()
    """Where models may run; one's own machine is always allowed. Empty: anywhere."""
    makers: Listed = Listed()
    """Whose models may be asked."""
    providers: Listed = Listed()
    """Who may run them."""

    @property
    def terms(self) -> Terms:
        """As the router takes it."""
        return Terms(
            training=self.training,
            zero_retention=self.zero_retention,
            regions=_words(self.regions),
            makers=_words(self.makers.allow),
            no_makers=_words(self.makers.deny),
            providers=_words(self.providers.allow),
            no_providers=_words(self.providers.deny),
        )


def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.strip().casefold() for name in names)


NESTED: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("data_policy",): tuple(DataPolicyConfig.model_fields),
    ("data_policy", "makers"): tuple(Listed.model_fields),
    ("data_policy", "providers"): tuple(Listed.model_fields),
}
"""Where in the settings → the names that stand there."""


def known_fields(loc: tuple[int | str, ...]) -> tuple[str, ...] | None:
    """The names that may stand at this place of the settings, or None: it is none of these."""
    if loc[:1] == ("routes",):
        return tuple((PricesConfig if "prices" in loc else CandidateConfig).__annotations__)
    return NESTED.get(tuple(str(part) for part in loc))
