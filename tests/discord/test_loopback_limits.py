"""Each length and count: at the limit it passes, one over it is 400/50035 at the right field."""

from typing import Any

import pytest
from loopback.command import characters, check_command
from loopback.errors import ApiError
from loopback.limits import check_choices, check_message, check_modal, check_not_empty
from loopback.message import COMPONENTS_V2

JSON = dict[str, Any]


def row(*parts: JSON) -> JSON:
    return {"components": [{"type": 1, "components": list(parts)}]}


def button(**changes: Any) -> JSON:
    return {"type": 2, "style": 1, "label": "b", "custom_id": "b"} | changes


def select(count: int = 1, **changes: Any) -> JSON:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options} | changes


def embeds(total: int) -> JSON:
    return {"embeds": [{"description": "x" * 3000}, {"description": "x" * (total - 3000)}]}


def v2(*parts: JSON) -> JSON:
    return {"flags": COMPONENTS_V2, "components": list(parts)}


def display(size: int) -> JSON:
    return {"type": 10, "content": "x" * size}


def field(label: int = 5, component: JSON | None = None) -> JSON:
    inner = component or {"type": 4, "style": 1, "custom_id": "t"}
    return {"type": 18, "label": "x" * label, "component": inner}


def modal(*parts: JSON, title: int = 5) -> JSON:
    return {"title": "x" * title, "custom_id": "m", "components": list(parts)}


MESSAGES: list[tuple[JSON, JSON, str]] = [
    ({"content": "x" * 2000}, {"content": "x" * 2001}, "content"),
    ({"username": "x" * 80}, {"username": "x" * 81}, "username"),
    ({"username": "Clio"}, {"username": "Clyde"}, "username"),
    ({"nonce": "x" * 25}, {"nonce": "x" * 26}, "nonce"),
    (embeds(6000), embeds(6001), "embeds"),
    ({"embeds": [{"title": "x" * 256}]}, {"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    ({"embeds": [{"description": "x" * 4096}]}, {"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
    ({"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds"),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "x" * 1024}]}]},
        {"embeds": [{"fields": [{"name": "n", "value": "x" * 1025}]}]},
        "embeds.0.fields.0.value",
    ),
    (row(button(label="x" * 80)), row(button(label="x" * 81)), "components.0.components.0.label"),
    (row(button(custom_id="x" * 100)), row(button(custom_id="x" * 101)), "components.0.components.0.custom_id"),
    (row(button(), button(custom_id="c")), row(button(), button()), "components.0.components.1.custom_id"),
    (
        row(*[button(custom_id=str(n)) for n in range(5)]),
        row(*[button(custom_id=str(n)) for n in range(6)]),
        "components.0",
    ),
    (row(button(style=5, url="https://x.y", custom_id=None)), row(button(style=5, custom_id=None)), "components.0"),
    (row(select(25)), row(select(26)), "components.0.components.0.options"),
    (row(select(3, max_values=3)), row(select(3, max_values=4)), "components.0.components.0.max_values"),
    (row(select(placeholder="x" * 150)), row(select(placeholder="x" * 151)), "components.0.components.0.placeholder"),
    (v2(*[display(1)] * 40), v2(*[display(1)] * 41), "components"),
    (v2(display(2000), display(2000)), v2(display(2000), display(2001)), "components"),
    (v2(display(1)), v2(display(1)) | {"content": "both"}, "content"),
    (row(button()), {"components": [display(1)]}, "components.0"),
    (
        {"allowed_mentions": {"users": ["1"]}},
        {"allowed_mentions": {"users": ["1"], "parse": ["users"]}},
        "allowed_mentions",
    ),
]


def place_of(error: ApiError) -> str:
    """The dotted path of the only field error."""
    node, path = error.errors or {}, []
    while "_errors" not in node:
        ((key, node),) = node.items()
        path.append(key)
    return ".".join(path)


@pytest.mark.parametrize(("good", "bad", "place"), MESSAGES)
def test_messages(good: JSON, bad: JSON, place: str) -> None:
    check_message(good)
    with pytest.raises(ApiError) as caught:
        check_message(bad)
    assert (caught.value.status, caught.value.code) == (400, 50035)
    assert place_of(caught.value).startswith(place)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (modal(field(), title=45), modal(field(), title=46)),
        (modal(field(45)), modal(field(46))),
        (modal(*[field(component={"type": 4, "style": 1, "custom_id": str(n)}) for n in range(5)]), modal()),
        (
            modal(field(component={"type": 4, "style": 1, "custom_id": "t", "max_length": 4000})),
            modal(field(component={"type": 4, "style": 1, "custom_id": "t", "max_length": 4001})),
        ),
        (modal(field(component=select(25))), modal(field(component=select(26)))),
        (modal(field()), modal(field(), field())),
    ],
)
def test_modals(good: JSON, bad: JSON) -> None:
    check_modal(good)
    with pytest.raises(ApiError):
        check_modal(bad)


def test_the_v2_flag_stays_on_edits() -> None:
    with pytest.raises(ApiError):
        check_message({"content": "text"}, flags_before=COMPONENTS_V2, editing=True)


def test_choices() -> None:
    check_choices([{"name": "x" * 100, "value": "v"}] * 25)
    with pytest.raises(ApiError):
        check_choices([{"name": "x", "value": "v"}] * 26)
    with pytest.raises(ApiError):
        check_choices([{"name": "x" * 101, "value": "v"}])


def test_empty_messages() -> None:
    check_not_empty({"content": ""}, files=True)
    with pytest.raises(ApiError) as caught:
        check_not_empty({"content": "", "embeds": []}, files=False)
    assert caught.value.code == 50006


def command(**changes: Any) -> JSON:
    return {"name": "play", "description": "d", "type": 1} | changes


def option(name: str, **changes: Any) -> JSON:
    return {"name": name, "description": "d", "type": 3} | changes


@pytest.mark.parametrize(
    "bad",
    [
        command(name="Play"),
        command(name="x" * 33),
        command(description=""),
        command(description="x" * 101),
        command(description_localizations={"de": "x" * 101}),
        command(name_localizations={"xx": "spiel"}),
        command(name_localizations={"de": "Spiel"}),
        command(options=[option(f"o{n}") for n in range(26)]),
        command(options=[option("a"), option("b", required=True)]),
        command(options=[option("a"), option("a")]),
        command(options=[option("a", choices=[{"name": "n", "value": "v"}] * 26)]),
        command(
            options=[
                option(f"o{n}", description="x" * 100, choices=[{"name": "x" * 90, "value": "v"}] * 5)
                for n in range(20)
            ]
        ),
        {"name": "Who said it?", "type": 3, "description": "none allowed"},
    ],
)
def test_commands_that_are_refused(bad: JSON) -> None:
    with pytest.raises(ApiError):
        check_command(bad, "0")


@pytest.mark.parametrize(
    "good",
    [
        command(name_localizations={"ru": "играть", "th": "เล่น", "zh-CN": "开始"}),
        command(options=[option("b", required=True), option("a")]),
        {"name": "Who said it?", "type": 3},
    ],
)
def test_commands_that_pass(good: JSON) -> None:
    check_command(good, "0")


def test_of_localisations_the_longest_counts() -> None:
    assert (
        characters(command(description="xx", description_localizations={"de": "xxxxx", "fr": "x"})) == len("play") + 5
    )
