"""How large a model is, by its name: billions of parameters, and the classes that the market is told in."""

import re
from typing import Final

SIZES: Final = ("small", "medium", "large", "undisclosed")
"""Below 15 billion parameters, up to 70, from 70 on (as OpenRouter's "State of AI" study has it), not published."""
SMALL_BELOW: Final = 15.0
LARGE_FROM: Final = 70.0
_EXPERTS: Final = re.compile(r"(?<![a-z0-9.])(\d+)x(\d+(?:\.\d+)?)b(?![a-z])")
_BILLIONS: Final = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)([bt])(?![a-z])")
_NAMED: Final[tuple[tuple[str, float], ...]] = (
    ("deepseek", 671.0),
    ("kimi", 1000.0),
    ("glm-4.5-air", 106.0),
    ("glm-4", 355.0),
    ("glm-5", 355.0),
    ("minimax-m", 230.0),
    ("mistral-nemo", 12.0),
    ("mistral-small", 24.0),
    ("magistral-small", 24.0),
    ("devstral-small", 24.0),
    ("devstral", 24.0),
    ("mixtral", 47.0),
    ("qwen3-max", 0.0),
    ("qwen3-coder", 480.0),
    ("llama-4-scout", 109.0),
    ("llama-4-maverick", 400.0),
    ("euryale", 70.0),
    ("rocinante", 12.0),
    ("unslopnemo", 12.0),
    ("mythomax", 13.0),
    ("cydonia", 24.0),
    ("wizardlm-2", 141.0),
    ("phi-4", 14.0),
)
"""What makers have published of models whose names do not say it, 2026-11. The first that fits counts; 0: nothing."""


def billions_of(model: str) -> float | None:
    """Billions of parameters, all experts counted; None: neither the name nor its maker says."""
    name = model.rpartition("/")[2].lower()
    experts = _EXPERTS.search(name)
    if experts:
        return int(experts[1]) * float(experts[2])
    found = [float(number) * (1000 if unit == "t" else 1) for number, unit in _BILLIONS.findall(name)]
    if found:
        return max(found)  # `30b-a3b`: three of the thirty are active
    return next((size or None for part, size in _NAMED if part in name), None)


def size_of(model: str) -> str:
    """The class of a model's size, one of `SIZES`."""
    billions = billions_of(model)
    if billions is None:
        return "undisclosed"
    return "small" if billions < SMALL_BELOW else "medium" if billions < LARGE_FROM else "large"
