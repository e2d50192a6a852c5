"""A secret is known again in any script, and only when it is really quoted."""

import pytest

from gm.rules.shingles import shingles_of, told_in

SECRETS = {
    "en": "The miller buried the missing boy beneath the old threshing floor himself.",
    "ru": "Мельник сам закопал пропавшего мальчика под старым током у самой реки.",
    "zh": "磨坊主亲手把失踪的男孩埋在了旧打谷场下面，没有人知道。",
    "th": "เจ้าของโรงสีฝังเด็กชายที่หายไปไว้ใต้ลานนวดข้าวเก่าด้วยตัวเอง",
    "ja": "粉屋は行方不明の少年を古い脱穀場の下に自分で埋めた。",
}
INNOCENT = {
    "en": "The miller sweeps the old threshing floor and says nothing of the boy.",
    "ru": "Мельник метёт старый ток и молчит.",
    "zh": "磨坊主扫着旧打谷场，一言不发。",
    "th": "เจ้าของโรงสีกวาดลานนวดข้าวเก่าเงียบ ๆ",
    "ja": "粉屋は古い脱穀場を黙って掃いている。",
}


@pytest.mark.parametrize("language", sorted(SECRETS))
def test_a_quoted_secret_is_found_and_an_innocent_line_is_not(language: str) -> None:
    known = shingles_of(tuple(SECRETS.items()))
    quoted = f"«{SECRETS[language].rstrip('.。').lower()}», …"
    assert told_in(quoted, known) == {language}
    assert told_in(INNOCENT[language], known) == frozenset()
