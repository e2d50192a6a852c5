"""Keys that servers entrust to the bot, sealed before they are stored. The only file that knows the cipher.

Sealed with Fernet (AES-128-CBC, HMAC-SHA256) under a key that is derived from the host's `GM_SECRET_KEY`. The account
and the provider are sealed in with the key, so that a sealed value that is moved to another account does not open.
"""

import base64
import json
from typing import Any, Final

from gm.domain.errors import ConfigError

SECRET: Final = "GM_SECRET_KEY"
SHORTEST: Final = 32
"""Characters that a secret must have: it is not stretched, so it has to be random."""
SECRET_REMEDY: Final = (
    f"Set {SECRET} to at least {SHORTEST} random characters (environment or .env): "
    'python -c "import secrets; print(secrets.token_urlsafe(32))"'
)
_INFO: Final = b"gm account keys, first form"


class Keyring:
    """Seals and opens. `secrets` are separated by commas: the first seals, all open, so that it can be changed.

    Raises:
        ConfigError: a secret is too short, or the library is not installed.
    """

    def __init__(self, secrets: str) -> None:
        parts = [part.strip() for part in secrets.split(",") if part.strip()]
        if not parts or any(len(part) < SHORTEST for part in parts):
            raise ConfigError(f"{SECRET} is too short.", remedy=SECRET_REMEDY)
        self._cipher = _cipher(parts)

    def __repr__(self) -> str:
        return "Keyring()"

    def seal(self, account: str, provider: str, key: str) -> bytes:
        """The key, unreadable without the secret."""
        body = json.dumps({"account": account, "provider": provider, "key": key})
        sealed: bytes = self._cipher.encrypt(body.encode("utf-8"))
        return sealed

    def open(self, account: str, sealed: bytes) -> tuple[str, str]:
        """(provider, key) of what was sealed for this account.

        Raises:
            ConfigError: it was sealed under another secret, for another account, or is damaged.
        """
        from cryptography.fernet import InvalidToken

        try:
            body = json.loads(self._cipher.decrypt(sealed))
        except InvalidToken:
            body = {}
        if body.get("account") != account:
            raise ConfigError(f"The key of {account} cannot be read.", remedy=f"Was {SECRET} changed? Set it anew.")
        return str(body["provider"]), str(body["key"])


def _cipher(secrets: list[str]) -> Any:
    try:
        from cryptography.fernet import Fernet, MultiFernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ImportError as error:
        raise ConfigError(
            "Keys cannot be kept: cryptography is not installed.", remedy='pip install "gm-engine[discord]"'
        ) from error

    def derived(secret: str) -> Any:
        material = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode("utf-8"))
        return Fernet(base64.urlsafe_b64encode(material))

    return MultiFernet([derived(secret) for secret in secrets])
