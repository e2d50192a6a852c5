"""A kit's words in other languages: how they are written, what lint says, and that the shipped ones are whole."""

from pathlib import Path

import pytest
from authoring_samples import MINI_RULES, rulesets, sources

from gm.authoring import campaign_version, lint_ruleset, load_campaign, load_ruleset
from gm.authoring.kit_words import tongue_in
from gm.domain.ruleset import Ruleset
from gm.domain.tongues import in_language, languages_of, shared_path, texts_of

ROOT = Path(__file__).parents[2] / "campaigns" / "_rulesets"
SHIPPED = {path.name: path.read_bytes() for path in sorted(ROOT.glob("*.yaml"))}
KITS = [name for name in SHIPPED if not tongue_in(name)]
TONGUES = ("es", "de", "ru", "zh", "th")
ALIKE = {
    "de": {
        "Wolf",
        "Bandit",
        "Kobold",
        "Goblin",
        "Zombie",
        "Hobgoblin",
        "Ettin",
        "Troll",
        "Aboleth",
        "Religion",
        "Lemure",
        "Paladin",
        "Elf",
        "Wanderer",
        "Tiefling",
        "Rapier",
    },
    "es": {"Kobold", "Goblin", "Hobgoblin", "Ettin", "Aboleth", "neutral", "Criminal", "Tiefling"},
}
"""What is called the same in that language and in English."""
ALIKE["de"] |= {"Triumph", "Inspiration", "Finesse", "Charisma"}


def shipped(name: str) -> Ruleset:
    return load_ruleset(SHIPPED[name], name, rulesets=SHIPPED)


def kit(more: str = "", words: dict[str, str] | None = None) -> Ruleset:
    files = {"r.yaml": (MINI_RULES + more).encode(), **{k: v.encode() for k, v in (words or {}).items()}}
    return load_ruleset(files["r.yaml"], "r.yaml", rulesets=files)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("name", KITS)
def test_every_shipped_kit_has_every_word_in_every_language(name: str, tongue: str) -> None:
    ruleset = shipped(name)
    read = [each for each in texts_of(ruleset) if each.is_read]
    assert len(read) > 20
    assert [each.path for each in read if each.path not in ruleset.words[tongue]] == []
    spoken = in_language(ruleset, tongue)
    assert spoken.spoken == tongue
    same = {new.text for old, new in zip(texts_of(ruleset), texts_of(spoken), strict=True) if old.text == new.text}
    unread = {each.text for each in texts_of(ruleset) if not each.is_read}
    assert same - unread <= ALIKE.get(tongue, set())


@pytest.mark.parametrize("name", KITS)
def test_a_kit_in_another_language_is_the_same_kit_in_everything_that_is_no_text(name: str) -> None:
    """Its texts replaced by those of the kit as it was written, nothing else differs, and back again is the start."""
    ruleset = shipped(name)
    for tongue in TONGUES:
        back = in_language(in_language(ruleset, tongue), "en")
        dropped = {"words": {}, "difficulty_names": {}}
        assert back.model_copy(update=dropped) == ruleset.model_copy(update=dropped)
    assert in_language(ruleset, "en") is ruleset
    assert in_language(ruleset, "fr") is ruleset
    assert in_language(ruleset, "zh-CN").spoken == "zh"
    assert in_language(ruleset, "de_AT").spoken == "de"


@pytest.mark.parametrize("tongue", ["ru", "zh", "th"])
@pytest.mark.parametrize("name", KITS)
def test_no_word_is_left_in_latin_letters(name: str, tongue: str) -> None:
    words = shipped(name).words[tongue]
    latin = {text for text in words.values() if any(part.isascii() and part.isalpha() for part in text.split())}
    assert latin <= {"法术豁免 DC"}


def test_a_word_stands_beside_the_kit_or_in_it_and_a_file_wins() -> None:
    more = "words: {de: {skills: {climb: Kraxeln, search: {name: Suchen, summary: finden}}}}\n"
    ruleset = in_language(kit(more, {"r.de.yaml": "skills: {climb: Klettern}\n"}), "de")
    assert [ruleset.skill(each).name for each in ("climb", "search")] == ["Klettern", "Suchen"]  # type: ignore[union-attr]
    assert in_language(kit(more), "de").skill("climb").name == "Kraxeln"  # type: ignore[union-attr]


