"""The host's settings: where each value comes from, what is refused and how, and that secrets stay hidden."""

from pathlib import Path

import pytest

from gm.domain.calls import Role
from gm.domain.errors import ConfigError
from gm.settings import ENVIRONMENT, GmConfig, Settings, iter_fields, load_settings, redact_environment

SECRET = "sk-or-v1-0123456789abcdef"


def settings(tmp_path: Path, text: str | None = None, dotenv: str | None = None, **environ: str) -> Settings:
    if text is not None:
        (tmp_path / "gm.yaml").write_text(text, encoding="utf-8")
    if dotenv is not None:
        (tmp_path / ".env").write_text(dotenv, encoding="utf-8")
    return load_settings(environ={"GM_HOME": str(tmp_path / "home"), **environ}, cwd=tmp_path)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.config == GmConfig()
    assert found.config.limits.day_usd == 1.0
    assert found.database_url == f"sqlite:///{tmp_path / 'home' / 'gm.db'}"
    assert found.key_names() == ()
    assert not (tmp_path / "home").exists()


def test_home_defaults_to_the_platforms_data_folder(tmp_path: Path) -> None:
    assert load_settings(environ={}, cwd=tmp_path).home.is_absolute()


def test_the_file_is_read_from_here_then_from_home(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "gm.yaml").write_text("profile: local\n")
    assert settings(tmp_path).config.profile == "local"
    assert settings(tmp_path, "profile: offline\n").config.profile == "offline"
    other = tmp_path / "other.yaml"
    other.write_text("profile: openrouter\n")
    assert load_settings(other, {"GM_HOME": str(tmp_path)}, tmp_path).config.profile == "openrouter"


def test_yaml_words_are_words(tmp_path: Path) -> None:
    found = settings(tmp_path, "routes: {narrator: [no, {model: 'on', price_in: 1e-1}]}\nprobe_local: false\n")
    assert found.config.routes == {"narrator": ({"model": "no"}, {"model": "on", "price_in": 0.1})}
    assert found.config.probe_local is False


def test_a_route_may_be_one_name(tmp_path: Path) -> None:
    found = settings(tmp_path, "routes:\n  narrator: ollama/mistral\n")
    assert found.config.routes["narrator"] == ({"model": "ollama/mistral"},)


@pytest.mark.parametrize(
    ("name", "text", "dotted", "value"),
    [
        ("GM_DATABASE_URL", "postgresql://h/db", "database_url", "postgresql://h/db"),
        ("GM_PROFILE", "offline", "profile", "offline"),
        ("GM_PROBE_LOCAL", "no", "probe_local", False),
        ("GM_DAY_USD", "2.5", "limits.day_usd", 2.5),
        ("GM_DAY_USD", "none", "limits.day_usd", None),
        ("GM_MONTH_USD", "20", "limits.month_usd", 20.0),
        ("GM_LOG_LEVEL", "debug", "log_level", "debug"),
        ("GM_SERVER_DAY_USD", "0.5", "limits.server_day_usd", 0.5),
        ("GM_DISCORD_SERVERS", "11, 12", "discord.servers", (11, 12)),
        ("GM_DISCORD_SERVERS", "none", "discord.servers", None),
        ("GM_DISCORD_BLOCKED_USERS", "7", "discord.blocked_users", (7,)),
    ],
)
def test_environment_wins_over_the_file(tmp_path: Path, name: str, text: str, dotted: str, value: object) -> None:
    file = "database_url: sqlite:///x\nprofile: local\nprobe_local: true\nlog_level: error\n"
    found = settings(tmp_path, file + "limits: {day_usd: 7, month_usd: 7}\n", **{name: text})
    assert dict(iter_fields(found.config))[dotted] == value
    assert found.sources[dotted] == name


def test_dotenv_is_between_file_and_environment(tmp_path: Path) -> None:
    found = settings(tmp_path, "profile: local\n", "GM_PROFILE=offline\n")
    assert found.config.profile == "offline"
    assert found.sources["profile"] == "GM_PROFILE in .env"
    assert settings(tmp_path, GM_PROFILE="auto").config.profile == "auto"


def test_every_field_has_an_environment_variable() -> None:
    assert {path[0] for path in ENVIRONMENT.values()} == set(GmConfig.model_fields)
    assert {path[1] for path in ENVIRONMENT.values() if path[0] == "routes"} == {role.value for role in Role}


def test_routes_from_the_environment(tmp_path: Path) -> None:
    found = settings(tmp_path, GM_ROUTE_NARRATOR="ollama/a, openrouter/b")
    assert [c["model"] for c in found.config.routes["narrator"]] == ["ollama/a", "openrouter/b"]


