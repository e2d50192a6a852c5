"""The host's settings: `gm.yaml`, environment variables, `.env`. (It and `settings_where.py` read the environment.)

A value is taken from the first of: environment variable, `.env` beside you, `.env` in GM_HOME, `gm.yaml`, default.
Secrets are never written in `gm.yaml`: `Settings.key` looks them up by the name of their variable, and no error,
repr or log holds one.
"""

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from gm.domain.calls import Moment, Role
from gm.domain.errors import ConfigError
from gm.settings_file import plain_scalar, read_settings_yaml
from gm.settings_limits import CampaignLimits, Limits
from gm.settings_routes import CandidateConfig, DataPolicyConfig, known_fields
from gm.settings_secrets import masked_url, masked_values
from gm.settings_where import find_settings

KEY_VARIABLES: Final = (
    "OPENROUTER_API_KEY",
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "DEEPSEEK_API_KEY",
    "MISTRAL_API_KEY",
    "GROQ_API_KEY",
    "TOGETHERAI_API_KEY",
    "FIREWORKS_AI_API_KEY",
    "XAI_API_KEY",
)
"""Provider keys that are looked for, the one that serves every role first."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DiscordConfig(_Part):
    """Whom the Discord bot serves, and what it asks for. Ids are those that Discord shows (*Copy ID*)."""

    servers: tuple[int, ...] | None = None
    """The only servers that it serves; None: all that invite it."""
    blocked_servers: tuple[int, ...] = ()
    blocked_users: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    """Users who run the bot: never blocked."""
    message_content: bool = False
    """Whether to ask for the message content intent: servers may then let the bot listen to all that players write."""


class Uploads(_Part):
    """What a Discord server may bring of its own campaigns. A campaign takes its files and about as much again."""

    campaigns: int = Field(default=20, ge=0, le=1000)
    server_kib: int = Field(default=8192, ge=0, le=1_048_576)
    """KiB that a server's campaigns may take together."""
    file_kib: int = Field(default=1024, ge=1, le=8192)
    """KiB that an attachment may have."""
    import_kib: int = Field(default=8192, ge=1, le=24_576)
    """KiB that an attachment of /import may have: a card is a picture, a chat is long."""
    templates: bool = True
    """Whether campaigns may bring prompt templates. They run in the same sandbox as those of the host's own folders."""


class Safety(_Part):
    """What is played at no table of this host. A topic, and after a colon words that code looks for."""

    lines: tuple[str, ...] = ()
    """Never."""
    veils: tuple[str, ...] = ()
    """May happen, is not shown."""
    rating: Literal["everyone", "teen", "mature", "adult"] | None = None
    """The strongest that any game may be; None: as its campaign has it."""
    adult: bool = False
    """Whether `gm play` opens campaigns that are rated `adult` without asking. On Discord each server switches that on
    for itself, and they are played in age-restricted channels only."""
    unchecked: Literal["hidden", "shown"] = "hidden"
    """What becomes of a telling that the model of `routes: checker:` could not be asked about. `hidden`: it is told by
    code instead. `shown`: it is shown, as the guards in code have left it."""


class Escalate(_Part):
    """Who is asked for a decisive moment: the name of one of the role's models, and which moments (none: the usual)."""

    to: str
    when: tuple[Moment, ...] = ()


