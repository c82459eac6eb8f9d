"""送审单：谁能在什么时候做什么；历史查得到谁什么时候改了什么。"""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog.editing import proposals
from catalog.editing.proposals import NotAllowed
from tests.catalog.editing.conftest import RENEWAL, edit, published


@pytest.mark.promise("改目录要第二个人同意")
def test_a_second_person_approves(engine: Engine) -> None:
    number = proposals.start(engine, "改", "zhang")
    edit(engine, number, RENEWAL, author="wang", summary="新")
    proposals.submit(engine, number)
    for one in ("zhang", "wang"):
        with pytest.raises(NotAllowed, match="另一位审核员"):
            proposals.approve(engine, number, one)
    proposals.approve(engine, number, "li")
    with pytest.raises(NotAllowed, match="已批准"):
        proposals.approve(engine, number, "zhao")


def test_nothing_changes_after_it_is_sent(engine: Engine) -> None:
    number = proposals.start(engine, "改", "zhang")
    with pytest.raises(NotAllowed, match="还没有任何修改"):
        proposals.submit(engine, number)
    made = edit(engine, number, RENEWAL, summary="新")
    proposals.submit(engine, number)
    with pytest.raises(NotAllowed, match="待审"):
        proposals.add_edit(engine, number, made)
    proposals.return_it(engine, number, "li", "请写出处")
    draft = proposals.read(engine, number)
    assert draft is not None and (draft.state, draft.review_note) == ("drafting", "请写出处")
    proposals.add_edit(engine, number, made)


def test_the_history_has_who_what_and_what_became_of_it(engine: Engine, folder: Path) -> None:
    first = proposals.start(engine, "改", "zhang")
    edit(engine, first, RENEWAL, summary="新")
    published(engine, folder, first)
    second = proposals.start(engine, "再改", "wang")
    edit(engine, second, RENEWAL, author="wang", summary="更新")
    proposals.drop_record(engine, second, RENEWAL)
    (newer, state), (older, was) = proposals.history_of(engine, RENEWAL)
    assert (newer.author, state, older.author, was) == ("wang", "已撤掉", "zhang", "已发布")
    assert newer.changes == {"summary": {"old": "新", "new": "更新"}}
    emptied = proposals.read(engine, second)
    assert emptied is not None and emptied.edits == []
