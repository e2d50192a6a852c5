"""Files → an `SrdLibrary`: which reader takes which file, and what is left out and why."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gm.domain.errors import AuthoringError
from gm.interop.srd import database_creatures, database_gear, database_spells, open5e_creatures, open5e_gear
from gm.interop.srd.fields import Fields, parse_json
from gm.interop.srd.values import SrdArmor, SrdItem, SrdLibrary, SrdWeapon

MAX_RECORDS: Final = 20_000
"""In all files together; the SRD has some 2,500."""

_Reader = tuple[str, Callable[[Fields], Any]]
_DATABASE: Final[Mapping[str, _Reader]] = {
    "Monsters": ("creatures", database_creatures.read_creature),
    "Spells": ("spells", database_spells.read_spell),
    "Equipment": ("items", database_gear.read_equipment),
    "Magic-Items": ("items", database_gear.read_magic_item),
    "Conditions": ("conditions", database_spells.read_condition),
    "Classes": ("classes", database_spells.read_class),
    "Levels": ("levels", database_spells.read_level),
}
_OPEN5E: Final[Mapping[str, _Reader]] = {
    "creatures": ("creatures", open5e_creatures.read_creature),
    "spells": ("spells", open5e_gear.read_spell),
    "items": ("items", open5e_gear.read_item),
    "magicitems": ("items", open5e_gear.read_item),
    "weapons": ("items", open5e_gear.read_weapon),
    "armor": ("items", open5e_gear.read_armor),
    "conditions": ("conditions", open5e_gear.read_condition),
    "classes": ("classes", open5e_gear.read_class),
}
_FILE: Final = re.compile(r"5e-SRD-([A-Za-z-]+)\.json")
_ROUTE: Final = re.compile(r"/v2/([a-z]+)/")


def read_srd(sources: Mapping[str, bytes]) -> SrdLibrary:
    """Everything of the SRD in these files (path → bytes): the 5e-database's, known by their names, or saved answers
    of Open5e's API v2 (a page, a list, or one record), known by each record's `url`. Of Open5e only SRD documents are
    taken. Of two things with the same edition and key the later one stands, files taken by their path.

    Raises:
        AuthoringError: a file is not JSON, a record lacks what it must have, or nothing of the SRD is in them.
    """
    found: dict[str, dict[tuple[str, str], Any]] = {}
    skipped: dict[str, str] = {}
    records = 0
    for path in sorted(sources):
        if not path.endswith(".json"):
            continue
        for (shelf, read), record in _records(path, sources[path], skipped):
            records += 1
            if records > MAX_RECORDS:
                raise AuthoringError(f"These files hold more than {MAX_RECORDS:,} records.", remedy="Name fewer files.")
            value = read(record)
            if value is None:
                continue
            shelf = "weapons" if isinstance(value, SrdWeapon) else "armor" if isinstance(value, SrdArmor) else shelf
            kept = found.setdefault(shelf, {})
            if not _says_less(value, kept.get((value.edition, value.key))):
                kept[value.edition, value.key] = value
    if not found:
        raise AuthoringError(
            "Nothing of the SRD was found there.",
            remedy="Name a folder with the 5e-database's 5e-SRD-….json, or with answers of Open5e's API v2.",
        )
    shelves = {shelf: tuple(values.values()) for shelf, values in found.items()}
    return SrdLibrary(**shelves, skipped=skipped)


def _says_less(value: Any, kept: Any) -> bool:
    """Whether the same thing was read before with a price: Open5e's weapons and armour are items, too."""
    return isinstance(value, SrdItem) and value.cost is None and kept is not None and kept.cost is not None


def _records(path: str, data: bytes, skipped: dict[str, str]) -> Iterator[tuple[_Reader, Fields]]:
    named = _FILE.search(path.rpartition("/")[2])
    if named is not None:
        reader = _DATABASE.get(named.group(1))
        if reader is None:
            skipped[path] = "not used"
            return
        for record in _list(parse_json(data, path), path):
            yield reader, record
        return
    for record in _list(parse_json(data, path), path):
        route = _ROUTE.search(record.text("url", "") if isinstance(record.value.get("url"), str) else "")
        reader = _OPEN5E.get(route.group(1)) if route else None
        if reader is None:
            skipped[record.where] = "not a record of Open5e's API v2 that is used"
        elif not open5e_creatures.document_of(record).startswith("srd"):
            skipped[record.where] = "not of the SRD"
        else:
            yield reader, record


def _list(value: Any, path: str) -> Iterator[Fields]:
    if isinstance(value, dict):
        value = value["results"] if isinstance(value.get("results"), list) else [value]
    if not isinstance(value, list):
        raise AuthoringError(f"{path} holds neither a list of records nor a record.")
    for index, entry in enumerate(value):
        named = entry.get("index") or entry.get("key") if isinstance(entry, dict) else None
        yield Fields(entry, f"{path}: {named}" if isinstance(named, str) else f"{path}[{index}]")