class GmConfig(_Part):
    """What `gm.yaml` may hold. Every field can be overridden by `GM_<FIELD>` (see `ENVIRONMENT`)."""

    database_url: str | None = None
    """`sqlite:///path` or `postgresql://…`; None is gm.db in GM_HOME."""
    profile: Literal["auto", "offline", "openrouter", "local", "mixed"] = "auto"
    """Which models play: `auto` takes a key or a local server if there is one, else the offline narrator; `mixed` has a
    local server narrate and OpenRouter rule."""
    probe_local: bool = True
    """Whether to look for an Ollama or OpenAI-compatible server on this machine (200 ms, loopback only)."""
    limits: Limits = Limits()
    uploads: Uploads = Uploads()
    safety: Safety = Safety()
    prompt_tokens: int = Field(default=8192, ge=4096, le=1_000_000)
    """How long a prompt may grow, in tokens, whatever the model's window allows: more remembers and costs more."""
    idle_seconds: float = Field(default=60, gt=0, le=3600)
    """How long a model may be silent before the next one is asked. A slow machine with long prompts needs more."""
    total_seconds: float = Field(default=300, gt=0, le=7200)
    """How long one reply may take from first to last."""
    stream: Literal["lean", "litellm"] = "lean"
    """Who reads replies as they come. `lean`: those in OpenAI's form are read here, with less work. `litellm`: all are
    left to the library, should a server's replies come out wrong."""
    ruling_seconds: float = Field(default=12, gt=0, le=3600)
    """How long the first model of the adjudicator may weigh a ruling. Then the others of its route have half as long,
    and then the offline rules decide. A slow machine of one's own needs more."""
    ruling_hops: int = Field(default=3, ge=0, le=9)
    """How often one ruling may stop to look things up, where its model can call tools. 0: never."""
    session_hours: float = Field(default=12, gt=0, le=8760)
    """After how many hours without a turn or a roll a sitting is closed and its seed shown."""
    tag_share: float = Field(default=0, ge=0, le=1)
    """The share of turns of which the model of `routes: tagger:` is asked what they were about. 0: none."""
    routes: dict[str, tuple[CandidateConfig, ...]] = Field(default_factory=dict)
    """Role → models in order of preference, as plain mappings that hold only what was given."""
    data_policy: DataPolicyConfig = DataPolicyConfig()
    models_url: str = Field(default="https://openrouter.ai/api/v1", pattern=r"^https?://[^\s]+$")
    """Where `gm models refresh` reads prices and windows (`/models` is appended). No key is sent there."""
    escalate: dict[Literal["narrator", "adjudicator"], Escalate] = Field(default_factory=dict)
    """Role → the model of its route that is asked first for a decisive moment, or after an answer of the wrong form."""
    discord: DiscordConfig = DiscordConfig()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"
    """How it is logged: lines for people, or a JSON object on each for programs. At `info` with every call and turn."""

    log_file: str | None = None
    """A file to log to, beside the data (GM_HOME) unless it begins with /. None: the bot logs to stderr, no other
    command logs."""

    @field_validator("routes", mode="before")
    @classmethod
    def _complete_routes(cls, value: object) -> object:
        """A single model, and a model that is just its name, are written out."""
        if not isinstance(value, Mapping):
            return value
        known = [role.value for role in Role]
        for role in value:
            if role not in known:
                raise ValueError(
                    f"there is no role {role!r}{did_you_mean(str(role), known)}; known: {', '.join(known)}"
                )
        listed = {role: given if isinstance(given, list | tuple) else [given] for role, given in value.items()}
        return {role: [{"model": c} if isinstance(c, str) else c for c in given] for role, given in listed.items()}


ENVIRONMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "GM_DATABASE_URL": ("database_url",),
    "GM_PROFILE": ("profile",),
    "GM_PROBE_LOCAL": ("probe_local",),
    "GM_DISCORD_MESSAGE_CONTENT": ("discord", "message_content"),
    "GM_MODELS_URL": ("models_url",),
    "GM_ESCALATE_NARRATOR": ("escalate", "narrator", "to"),
    "GM_ESCALATE_ADJUDICATOR": ("escalate", "adjudicator", "to"),
    "GM_TRAINING": ("data_policy", "training"),
    "GM_ZERO_RETENTION": ("data_policy", "zero_retention"),
    "GM_DAY_USD": ("limits", "day_usd"),
    "GM_MONTH_USD": ("limits", "month_usd"),
    "GM_DAY_TOKENS": ("limits", "day_tokens"),
    "GM_MONTH_TOKENS": ("limits", "month_tokens"),
    "GM_PLAYER_DAY_USD": ("limits", "player_day_usd"),
    "GM_PLAYER_MONTH_USD": ("limits", "player_month_usd"),
    "GM_AT_LIMIT": ("limits", "at_limit"),
    "GM_SERVER_DAY_USD": ("limits", "server_day_usd"),
    "GM_SERVER_MONTH_USD": ("limits", "server_month_usd"),
    "GM_UPLOADS_CAMPAIGNS": ("uploads", "campaigns"),
    "GM_UPLOADS_TEMPLATES": ("uploads", "templates"),
    "GM_SAFETY_RATING": ("safety", "rating"),
    "GM_SAFETY_ADULT": ("safety", "adult"),
    "GM_LOG_LEVEL": ("log_level",),
    "GM_LOG_FORMAT": ("log_format",),
    "GM_LOG_FILE": ("log_file",),
    "GM_PROMPT_TOKENS": ("prompt_tokens",),
    "GM_IDLE_SECONDS": ("idle_seconds",),
    "GM_TOTAL_SECONDS": ("total_seconds",),
    "GM_STREAM": ("stream",),
    "GM_RULING_SECONDS": ("ruling_seconds",),
    "GM_RULING_HOPS": ("ruling_hops",),
    "GM_SESSION_HOURS": ("session_hours",),
    "GM_TAG_SHARE": ("tag_share",),
    "GM_DISCORD_SERVERS": ("discord", "servers"),
    "GM_DISCORD_BLOCKED_SERVERS": ("discord", "blocked_servers"),
    "GM_DISCORD_BLOCKED_USERS": ("discord", "blocked_users"),
    "GM_DISCORD_OWNERS": ("discord", "owners"),
    **{f"GM_ROUTE_{role.name}": ("routes", role.value) for role in Role},
}
"""Environment variable → field. Routes and lists of ids are separated by commas. `none` means null."""


_SECRET: Final = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|OTLP\w*_HEADERS", re.IGNORECASE)
_SHORTEST_SECRET: Final = 6
"""Characters. Shorter values are words that stand anywhere."""


@dataclass(frozen=True)
class Settings:
    """Everything the composition root needs to know about this host. Holds secrets, shows none."""

    home: Path
    """Where data lives: the database, own campaigns, logs."""
    database_url: str
    config_file: Path | None
    config: GmConfig
    sources: Mapping[str, str] = field(default_factory=dict)
    """Dotted field (`limits.day_usd`, `home`) → where its value came from."""
    _environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    def key(self, name: str) -> str | None:
        """The secret in the variable of that name, or None if it is not set or blank."""
        return self._environ.get(name, "").strip() or None

    def key_names(self) -> tuple[str, ...]:
        """The names of the key variables that are set: known providers first, then those that routes name."""
        named = [c["key_env"] for route in self.config.routes.values() for c in route if c.get("key_env")]
        return tuple(name for name in dict.fromkeys((*KEY_VARIABLES, *named)) if self.key(name))

    @property
    def otel(self) -> Mapping[str, str]:
        """The variables that say whether and where spans go (https://opentelemetry.io/docs/specs/otel/configuration/)."""
        return {name: value for name, value in self._environ.items() if name.startswith("OTEL_") and value.strip()}

    def redact(self, text: str) -> str:
        """The text with every known secret in it replaced: for log files."""
        return redact_environment(text.replace(self.database_url, self.masked_database_url), self._environ)

    @property
    def masked_database_url(self) -> str:
        """The database's address without its password."""
        return masked_url(self.database_url)

    def __repr__(self) -> str:
        keys = ", ".join(self.key_names())
        return f"Settings(home={str(self.home)!r}, database_url={self.masked_database_url!r}, keys=[{keys}])"


