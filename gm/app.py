"""The composition root: the only place that knows every part. Faces open an `App` and use what is in it."""

import contextlib
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from gm import resources
from gm.authoring.load import campaign_version, load_campaign
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.ledger import SpendLimit
from gm.domain.play import Game
from gm.models.door import Door
from gm.models.tokens import EstimatingCounter
from gm.play.engine import TurnEngine
from gm.play.parts import EngineParts
from gm.prompting.templates import TemplateSet
from gm.rules.world import initial_changes
from gm.settings import Settings
from gm.store.calls import CallLedger
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import load_game, load_games, record_game


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
