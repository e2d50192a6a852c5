"""The built-in profiles as they stand in `profiles.yaml`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml


@lru_cache(maxsize=1)
def profile_data() -> dict[str, Any]:
    """All of it, read once."""
    text = files("gm.models").joinpath("profiles.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


_FACTS: Final = (
    *("maker", "open_weight", "size", "active_size", "rating", "trains_on_inputs", "reasoning", "json_schema"),
    *("context_window", "price_in", "price_cached", "price_out"),
)
"""What is so of a model, whoever routes to it. How it is asked (`tools`, `extra`, `max_output`) is left to who does."""


@lru_cache(maxsize=256)
def built_in(model: str) -> Mapping[str, Any]:
    """What the built-in profiles know of a model, as a candidate's fields; nothing if none of them has it."""
    for entry in profile_data()["profiles"].values():
        for item in (*entry["narrator"], *entry["adjudicator"]):
            if item["model"] == model:
                return {name: item[name] for name in _FACTS if name in item}
    return {}
