"""Those who own the server and pay: a provider that is asked with whatever key it is given, and a manager."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from loopback import Channel, LoopbackDiscord, Message, Permission, User

from gm.app import App, open_app
from gm.domain.calls import BackendRequest, Chunk, Usage
from gm.domain.errors import ModelUnavailable
from gm.settings import load_settings

SECRET = "host-secret-0123456789-0123456789-abcdef"
PLANTED = "sk-or-v1-PLANTED5e8d2c4b7a9f"


@dataclass
class Provider:
    """Answers as a model would. `seen`: (model, key) of each call; `key` of the host. One without a key is refused."""

    host_key: Callable[[str], str | None] = lambda name: "the-hosts-own-key"
    seen: list[tuple[str, str]] = field(default_factory=list)
    text: str = "The rain goes on. Orla waits."
    down: bool = False
    cost: float = 0.001
    """US dollars that each call is said to cost."""

    @property
    def narrations(self) -> list[str]:
        """The keys that narrations were bought with."""
        return [key for model, key in self.seen if "deepseek" in model]

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        name = request.candidate.key_env or ""
        key = (request.keys or self.host_key)(name)
        if not key or self.down:
            raise ModelUnavailable(f"{request.candidate.provider} refused the key")
        self.seen.append((request.candidate.model, key))
        yield Chunk(text=self.text)
        yield Chunk(usage=Usage(100, 0, 10, None, self.cost), finish_reason="stop")


@asynccontextmanager
async def hosted(home: Path, provider: Provider, **environ: str) -> AsyncIterator[App]:
    """The app with this provider behind every model. The host has a key of OpenRouter's unless `environ` says so."""
    given = {"GM_HOME": str(home), "GM_PROBE_LOCAL": "no", "OPENROUTER_API_KEY": "host-key", "GM_SECRET_KEY": SECRET}
    settings = load_settings(environ={**given, **environ}, cwd=home)
    async with open_app(settings, models=False, backends={"litellm": provider}) as app:
        yield app


@dataclass
class House:
    """A server with a channel and someone who manages it."""

    server: LoopbackDiscord
    channel: Channel
    host: User

    async def setup(self) -> Message:
        """The screen of `/host setup`."""
        opened = await self.host.slash(self.channel, "host setup")
        return await opened.message("How this server is set")

    async def step(self, screen: Message, button: str, fields: dict[str, object]) -> Message:
        """Fill one step in; the screen as it stands then."""
        before = screen.content
        form = await self.host.click(screen, button)
        sent = await self.host.submit(form, fields)
        await self.server.until(lambda: screen.content != before or sent.shown, 5, f"an answer to {button}")
        return screen


def house(server: LoopbackDiscord) -> House:
    """One with a manager named Hana."""
    guild = server.world.guild()
    host = guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    return House(server, guild.channel("inn"), host)
