"""The composition root: the only place that knows every part. Faces open an `App` and use what is in it."""

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from gm import __version__, resources
from gm.authoring.load import campaign_version, load_campaign
from gm.domain.boundaries import House, read_boundaries
from gm.domain.calls import Backend
from gm.domain.campaign import Campaign
from gm.domain.embeddings import Embedder
from gm.domain.errors import NotFound, Refused
from gm.domain.own import OwnCharacter
from gm.domain.play import Game
from gm.domain.protocols import Clock
from gm.liveness import process_gone, process_name
from gm.memory.recall import Recall
from gm.models.backend import LitellmBackend
from gm.models.cooldown import Ward
from gm.models.door import Door
from gm.models.escalate import read_escalations
from gm.models.filling import asks_for_keys, filled, may_cost
from gm.models.keyring import SECRET, Keyring
from gm.models.known import facts, load_known
from gm.models.minilm import LocalEmbedder
from gm.models.offline.backend import OfflineBackend
from gm.models.probe import probe_local
from gm.models.profiles import Profile, detect_profile
from gm.models.remedies import Remedies
from gm.models.routes import RouteTable
from gm.models.tokens import EstimatingCounter
from gm.models.watched import WatchedEvents, WatchedLedger
from gm.play.accounts import ServerAccounts, ServerCaps, no_secret
from gm.play.engine import TurnEngine
from gm.play.parts import EngineParts
from gm.rules.world import initial_changes
from gm.settings import Safety, Settings
from gm.store.calls import CallLedger
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import load_game, load_games, record_game
from gm.store.health import EventLog, SharedCooldowns
from gm.store.own import record_guest, with_guests
from gm.store.table_settings import change_table
from gm.telemetry.logs import keep_logs
from gm.telemetry.watchers import Watchers, watching


def _house(safety: Safety) -> House:
    boundaries = (*read_boundaries(safety.lines, "line"), *read_boundaries(safety.veils, "veil"))
    return House(boundaries, safety.rating, safety.unchecked)


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The current moment."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()


class SystemEntropy:
    """The operating system's randomness."""

    def uid(self) -> str:
        """A new unique id, 32 hex digits."""
        return secrets.token_hex(16)

    def seed(self) -> str:
        """A new secret seed, 64 hex digits."""
        return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class CampaignListing:
    """A campaign that can be played."""

    slug: str
    title: str
    tagline: str
    path: Path
    language: str = "en"
    """The language that it is told in (BCP 47)."""


