"""The JSON schema of a ruling, as it goes to providers that hold a model to one."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from gm.domain.ruling import Ruling

SCHEMA_NAME = "ruling"


@cache
def ruling_schema() -> Mapping[str, Any]:
    """`Ruling` as JSON schema without titles and docs: those who read it are told by the prompt, and it is paid for
    by the token."""
    schema: Mapping[str, Any] = _bare(Ruling.model_json_schema())
    return schema


def _bare(node: Any, *, names: bool = False) -> Any:
    """`names`: this mapping's keys are property names, not keywords."""
    if isinstance(node, dict):
        return {
            key: _bare(value, names=key in ("properties", "$defs") and not names)
            for key, value in node.items()
            if names or key not in ("title", "description")
        }
    return [_bare(item) for item in node] if isinstance(node, list) else node
