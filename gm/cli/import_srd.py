"""`gm import srd PATH`: SRD data of the 5e-database or of Open5e into a ruleset pack under GM_HOME."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gm.interop.srd.pack import Pack

BASE: Final = "fantasy-d20"
_LARGEST: Final = 16 * 1024 * 1024
_MOST: Final = 500


def take_in_srd(path: Path, home: Path, *, name: str | None = None, force: bool = False) -> tuple[str, ...]:
    """Write a pack for each edition that is found; gives the lines to show.

    Raises:
        NotFound: there is nothing there. AuthoringError: it cannot be read, or what was made of it is not sound.
        Refused: a pack of that name is there, or its name would hide a shipped ruleset.
    """
    from gm import resources
    from gm.authoring.load import load_ruleset
    from gm.domain.errors import NotFound
    from gm.interop.srd import read_srd
    from gm.interop.srd.pack import make_pack

    kits = resources.ruleset_sources(home)
    if f"{BASE}.yaml" not in kits:
        raise NotFound(f"The ruleset {BASE}, which packs extend, is missing.", remedy="Install the package again.")
    base = load_ruleset(kits[f"{BASE}.yaml"], f"{BASE}.yaml", rulesets=kits)
    library = read_srd(_files(path))
    editions = {each.edition for each in library.creatures} | {each.edition for each in library.spells}
    editions |= {each.edition for shelf in (library.weapons, library.armor, library.items) for each in shelf}
    rows: list[str] = []
    for edition in sorted(editions):
        slug = f"srd-{edition}" if name is None else name if len(editions) == 1 else f"{name}-{edition}"
        pack = make_pack(library, edition, base, f"SRD {edition}")
        rows += _write(slug, pack, home, kits, force=force)
    return tuple(rows)


def _files(path: Path) -> dict[str, bytes]:
    from gm.domain.errors import NotFound, Refused

    if not path.exists():
        raise NotFound(f"There is nothing at {path}.", remedy="Name a folder with the 5e-database's or Open5e's JSON.")
    found = [path] if path.is_file() else sorted(each for each in path.rglob("*.json") if each.is_file())
    if not found or len(found) > _MOST:
        raise NotFound(
            f"There are {len(found)} JSON files in {path}.", remedy=f"Up to {_MOST} are read; name a folder."
        )
    for each in found:
        if each.stat().st_size > _LARGEST:
            raise Refused(f"{each} is larger than {_LARGEST // 2**20} MiB.", remedy="Leave it out.")
    return {str(each.relative_to(path) if path.is_dir() else each.name): each.read_bytes() for each in found}


def _write(slug: str, pack: "Pack", home: Path, kits: dict[str, bytes], *, force: bool) -> list[str]:
    """The pack's two files, after the engine has read the first as it would any ruleset."""
    import re

    from gm import resources
    from gm.authoring.load import load_ruleset
    from gm.domain.errors import AuthoringError, Refused

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", slug):
        raise Refused(f"{slug!r} cannot be a ruleset's name.", remedy="Small letters, digits and hyphens.")
    if f"{slug}.yaml" in resources.ruleset_sources():
        raise Refused(f"A ruleset {slug} comes with the program.", remedy="Give the pack another --name.")
    body = pack.ruleset.encode()
    if len(body) > resources.MAX_FILE_BYTES:
        raise AuthoringError(f"The pack {slug} is larger than a ruleset may be.", remedy="Import fewer files.")
    load_ruleset(body, f"{slug}.yaml", rulesets=kits)
    file = home / "campaigns" / "_rulesets" / f"{slug}.yaml"
    if file.exists() and not force:
        raise Refused(f"There is a ruleset {slug} already.", remedy="--force replaces it.")
    things = file.with_suffix("") / "items.yaml"
    things.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    things.write_text(pack.items, encoding="utf-8")
    made = ", ".join(f"{count} {what}" for what, count in pack.made.items() if count)
    rows = [f"{slug}: {made}. A campaign takes it with `ruleset: {slug}`; its items are in {things}."]
    rows += [f"  left out, {count} times: {what}" for what, count in sorted(pack.left_out.items())]
    return [
        *rows,
        "  The data are CC BY 4.0: whoever passes the pack on owes the SRD's attribution (it heads the file).",
    ]
