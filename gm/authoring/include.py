"""Which files a campaign is made of: `include:` followed from `campaign.yaml`, without leaving the folder; and those
below `imported/`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gm.authoring.problem import Problems, Spot, listed, quoted
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode, parse_yaml

Sources = Mapping[str, bytes]
"""Path (`campaign.yaml`, `prompts/narrator/scene.jinja2`; `/` between folders) → the file's bytes."""

MAIN: Final = "campaign.yaml"
IMPORTED: Final = "imported/"
"""What `gm import --into` brought: read without being named in `include`, so that authored files are left alone."""
MAX_FILES: Final = 64
MAX_TOTAL_BYTES: Final = 4 * 2**20


@dataclass(slots=True)
class Files:
    """The parsed files in reading order. `broken`: one of them could not be parsed, so something may be missing."""

    roots: dict[str, MapNode] = field(default_factory=dict)
    broken: bool = False
    opened: dict[str, Spot] = field(default_factory=dict)
    """Every file that was opened, also those that could not be parsed, and where it is included."""


def gather(sources: Sources, problems: Problems) -> Files:
    """Parse `campaign.yaml` and all that it includes, directly or not; each file is read once."""
    files = Files()
    if MAIN not in sources:
        near = problems.suggest(MAIN, [name for name in sources if "/" not in name])
        problems.add(
            Spot(MAIN), "", f"there is no {MAIN} in this folder", expected="the campaign's main file", suggestion=near
        )
        files.broken = True
        return files
    reading = _Includes(sources, problems, files)
    reading.open(MAIN, Spot(MAIN), ())
    for name in sorted(sources):
        if name.startswith(IMPORTED) and name.endswith((".yaml", ".yml")) and name not in files.opened:
            reading.open(name, Spot(name), (MAIN,))
    return files


@dataclass(slots=True)
class _Includes:
    sources: Sources
    problems: Problems
    files: Files
    total: int = 0

    def open(self, name: str, asked: Spot, chain: tuple[str, ...]) -> None:
        """Parse one file and what it includes. `asked` is where it is included, `chain` the files around it."""
        if name in chain:
            round_trip = " → ".join((*chain[chain.index(name) :], name))
            self._wrong(asked, f"{quoted(name)} includes itself: {round_trip}", lost=False)
            return
        if name in self.files.opened:
            first = self.files.opened[name]
            where = f"in {first.file}:{first.line}"
            self._wrong(asked, f"{quoted(name)} is included already, {where}", lost=False)
            return
        self.total += len(self.sources[name])
        if self.total > MAX_TOTAL_BYTES or len(self.files.opened) >= MAX_FILES:
            limit = f"{MAX_FILES} files and {MAX_TOTAL_BYTES:,} bytes"
            self._wrong(asked, f"too much for one campaign: at most {limit} are read")
            return
        self.files.opened[name] = asked
        root = parse_yaml(name, self.sources[name], self.problems)
        if root is None:
            self.files.broken = True
        elif isinstance(root, MapNode):
            self.files.roots[name] = root
            self._follow(root, (*chain, name))
        elif not isinstance(root, ScalarNode) or root.value is not None:
            self._wrong(
                root.spot, "expected a mapping such as `title: The Drowned Bell` at the top of the file", path=""
            )
        elif name == MAIN:
            self._wrong(root.spot, "the file is empty", path="")

    def _follow(self, root: MapNode, chain: tuple[str, ...]) -> None:
        node = next((value for key, value in root.entries if key.text == "include"), None)
        if node is None or (isinstance(node, ScalarNode) and node.value is None):
            return
        items: tuple[Node, ...] = node.items if isinstance(node, ListNode) else (node,)
        for item in items:
            if not isinstance(item, ScalarNode) or not isinstance(item.value, str):
                self._wrong(item.spot, "expected the name of a file")
                continue
            name = self._resolve(item)
            if name:
                self.open(name, item.spot, chain)

    def _resolve(self, item: ScalarNode) -> str:
        """The source that an include names, or '' after saying why it cannot be."""
        written = item.text
        parts = [part for part in written.split("/") if part not in ("", ".")]
        if written.startswith(("/", "~")) or "\\" in written or ".." in parts or re.match(r"[A-Za-z]:|\w+://", written):
            self._wrong(
                item.spot, f"{quoted(written)} leads out of the campaign's folder: name a file inside, with `/`"
            )
            return ""
        name = "/".join(parts)
        if name in self.sources:
            if name.endswith((".yaml", ".yml")):
                return name
            self._wrong(item.spot, f"{quoted(written)} is not YAML: only .yaml files can be included")
            return ""
        there = [path for path in self.sources if path.endswith((".yaml", ".yml")) and path != MAIN]
        stems = {path.rpartition(".")[0]: path for path in there}
        suggestion = stems.get(self.problems.suggest(name.rpartition(".")[0] or name, stems), "")
        message = f"no file {quoted(written)} in the campaign's folder"
        if there and not suggestion:
            message += f": there is {listed(there)}"
        self._wrong(item.spot, message, suggestion=suggestion)
        return ""

    def _wrong(
        self, spot: Spot, message: str, *, path: str = "include", suggestion: str = "", lost: bool = True
    ) -> None:
        """Note a problem. `lost`: a part of the campaign is missing because of it."""
        self.files.broken = self.files.broken or lost
        self.problems.add(spot, path, message, suggestion=suggestion)
