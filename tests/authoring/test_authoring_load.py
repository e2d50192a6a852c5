"""Loading: shorthands, includes, versions, errors, and how long it takes."""

import re
import time

import pytest
import yaml
from authoring_samples import CAMPAIGN, PEOPLE, PLACES, broken, rulesets, sources

from gm.authoring import Problem, campaign_version, lint_campaign, load_campaign
from gm.authoring.problem import MAX_PROBLEMS
from gm.domain.campaign import Campaign, Challenge, Exit
from gm.domain.effects import AddCondition, OpenExit, SetFlag, TickClock
from gm.domain.errors import AuthoringError


def load(files: dict[str, bytes] | None = None) -> Campaign:
    return load_campaign(files or sources(), rulesets=rulesets())


def long_form(campaign: Campaign) -> dict[str, bytes]:
    """The campaign written out without any shorthand, its ruleset inside."""
    values = campaign.model_dump(mode="json", exclude={"templates", "books"})
    return {"campaign.yaml": yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=200).encode()}


def test_every_shorthand_means_its_long_form() -> None:
    campaign = load()
    assert campaign.voice.avoid == ("a testament to",)
    assert campaign.flags[0].meaning == "the bell has been rung"
    assert campaign.fronts[0].clocks == ("flood",)
    assert campaign.endings[0].when.flags == ("bell-rung",)
    assert campaign.characters[0].sheet.items == {"rope": 1}
    inn, cellar = campaign.places
    assert inn.exits == (Exit(to="cellar", label="a trapdoor", locked="It is bolted."),)
    assert cellar.exits == (Exit(to="inn", label="the ladder"),)
    assert inn.items == {"lamp": 2}
    outcomes = campaign.challenges[0].outcomes
    assert outcomes["success"].effects == (OpenExit(place="inn", to="cellar"), SetFlag(flag="bell-rung"))
    assert outcomes["failure"].effects == (TickClock(clock="flood"),)
    choice = outcomes["failure"].choice
    assert choice is not None
    assert [option.label for option in choice.options] == ["hold on", "run"]
    assert choice.options[0].effects == (AddCondition(character="actor", condition="wet"),)
    assert campaign.ruleset.attributes[0].name == "Might"
    assert campaign.ruleset.conditions[0].disadvantage == ("climb",)
    assert campaign.ruleset.slug == "mini"


def test_the_long_form_gives_the_same_campaign_and_version() -> None:
    campaign = load()
    again = load_campaign(long_form(campaign), rulesets={})
    assert again == campaign
    assert campaign_version(again) == campaign_version(campaign)


def test_things_listed_twice_are_counted() -> None:
    assert load(broken("people.yaml", "[rope]", "[rope, lamp, rope]")).characters[0].sheet.items == {
        "rope": 2,
        "lamp": 1,
    }


def test_an_outcome_may_be_a_text_and_numbers_may_stand_for_texts() -> None:
    files = broken("campaign.yaml", "title: Two Rooms", "title: 1984")
    assert load(files).title == "1984"
    files = broken("places.yaml", "    skill: climb\n    difficulty: hard\n", "")
    text = files["places.yaml"].decode()
    files["places.yaml"] = (text[: text.index("      success:")] + "      done: It opens.\n").encode()
    campaign = load(
        {
            **files,
            "campaign.yaml": files["campaign.yaml"].replace(b"    segments: 4", b"    segments: 4\n    ticks: at dusk"),
        }
    )
    assert campaign.challenges[0].outcomes["done"].text == "It opens."


def test_an_empty_optional_field_is_left_out() -> None:
    assert (
        load(broken("people.yaml", "    place: inn", "    place:\n    speech:\n    aliases: null")).npcs[0].place
        is None
    )


def test_a_number_or_a_name_of_difficulty() -> None:
    def challenge(new: str) -> Challenge:
        return load(broken("places.yaml", "difficulty: hard", new)).challenges[0]

    assert challenge("difficulty: 12").difficulty == 12
    assert challenge("difficulty: easy").difficulty == "easy"
    assert challenge("stakes: none").difficulty is None


