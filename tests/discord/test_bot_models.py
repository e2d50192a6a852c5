"""`/host models`: which models answer in a server, and a choice among those that the host offers."""

from pathlib import Path
from typing import Any, get_args

import pytest
from bot_hosting import house
from bot_journey import make_home, seated, serving
from loopback import LoopbackDiscord

from gm.app import open_app
from gm.bot.catalogue import LOCALES, Speech, shipped_catalogue
from gm.models.policy import Bar, Barred
from gm.models.scripted import ScriptedBackend
from gm.settings import load_settings
from gm.store.calls import load_calls
from gm.store.guilds import load_audit

ROUTES = """
profile: offline
probe_local: false
data_policy: {makers: {deny: [mallory]}}
routes:
  narrator:
    - {model: vendor/first, maker: vendor, trains_on_inputs: false, prices: {input: 0.5, output: 2},
       context_window: 32000, endpoint: "http://10.9.8.7:4000/v1"}
    - {model: vendor/swift-7b, name: swift, maker: vendor, trains_on_inputs: false, prices: {input: 0, output: 0},
       context_window: 32000}
    - {model: vendor/velvet-70b, name: velvet, on_request: true, maker: vendor, trains_on_inputs: false,
       context_window: 32000, prices: {input: 1, output: 1}}
    - {model: vendor/ears, name: ears, maker: mallory, trains_on_inputs: false, context_window: 32000}
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign and an empty database."""
    made = make_home(tmp_path, sqlite_template)
    (made / "gm.yaml").write_text(ROUTES, encoding="utf-8")
    return made


@pytest.mark.parametrize("locale", LOCALES)
def test_each_reason_of_the_terms_has_words_in_each_language(locale: str) -> None:
    speech = Speech(shipped_catalogue(), locale)
    for bar in get_args(Bar):
        said = speech(f"barred.{bar}", name="NAME")
        assert shipped_catalogue().find(locale, f"barred.{bar}")
        assert ("NAME" in said) == ("NAME" in str(Barred(bar, "NAME")))


async def test_a_server_chooses_among_what_the_host_offers(server: LoopbackDiscord, home: Path) -> None:
    asked: list[str] = []

    def reply(request: Any) -> str:
        asked.append(request.candidate.model)
        return "The stove ticks, and nobody answers."

    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    settings = load_settings(environ={"GM_HOME": str(home)}, cwd=home)
    opening = open_app(settings, models=False, backends={"litellm": ScriptedBackend(reply)})
    async with opening as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        await group.does("Ada", "I wait")
        assert set(asked) == {"vendor/first"}
        shown = await (await place.host.slash(place.channel, "host models")).message("Which models answer here")
        assert shown.ephemeral
        for text in (
            "1. first: $0.50 in, $2.00 out per million tokens",
            "2. swift-7b (swift): free",
            "velvet-70b (velvet): $1.00 in, $1.00 out per million tokens; only if you choose it",
            "not asked for Discord: whoever runs this bot has ruled out its maker `mallory`",
            "**Rules** as for: Narrator",
        ):
            assert text in shown.content, shown.content
        assert "10.9.8.7" not in shown.content
        assert shown.labels == ["Narrator: swift", "Narrator: velvet"]
        asked.clear()
        await place.host.click(shown, "Narrator: velvet")
        await server.until(lambda: "Narrator: velvet is asked first from the next turn on" in shown.content)
        assert "You have chosen: velvet." in shown.content and "Narrator: usual order" in shown.labels
        await group.does("Ada", "I sit down")
        assert set(asked) == {"vendor/velvet-70b"}
        asked.clear()
        ears = (await bot.tables.settings(guild.id)).model_copy(update={"chosen_models": {"narrator": "ears"}})
        await bot.tables.set_settings(ears)  # as a settings file could say it, or a host whose terms have changed
        await group.does("Ada", "I stand up")
        assert set(asked) == {"vendor/first"}, "the host's terms hold whatever is chosen"
        await place.host.click(shown, "Narrator: usual order")
        await server.until(lambda: "as whoever runs this bot has ordered them" in shown.content)
        assert (await bot.tables.settings(guild.id)).chosen_models == {}
        async with app.database.read() as db:
            entries = [(each.action, each.detail) for each in await load_audit(db, guild.id)]
            assert {call.account for call in await load_calls(db)} == {f"guild:{guild.id}"}
        assert entries[:2] == [("settings.models", "narrator: -"), ("settings.models", "narrator: velvet")]
        for role in list(guild.members[place.host.id].roles):
            guild.members[place.host.id].roles.remove(role)
        again = await place.host.click(shown, "Narrator: swift")
        await again.message("Only members who may manage the server")
        assert (await bot.tables.settings(guild.id)).chosen_models == {}
