"""账号、口令、登录限制、会话、令牌。"""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, update

from connectors.admin.accounts import ADMINISTRATOR, EDITOR, Accounts, Refused, Tokens, TooManyAttempts
from connectors.admin.storage import Account, SignedIn, now, open_admin
from connectors.tuning import tuning

PASSWORD = "a long sentence 42"
# 口令算得慢是故意的：测试里少试几次
LIMITS = tuning().admin.model_copy(update={"attempts_by_name": 2, "attempts_by_address": 3})


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_admin(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    made = Accounts(engine, LIMITS)
    made.add("boss", "主任", ADMINISTRATOR, PASSWORD)
    return made


def test_only_a_digest_of_the_password_is_kept(accounts: Accounts, engine: Engine) -> None:
    with engine.connect() as connection:
        stored = connection.execute(select(Account.password)).scalar_one()
    assert stored.startswith("$argon2") and PASSWORD not in stored


def test_signing_in_and_out(accounts: Accounts, engine: Engine) -> None:
    token = accounts.sign_in("boss", PASSWORD, "10.0.0.1")
    visit = accounts.visit(token)
    assert visit is not None and visit.person.shown == "主任"
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(SignedIn)).all())
    accounts.sign_out(visit.digest)
    assert accounts.visit(token) is None


def test_a_session_ends_by_itself(accounts: Accounts, engine: Engine) -> None:
    token = accounts.sign_in("boss", PASSWORD, "10.0.0.1")
    idle = dt.timedelta(seconds=tuning().admin.session_idle_s + 1)
    with engine.begin() as connection:
        connection.execute(update(SignedIn).values(seen_at=now() - idle))
    assert accounts.visit(token) is None


def test_too_many_wrong_passwords_must_wait_even_with_the_right_one(accounts: Accounts) -> None:
    for _ in range(LIMITS.attempts_by_name):
        with pytest.raises(Refused, match="不对"):
            accounts.sign_in("boss", "wrong", "10.0.0.1")
    with pytest.raises(TooManyAttempts, match="15 分钟"):
        accounts.sign_in("boss", PASSWORD, "10.0.0.2")


def test_one_address_cannot_try_every_name(accounts: Accounts) -> None:
    for number in range(LIMITS.attempts_by_address):
        with pytest.raises(Refused):
            accounts.sign_in(f"name{number}", "wrong", "10.0.0.9")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("boss", PASSWORD, "10.0.0.9")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "boss-boss-boss-1"])
def test_poor_passwords_are_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(Refused):
        accounts.add("boss2" if "boss" not in password else "boss-b", "", EDITOR, password)


def test_there_is_always_an_administrator(accounts: Accounts) -> None:
    [boss] = accounts.listed()
    for change in ({"active": False}, {"role": EDITOR}):
        with pytest.raises(Refused, match="管理员"):
            accounts.change(boss.id, **change)  # type: ignore[arg-type]
    assert accounts.any_administrator()


def test_changing_an_account_ends_its_sessions(accounts: Accounts) -> None:
    made = accounts.add("zhang", "", EDITOR, PASSWORD)
    token = accounts.sign_in("zhang", PASSWORD, "")
    accounts.change(made.id, active=False)
    assert accounts.visit(token) is None
    with pytest.raises(Refused):
        accounts.sign_in("zhang", PASSWORD, "")


def test_tokens_work_until_revoked(engine: Engine) -> None:
    tokens = Tokens(engine)
    token = tokens.make("夜里导入", EDITOR, "boss")
    person = tokens.person(token)
    assert person is not None and person.may(EDITOR) and not person.may(ADMINISTRATOR)
    tokens.revoke(tokens.listed()[0].id)
    assert tokens.person(token) is None and tokens.person("made-up") is None