def test_keys_come_from_environment_and_dotenv_and_are_never_shown(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        "routes: {narrator: {model: x/y, key_env: MY_KEY}}\n",
        f"# keys\nexport OPENROUTER_API_KEY='{SECRET}'  # mine\nMY_KEY={SECRET} # too\nMISTRAL_API_KEY=\n",
        GM_DATABASE_URL="postgresql://user:hunter2@host/db",
    )
    assert found.key("OPENROUTER_API_KEY") == SECRET
    assert found.key("MY_KEY") == SECRET
    assert found.key_names() == ("OPENROUTER_API_KEY", "MY_KEY")
    assert SECRET not in repr(found)
    assert "hunter2" not in repr(found)
    assert "hunter2" not in found.masked_database_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("profil: auto\n", ["gm.yaml:1", "profil", 'did you mean "profile"']),
        ("profile: offlin\n", ["gm.yaml:1", "`profile`", "offline"]),
        ("\nlimits:\n  day_usd: lots\n", ["gm.yaml:3", "limits.day_usd", "number"]),
        ("limits:\n  day_usd: -1\n", ["gm.yaml:2", "greater than or equal to 0"]),
        ("limits:\n  day_usd: 1e400\n", ["gm.yaml:2", "limits.day_usd", "finite"]),
        ("routes: {narrator: {model: x, price_in: 1e400}}\n", ["gm.yaml:1", "finite"]),
        ("limits:\n  daily: 1\n", ["gm.yaml:2", "limits.daily", "day_usd"]),
        ("routes:\n  narator: x\n", ["gm.yaml:1", 'did you mean "narrator"']),
        ("routes:\n  narrator:\n    - modl: x\n", ["gm.yaml:3", "model"]),
        ("a: 1\na: 2\n", ["gm.yaml:2", "twice"]),
        ("x: &a 1\ny: *a\n", ["gm.yaml:2", "aliases"]),
        ("profile: [\n", ["gm.yaml:2", "not valid YAML"]),
        ("- one\n", ["gm.yaml:1", "name: value"]),
        (f"openrouter_api_key: {SECRET}\n", ["gm.yaml:1", "secret", ".env"]),
        (f"routes:\n  narrator: {SECRET}\n", ["gm.yaml:2", "secret"]),
        ("probe_local: 7\n", ["gm.yaml:1", "probe_local"]),
        ("x: " + "[" * 40 + "]" * 40, ["gm.yaml:1", "deep"]),
        ("x: " + "[" * 5000 + "]" * 5000, ["gm.yaml:1", "deep"]),
        ("a:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 40)), ["gm.yaml:", "deep"]),
        (f"routes:\n  narrator:\n    - {SECRET}\n", ["gm.yaml:3", "secret"]),
        ("routes:\n  narrator:\n    model: x\n    endpoint: http://u:hunter2@h/v1\n", ["gm.yaml:4", "secret"]),
        ("routes: {narrator: {model: x, endpoint: 'http://hunter2@h/v1'}}\n", ["gm.yaml:1", "secret"]),
        ("routes: {narrator: {model: x, endpoint: 'http://h/v1?api_key=hunter2'}}\n", ["gm.yaml:1", "secret"]),
        ("routes: {narrator: {model: x, extra: {headers: {X-A: Bearer hunter2}}}}\n", ["gm.yaml:1", "secret"]),
        ("routes: {narrator: {model: x, extra: {headers: {Authorization: hunter2}}}}\n", ["gm.yaml:1", "secret"]),
        ("routes: {narrator: {model: x, extra: {headers: [X-A, Bearer hunter2]}}}\n", ["gm.yaml:1", "secret"]),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, text: str, expected: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    message = str(caught.value)
    assert all(part in f"{message} {caught.value.remedy}" for part in expected), message
    assert "\n" not in message
    assert caught.value.remedy
    assert SECRET not in message + caught.value.remedy
    assert "hunter2" not in message + caught.value.remedy


def test_a_wrong_variable_is_named_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="GM_DAY_USD") as caught:
        settings(tmp_path, GM_DAY_USD=SECRET)
    assert SECRET not in str(caught.value)


def test_a_wrong_dotenv_line_is_named_without_its_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.env:2") as caught:
        settings(tmp_path, dotenv=f"A=1\n{SECRET}\n")
    assert SECRET not in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        load_settings(Path("nowhere.yaml"), {}, tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "gm.yaml").write_bytes(b"profile: \xff\xfe\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        settings(tmp_path)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("postgresql://user:hunter2@h/db", "postgresql://user:***@h/db"),
        ("postgresql://user:hun@ter2@h:5432/db", "postgresql://user:***@h:5432/db"),
        ("postgresql://user:hun/ter2@h/db", "postgresql://user:***@h/db"),
        ("postgresql://user:hun?ter2@h/db", "postgresql://user:***@h/db"),
        ("postgresql://us@er:hunter2@h/db", "postgresql://us@er:***@h/db"),
        ("postgresql://h/db?password=hunter2&user=x", "postgresql://h/db?password=***&user=x"),
        ("postgresql://h/db?user=x&pass%77ord=hunter2", "postgresql://h/db?user=x&pass%77ord=***"),
        ("postgresql://h:5432/db?user=x", "postgresql://h:5432/db?user=x"),
        ("sqlite:////srv/gm/gm.db", "sqlite:////srv/gm/gm.db"),
    ],
)
def test_no_password_of_the_database_is_shown(tmp_path: Path, url: str, masked: str) -> None:
    found = settings(tmp_path, GM_DATABASE_URL=url)
    assert found.database_url == url
    assert found.masked_database_url == masked
    assert dict(iter_fields(found.config))["database_url"] == masked
    assert found.redact(f"cannot reach {url}") == f"cannot reach {masked}"


def test_headers_are_never_shown_whatever_they_hold(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        "routes: {narrator: [{model: x, endpoint: 'http://h/v1', extra: {headers: {X-A: hunter2}, top_k: 4}}]}\n",
    )
    shown = str(dict(iter_fields(found.config))["routes"])
    assert "hunter2" not in shown
    assert "'top_k': 4" in shown
    assert "http://h/v1" in shown


def test_a_log_is_redacted_where_settings_cannot_be_read() -> None:
    environ = {"X_API_KEY": SECRET, "GM_DATABASE_URL": "postgresql://u:hunter2@h/db", "HOME": "/home/x"}
    text = redact_environment(f"{SECRET} postgresql://u:hunter2@h/db /home/x", environ)
    assert text == "*** postgresql://u:***@h/db /home/x"