def load_settings(
    config: Path | None = None, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Settings:
    """Read and check the settings. Without `environ` the process's environment is used; tests pass their own.

    Raises:
        ConfigError: a file or variable is wrong; says which, where, and what was expected.
    """
    where = find_settings(config, environ, cwd)
    home, file, given, merged = where.home, where.file, where.given, where.environ
    values, marks = read_settings_yaml(file) if file is not None else ({}, {})
    sources = {dotted: f"{file.name}:{line}" for dotted, line in marks.items()} if file is not None else {}
    sources["home"] = "GM_HOME" if merged.get("GM_HOME") else "default"
    for name, path in ENVIRONMENT.items():
        if name in merged and merged[name].strip():
            _set(values, path, _plain(path, merged[name].strip()), name)
            sources[".".join(path)] = name if name in given else f"{name} in .env"
    parsed = _validate(values, file, marks, sources)
    url = parsed.database_url or where.usual_database
    return Settings(home, url, file, parsed, sources, merged)


def redact_environment(text: str, environ: Mapping[str, str] | None = None) -> str:
    """The text without the secrets of these variables; without `environ` of the process's."""
    environ = os.environ if environ is None else environ
    secrets = [value.strip() for name, value in environ.items() if _SECRET.search(name)]
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else text
    url = environ.get("GM_DATABASE_URL", "").strip()
    return text.replace(url, masked_url(url)) if url else text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "narrator"?)` if something close is known, else ''."""
    close = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _plain(path: tuple[str, ...], text: str) -> object:
    """An environment variable's text as the value that YAML would hold."""
    if path == ("discord", "servers") and text.lower() == "none":
        return None
    if path[0] == "routes" or (path[0] == "discord" and path[1] != "message_content"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if path in (("probe_local",), ("discord", "message_content"), ("data_policy", "zero_retention")):
        return {"yes": True, "on": True, "1": True, "no": False, "off": False, "0": False}.get(
            text.lower(), plain_scalar(text)
        )
    if path[0] == "limits":
        return None if text.lower() == "none" else plain_scalar(text)
    return text


def _set(values: dict[str, Any], path: tuple[str, ...], value: object, name: str) -> None:
    for part in path[:-1]:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{name} cannot be applied: `{part}` in the settings file is not a mapping.")
        values = inner
    values[path[-1]] = value


def _validate(
    values: dict[str, Any], file: Path | None, marks: Mapping[str, int], sources: Mapping[str, str]
) -> GmConfig:
    try:
        return GmConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        dotted = ".".join(str(part) for part in first["loc"])
        what = _phrase(first["type"], str(first["msg"]), first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        source = _nearest(dotted, sources)
        if source in ENVIRONMENT or source.endswith("in .env"):
            raise ConfigError(f"{source}: {what}{more}.", remedy="Correct or unset the variable.") from None
        line = _nearest(dotted, {key: str(value) for key, value in marks.items()})
        where = f"{file.name}:{line}" if file is not None and line else "settings"
        remedy = f"Correct {file}." if file is not None else ""
        raise ConfigError(f"{where}: `{dotted}`: {what}{more}.", remedy=remedy) from None


def _nearest(dotted: str, table: Mapping[str, str]) -> str:
    """The entry of the field itself, or of the closest one that encloses it."""
    while dotted:
        for spelled in (dotted, dotted.replace(".0", "", 1)):  # a single model need not stand in a list
            if spelled in table:
                return table[spelled]
        dotted = dotted.rpartition(".")[0]
    return ""


def _phrase(kind: str, message: str, loc: tuple[int | str, ...]) -> str:
    if kind == "extra_forbidden":
        known = _fields(loc[:-1])
        return f"there is no such setting{did_you_mean(str(loc[-1]), known)}; known: {', '.join(known)}"
    return (message.removeprefix("Value error, ")[:1].lower() + message.removeprefix("Value error, ")[1:]).rstrip(".")


def _fields(loc: tuple[int | str, ...]) -> list[str]:
    known = known_fields(loc)
    if known is not None:
        return list(known)
    if loc[:2] == ("limits", "campaigns"):
        return list(CampaignLimits.model_fields)
    parts: dict[object, type[BaseModel]] = {"limits": Limits, "discord": DiscordConfig}
    return list((parts.get(loc[0], GmConfig) if loc else GmConfig).model_fields)


def iter_fields(config: GmConfig) -> Iterator[tuple[str, object]]:
    """Every setting as (dotted name, value), for showing. Secrets are masked, though `gm.yaml` may not hold any."""
    for name, value in config:
        if isinstance(value, BaseModel):
            for inner, inner_value in value:
                yield f"{name}.{inner}", inner_value
        elif name == "database_url" and isinstance(value, str):
            yield name, masked_url(value)
        elif name == "routes":
            yield name, masked_values(value)
        else:
            yield name, value
