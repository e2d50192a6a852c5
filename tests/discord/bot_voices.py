"""A table whose people have something to say: for tests of voices."""

from pathlib import Path

from bot_journey import TINY, make_home

LINE = "Close the door behind you, the moor has been listening at it since the lamp was lit."
OTHER = "I have kept this stove for thirty winters and nobody has asked me for a light before you."
FERRY = "My uncle drowned off that path, and he was a better walker than either of you two strangers."
AVATAR = "https://images.example/orla.png"
PEOPLE = TINY.replace('lines: ["Close the door."]}', f'lines: ["{LINE}", "{OTHER}"], avatar: {AVATAR}}}').replace(
    "items:\n  chalk:",
    f"  nan:\n    {{name: Old Nan, place: hut, appearance: A small woman in three shawls., persona: Sly., "
    f'wants: Company., habits: [counts the panes], lines: ["{FERRY}"]}}\nitems:\n  chalk:',
)


def home_with_voices(folder: Path, template: Path) -> Path:
    """GM_HOME in which the tiny campaign's people speak at length."""
    home = make_home(folder, template)
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(PEOPLE, encoding="utf-8")
    return home
