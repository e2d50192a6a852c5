"""`gm import`: files of other programs, and campaigns (a folder or a zip of one) into GM_HOME/campaigns."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from zipfile import ZipFile

MAX_ENTRIES: Final = 2000
MAX_UNPACKED: Final = 64 * 1024 * 1024


def import_(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Cards, lorebooks, chats, campaigns, folders of them; or: srd PATH."),
    ],
    into: Annotated[str | None, typer.Option(metavar="CAMPAIGN", help="Put cards and lorebooks into this one.")] = None,
    game: Annotated[str | None, typer.Option(metavar="GAME", help="Whose memory a chat becomes: this game's.")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Cards: who you are to them. Chats: who remembers.")
    ] = None,
    greeting: Annotated[int, typer.Option(metavar="N", min=1, help="Which of a card's greetings opens.")] = 1,
    with_instructions: Annotated[
        bool, typer.Option("--with-instructions", help="Use what a card tells a model to do, too.")
    ] = False,
    rating: Annotated[
        str | None, typer.Option(metavar="RATING", help="everyone, teen, mature or adult (default: guessed).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what has the same name.")] = False,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The campaign's or ruleset's name (id).")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Bring your old life: character cards (V1 to V3), lorebooks and chats of other programs, and campaigns.

    What a file is, its shape tells. A card becomes a campaign that can be played at once; each file's report says what
    was kept, mapped and lost. `gm import srd PATH` makes a ruleset of SRD data (5e-database, Open5e).
    """
    from gm.cli.import_srd import take_in_srd
    from gm.cli.start import settings_of, stdout_screen

    home = settings_of(ctx).home
    if files[0] == "srd" and len(files) == 2 and not Path("srd").exists():
        for row in take_in_srd(Path(files[1]), home, name=name, force=force):
            stdout_screen().line(row)
        return
    from gm.cli.import_files import Wishes
    from gm.cli.import_run import check_rating, run_import

    wishes = Wishes(home, name, into, game, as_, greeting, with_instructions, check_rating(rating), force)
    if not run_import(files, wishes, settings_of(ctx), json=json):
        raise typer.Exit(2)


def take_in(path: Path, home: Path, *, force: bool = False) -> str:
    """Copy a campaign into `home`; gives the name that it is played by. Nothing is left behind if it is refused.

    Raises:
        NotFound: there is nothing at the path, or no campaign.yaml in it.
        AuthoringError: the campaign has errors.
        Refused: there is a campaign of that name, or the archive is unsafe.
    """
    from gm.domain.errors import NotFound

    if not path.exists():
        raise NotFound(f"There is nothing at {path}.", remedy="Give a campaign's folder, or a zip of one.")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=home) as scratch:
        folder = path if path.is_dir() else unpacked(path, Path(scratch) / "zip")
        _check(folder, path, home)
        slug = _slug(folder, path)
        target = home / "campaigns" / slug
        _copy(folder, target, Path(scratch) / "copy", force=force)
    return slug


def _slug(folder: Path, path: Path) -> str:
    import re

    name = (path.stem if path.is_file() and folder.name in ("zip", "") else folder.resolve().name).lower()
    return re.sub(r"[^a-z0-9_-]+", "-", name).strip("-_") or "campaign"


def _check(folder: Path, path: Path, home: Path) -> None:
    from gm.cli.lint import lint_path
    from gm.domain.errors import AuthoringError, NotFound

    if not (folder / "campaign.yaml").is_file():
        raise NotFound(
            f"There is no campaign.yaml in {path}.",
            remedy="gm import takes a campaign's folder or zip, cards, lorebooks and chats.",
        )
    errors = [problem for problem in lint_path(str(folder / "campaign.yaml"), home) if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise AuthoringError(f"{path} was not taken in: {errors[0]}{more}", remedy=f"`gm lint {path}` lists them all.")


def _copy(folder: Path, target: Path, scratch: Path, *, force: bool) -> None:
    from gm import resources
    from gm.domain.errors import AuthoringError, Refused

    if target.exists() and not force:
        raise Refused(f"There is a campaign {target.name} in {target.parent}.", remedy="--force replaces it.")
    if target.name in resources.campaign_folders(target.parent.parent) and not force:
        raise Refused(
            f"A campaign {target.name} comes with the program.",
            remedy="Name the folder or zip otherwise; --force plays yours in its place.",
        )
    for name, content in resources.campaign_sources(folder).items():
        if len(content) > resources.MAX_FILE_BYTES:
            raise AuthoringError(f"{name} is larger than {resources.MAX_FILE_BYTES // 2**20} MiB.", remedy="Split it.")
        file = scratch / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.move(target, scratch.with_name("replaced"))
    scratch.replace(target)


def unpacked(path: Path, into: Path) -> Path:
    """The campaign's folder inside an archive, which is written to `into`: its root, or the only folder in it.

    Raises:
        Refused: it is no archive, is damaged, too large, or holds what cannot be a campaign's files.
    """
    import lzma
    import zipfile
    import zlib

    from gm.domain.errors import Refused

    try:
        with zipfile.ZipFile(path) as archive:
            _extract(archive, into)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"{path} is neither a campaign's folder nor a zip that can be read.") from error
    inside = [entry for entry in into.iterdir() if not entry.name.startswith((".", "__"))] if into.is_dir() else []
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else into


def _extract(archive: "ZipFile", into: Path) -> None:
    from gm.domain.errors import Refused

    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused("The archive is too large for a campaign.", remedy="Up to 2000 files and 64 MiB.")
    left = MAX_UNPACKED
    for entry in entries:
        target = _inside(into, entry.filename)
        if target is None or "\\" in entry.filename:
            raise Refused(f"The archive holds a path that leads out of it: {entry.filename!r}.")
        if not entry.filename.endswith((".yaml", ".yml", ".jinja2")):
            continue
        with archive.open(entry) as source:
            content = source.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Refused("The archive unpacks to more than it says.")
        _write(target, content, entry.filename)


def _inside(into: Path, name: str) -> Path | None:
    """Where the file goes, or None if that is not below `into`."""
    target = Path(os.path.normpath(into.resolve() / name))
    return target if target.is_relative_to(into.resolve()) else None


def _write(target: Path, content: bytes, name: str) -> None:
    """Write a file of the archive, unless its name cannot be one: taken by a file or folder, or too long."""
    import errno

    from gm.domain.errors import Refused

    shown = name if len(name) <= 80 else f"{name[:80]}…"
    try:
        if target.exists():
            raise FileExistsError(errno.EEXIST, "")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
            raise Refused(f"The archive holds {shown!r} twice, or as a file and as a folder.") from error
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            raise Refused(f"The archive holds a file whose name is too long: {shown!r}.") from error
        raise
