"""收件表：两种真的数据库上，次序、独占、接手、发送与清理。"""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from catalog.storage.address import driver_url
from connectors.wechat.inbox.accounts import Accounts
from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.inbox import Arrival, Inbox
from connectors.wechat.inbox.tables import Base, Message, Person, State
from connectors.wechat.inbox.workers import beat, leave

NOW = 1_000_000.0
WAIT_S = 60.0


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(driver_url(database_url), Base)
    yield found
    found.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    for owner in ("a", "b"):
        beat(database, owner, NOW, 10)
    return Inbox(database)


def arrival(key: str, person: str = "p1", created: int = 1) -> Arrival:
    return Arrival("wechat-official", key, person, created, "地址", "内容")


def receive(inbox: Inbox, key: str, person: str = "p1", created: int = 1, now: float = NOW) -> int:
    return inbox.receive(arrival(key, person, created), now, 7).id


def answer(inbox: Inbox, owner: str = "a", person: str = "p1", now: float = NOW) -> int:
    claimed = inbox.claim(person, owner, now)
    assert claimed is not None
    assert inbox.finish(claimed, person, owner, "答复", "记忆", now)
    return claimed.id


def test_a_repeat_is_the_same_row(inbox: Inbox) -> None:
    first = inbox.receive(arrival("k1"), NOW, 7)
    again = inbox.receive(arrival("k1"), NOW + 5, 7)
    assert (first.is_new, first.arrivals, first.state) == (True, 1, State.WAITING)
    assert (again.is_new, again.arrivals, again.id) == (False, 2, first.id)
    other = inbox.receive(Arrival("wechat-work", "k1", "p2", 1, "", ""), NOW, 7)
    assert other.is_new


def test_one_worker_at_a_time_takes_one_persons_messages_in_order(inbox: Inbox) -> None:
    late, early = receive(inbox, "k2", created=9), receive(inbox, "k1", created=3)
    same = receive(inbox, "k3", created=9)
    order = []
    while (claimed := inbox.claim("p1", "a", NOW)) is not None:
        assert inbox.claim("p1", "b", NOW) is None
        order.append(claimed.id)
        assert inbox.finish(claimed, "p1", "a", "答复", "记忆", NOW)
    assert order == [early, late, same]
    receive(inbox, "k4")
    assert inbox.claim("p1", "b", NOW) is not None, "办完就让出来"


def test_different_people_do_not_wait_for_each_other(inbox: Inbox) -> None:
    receive(inbox, "k1", "p1")
    receive(inbox, "k2", "p2")
    assert inbox.claim("p1", "a", NOW) is not None
    assert inbox.claim("p2", "b", NOW) is not None


def test_a_dead_workers_message_is_taken_over_and_its_late_answer_is_ignored(inbox: Inbox, database: Database) -> None:
    receive(inbox, "k1")
    claimed = inbox.claim("p1", "a", NOW)
    assert claimed is not None and not claimed.interrupted
    assert inbox.orphans(["wechat-official"], NOW + 5, 1, 10) == []
    beat(database, "b", NOW + 11, 10)
    assert inbox.orphans(["wechat-official"], NOW + 11, 1, 10) == ["p1"]
    taken = inbox.claim("p1", "b", NOW + 11)
    assert taken is not None and taken.interrupted and taken.id == claimed.id
    assert inbox.finish(taken, "p1", "b", "接手的", "记忆", NOW + 11)
    assert not inbox.finish(claimed, "p1", "a", "迟到的", "记忆", NOW + 12)
    assert inbox.take(claimed.id) == "接手的"


def test_leaving_lets_others_take_over_at_once(inbox: Inbox, database: Database) -> None:
    receive(inbox, "k1")
    assert inbox.claim("p1", "a", NOW) is not None
    leave(database, "a")
    assert inbox.claim("p1", "b", NOW) is not None