def test_included_files_are_added_in_order_and_may_include_others() -> None:
    files = sources(
        campaign=CAMPAIGN.replace("[people.yaml, places.yaml]", "people.yaml"),
        people="include: [deep/more.yaml, places.yaml]\n" + PEOPLE,
    )
    files["deep/more.yaml"] = b"tags: [wet]\nnpcs: [{id: tib, name: Tib, appearance: Old., persona: Kind.}]\n"
    campaign = load(files)
    assert [npc.id for npc in campaign.npcs] == ["mara", "tib"]
    assert campaign.tags == ("wet",)
    assert len(campaign.places) == 2


def test_an_included_file_may_be_empty() -> None:
    assert load({**broken("campaign.yaml", "places.yaml]", "places.yaml, later.yaml]"), "later.yaml": b"# to come\n"})


def test_anything_but_lists_is_given_once_wherever_it_is() -> None:
    moved = CAMPAIGN.replace("opening:\n  place: inn\n  text: It rains.\n", "")
    assert load(sources(campaign=moved, people=PEOPLE + "opening: {place: inn, text: Wet.}\n")).opening.text == "Wet."


def test_a_broken_include_does_not_hide_the_mistakes_of_others_nor_invent_any() -> None:
    files = sources(people="npcs: [", places=PLACES.replace("skill: climb", "skill: climbing"))
    assert [str(problem) for problem in lint_campaign(files, rulesets=rulesets())] == [
        "people.yaml:1:8: a value is missing here",
        'places.yaml:20:12: challenges.unbolt.skill: no skill "climbing" (did you mean "climb"?)',
    ]


def test_the_slug_may_come_from_the_folder() -> None:
    files = broken("campaign.yaml", "slug: two-rooms\n", "")
    assert load_campaign(files, rulesets=rulesets(), slug="folder").slug == "folder"
    assert load_campaign(sources(), rulesets=rulesets(), slug="folder").slug == "two-rooms"
    with pytest.raises(AuthoringError, match='"slug" is missing'):
        load(files)


def test_an_error_carries_every_problem_and_reads_as_one_line() -> None:
    files = broken("people.yaml", "    place: inn", "    place: in\n    xyz: 1")
    with pytest.raises(AuthoringError) as caught:
        load(files)
    assert len(caught.value.problems) == 2
    assert all(isinstance(problem, Problem) for problem in caught.value.problems)
    assert re.match(r"this campaign cannot be used: people\.yaml:14:5: .* \(and 1 more\)$", str(caught.value))
    assert "gm lint" in caught.value.remedy


def test_warnings_do_not_keep_a_campaign_from_being_played() -> None:
    files = broken("campaign.yaml", "    keys: [saint, Tib]\n", "")
    assert [problem.severity for problem in lint_campaign(files, rulesets=rulesets())] == ["warning"]
    assert load(files).lore[0].keys == ()


def test_no_campaign_file() -> None:
    assert [str(p) for p in lint_campaign({"campain.yaml": b"x"}, rulesets={})] == [
        'campaign.yaml:1:1: there is no campaign.yaml in this folder (did you mean "campain.yaml"?)'
    ]
    assert [str(p) for p in lint_campaign({"campaign.yaml": b""}, rulesets={})] == [
        "campaign.yaml:1:1: the file is empty"
    ]
    with pytest.raises(AuthoringError):
        load_campaign({}, rulesets={})


def test_a_file_that_nobody_includes() -> None:
    assert [str(p) for p in lint_campaign({**sources(), "extra.yaml": b"a: 1"}, rulesets=rulesets())] == [
        "extra.yaml:1:1: warning: this file is not included: add it to `include` in campaign.yaml"
    ]
    assert not lint_campaign({**sources(), "notes.txt": b"\xff", "drafts/x.yaml": b"["}, rulesets=rulesets())


