"""Certificates, and the connector that takes a real client to the loopback server and nowhere else."""

import functools
import os
import socket
import ssl
from pathlib import Path

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

DOMAINS = ("discord.com", "discord.gg", "discordapp.com", "discordapp.net")


@functools.cache
def authority() -> trustme.CA:
    """The certificate authority of this process."""
    return trustme.CA()


@functools.cache
def server_context() -> ssl.SSLContext:
    """A server context with a certificate for Discord's hosts."""
    names = [name for domain in DOMAINS for name in (domain, f"*.{domain}")]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert(*names).configure_cert(context)
    return context


def client_context(ca: str | None = None) -> ssl.SSLContext:
    """A client context that trusts only the authority (PEM text, default: this process's)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=ca or authority().cert_pem.bytes().decode())
    return context


class LoopbackResolver(AbstractResolver):
    """Discord's hosts are 127.0.0.1:port; every other host is refused and remembered in `refused`."""

    def __init__(self, port: int, refused: list[str] | None = None) -> None:
        self._port = port
        self.refused = [] if refused is None else refused

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Where a host is. OSError for any but Discord's."""
        if not any(host == domain or host.endswith("." + domain) for domain in DOMAINS):
            self.refused.append(host)
            raise OSError(f"{host} is not Discord: refused")
        result = ResolveResult(
            hostname=host,
            host="127.0.0.1",
            port=self._port,
            family=socket.AF_INET,
            proto=0,
            flags=socket.AI_NUMERICHOST,
        )
        return [result]

    async def close(self) -> None:
        """Nothing to close."""


def connector(port: int, refused: list[str] | None = None, ca: str | None = None) -> aiohttp.TCPConnector:
    """A connector for `discord.Client(connector=...)`. Make it inside the running loop; each client needs its own."""
    resolver = LoopbackResolver(port, refused)
    return aiohttp.TCPConnector(resolver=resolver, ssl=client_context(ca), use_dns_cache=False, limit=0)


def environment(port: int, folder: Path) -> dict[str, str]:
    """Variables for a bot in another process whose connector factory is `connector_from_environment`."""
    path = folder / "loopback-ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return {"LOOPBACK_DISCORD_PORT": str(port), "LOOPBACK_DISCORD_CA": str(path)}


def connector_from_environment() -> aiohttp.BaseConnector:
    """The factory for GM_DISCORD_CONNECTOR: `loopback.tls:connector_from_environment` with tests/discord importable."""
    ca = Path(os.environ["LOOPBACK_DISCORD_CA"]).read_text()
    return connector(int(os.environ["LOOPBACK_DISCORD_PORT"]), ca=ca)
