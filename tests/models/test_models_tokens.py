"""Token estimates: never 0 for text, never far below, by script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.models.tokens import CharacterCounter, EstimatingCounter

COUNTER = EstimatingCounter()
SAMPLES = {
    "english": ("The innkeeper wipes the same glass for the third time and will not look up. " * 10, 3.0, 4.2),
    "json": ('{"verdicts": [{"character": "ilse", "check": {"skill": "stealth", "difficulty": 15}}]} ' * 5, 2.0, 3.6),
    "russian": ("Трактирщик в третий раз протирает один и тот же стакан и не смотрит на лестницу. " * 10, 2.0, 3.0),
    "greek": ("Ο πανδοχέας σκουπίζει το ίδιο ποτήρι για τρίτη φορά. " * 10, 1.8, 3.0),
    "chinese": ("店主第三次擦拭同一个杯子，不愿看楼梯。" * 10, 0.8, 1.3),
    "japanese": ("宿の主人は同じグラスを三度拭き、階段を見ようとしない。" * 10, 0.8, 1.3),
    "thai": ("เจ้าของโรงเตี๊ยมเช็ดแก้วใบเดิมเป็นครั้งที่สาม" * 10, 0.8, 1.8),
    "arabic": ("يمسح صاحب الحانة الكأس نفسه للمرة الثالثة ولا ينظر إلى الدرج. " * 10, 1.5, 2.6),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_characters_per_token_by_script(name: str) -> None:
    text, least, most = SAMPLES[name]
    assert least <= len(text) / COUNTER.count(text) <= most


@given(st.text(max_size=300), st.text(max_size=300))
def test_counts_behave(left: str, right: str) -> None:
    both = COUNTER.count(left + right)
    assert max(COUNTER.count(left), COUNTER.count(right)) <= both <= COUNTER.count(left) + COUNTER.count(right)
    assert (COUNTER.count(left) >= 1) is bool(left)
    assert COUNTER.count(left) == EstimatingCounter().count("".join(left))


def test_one_character_is_one_token() -> None:
    assert CharacterCounter().count("Tür 門") == 5
