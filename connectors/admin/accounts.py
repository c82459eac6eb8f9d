"""账号、登录、会话、令牌。口令用 argon2（pwdlib）；登录失败多了就要等。"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from pwdlib import PasswordHash
from sqlalchemy import Engine, create_engine, delete, func, insert, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from catalog.storage.address import driver_url
from catalog.storage.engine import writing
from connectors.admin.storage import Account, ApiToken, Attempt, SignedIn, SpentToken, aware, now
from connectors.tuning import Admin as AdminTuning

EDITOR, REVIEWER, ADMINISTRATOR = "editor", "reviewer", "administrator"
ROLES = {EDITOR: "编辑", REVIEWER: "审核员", ADMINISTRATOR: "管理员"}
"""角色和叫法，后面的能做前面的全部事情。"""
NAME = re.compile(r"[A-Za-z0-9_.\-\u4e00-\u9fff]{2,40}")


class Refused(Exception):
    """没有办成；说明可以直接给人看。"""


@dataclass(frozen=True)
class Person:
    """一个维护者，或一个令牌背后的身份。"""

    id: int
    name: str
    shown: str
    role: str
    active: bool = True

    def may(self, role: str) -> bool:
        """有没有这个角色的权限。"""
        ranks = list(ROLES)
        return self.active and ranks.index(self.role) >= ranks.index(role)


@dataclass(frozen=True)
class Visit:
    """一次已登录的访问。"""

    person: Person
    digest: str
    csrf: str
    notice: str = ""


def digest_of(token: str) -> str:
    """令牌的摘要；令牌本身是随机的，不用加盐。"""
    return hashlib.sha256(token.encode()).hexdigest()


def has_administrator(url: str) -> bool:
    """这个数据库里有没有能用的管理员；库还没建、连不上都算没有，也不去建它。"""
    wanted = select(func.count()).select_from(Account).where(Account.role == ADMINISTRATOR, Account.active)
    address = make_url(driver_url(url))
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return False
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return bool(connection.execute(wanted).scalar_one())
    except SQLAlchemyError:  # 表还没建，或数据库还没起来：照没有管理员办
        return False
    finally:
        engine.dispose()


class Accounts:
    """账号的全部规则。"""

    def __init__(self, engine: Engine, tuning: AdminTuning) -> None:
        self._engine, self._tuning = engine, tuning
        self._hasher = PasswordHash.recommended()
        # 没有这个人时也照样算一遍，免得凭快慢猜出有没有这个名字
        self._nobody = self._hasher.hash(secrets.token_hex(8))

    def any_administrator(self) -> bool:
        """有没有能用的管理员。"""
        wanted = select(func.count()).select_from(Account).where(Account.role == ADMINISTRATOR, Account.active)
        with self._engine.connect() as connection:
            return bool(connection.execute(wanted).scalar_one())

    def listed(self) -> list[Person]:
        """全部账号。"""
        with self._engine.connect() as connection:
            rows = connection.execute(select(Account).order_by(Account.name))
            return [Person(row.id, row.name, row.shown, row.role, row.active) for row in rows]

    def check_password(self, name: str, password: str) -> None:
        """口令合不合规矩。"""
        if len(password) < self._tuning.password_characters:
            raise Refused(f"口令至少 {self._tuning.password_characters} 个字符。可以用一句好记的话。")
        if name.lower() in password.lower() or len(set(password)) < 5:
            raise Refused("口令太好猜：不要包含用户名，也不要总是同几个字符。")

    def add(self, name: str, shown: str, role: str, password: str) -> Person:
        """新建一个账号。"""
        if not NAME.fullmatch(name):
            raise Refused("用户名用 2 到 40 个汉字、字母、数字、点、横线或下划线。")
        if role not in ROLES:
            raise Refused("没有这个角色。")
        self.check_password(name, password)
        hashed = self._hasher.hash(password)
        with writing(self._engine) as connection:
            if connection.execute(select(Account.id).where(Account.name == name)).first():
                raise Refused(f"已有用户名 {name}，请换一个。")
            values = {"name": name, "shown": shown.strip()[:80] or name, "role": role, "password": hashed}
            made = insert(Account).values(**values, active=True, created_at=now()).returning(Account.id)
            number = connection.execute(made).scalar_one()
        return Person(number, name, values["shown"], role)

    def change(self, number: int, *, role: str | None = None, active: bool | None = None, password: str = "") -> Person:
        """改角色、停用或启用、重设口令；改完这个人的登录全部作废。不能让管理员一个也不剩。"""
        with writing(self._engine) as connection:
            row = connection.execute(select(Account).where(Account.id == number)).one_or_none()
            if row is None:
                raise Refused("没有这个账号。")
            values: dict[str, object] = {}
            if role is not None:
                if role not in ROLES:
                    raise Refused("没有这个角色。")
                values["role"] = role
            if active is not None:
                values["active"] = active
            if password:
                self.check_password(row.name, password)
                values["password"] = self._hasher.hash(password)
            connection.execute(update(Account).where(Account.id == number).values(**values))
            left = select(func.count()).select_from(Account).where(Account.role == ADMINISTRATOR, Account.active)
            if not connection.execute(left).scalar_one():
                raise Refused("至少要留一个能用的管理员。")
            connection.execute(delete(SignedIn).where(SignedIn.account_id == number))
            made = connection.execute(select(Account).where(Account.id == number)).one()
        return Person(made.id, made.name, made.shown, made.role, made.active)

    def sign_in(self, name: str, password: str, address: str) -> str:
        """登录，返回给浏览器的令牌；失败多了要等，说明里写等多久。"""
        since = now() - dt.timedelta(seconds=self._tuning.attempts_window_s)
        with self._engine.connect() as connection:
            recent = select(func.count()).select_from(Attempt).where(Attempt.at > since)
            by_name = connection.execute(recent.where(Attempt.name == name[:40])).scalar_one()
            by_address = connection.execute(recent.where(Attempt.address == address[:64])).scalar_one()
            row = connection.execute(select(Account).where(Account.name == name)).one_or_none()
        if by_name >= self._tuning.attempts_by_name or by_address >= self._tuning.attempts_by_address:
            minutes = round(self._tuning.attempts_window_s / 60)
            raise TooManyAttempts(f"输错的次数太多，请过 {minutes} 分钟再试，或请管理员重设口令。")
        right = self._hasher.verify(password, row.password if row else self._nobody)
        if not right or row is None or not row.active:
            with writing(self._engine) as connection:
                connection.execute(delete(Attempt).where(Attempt.at <= since))
                connection.execute(insert(Attempt).values(name=name[:40], address=address[:64], at=now()))
            raise Refused("用户名或口令不对。")
        token = secrets.token_urlsafe(32)
        values = {"digest": digest_of(token), "account_id": row.id, "csrf": secrets.token_urlsafe(24), "notice": ""}
        with writing(self._engine) as connection:
            connection.execute(delete(Attempt).where(Attempt.name == name[:40]))
            idle = now() - dt.timedelta(seconds=self._tuning.session_idle_s)
            connection.execute(delete(SignedIn).where(SignedIn.seen_at < idle))
            connection.execute(insert(SignedIn).values(**values, created_at=now(), seen_at=now()))
        return token

    def visit(self, token: str) -> Visit | None:
        """浏览器的令牌对应的访问；过期、停用都是 None。"""
        digest = digest_of(token)
        wanted = select(SignedIn, Account).join(Account, Account.id == SignedIn.account_id)
        columns = (
            SignedIn.csrf, SignedIn.notice, SignedIn.created_at.label("since"), SignedIn.seen_at, Account.id,
            Account.name, Account.shown, Account.role, Account.active,
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted.with_only_columns(*columns).where(SignedIn.digest == digest)).one_or_none()
        if row is None or not row.active:
            return None
        idle, age = now() - aware(row.seen_at), now() - aware(row.since)
        if idle.total_seconds() > self._tuning.session_idle_s or age.total_seconds() > self._tuning.session_s:
            self.sign_out(digest)
            return None
        if row.notice or idle.total_seconds() > 60:
            with writing(self._engine) as connection:
                seen = update(SignedIn).where(SignedIn.digest == digest)
                connection.execute(seen.values(seen_at=now(), notice=""))
        return Visit(Person(row.id, row.name, row.shown, row.role), digest, row.csrf, row.notice)

    def sign_out(self, digest: str) -> None:
        """退出登录。"""
        with writing(self._engine) as connection:
            connection.execute(delete(SignedIn).where(SignedIn.digest == digest))

    def say(self, digest: str, notice: str) -> None:
        """留一句话，下一个页面上显示。"""
        with writing(self._engine) as connection:
            connection.execute(update(SignedIn).where(SignedIn.digest == digest).values(notice=notice))

    def spend(self, token: str) -> bool:
        """用掉一次性口令；已经用过返回假。"""
        with writing(self._engine) as connection:
            if connection.execute(select(SpentToken).where(SpentToken.digest == digest_of(token))).first():
                return False
            connection.execute(insert(SpentToken).values(digest=digest_of(token)))
        return True


class TooManyAttempts(Refused):
    """登录失败太多次。"""


@dataclass(frozen=True)
class Token:
    """一个自动化令牌的登记内容（不含令牌本身）。"""

    id: int
    label: str
    role: str
    author: str
    created_at: dt.datetime
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None


class Tokens:
    """自动化令牌。"""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(self, label: str, role: str, author: str) -> str:
        """新发一个令牌，返回它；只有这一次看得到。"""
        if role not in ROLES:
            raise Refused("没有这个角色。")
        token = "zl_" + secrets.token_urlsafe(32)
        values = {"label": label.strip()[:80] or "未命名", "digest": digest_of(token), "role": role, "author": author}
        with writing(self._engine) as connection:
            connection.execute(insert(ApiToken).values(**values, created_at=now()))
        return token

    def listed(self) -> list[Token]:
        """全部令牌，新的在前。"""
        with self._engine.connect() as connection:
            rows = connection.execute(select(ApiToken).order_by(ApiToken.id.desc()))
            return [
                Token(r.id, r.label, r.role, r.author, r.created_at, r.used_at, r.revoked_at) for r in rows
            ]

    def revoke(self, number: int) -> None:
        """作废一个令牌。"""
        with writing(self._engine) as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == number).values(revoked_at=now()))

    def person(self, token: str) -> Person | None:
        """令牌代表谁；不认识或已作废返回 None。"""
        wanted = select(ApiToken).where(ApiToken.digest == digest_of(token), ApiToken.revoked_at.is_(None))
        with writing(self._engine) as connection:
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return None
            connection.execute(update(ApiToken).where(ApiToken.id == row.id).values(used_at=now()))
        return Person(-row.id, f"令牌:{row.label}", f"令牌 {row.label}", row.role)
