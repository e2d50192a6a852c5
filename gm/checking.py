"""Everything that is wrong with a campaign's files, its own templates included: for `gm lint` and for uploads."""

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from gm import resources
from gm.authoring.load import lint_campaign
from gm.authoring.problem import Problem
from gm.prompting.vocabulary import template_problems


def lint_sources(sources: Mapping[str, bytes], *, slug: str, home: Path | None = None) -> tuple[Problem, ...]:
    """All problems of a campaign in one go, as path → bytes; `slug` is its name where it gives none itself. Rulesets
    under `home` count beside the shipped ones."""
    shipped, rulesets = resources.shipped_templates(), resources.ruleset_sources(home)
    found = lint_campaign(sources, rulesets=rulesets, slug=slug, templates=shipped)
    return (*found, *_template_problems(sources, shipped))


def _template_problems(sources: Mapping[str, bytes], shipped: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong with the campaign's own templates by themselves; those that are no text have been named already."""
    own: dict[str, str] = {}
    for path, content in sources.items():
        if path.startswith("prompts/") and path.endswith(".jinja2"):
            with contextlib.suppress(UnicodeDecodeError):
                own[path.removeprefix("prompts/")] = content.decode("utf-8-sig")
    found = []
    for error in template_problems(shipped, own):
        said = re.fullmatch(r"(?:campaign )?prompts/([^,:]+)(?:, line (\d+))?: (.*)", str(error), re.DOTALL)
        name = said[1] if said else next((each for each in own if each in str(error)), "")
        line, what = (int(said[2] or 1), said[3]) if said else (1, str(error))
        found.append(Problem(f"prompts/{name}", line, 1, "", what))
    return tuple(found)
