"""A provider that keeps a prompt's beginning only where it is marked finds the marks where layers end."""

from dataclasses import replace

from gm.domain.calls import Candidate, Role
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.models.cache_marks import wants_marks, wire_messages
from gm.models.tool_calls import wire_message

CLAUDE = Candidate(model="anthropic/claude-haiku-4-5")
OTHER = Candidate(model="openai/m")


def section(key: str, layer: Layer, chat_role: str) -> PromptSection:
    return PromptSection(key, f"words of {key}", layer, 5, chat_role)  # type: ignore[arg-type]


def ruling(beats: int) -> Prompt:
    """As the adjudicator's: all in one user message."""
    told = [section(f"beat {number}", Layer.TRANSCRIPT, "user") for number in range(beats)]
    return Prompt(
        Role.ADJUDICATOR,
        (
            section("rules", Layer.FIXED, "system"),
            section("canon", Layer.CANON, "system"),
            section("chronicle", Layer.CHRONICLE, "user"),
            *told,
            section("now", Layer.TAIL, "user"),
        ),
        100,
        None,
    )


def blocks(prompt: Prompt, candidate: Candidate = CLAUDE) -> list[tuple[str, bool]]:
    found = []
    for message in wire_messages(prompt.messages(), candidate):
        content = message["content"]
        parts = [{"text": content}] if isinstance(content, str) else content
        found += [(part["text"].strip(), "cache_control" in part) for part in parts]
    return found


def test_marks_stand_where_layers_end_and_no_word_is_lost() -> None:
    found = blocks(ruling(3))
    assert [text for text, marked in found if marked] == ["words of canon", "words of chronicle", "words of beat 2"]
    assert found[-1] == ("words of now", False)
    plain = [message.content for message in ruling(3).messages()]
    told = wire_messages(ruling(3).messages(), CLAUDE)
    assert ["".join(part["text"] for part in each["content"]) for each in told] == plain


def test_blocks_before_the_mark_of_the_last_turn_are_the_same_in_the_next() -> None:
    before, after = blocks(ruling(3)), blocks(ruling(4))
    last = max(at for at, (_, marked) in enumerate(before) if marked)
    assert [text for text, _ in before[: last + 1]] == [text for text, _ in after[: last + 1]]
    assert max(at for at, (_, marked) in enumerate(after) if marked) - last < 20, "the provider looks that far back"


def test_a_narration_is_marked_at_its_last_telling() -> None:
    beats = [section(f"{who} {n}", Layer.TRANSCRIPT, who) for n in range(3) for who in ("user", "assistant")]
    prompt = replace(
        ruling(0), sections=(section("rules", Layer.FIXED, "system"), *beats, section("now", Layer.TAIL, "user"))
    )
    assert [text for text, marked in blocks(prompt) if marked] == ["words of rules", "words of assistant 2"]


def test_others_are_sent_plain_text() -> None:
    messages = ruling(2).messages()
    assert wire_messages(messages, OTHER) == [wire_message(message) for message in messages]
    assert wants_marks(replace(OTHER, extra={"cache_marks": True}))
    assert not wants_marks(replace(CLAUDE, extra={"cache_marks": False}))
    assert wants_marks(Candidate(model="openrouter/anthropic/claude-sonnet-4.5"))