def test_words_go_along_with_extends_but_not_over_what_a_kit_on_top_says_for_itself() -> None:
    files = {
        "r.yaml": MINI_RULES.encode(),
        "r.de.yaml": b"skills: {climb: Klettern, search: Suchen}\nconditions: {wet: Nass}\n",
        "top.yaml": b"extends: r\ntitle: Top\nskills: {climb: {name: Kraxelei}}\nconditions: {wet: null}\n",
    }
    assert lint_ruleset(files["top.yaml"], "top.yaml", rulesets=files) == ()
    top = load_ruleset(files["top.yaml"], "top.yaml", rulesets=files)
    assert in_language(top, "de").skill("climb").name == "Kraxelei"  # type: ignore[union-attr]
    assert in_language(top, "de").skill("search").name == "Suchen"  # type: ignore[union-attr]
    files["top.de.yaml"] = b"skills: {climb: Kraxeln}\n"
    top = load_ruleset(files["top.yaml"], "top.yaml", rulesets=files)
    assert in_language(top, "de").skill("climb").name == "Kraxeln"  # type: ignore[union-attr]


def test_a_bite_is_a_bite_whoever_bites() -> None:
    pack = b"""extends: fantasy-d20
creatures:
  marsh-cat:
    name: Marsh Cat
    hp: 5
    defence: 11
    attacks:
      bite: {name: Bite, bonus: 3, strikes: [{dice: 1d4, type: piercing}]}
      claw: {name: Rake, bonus: 3, strikes: [{dice: 1d4, type: slashing}]}
"""
    cat = in_language(load_ruleset(pack, "pack.yaml", rulesets=SHIPPED), "de").creature("marsh-cat")
    assert cat is not None
    assert [each.name for each in cat.attacks] == ["Biss", "Rake"]
    assert shared_path("creatures.wolf.attacks.bite") == "attacks.bite"
    assert shared_path("creatures.wolf") == shared_path("skills.search") == ""


def printed(words: str, more: str = "") -> list[str]:
    files = {"r.yaml": (MINI_RULES + more).encode(), "r.de.yaml": words.encode()}
    return [str(each) for each in lint_ruleset(files["r.de.yaml"], "r.de.yaml", rulesets=files)]


def test_lint_names_unknown_ids_with_their_line_and_the_word_that_was_meant() -> None:
    found = printed("skills:\n  climb: Klettern\n  serch: Suchen\nskils: {climb: Klettern}\n")
    assert found[0] == (
        'r.de.yaml:3:10: warning: words.de.skills.serch: a word for "skills.serch", and nothing in this kit is called '
        'that (did you mean "search"?)'
    )
    assert found[1].startswith('r.de.yaml:4:16: warning: words.de.skils.climb: a word for "skils.climb"')
    assert '(did you mean "skills"?)' in found[1]


def test_lint_says_which_words_are_missing_in_a_language_that_is_begun() -> None:
    (line,) = printed("skills: {climb: Klettern}\n")
    assert line.startswith("r.de.yaml:1:1: warning: words.de: ")
    assert "words are missing in de: title, " in line
    assert "skills.climb," not in line
    assert printed("") == []
    assert "expected text" in printed("skills: {climb: [Klettern]}\n")[0]
    assert "no language" in str(lint_ruleset((MINI_RULES + "words: {German: {title: X}}\n").encode(), "r.yaml")[0])


def test_a_campaign_speaks_the_words_of_its_language_and_keeps_the_others() -> None:
    kits = rulesets()
    name = next(iter(kits))
    kits[name.replace(".yaml", ".de.yaml")] = b"skills: {climb: Klettern}\n"
    english, files = load_campaign(sources(), rulesets=kits), sources()
    files["campaign.yaml"] = files["campaign.yaml"].replace(b"title:", b"language: de-AT\ntitle:", 1)
    german = load_campaign(files, rulesets=kits)
    assert german.ruleset.skill("climb").name == "Klettern"  # type: ignore[union-attr]
    assert english.ruleset.spoken == ""
    assert english.ruleset.skill("climb").name != "Klettern"  # type: ignore[union-attr]
    assert in_language(english.ruleset, "de") == german.ruleset
    assert in_language(german.ruleset, "en").skill("climb") == english.ruleset.skill("climb")
    assert list(languages_of(german.ruleset)) == ["de"]
    assert campaign_version(english) != campaign_version(german)