def test_an_answer_is_carried_back_and_given_again_to_a_retry(inbox: Inbox) -> None:
    message = receive(inbox, "k1")
    assert inbox.take(message) is None
    answer(inbox)
    assert inbox.answered_among([message, 999]) == [message]
    assert inbox.take(message) == inbox.take(message) == "答复"
    assert inbox.due(["wechat-official"], NOW + 100, 10) == []


def test_an_answer_nobody_fetches_is_sent_once(inbox: Inbox, database: Database) -> None:
    message = receive(inbox, "k1")
    answer(inbox)
    assert inbox.due(["wechat-official"], NOW + 6, 10) == []
    assert inbox.due(["wechat-work"], NOW + 8, 10) == []
    assert inbox.due(["wechat-official"], NOW + 8, 10) == [message]
    delivery = inbox.claim_delivery(message, "a", NOW + 8, WAIT_S)
    assert delivery is not None and (delivery.reply, delivery.address, delivery.tries) == ("答复", "地址", 1)
    assert inbox.claim_delivery(message, "b", NOW + 8, WAIT_S) is None
    assert inbox.take(message) is None, "正在用接口发的，回调不能再带回去"
    inbox.deliver_later(message, "a", NOW + 20)
    assert inbox.due(["wechat-official"], NOW + 19, 10) == []
    assert inbox.claim_delivery(message, "b", NOW + 21, WAIT_S) is not None
    assert inbox.claim_delivery(message, "a", NOW + 21, WAIT_S) is not None, "b 在 NOW+10 之后没有续命，算死了"
    inbox.delivered(message, "b")
    inbox.delivered(message, "a")
    with database.read() as session:
        row = session.get_one(Message, message)
        assert (row.state, row.reply, row.address, row.content) == (State.SENT, None, None, None)


def test_a_later_answer_waits_for_the_one_before_it(inbox: Inbox) -> None:
    """办的进程和扫到的进程各发各的，后一条也不能先到。"""
    first, second, third = (receive(inbox, key) for key in ("k1", "k2", "k3"))
    for _ in range(2):
        answer(inbox)
    assert inbox.claim_delivery(second, "a", NOW + 8, WAIT_S) is None, "前一条该发还没发"
    assert inbox.claim_delivery(first, "b", NOW + 8, WAIT_S) is not None
    assert inbox.claim_delivery(second, "a", NOW + 8, WAIT_S) is None, "前一条正在发"
    assert inbox.following("p1", NOW + 8) == second
    inbox.delivered(first, "b")
    assert inbox.claim_delivery(second, "a", NOW + 8, WAIT_S) is not None
    answer(inbox)
    inbox.deliver_later(second, "a", NOW + 30)
    assert inbox.following("p1", NOW + 8) == third
    assert inbox.claim_delivery(third, "a", NOW + 8, WAIT_S) is not None, "推迟了的不等"


def test_nobody_waits_for_ever_for_an_answer_stuck_in_sending(inbox: Inbox, database: Database) -> None:
    first, second, other = receive(inbox, "k1"), receive(inbox, "k2", now=NOW + 50), receive(inbox, "k3", "p2")
    answer(inbox)
    answer(inbox)
    answer(inbox, person="p2")
    beat(database, "a", NOW, 1000)
    assert inbox.claim_delivery(first, "a", NOW + 58, WAIT_S) is not None
    assert inbox.claim_delivery(second, "a", NOW + 59, WAIT_S) is None
    assert inbox.claim_delivery(other, "b", NOW + 59, WAIT_S) is not None, "别人的不用等"
    assert inbox.claim_delivery(second, "b", NOW + 61, WAIT_S) is not None


def test_release_makes_it_due_at_once(inbox: Inbox) -> None:
    message = receive(inbox, "k1")
    inbox.release(message, NOW + 1)
    answer(inbox)
    assert inbox.due(["wechat-official"], NOW + 2, 10) == [message]