class App:
    """Everything that is open while a command runs."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        engine: TurnEngine,
        door: Door,
        *,
        announcement: str,
        accounts: ServerAccounts | None = None,
        clock: Clock | None = None,
        watchers: Watchers | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self.engine = engine
        self.door = door
        self.announcement = announcement
        self.clock = clock or SystemClock()
        self.accounts = accounts or ServerAccounts(database, door.routes, no_secret)
        """Who pays for the games of which server."""
        self.watchers = watchers or Watchers()
        """Who looks on; a face may add its own."""

    @property
    def house(self) -> House:
        """What the host keeps out of every game here."""
        return _house(self.settings.config.safety)

    @property
    def recall(self) -> Recall:
        """Searches the past of games."""
        return self.engine.recall

    def campaigns(self) -> tuple[CampaignListing, ...]:
        """Campaigns that can be played: shipped ones and those under GM_HOME. Broken ones are listed by their slug."""
        return tuple(
            _listing(slug, folder, self.settings.home)
            for slug, folder in sorted(resources.campaign_folders(self.settings.home).items())
        )

    def load_campaign(self, slug_or_path: str) -> Campaign:
        """The campaign of that name, or in that folder.

        Raises:
            NotFound: no such campaign.
            AuthoringError: its files are wrong (with every problem).
        """
        return load_campaign_at(self.settings.home, slug_or_path)

    async def start_game(
        self,
        campaign: Campaign,
        *,
        name: str,
        characters: Sequence[str],
        own: Sequence[OwnCharacter] = (),
        stakes: Literal["show", "ask"] = "show",
    ) -> Game:
        """A new game of this campaign with these player characters; `own`: those of them that players made. `stakes`:
        whether whoever tries something is asked before the roll.

        Raises:
            Refused: the name is taken.
            NotFound: a character is not one of the campaign's.
        """
        cast = with_guests(campaign, own)
        known = [pc.id for pc in cast.characters]
        for character in characters:
            if character not in known:
                raise NotFound(
                    f'{campaign.title} has no character "{character}".', remedy=f"There are: {', '.join(known)}."
                )
        if not characters:
            raise Refused("A game needs at least one player character.")
        entropy, now = SystemEntropy(), self.clock.now()
        version = campaign_version(campaign)
        opening = campaign.place(campaign.opening.place)
        async with self.database.begin() as db:
            await record_campaign(db, campaign, version=version, now=now)
            game = await record_game(
                db,
                uid=entropy.uid(),
                name=name,
                campaign=campaign,
                version=version,
                branch_uid=entropy.uid(),
                changes=initial_changes(cast, characters),
                scene_title=opening.name if opening else campaign.title,
                scene_place=campaign.opening.place,
                stakes=stakes,
                seats=[(character, None) for character in characters if campaign.character(character)],
                now=now,
            )
            for each in own:
                await record_guest(db, game.id, each, now)
            if campaign.mode != "game":
                await change_table(db, game.id, {"mode": campaign.mode})
            await db.commit()
        return game

    async def find_game(self, name: str | None) -> Game | None:
        """The game of that name; without a name the one that was played last. None if there is none."""
        async with self.database.read() as db:
            games = await load_games(db)
            if name is None:
                never = datetime.min.replace(tzinfo=UTC)
                last = max(games, key=lambda game: game.last_played or never, default=None)
                return await load_game(db, last.name) if last else None
            return await load_game(db, name) if any(game.name == name for game in games) else None


def load_campaign_at(home: Path, slug_or_path: str) -> Campaign:
    """The campaign of that name, shipped or under `home`, or in that folder. Raises as `App.load_campaign` does."""
    folders = resources.campaign_folders(home)
    folder = folders.get(slug_or_path) or Path(slug_or_path)
    if not (folder / "campaign.yaml").is_file():
        raise NotFound(
            f'There is no campaign "{slug_or_path}".',
            remedy=f"There are: {', '.join(sorted(folders)) or 'none'}. A folder with a campaign.yaml works too.",
        )
    return _read_campaign(folder, home)


def _read_campaign(folder: Path, home: Path) -> Campaign:
    sources = resources.campaign_sources(folder)
    return load_campaign(sources, rulesets=resources.ruleset_sources(home), slug=folder.resolve().name)


def _listing(slug: str, folder: Path, home: Path) -> CampaignListing:
    title, tagline, language = slug, "", "en"
    with contextlib.suppress(Exception):  # a broken campaign is still listed: `gm lint` says what is wrong
        campaign = _read_campaign(folder, home)
        title, tagline, language = campaign.title, campaign.tagline, campaign.language
    return CampaignListing(slug, title, tagline, folder, language)


async def find_profile(settings: Settings, *, look: bool = True) -> Profile:
    """Which models play: what `gm.yaml` names goes before what keys and local servers offer (`gm.models.filling`).
    `look` False asks nobody."""
    wanted, known = settings.config.profile, load_known(settings.home)
    written = RouteTable.from_config(settings.config.routes, partial(facts, known))
    paid = wanted not in ("offline", "local") and asks_for_keys(wanted, written)
    keys: tuple[str, ...] = settings.key_names() if paid else ()
    if wanted in ("openrouter", "mixed"):
        keys = tuple(name for name in keys if name == "OPENROUTER_API_KEY")
    probing = look and settings.config.probe_local and wanted in ("auto", "local", "mixed")
    local = await probe_local() if probing else ()
    found = detect_profile(keys, local, wanted=wanted, known=known)
    found = replace(found, routes=replace(found.routes, terms=settings.config.data_policy.terms))
    return filled(found, written, wanted)


def _announcement(settings: Settings, profile: Profile) -> str:
    cap = settings.config.limits.day_usd
    if cap is None or not (profile.key is not None or may_cost(profile.routes)):
        return profile.announcement
    return f"{profile.announcement} At most ${cap:g} a day until you change it (limits: in gm.yaml)."


def server_cap_line(settings: Settings) -> str:
    """What any one Discord server may use of the host's money, for whoever starts the bot; '' where none is spent."""
    limits = settings.config.limits
    if settings.config.profile == "offline" or not settings.key_names():
        return ""
    caps = ((limits.server_day_usd, "a day"), (limits.server_month_usd, "a month"))
    said = " and ".join(f"${usd:g} {period}" for usd, period in caps if usd is not None)
    if not said:
        return "Nothing caps what one server may use of your money but your own limits (limits: in gm.yaml)."
    return f"Each server without a key of its own may use at most {said} of your money (limits: in gm.yaml)."


