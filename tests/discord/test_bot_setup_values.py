"""What people type into the setup, and settings as a file: laws, and clear words about what is wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.app import CampaignListing
from gm.bot.catalogue import LOCALES, Speech, shipped_catalogue
from gm.bot.places import offered_first
from gm.bot.settings_file import FIELDS, read_settings, settings_json
from gm.bot.setup_values import MOST_USD, filled_in, parse_key, parse_usd, usd_text
from gm.domain.errors import Refused
from gm.store.guilds import GuildSettings

SPEECH = Speech(shipped_catalogue(), "en")
HERE = {"campaigns": {"tiny"}, "channels": {11, 12}, "roles": {21}}


@given(st.floats(0, MOST_USD).map(lambda usd: round(usd, 6)))
def test_an_amount_that_is_shown_reads_back_as_the_same(usd: float) -> None:
    assert parse_usd(usd_text(usd), SPEECH) == pytest.approx(usd, abs=1e-9)
    assert parse_usd(f" ${usd_text(usd).replace('.', ',')} ", SPEECH) == pytest.approx(usd, abs=1e-9)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_is_refused_with_words(text: str) -> None:
    try:
        usd = parse_usd(text, SPEECH)
    except Refused as error:
        assert "Nothing was changed" in str(error)
    else:
        assert usd is None or 0 <= usd <= MOST_USD


@pytest.mark.parametrize("text", ["-1", "1e9", "nan", "inf", "1.2.3", "999999999", "٣", "five"])
def test_no_amount(text: str) -> None:
    with pytest.raises(Refused):
        parse_usd(text, SPEECH)


@given(st.text(max_size=400))
def test_a_key_is_taken_whole_or_refused_without_being_repeated(text: str) -> None:
    try:
        assert parse_key(text, SPEECH) == text.strip()
    except Refused as error:
        assert len(text) < 4 or text not in str(error)


def test_all_values_of_a_form_are_read() -> None:
    parts = [
        {"type": 18, "component": {"custom_id": "channels", "values": ["1", "2"]}},
        {"type": 18, "component": {"custom_id": "none", "values": []}},
        {"type": 1, "components": [{"custom_id": "day", "value": "0.5"}]},
    ]
    assert filled_in({"components": parts}) == {"channels": ("1", "2"), "none": (), "day": ("0.5",)}


settings_of_a_server = st.builds(
    GuildSettings,
    guild_id=st.just(5),
    campaign=st.sampled_from([None, "tiny"]),
    language=st.sampled_from(LOCALES),
    spending_note=st.text(max_size=40).filter(lambda text: not any(0xD800 <= ord(c) <= 0xDFFF for c in text)),
    gm_role=st.sampled_from([None, 21]),
    channels=st.lists(st.sampled_from([11, 12]), unique=True).map(tuple),
    models=st.sampled_from(["offline", "host", "own"]),
    day_usd=st.none() | st.floats(0, 1000, allow_subnormal=False),
    listening=st.booleans(),
    mature=st.booleans(),
    blocked_users=st.lists(st.integers(1, 2**63), max_size=5).map(tuple),
)


@given(settings_of_a_server)
def test_what_is_exported_is_imported_as_the_same(settings: GuildSettings) -> None:
    read = read_settings(settings_json(settings), 5, SPEECH, **HERE)
    assert read.settings == settings and read.left_out == ()


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
        lambda value: json.dumps({"gm_settings": 1, "settings": {"day_usd": value, "channels": value}}).encode()
    )
)
def test_any_file_is_read_or_refused_with_words(data: bytes) -> None:
    try:
        read_settings(data, 5, SPEECH, **HERE)
    except Refused as error:
        assert "Nothing was changed" in str(error)


def test_each_wrong_field_is_named_and_nothing_else_is_believed() -> None:
    wrong = {"day_usd": -3, "lisening": True, "models": "theirs", "channels": "here"}
    body = json.dumps({"gm_settings": 1, "settings": wrong}).encode()
    with pytest.raises(Refused) as refused:
        read_settings(body, 5, SPEECH, **HERE)
    text = str(refused.value)
    assert "Problems in the file: 4" in text
    assert all(f"`{name}`" in text for name in ("day_usd", "lisening", "models", "channels"))
    assert "(listening?)" in text
    for settings, word in (({"campaign": "gone"}, "campaign"), ({"language": "tlh"}, "language")):
        with pytest.raises(Refused, match=word):
            read_settings(json.dumps({"gm_settings": 1, "settings": settings}).encode(), 5, SPEECH, **HERE)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"{\n\n x", "line 3"),
        (b"[1]", "no settings"),
        (b'{"gm_settings": 2, "settings": {}}', "another form"),
        (b" " * 70_000, "longer than"),
        (b'{"gm_settings": 1, "settings": {"gm_role": ' + b"1" * 5000 + b"}}", "no JSON"),
        (b"[" * 60_000, "no JSON"),
    ],
)
def test_no_settings_at_all(data: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word):
        read_settings(data, 5, SPEECH, **HERE)


def test_what_is_not_of_this_server_is_left_out_and_named() -> None:
    other = GuildSettings(guild_id=9, channels=(11, 99), gm_role=98, day_usd=2.0)
    read = read_settings(settings_json(other), 5, SPEECH, **HERE)
    assert (read.settings.channels, read.settings.gm_role, read.settings.day_usd) == ((11,), None, 2.0)
    assert read.left_out == ("channels", "gm_role") and read.settings.guild_id == 5


@given(st.lists(st.sampled_from(["en", "es", "zh-CN", "zh"])), st.sampled_from([None, "es", "zh-CN", "ru"]))
def test_campaigns_of_the_chosen_language_come_first_and_none_is_lost(tongues: list[str], wanted: str | None) -> None:
    found = tuple(CampaignListing(str(n), "", "", Path(), tongue) for n, tongue in enumerate(tongues))
    offered = offered_first(found, wanted)
    assert sorted(each.slug for each in offered) == sorted(each.slug for each in found)
    fits = [wanted is not None and each.language[:2] == wanted[:2] for each in offered]
    assert fits == sorted(fits, reverse=True)
    for group in (True, False):  # within each kind the order stays
        kept = [int(each.slug) for each, fit in zip(offered, fits, strict=True) if fit is group]
        assert kept == sorted(kept)


def test_every_setting_is_in_the_file_and_nothing_secret() -> None:
    body = json.loads(settings_json(GuildSettings(guild_id=5)))
    assert set(body["settings"]) == set(FIELDS)
    assert not any(word in name.split("_") for name in FIELDS for word in ("key", "keys", "token", "secret"))
