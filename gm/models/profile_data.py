"""The built-in profiles as they stand in `profiles.yaml`."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@lru_cache(maxsize=1)
def profile_data() -> dict[str, Any]:
    """All of it, read once."""
    text = files("gm.models").joinpath("profiles.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
