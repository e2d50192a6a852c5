"""`gm bench`: run a benchmark by name."""

from typing import Annotated

import typer

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""What stands after the name goes to the benchmark; `--help`, too: each has options of its own."""


def bench(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Which one; without it they are listed.")] = None,
) -> None:
    """Measure: `gm bench NAME [--json]`. Without a name, list what there is; `gm bench NAME --help` tells how."""
    import importlib

    from gm.domain.errors import NotFound
    from gm.settings import did_you_mean

    known = names()
    if name in {"-h", "--help"}:
        print(ctx.get_help())
        return
    if name is None or name.startswith("-"):
        print("\n".join(known) or "There are no benchmarks.")
        return
    if name not in known:
        raise NotFound(
            f'There is no benchmark "{name}"{did_you_mean(name, known)}.', remedy=f"There are: {', '.join(known)}."
        )
    code = importlib.import_module(f"gm.bench.{name}").main(ctx.args)
    if code:
        raise typer.Exit(code)


def names() -> list[str]:
    """The modules of `gm.bench` that can be run."""
    import importlib.util
    import pkgutil

    spec = importlib.util.find_spec("gm.bench")
    if spec is None or spec.submodule_search_locations is None:
        return []
    found = (module.name for module in pkgutil.iter_modules(spec.submodule_search_locations))
    return sorted(name for name in found if not name.startswith("_") and "def main(" in _source(f"gm.bench.{name}"))


def _source(module: str) -> str:
    import importlib.util
    from pathlib import Path

    spec = importlib.util.find_spec(module)
    return Path(spec.origin).read_text(encoding="utf-8") if spec is not None and spec.origin else ""
