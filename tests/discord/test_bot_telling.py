"""Tellings in posts: each speaker in their own name, in the order of the text, whatever happens to the webhooks."""

from collections.abc import Sequence

import pytest
from bot_fakes import MemoryWire
from hypothesis import given
from hypothesis import strategies as st
from test_bot_face import Stage_, finish, stage

from gm.bot.buttons import Button
from gm.bot.telling import Layout, in_order, pieces_of
from gm.domain.events import NarrationStarted, SentenceReleased
from gm.domain.speakers import Speaker

assert stage
ORLA = Speaker("orla", ("Orla Voss", "the reeve"), "https://a.example/orla.png")
TAM = Speaker("tam", ("Tam",))
SPEAKERS = (ORLA, TAM)
SAID = '"That door has been shut since my wife died, so you had better be family."'
TELLING = f"The latch gives.\n\nOrla Voss: {SAID}\n\nThe reeve: {SAID[::-1]}\n\nNobody moves."


@given(st.lists(st.sampled_from(["", "a", "b"]), max_size=6), st.lists(st.sampled_from(["", "a", "b"]), max_size=6))
def test_another_telling_keeps_the_order_of_its_text(first: list[str], second: list[str]) -> None:
    before = Layout()
    old = [before.name(at, who) for at, who in enumerate(first)]
    after = Layout(in_order(old))
    new = [after.name(at, who) for at, who in enumerate(second)]
    kept = [name for name in new if name in old]
    assert len(set(new)) == len(new) and kept == new[: len(kept)] == old[: len(kept)]
    assert set(after.left_over()) == set(old) - set(new)
    again = Layout(in_order(new), in_order(after.left_over()))
    third = [again.name(at, who) for at, who in enumerate(first)]
    assert not set(third) & set(after.left_over()), "a message that is gone is never written to"


def test_a_telling_that_goes_on_leaves_alone_what_people_deleted() -> None:
    went_on = Layout(("n0", "n2"), ("n1",), resumed=True)
    assert [went_on.name(at, "") for at in range(4)] == ["n0", "n1", "n2", "n3"]
    anew = Layout(("n0", "n2"), ("n1",))
    assert [anew.name(at, "") for at in range(3)] == ["n0", "n1.1", "n2.1"] and anew.left_over() == ("n2",)


@given(st.integers(0, len(TELLING)))
def test_while_it_grows_only_the_last_post_changes(cut: int) -> None:
    whole, begun = pieces_of(TELLING, SPEAKERS, final=True), pieces_of(TELLING[:cut], SPEAKERS, final=False)
    assert begun[:-1] == whole[: max(len(begun) - 1, 0)]
    assert [piece.speaker for piece in begun] == [piece.speaker for piece in whole[: len(begun)]]


async def test_each_speaker_posts_in_their_own_name(stage: Stage_) -> None:
    await stage.show(NarrationStarted(7, speakers=SPEAKERS))
    for at in range(0, len(TELLING), 23):
        await stage.show(SentenceReleased(7, TELLING[at : at + 23]))
        await stage.pace.on(1.2)
    await finish(stage, TELLING)
    told = list(stage.wire.posts.values())[1:]
    assert [(post.name, post.text) for post in told] == [
        ("gamemaster", "The latch gives."),
        ("Orla Voss", SAID),
        ("The reeve", SAID[::-1]),
        ("gamemaster", "Nobody moves."),
    ]
    below = [button.label for button in stage.wire.buttons[told[-1].id]]
    assert below[0] == "Act"


async def test_without_webhooks_names_are_bold_and_the_order_is_the_same(stage: Stage_) -> None:
    stage.wire.webhooks = False
    await stage.show(NarrationStarted(7, speakers=SPEAKERS))
    await finish(stage, TELLING)
    assert stage.wire.texts()[1:] == [
        "The latch gives.",
        f"**Orla Voss:** {SAID}",
        f"**The reeve:** {SAID[::-1]}",
        "Nobody moves.",
    ]


class Shaky(MemoryWire):
    """A thread whose webhook works every other time."""

    async def speak(
        self, name: str, text: str, *, avatar: str = "", buttons: Sequence[Button] = ()
    ) -> tuple[int, int] | None:
        self.webhooks = not self.webhooks
        return await super().speak(name, text, avatar=avatar, buttons=buttons)


async def test_a_webhook_that_fails_now_and_then_changes_no_order(stage: Stage_) -> None:
    stage.face.posts.wire = stage.wire = Shaky()
    await stage.show(NarrationStarted(7, speakers=SPEAKERS))
    await finish(stage, TELLING)
    assert [
        post.text.removeprefix(f"**{name}:** ")
        for post, name in zip(stage.wire.posts.values(), ("", "", "Orla Voss", "The reeve", ""), strict=False)
    ][1:] == ["The latch gives.", SAID, SAID[::-1], "Nobody moves."]


@pytest.mark.parametrize("then", [f"Tam: {SAID}", f"The latch gives.\n\nTam: {SAID}\n\nOrla Voss: {SAID}", "Short."])
async def test_told_again_it_reads_in_order_and_nothing_is_left_over(stage: Stage_, then: str) -> None:
    for text in (TELLING, then, TELLING):
        await stage.show(NarrationStarted(7, speakers=SPEAKERS))
        await finish(stage, text)
        wanted = [piece.text for piece in pieces_of(text, SPEAKERS, final=True)]
        assert stage.wire.texts()[1:] == wanted
        buttons = [number for number, below in stage.wire.buttons.items() if below and number in stage.wire.posts]
        assert buttons == [list(stage.wire.posts)[-1]]


async def test_a_telling_that_ends_in_speech_has_its_buttons_below_that_speech(stage: Stage_) -> None:
    await stage.show(NarrationStarted(7, speakers=SPEAKERS), SentenceReleased(7, f"Rain.\n\nOrla Voss: {SAID}"))
    await finish(stage, f"Rain.\n\nOrla Voss: {SAID}")
    last = list(stage.wire.posts.values())[-1]
    assert last.name == "Orla Voss" and next(button.label for button in stage.wire.buttons[last.id]) == "Act"