def test_templates_belong_to_a_role() -> None:
    files = {
        **sources(),
        "prompts/narrator/scene.jinja2": "Erzähle.".encode(),
        "prompts/narator/scene.jinja2": b"x",
        "prompts/narrator/scenne.jinja2": b"x",
        "prompts/stray.jinja2": b"x",
    }
    found = lint_campaign(files, rulesets=rulesets(), templates=["narrator/scene.jinja2"])
    assert [str(problem) for problem in found] == [
        'prompts/narator/scene.jinja2:1:1: warning: no role "narator" (did you mean "narrator"?)',
        'prompts/narrator/scenne.jinja2:1:1: warning: no role uses a template "scenne.jinja2" (did you mean '
        '"narrator/scene.jinja2"?)',
        "prompts/stray.jinja2:1:1: warning: a template stands in prompts/<role>/<name>.jinja2: nothing reads this one",
    ]
    assert load(files).templates["narrator/scene.jinja2"] == "Erzähle."
    bad = {**sources(), "prompts/narrator/scene.jinja2": b"a\n\xff"}
    assert [str(p) for p in lint_campaign(bad, rulesets=rulesets())] == [
        "prompts/narrator/scene.jinja2:2:1: this is not UTF-8"
    ]


def test_a_hidden_exit_may_be_revealed_in_either_form() -> None:
    for form in ("exit:inn:cellar", "inn:cellar"):
        load(broken("places.yaml", "- set_flag: bell-rung", f"- reveal: {form}\n          - set_flag: bell-rung"))


def test_a_deliberate_dead_end_is_no_mistake() -> None:
    files = broken("places.yaml", "    exits: {inn: the ladder}\n", "")
    files["places.yaml"] = files["places.yaml"].replace(b"{label: a trapdoor,", b"{label: a trapdoor, one_way: true,")
    assert lint_campaign(files, rulesets=rulesets()) == ()


def test_versions_differ_where_campaigns_do_and_only_there() -> None:
    first = campaign_version(load())
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert campaign_version(load({name: sources()[name] for name in reversed(sources())})) == first
    assert campaign_version(load(broken("campaign.yaml", "It rains.", "It pours."))) != first
    assert campaign_version(load({**sources(), "prompts/narrator/scene.jinja2": b"x"})) != first


def test_too_many_files_or_bytes_are_refused() -> None:
    names = [f"f{number}.yaml" for number in range(80)]
    files = {
        **broken("campaign.yaml", "places.yaml]", f"places.yaml, {', '.join(names)}]"),
        **dict.fromkeys(names, b""),
    }
    assert "too much for one campaign" in str(lint_campaign(files, rulesets=rulesets())[0])
    files = {**files, **dict.fromkeys(names, b"# " + b"x" * 900_000)}
    found = lint_campaign(files, rulesets=rulesets())
    assert "too much for one campaign" in str(found[0])


def test_a_file_full_of_mistakes_ends_quickly_and_says_that_there_are_more() -> None:
    many = "flags:\n" + "".join(f"  A{number}: x\n" for number in range(20_000))
    start = time.process_time()
    found = lint_campaign(sources(campaign=CAMPAIGN.replace("flags:\n", many)), rulesets=rulesets())
    assert time.process_time() - start < 5
    assert len(found) == MAX_PROBLEMS + 1
    assert "more problems: mend these first" in found[-1].message


def test_sixty_kilobytes_load_in_150_milliseconds() -> None:
    npc = PEOPLE[PEOPLE.index("  mara:") :]
    cast = "".join(
        npc.replace("mara", f"mara{n}").replace("debt", f"debt{n}").replace("everything.", "everything. " * 12)
        for n in range(190)
    )
    files = sources(people=PEOPLE.replace(npc, cast))
    assert sum(map(len, files.values())) > 60_000
    load(files)
    taken: list[float] = []
    for _ in range(3):
        start = time.process_time()
        load(files)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.15


def test_a_problem_can_be_named_from_outside() -> None:
    problem = Problem("people.yaml", 12, 5, "npcs.mara.place", 'no place "ferry-in"', suggestion="ferry-inn")
    assert str(problem) == 'people.yaml:12:5: npcs.mara.place: no place "ferry-in" (did you mean "ferry-inn"?)'
    assert str(problem.under("campaigns/x/")).startswith("campaigns/x/people.yaml:12:5: ")
