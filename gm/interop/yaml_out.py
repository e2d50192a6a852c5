"""YAML as an author would write it: long texts as blocks, the rest plain or quoted; only what campaigns may use."""

from typing import Any, Final

import yaml

MOST_BYTES: Final = 900 * 1024
"""A campaign's file may hold 1 MiB."""
MOST_VALUES: Final = 40_000


class _Dumper(yaml.SafeDumper):
    """No aliases, no anchors: campaigns refuse them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written out."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_yaml(value: Any, head: str = "") -> bytes:
    """The value as a campaign's file; `head`: a comment for its first lines, without the `#`."""
    body = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    comment = "".join(f"# {row}\n" for row in head.splitlines())
    return (comment + body).encode()


def count_values(value: Any) -> int:
    """How many values a file of this has, keys included."""
    if isinstance(value, dict):
        return 1 + sum(1 + count_values(each) for each in value.values())
    return 1 + sum(count_values(each) for each in value) if isinstance(value, list) else 1