def test_memory_changes_do_not_lose_each_other(inbox: Inbox, database: Database) -> None:
    receive(inbox, "k1")
    threads = [
        threading.Thread(target=inbox.change_memory, args=("p1", lambda sealed, n=n: f"{sealed or ''}{n},"))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        memory = session.scalar(select(Person.memory).where(Person.person == "p1"))
    assert sorted((memory or "").strip(",").split(",")) == [str(n) for n in range(8)]


def test_forgetting_and_purging(inbox: Inbox, database: Database) -> None:
    message = receive(inbox, "k1")
    answer(inbox)
    inbox.take(message)
    inbox.purge(NOW + 60, reply_s=30, keep_s=1000)
    with database.read() as session:
        row = session.get_one(Message, message)
        assert (row.reply, row.address, row.key) == (None, None, "k1")
    inbox.forget("p1")
    with database.read() as session:
        assert session.get(Message, message) is None
        assert session.get_one(Person, "p1").memory is None
    old = receive(inbox, "k2", now=NOW)
    answer(inbox)
    inbox.take(old)
    inbox.claim("p1", "a", NOW)
    inbox.purge(NOW + 2000, reply_s=30, keep_s=1000)
    with database.read() as session:
        assert session.get(Message, old) is None and session.get(Person, "p1") is None


def test_many_workers_at_once_claim_each_message_once(inbox: Inbox, database: Database) -> None:
    """四个线程抢五个人的二十条：每条恰好一次，每个人的按次序。"""
    people = [f"p{n}" for n in range(5)]
    for number in range(20):
        receive(inbox, f"k{number}", people[number % 5], created=number)
    done: list[tuple[str, int]] = []
    lock = threading.Lock()

    def work(owner: str) -> None:
        beat(database, owner, NOW, 100)
        while len(done) < 20:
            for person in people:
                claimed = inbox.claim(person, owner, NOW)
                if claimed is not None:
                    with lock:
                        done.append((person, claimed.id))
                    assert inbox.finish(claimed, person, owner, "答复", "记忆", NOW)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(set(done)) == 20
    for person in people:
        ids = [message for who, message in done if who == person]
        assert ids == sorted(ids)


def test_one_refresh_and_refusal_of_the_token_at_a_time(database: Database) -> None:
    accounts = Accounts(database)
    assert accounts.start_refresh("c", "a", NOW, 15)
    assert not accounts.start_refresh("c", "b", NOW + 1, 15)
    assert accounts.start_refresh("c", "b", NOW + 16, 15), "占着不还的过期作废"
    accounts.refreshed("c", "a", "晚到的", "d0", NOW + 7000)
    accounts.refreshed("c", "b", "新的", "d1", NOW + 7000)
    assert accounts.stored("c").token == "新的"
    assert not accounts.start_refresh("c", "a", NOW + 20, 15)
    accounts.refuse("c", "d0")
    assert accounts.stored("c").expires == NOW + 7000, "已经换过的不再作废"
    accounts.refuse("c", "d1")
    assert accounts.start_refresh("c", "a", NOW + 20, 15)
    accounts.block("c", NOW + 600, 45009)
    assert (accounts.stored("c").blocked_until, accounts.stored("c").blocked_code) == (NOW + 600, 45009)


def test_one_worker_pulls_and_a_notice_in_between_is_not_lost(database: Database) -> None:
    accounts = Accounts(database)
    beat(database, "a", NOW, 10)
    accounts.notice("wk", "t1")
    pull = accounts.start_pull("wk", "a", NOW)
    assert pull is not None and (pull.cursor, pull.asked) == ("", 1)
    accounts.notice("wk", "t2")
    assert accounts.start_pull("wk", "b", NOW) is None
    accounts.pulled("wk", "a", "c9")
    accounts.end_pull(pull, "a", complete=True)
    again = accounts.start_pull("wk", "a", NOW)
    assert again is not None and (again.cursor, again.address) == ("c9", "t2")
    assert accounts.waiting_pulls(NOW) == []
    assert accounts.waiting_pulls(NOW + 11) == ["wk"]
    taken = accounts.start_pull("wk", "b", NOW + 11)
    assert taken is not None
    accounts.end_pull(taken, "b", complete=True)
    assert accounts.start_pull("wk", "b", NOW + 11) is None
