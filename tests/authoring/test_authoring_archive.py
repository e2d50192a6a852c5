"""Archives of strangers: whatever is in them, only a campaign's files come out, and never much."""

import io
import stat
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.authoring.archive import MAX_FILE, MAX_FILES, MAX_UNPACKED, packed, read_upload
from gm.domain.errors import Refused

PIECES = ["..", ".", "", "a", "b.yaml", "campaign.yaml", "prompts", "x.jinja2", "C:", "\\", "~", "con", "é", "e\u0301"]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", how) as archive:
        warnings.simplefilter("ignore")  # names twice are the point
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


names = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=4).map("/".join) | st.text(
    min_size=1, max_size=30
)


@given(st.lists(st.tuples(names, st.binary(max_size=40)), max_size=6), st.booleans())
def test_what_comes_out_lies_inside_or_nothing_does(entries: list[tuple[str, bytes]], whole: bool) -> None:
    entries = [(name.replace("\x00", ""), content) for name, content in entries]
    entries = [(name.encode("utf-8", "replace").decode(), content) for name, content in entries if name]
    if whole:
        entries.append(("campaign.yaml", b"title: x"))
    try:
        found = read_upload("x.zip", zipped(*entries))
    except Refused:
        return
    assert "campaign.yaml" in found
    for path in found:
        assert not path.startswith("/") and "\\" not in path and ":" not in path
        assert all(part not in ("", ".", "..") for part in path.split("/"))
        assert path.endswith((".yaml", ".yml", ".jinja2"))
    assert read_upload("again.zip", packed(found)) == found and packed(found) == packed(dict(reversed(found.items())))


@given(st.binary(max_size=200), st.sampled_from(["x.zip", "x.ZIP", "x.yaml", "x.tar", "x", "x.zip.exe"]))
def test_noise_is_refused_or_is_one_file(body: bytes, name: str) -> None:
    try:
        found = read_upload(name, body)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert found == {"campaign.yaml": body}


@given(st.data())
def test_a_damaged_zip_never_gives_anything_but_an_answer(data: st.DataObject) -> None:
    body = bytearray(zipped(("campaign.yaml", b"title: x" * 40), ("b.yaml", b"y" * 90)))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_upload("x.zip", bytes(body))
    except Refused:
        return
    assert sum(map(len, found.values())) <= MAX_UNPACKED


@pytest.mark.parametrize(
    "name",
    [
        "../campaign.yaml",
        "/campaign.yaml",
        "a/../../campaign.yaml",
        "a\\..\\b.yaml",
        "C:/x.yaml",
        "a//b.yaml",
        "x\x1b.yaml",
    ],
)
def test_a_name_that_leads_out_refuses_the_whole_archive(name: str) -> None:
    with pytest.raises(Refused, match="no campaign's file"):
        read_upload("x.zip", zipped(("campaign.yaml", b"title: x"), (name, b"x")))


def test_a_bomb_is_not_unpacked() -> None:
    zeros = bytes(MAX_FILE)
    many = [(f"f{n}.yaml", zeros) for n in range(MAX_UNPACKED // MAX_FILE + 1)]
    body = zipped(("campaign.yaml", b"title: x"), *many)
    assert len(body) < 20_000
    with pytest.raises(Refused, match="unpacks to more"):
        read_upload("x.zip", body)
    with pytest.raises(Refused, match="larger than"):
        read_upload("x.zip", zipped(("campaign.yaml", zeros + b"x")))
    with pytest.raises(Refused, match="more than"):
        read_upload("x.zip", zipped(*((f"f{n}.yaml", b"") for n in range(MAX_FILES + 1))))
    with pytest.raises(Refused, match="entries"):
        read_upload("x.zip", zipped(*((f"{n}.png", b"") for n in range(501))))
    with pytest.raises(Refused, match="larger than"):
        read_upload("x.yaml", zeros + b"x")


def test_links_and_passwords_and_odd_packing_are_refused() -> None:
    link = zipfile.ZipInfo("campaign.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Refused, match="link"):
        read_upload("x.zip", zipped((link, b"/etc/passwd")))
    with pytest.raises(Refused, match="packed in a way"):
        read_upload("x.zip", zipped(("campaign.yaml", b"title: x"), how=zipfile.ZIP_LZMA))
    locked = bytearray(zipped(("campaign.yaml", b"title: x")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + at] |= 1
    with pytest.raises(Refused, match="password"):
        read_upload("x.zip", bytes(locked))


def test_a_folder_in_the_zip_and_what_macs_add_are_no_matter() -> None:
    body = zipped(
        ("bell/campaign.yaml", b"title: x"),
        ("bell/prompts/narrator/voice.jinja2", b"Hm."),
        ("bell/map.png", b"\x89PNG"),
        ("bell/.DS_Store", b"x"),
        ("__MACOSX/bell/._campaign.yaml", b"x"),
    )
    assert read_upload("bell.zip", body) == {"campaign.yaml": b"title: x", "prompts/narrator/voice.jinja2": b"Hm."}
    with pytest.raises(Refused, match=r"no campaign\.yaml"):
        read_upload("x.zip", zipped(("a/campaign.yaml", b""), ("b/campaign.yaml", b"")))
    with pytest.raises(Refused, match="twice"):
        read_upload("x.zip", zipped(("campaign.yaml", b"a"), ("Campaign.YAML", b"b")))
