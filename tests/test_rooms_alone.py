"""Each folder of tests runs by itself: who borrows from another one says where it lies."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ROOMS = {path for path in TESTS.iterdir() if path.is_dir() and any(path.glob("test_*.py"))}


def borrowed() -> Iterator[tuple[Path, str, set[str]]]:
    """Each file that imports a module that another folder alone has, also within a function; with those folders."""
    homes: dict[str, set[Path]] = defaultdict(set)
    for path in TESTS.rglob("*.py"):
        homes[path.stem].add(path.parent)
    for room in sorted(ROOMS):
        for path in sorted(room.glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in (each.split(".")[0] for each in names):
                    if homes.get(name) and homes[name].isdisjoint({room, TESTS}):
                        yield path, name, {home.name for home in homes[name]}


def test_who_borrows_from_another_folder_says_where_it_lies() -> None:
    found = list(borrowed())
    assert found, "or this test looks at nothing"
    for path, name, homes in found:
        said = [each.read_text(encoding="utf-8") for each in (path, path.with_name("conftest.py")) if each.exists()]
        told = any("sys.path" in text and any(f'"{home}"' in text for home in homes) for text in said)
        assert told, f"{path.relative_to(TESTS)} takes {name} from {sorted(homes)}, which it finds only in a whole run"
