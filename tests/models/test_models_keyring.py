"""Keys that servers entrust to the bot are sealed: for this account, under this secret, and for nobody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.errors import ConfigError
from gm.models.keyring import Keyring

OLD, NEW = "o" * 32, "n" * 40
KEY = "sk-or-v1-0123456789abcdef"


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=200), st.sampled_from(["openrouter", "groq"]))
def test_what_was_sealed_opens_for_its_account_alone(key: str, provider: str) -> None:
    ring = Keyring(NEW)
    sealed = ring.seal("guild:1", provider, key)
    assert ring.open("guild:1", sealed) == (provider, key)
    assert len(key) < 8 or key.encode("utf-8", "surrogatepass") not in sealed
    with pytest.raises(ConfigError, match="guild:2"):
        ring.open("guild:2", sealed)


def test_a_secret_can_be_changed_while_the_old_one_still_opens() -> None:
    sealed = Keyring(OLD).seal("guild:1", "groq", KEY)
    assert Keyring(f"{NEW}, {OLD}").open("guild:1", sealed) == ("groq", KEY)
    with pytest.raises(ConfigError, match="cannot be read") as wrong:
        Keyring(NEW).open("guild:1", sealed)
    assert KEY not in str(wrong.value) + wrong.value.remedy
    with pytest.raises(ConfigError):
        Keyring(OLD).open("guild:1", sealed[:-4] + b"AAAA")


@pytest.mark.parametrize("secret", ["", "short", f"{NEW},short", " , "])
def test_a_guessable_secret_is_not_taken(secret: str) -> None:
    with pytest.raises(ConfigError, match="too short") as wrong:
        Keyring(secret)
    assert "secrets.token_urlsafe" in wrong.value.remedy


def test_it_shows_nothing_of_itself() -> None:
    assert OLD not in repr(Keyring(OLD))
