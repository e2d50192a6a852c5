"""Authored files: campaigns and rulesets as YAML, read into domain values with every mistake named and placed.

Pure: files come in as `Sources` (path → bytes) and go out as values or `Problem`s. Reading the disk, following or
refusing symlinks, and caching happen above. Only this package imports `yaml`.
"""

from gm.authoring.load import Sources, campaign_version, lint_campaign, lint_ruleset, load_campaign, load_ruleset
from gm.authoring.problem import Problem

__all__ = [
    "Problem",
    "Sources",
    "campaign_version",
    "lint_campaign",
    "lint_ruleset",
    "load_campaign",
    "load_ruleset",
]
