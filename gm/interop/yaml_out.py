"""YAML as an author would write it: long texts as blocks, the rest plain or quoted; only what campaigns may use."""

from typing import Any

import yaml


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
