"""The author's pages are true: every field is explained as the models have it, and every example plays."""

import re
from pathlib import Path

import pytest

from gm.authoring import lint_campaign, lint_ruleset, load_campaign
from gm.authoring.spec import SHORT, FieldSpec, ListSpec, MapSpec, Model, Spec, WordSpec, authored_models, fields_of
from gm.domain import calendar as d
from gm.domain import campaign as c
from gm.domain import classes as k
from gm.domain import combat as f
from gm.domain import living as w
from gm.domain import reactions as x
from gm.domain import ruleset as r
from gm.domain import spells as s
from gm.domain.effects import Damage
from gm.domain.ruling import Choice, ChoiceOption, Outcome

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "author"
REFERENCE = (DOCS / "reference.md").read_text("utf-8")
SHIPPED = {path.name: path.read_bytes() for path in (ROOT / "campaigns" / "_rulesets").glob("*.yaml")}

HEADINGS: dict[Model, str] = {
    c.Campaign: "The campaign",
    c.Voice: "Voice",
    c.ModelWishes: "Models",
    c.Opening: "Opening",
    c.PlayerCharacter: "Player characters",
    c.Npc: "NPCs",
    c.Secret: "Secrets",
    c.Sheet: "Sheet",
    c.Faction: "Factions",
    c.Place: "Places",
    c.Exit: "Exits",
    c.Item: "Items",
    c.LoreEntry: "Lore",
    c.LoreSearch: "Looking for lore",
    c.BookFile: "Lorebooks",
    c.Flag: "Flags",
    c.Clock: "Clocks",
    c.Front: "Fronts",
    c.Challenge: "Challenges",
    Outcome: "Outcomes",
    Choice: "Choices",
    ChoiceOption: "Options",
    c.Condition: "Conditions",
    c.ScenePlan: "Scenes",
    c.Ending: "Endings",
    r.Ruleset: "The ruleset",
    r.Attribute: "Attributes",
    r.Skill: "Skills",
    r.DegreeRule: "Degrees",
    r.Condition: "Conditions of a character",
    r.Resource: "Resources",
    r.Recovery: "Recovery",
    r.CheckProcedure: "How a check goes",
    r.Derived: "Derived numbers",
    r.AfterRoll: "After the roll",
    x.Reaction: "Reactions",
    r.Modifier: "Modifiers",
    r.Ends: "How a condition ends",
    r.Rest: "Rests",
    r.Dying: "Dying",
    r.Advancement: "Advancement",
    r.Level: "Levels",
    r.Load: "Load",
    k.CharacterClass: "Classes",
    k.Feature: "Features",
    k.Bonus: "Bonuses",
    k.Extra: "Damage on top",
    k.Origin: "Species and backgrounds",
    r.Coin: "Coins",
    r.Declaration: "Declarations",
    f.CombatRules: "Fights",
    f.Creature: "Stat blocks",
    f.Attack: "Attacks",
    f.Strike: "Strikes",
    f.SaveSpec: "Saves",
    f.Given: "What an attack gives",
    f.Trait: "Traits",
    f.Morale: "Morale",
    s.Spell: "Spells",
    c.EncounterPlan: "Encounters",
    d.Calendar: "Calendar",
    d.Month: "Months",
    d.Season: "Seasons",
    d.Moon: "Moons",
    d.Holiday: "Holidays",
    d.Era: "Eras",
    w.RandomTable: "Tables",
    w.TableEntry: "Lines of a table",
    w.Climate: "Weather",
    w.Route: "Routes",
    w.Travel: "Travel",
    w.Quest: "Quests",
    w.Objective: "Objectives",
    w.FactionMove: "Faction moves",
}
MODELS = dict.fromkeys([*authored_models(c.Campaign), *authored_models(r.Ruleset)])


def heading(model: Model) -> str:
    """The heading under which a model is explained; an effect's is its kind."""
    return f"`{model.model_fields['kind'].default}`" if model.__module__ == Damage.__module__ else HEADINGS[model]


