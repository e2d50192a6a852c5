"""The adjudicator's read-only tools: what each is for, and what it answers.

Always the same tools in the same order, since vendors put them before everything else in a prompt. A tool reads the
state that the turn is ruled on, and past turns; nothing here can change anything.
"""

import json
from collections.abc import Callable
from typing import Final

from gm.domain.memory import Memory, RecallQuery
from gm.domain.play import SceneState
from gm.domain.protocols import TokenCounter
from gm.domain.tools import Tool, ToolCall
from gm.memory.recall import Recall
from gm.rules.looking.found import Found
from gm.rules.looking.rules import rule_text
from gm.rules.looking.sheet import sheet_text
from gm.rules.looking.world import entity_text

ANSWER_TOKENS: Final = 240
"""The longest answer to one call."""
PASSAGES: Final = 3
"""Past turns that a look-up brings."""
CALLS_AT_ONCE: Final = 3
"""More in one step are not answered."""


def _tool(name: str, argument: str, summary: str, about: str) -> Tool:
    return Tool(
        name,
        summary,
        {
            "type": "object",
            "properties": {argument: {"type": "string", "description": about}},
            "required": [argument],
            "additionalProperties": False,
        },
    )


TOOLS: Final = (
    _tool(
        "rule",
        "name",
        "The text of one rule: a skill, condition, spell, creature, item, rest, degree, declaration. Look things up "
        "only if the ruling hangs on something that the prompt does not say; most rulings need no look-up.",
        "id or name",
    ),
    _tool(
        "entity",
        "name",
        "What the engine knows now of a person, place, item, group, clock or lore entry, also of one that is not here. "
        "A line that begins with SECRET is for you alone.",
        "id or name",
    ),
    _tool(
        "sheet",
        "character",
        "Somebody's sheet as it stands: numbers, what they carry, conditions, spells.",
        "id or name",
    ),
    _tool("memory", "words", "Past turns of this game that hold these words, what was said and told.", "a few words"),
)
_ARGUMENT: Final = {tool.name: next(iter(tool.parameters["required"])) for tool in TOOLS}


async def look_up(call: ToolCall, state: SceneState, recall: Recall, *, before: int) -> Found:
    """What a call is answered: never an error, since it is a model that reads it. `before`: number of this turn."""
    wanted = _ARGUMENT.get(call.name)
    if wanted is None:
        return Found(f"There is no tool {call.name[:40]!r}; there are {', '.join(_ARGUMENT)}.")
    value = _argument(call, wanted)
    if value is None:
        return Found(f'{call.name} takes one text: {{"{wanted}": "…"}}.')
    if call.name == "memory":
        return await _remembered(value, state, recall, before)
    read: Callable[[], Found] = {
        "rule": lambda: rule_text(state.campaign, value),
        "entity": lambda: entity_text(state, value),
        "sheet": lambda: sheet_text(state, value),
    }[call.name]
    return read()


def cut(text: str, counter: TokenCounter, tokens: int = ANSWER_TOKENS) -> str:
    """The text, cut to so many tokens."""
    if counter.count(text) <= tokens:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if counter.count(text[:middle]) < tokens else (low, middle - 1)
    return f"{text[:low].rstrip()}…"


def _argument(call: ToolCall, wanted: str) -> str | None:
    try:
        given = json.loads(call.arguments or "{}")
    except ValueError:
        return None
    value = given.get(wanted) if isinstance(given, dict) else None
    if value is None and isinstance(given, dict) and len(given) == 1:  # under another name: meant is clear
        value = next(iter(given.values()))
    return value.strip()[:200] if isinstance(value, str) and value.strip() else None


async def _remembered(wanted: str, state: SceneState, recall: Recall, before: int) -> Found:
    query = RecallQuery(wanted, before=before, limit=PASSAGES)
    memories = (await recall.search(state.game, state.scene.branch_id, query)).memories
    if not memories:
        return Found(f"No past turn holds {wanted[:60]!r}.")
    return Found(
        "\n".join(f"{where_of(memory)} · {memory.text}" for memory in sorted(memories, key=lambda each: each.number)),
        tuple(sorted({player for memory in memories for player in memory.players})),
    )


def where_of(memory: Memory) -> str:
    """`turn 12, The Mill`: where a passage is from."""
    if memory.ref.origin == "line":
        return f"old chat {memory.session}, line {memory.number}"
    return f"turn {memory.number}, {memory.place}" if memory.place else f"turn {memory.number}"