def _server_caps(settings: Settings) -> ServerCaps:
    limits = settings.config.limits
    return ServerCaps(
        limits.server_day_usd,
        limits.server_month_usd,
        limits.server_day_tokens,
        limits.server_month_tokens,
        soft=limits.soft,
        at_limit=limits.at_limit,
    )


def _keyring(settings: Settings) -> Keyring:
    secret = settings.key(SECRET)
    return no_secret() if secret is None else Keyring(secret)


@contextlib.asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    models: bool = True,
    backends: Mapping[str, Backend] | None = None,
    embedders: Mapping[str, Embedder] | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[App]:
    """Open the database and everything on top of it. With `models` False nothing outside is looked for; `backends`
    and `embedders` stand in for the ones of their names, `clock` for the machine's."""
    to_file = settings.config.log_file
    keep_logs(
        None if to_file is None else settings.home / to_file,
        settings.config.log_level,
        settings.config.log_format,
        settings.redact,
    )
    async with contextlib.AsyncExitStack() as closing:
        database = await Database.open(settings.database_url, migrations=resources.migrations_dir())
        closing.push_async_callback(database.close)
        clock, owner = clock or SystemClock(), process_name()
        watchers = await closing.enter_async_context(watching(settings.otel, __version__))
        calls = CallLedger(database, clock, owner=owner, limits=settings.config.limits.of_host())
        ledger = WatchedLedger(calls, watchers)
        counter = EstimatingCounter()
        profile = await find_profile(settings, look=models)
        litellm = LitellmBackend(settings.key, own_stream=settings.config.stream == "litellm")
        closing.push_async_callback(litellm.aclose)
        asked: dict[str, Backend] = {"litellm": litellm, "offline": OfflineBackend()}
        asked.update(backends or {})
        config = settings.config
        door = Door(
            profile.routes,
            asked,
            ledger,
            clock,
            counter,
            idle_timeout=config.idle_seconds,
            total_timeout=config.total_seconds,
            at_limit=config.limits.at_limit,
            embedders={"litellm": litellm, "local": LocalEmbedder(), **(embedders or {})},
            remedies=Remedies(
                clock,
                Ward(SharedCooldowns(database), clock),
                events=WatchedEvents(EventLog(database, clock), watchers),
                entropy=SystemEntropy(),
            ),
        )
        accounts = ServerAccounts(database, profile.routes, lambda: _keyring(settings), _server_caps(settings))
        parts = EngineParts(
            database=database,
            door=door,
            accounts=accounts,
            shipped=resources.shipped_templates(),
            counter=counter,
            clock=clock,
            entropy=SystemEntropy(),
            recall=Recall(database),
            owner=owner,
            owner_gone=process_gone,
            watch=watchers,
            prompt_tokens=config.prompt_tokens,
            ruling_seconds=config.ruling_seconds,
            escalations=read_escalations(
                {role: (each.to, each.when) for role, each in config.escalate.items()}, profile.routes
            ),
            hops=config.ruling_hops,
            house=_house(config.safety),
            tag_share=config.tag_share,
            session_idle=timedelta(hours=config.session_hours),
        )
        announcement = _announcement(settings, profile)
        engine = TurnEngine(parts)
        try:
            yield App(
                settings,
                database,
                engine,
                door,
                announcement=announcement,
                accounts=accounts,
                clock=clock,
                watchers=watchers,
            )
        finally:
            await engine.settling.drain()