def section(title: str) -> str:
    """The text below a heading, up to the next one; examples left out."""
    text = re.sub(r"```.*?```", "", REFERENCE, flags=re.DOTALL)
    found = re.findall(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert len(found) == 1, title
    return str(found[0])


def rows(title: str) -> dict[str, tuple[str, str]]:
    """Field → (second column, meaning)."""
    found = re.findall(r"^\| `(\w+)` \| ?(.*?) ?\| ?(.*?) ?\|$", section(title), flags=re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in found}


def examples(page: str) -> dict[str, bytes]:
    """The YAML blocks of a page by the file name in their first line."""
    blocks = re.findall(r"^```yaml\n(# (\S+)\n.*?)^```", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    books = re.findall(r"^```json (\S+)\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return {name: body.encode() for body, name in blocks} | {name: body.encode() for name, body in books}


def words(spec: Spec) -> tuple[str, ...]:
    """The words that a field allows."""
    if isinstance(spec, WordSpec):
        return spec.words
    if isinstance(spec, ListSpec):
        return words(spec.item)
    return words(spec.key) + words(spec.value) if isinstance(spec, MapSpec) else ()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__.rpartition('.')[2]}.{model.__name__}")
def test_every_field_is_in_the_reference_and_nothing_else_is(model: Model) -> None:
    table = rows(heading(model))
    assert list(table) == list(fields_of(model))
    for written, field in fields_of(model).items():
        _check_row(model, field, *table[written])


def _check_row(model: Model, field: FieldSpec, second: str, meaning: str) -> None:
    assert (second == "**required**") == (not field.optional), field.name
    default = model.model_fields[field.name].default
    if field.optional and default not in (None, "") and isinstance(default, str | int):
        assert second == f"`{str(default).lower() if isinstance(default, bool) else default}`", field.name
    for word in filter(None, words(field.spec)):
        assert f"`{word}`" in second + meaning, (field.name, word)
    for bound in model.model_fields[field.name].metadata:
        limits = [limit for limit in (getattr(bound, "ge", None), getattr(bound, "le", None)) if limit is not None]
        for limit in limits:
            if abs(limit) > 1 and limit < 9999:
                assert re.search(rf"(?<!\d){limit}(?!\d)", meaning), (field.name, limit)


def test_shorthands_are_explained() -> None:
    conventions = section("Conventions") + section("Effects")
    nouns = {
        "secret",
        "flag",
        "exit",
        "outcome",
        "option",
        "attribute",
        "resource",
        "reveal:",
        "set_flag:",
        "tick_clock:",
        "derived number",
        "load",
        "strike",
        "what an attack gives",
        "trait",
        "damage on top",
        "start_encounter:",
        "rest:",
        "lore:",
        "lorebook",
        "line of a table",
        "objective",
        "draw",
    }
    assert len(nouns) == len(SHORT)
    for noun in nouns:
        assert noun in conventions


def test_links_lead_to_headings() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^##+ (.*)$", REFERENCE, flags=re.MULTILINE)
    }
    links = re.findall(r"\(#([\w-]+)\)", REFERENCE)
    assert links
    assert set(links) <= anchors


def test_the_examples_of_the_reference_are_one_campaign_without_fault() -> None:
    files = examples("reference.md")
    ruleset = files.pop("_rulesets/tally.yaml")
    assert [str(problem) for problem in lint_ruleset(ruleset, "tally.yaml")] == []
    assert [str(problem) for problem in lint_campaign(files, rulesets={"tally.yaml": ruleset})] == []
    campaign = load_campaign(files, rulesets={"tally.yaml": ruleset})
    for name in fields_of(c.Campaign):
        assert getattr(campaign, name), f"the reference shows no {name}"


def test_the_first_campaign_is_without_fault() -> None:
    files = examples("README.md")
    assert [str(problem) for problem in lint_campaign(files, rulesets=SHIPPED)] == []


def test_the_mistake_that_is_shown_is_reported_just_so() -> None:
    source = examples("README.md")["campaign.yaml"]
    assert source.count(b"    place: tavern\n") == 1
    slip = {"campaign.yaml": source.replace(b"    place: tavern\n", b"    place: tavrn\n")}
    errors = [str(problem) for problem in lint_campaign(slip, rulesets=SHIPPED)]
    assert len(errors) == 1
    shown = re.search(r"^```text\n(.*?)\n```", (DOCS / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert errors == [shown.group(1)]
