"""承诺表与测试一致。"""

from collections import Counter

from connectors.building.places import ROOT
from tests.promises import page, promises


def test_the_page_matches_the_tests() -> None:
    written = (ROOT / "docs" / "promises.md").read_text("utf-8")
    assert written == page(), "测试里的承诺变了：python -m tests.promises > docs/promises.md"


def test_there_are_many_and_no_two_are_the_same() -> None:
    texts = Counter(one.text for one in promises())
    assert len(texts) >= 40
    assert not [text for text, count in texts.items() if count > 1]
    assert all(len(text) <= 60 and "|" not in text for text in texts)
