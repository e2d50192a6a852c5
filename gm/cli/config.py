"""`gm config show`: every setting, its value and where it came from."""

from typing import Annotated

import typer

app = typer.Typer(help="The host's settings.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The host's settings."""


@app.command()
def show(ctx: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Every setting with its value and source. Keys are named, never shown."""
    from gm.cli.start import print_json, settings_of, stdout_screen
    from gm.settings import ENVIRONMENT, iter_fields

    settings = settings_of(ctx)
    variables = {".".join(path): name for name, path in ENVIRONMENT.items()}
    rows = [("home", str(settings.home), settings.sources.get("home", "default"), "GM_HOME")]
    for name, value in iter_fields(settings.config):
        shown = settings.masked_database_url if name == "database_url" else value
        rows.append(
            (
                name,
                str(shown),
                settings.sources.get(name, "default"),
                variables.get(name, "GM_ROUTE_<ROLE>" if name == "routes" else "no variable"),
            )
        )
    keys = settings.key_names()
    if json:
        fields = [{"name": n, "value": v, "source": s, "variable": e} for n, v, s, e in rows]
        file = str(settings.config_file) if settings.config_file else None
        print_json({"file": file, "settings": fields, "keys": list(keys)})
        return
    screen = stdout_screen()
    screen.line(f"Settings file: {settings.config_file or 'none (gm init writes one)'}")
    width = max(len(name) for name, *_ in rows)
    for name, text, source, variable in rows:
        screen.line(f"{name.ljust(width)}  {text}  ({source}; {variable})", keep=True)
    screen.line(f"Keys found: {', '.join(keys) or 'none'}")
