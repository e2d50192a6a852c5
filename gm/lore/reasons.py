"""Why an entry came up or did not, in words: the words by name, and the name of words that were kept."""

import re
from typing import Final

UP: Final = {
    "always": "its author says always",
    "constant": "constant",
    "stays": "it stays for a while",
    "forever": "it came up once and stays",
    "forced": "the game master wants it",
    "now": '"{word}" was mentioned',
    "back": '"{word}" was mentioned {age} back',
    "field": '"{word}" is in the {field}',
    "prompt": '"{word}" is in the prompt',
    "lore": '"{word}" is in lore that came up',
    "fits": '"{word}" fits',
}
DOWN: Final = {
    "budget": "the budget for lore is spent",
    "enough": "enough came up before it",
    "early": "the talk is too young for it",
    "between": "it is not its turn",
    "once": "it came up once, and does so only once",
    "rests": "it rests for a while",
    "any": "none of its secondary keys was found",
    "all": "a secondary key is missing",
    "not_any": "a secondary key that keeps it away was found",
    "not_all": "all of its secondary keys were found",
    "additional": "an additional key is missing",
    "without": "a key that keeps it away was found",
    "chance": "its probability of {chance} % did not hit",
    "group_stays": 'another of the group "{group}" stays',
    "group_better": 'another of the group "{group}" fits better',
    "group_before": 'another of the group "{group}" came up before',
    "group_drawn": 'another of the group "{group}" was drawn',
}


def up(name: str, **values: object) -> str:
    """The words for why an entry came up."""
    return UP[name].format(**values)


def down(name: str, **values: object) -> str:
    """The words for why it did not."""
    return DOWN[name].format(**values)


def _pattern(words: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", words)
    made = "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(made, re.DOTALL)


_PATTERNS: Final = tuple(
    (name, _pattern(words))
    for name, words in sorted((UP | DOWN).items(), key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[1])))
)


def reason_of(words: str) -> tuple[str, dict[str, str]] | None:
    """(name, values) of a reason that was kept in words, so that a face can say it in its reader's language; None for
    words that nobody here said."""
    for name, pattern in _PATTERNS:
        found = pattern.fullmatch(words)
        if found is not None:
            return name, found.groupdict()
    return None
