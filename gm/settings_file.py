"""Reading `gm.yaml` into plain values, with the line of every key. No secret ever appears in an error."""

import re
import typing
from pathlib import Path
from typing import Any, Final

import yaml

from gm.domain.errors import ConfigError
from gm.settings_secrets import is_secret
from gm.settings_where import file_text, wrong_line

MAX_CONFIG_DEPTH: Final = 12


def read_settings_yaml(path: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """The file as plain values, and the line of every dotted key."""
    text = file_text(path)
    try:
        _scan(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = getattr(error.problem_mark, "line", 0)
        raise wrong_line(path, line, f"not valid YAML: {error.problem}", "Check the indentation and quotes.") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path.name}: not valid YAML.", remedy=f"Correct {path}.") from error
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise wrong_line(
            path, node.start_mark.line, "expected `name: value` lines", "See `gm config show` for the names."
        )
    marks: dict[str, int] = {}
    value = _construct(path, node, "", marks)
    return typing.cast(dict[str, Any], value), marks


def _scan(path: Path, text: str) -> None:
    """Refuse aliases and deep nesting event by event, before anything recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = getattr(event.start_mark, "line", 0)
        if isinstance(event, yaml.AliasEvent):
            raise wrong_line(path, line, "aliases (`*name`) are not used in settings", "Write it out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_CONFIG_DEPTH:
            raise wrong_line(path, line, "nested too deeply", "Settings are at most a few levels deep.")


def _construct(path: Path, node: yaml.Node, dotted: str, marks: dict[str, int]) -> object:
    marks.setdefault(dotted, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        name = dotted.rpartition(".")[2]
        for item in node.value:
            if isinstance(item, yaml.ScalarNode) and is_secret(name, item.value):
                raise _secret(path, item, name)
        return [_construct(path, item, f"{dotted}.{i}", marks) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key, item in node.value:
            name = str(key.value)
            if name in found:
                raise wrong_line(path, key.start_mark.line, f"`{name}` is given twice", "Keep one of them.")
            if isinstance(item, yaml.ScalarNode) and is_secret(name, item.value):
                raise _secret(path, key, name)
            inner = f"{dotted}.{name}" if dotted else name
            marks[inner] = key.start_mark.line + 1
            found[name] = _construct(path, item, inner, marks)
        return found
    return plain_scalar(str(node.value)) if getattr(node, "style", None) is None else str(node.value)


def plain_scalar(text: str) -> object:
    """YAML 1.2 core: `no` and `on` are words; true, false, null and numbers are what they look like."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d+)?|[-+]?\d+[eE][-+]?\d+", text):
        return float(text)
    return text


def _secret(path: Path, node: yaml.Node, name: str) -> ConfigError:
    what = f"`{name}` holds a secret, and secrets do not belong in settings"
    remedy = "Put it in an environment variable or .env (such as OPENROUTER_API_KEY), and change the key."
    return wrong_line(path, node.start_mark.line, what, remedy)
