"""账号的共享状态：接口凭证只由一个进程刷新，接口停用到几时，客服消息取到哪里。"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select, update

from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.tables import Credential, Cursor
from connectors.wechat.inbox.workers import alive


@dataclass(frozen=True)
class Stored:
    """存着的凭证（加密）和接口的状态。"""

    token: str | None
    expires: float
    blocked_until: float
    blocked_code: int


@dataclass(frozen=True)
class Pull:
    """轮到这个进程去取客服消息。`asked` 是此刻已有的通知数，取完要对一下有没有新的。"""

    name: str
    cursor: str
    address: str | None
    asked: int


class Accounts:
    """各账号的共享状态。"""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stored(self, channel: str) -> Stored:
        """现在存着的。"""
        with self._database.read() as session:
            row = session.get(Credential, channel)
            if row is None:
                return Stored(None, 0, 0, 0)
            return Stored(row.token, row.expires, row.blocked_until, row.blocked_code)

    def start_refresh(self, channel: str, owner: str, now: float, lease_s: float) -> bool:
        """抢到刷新凭证的活没有；别的进程正在刷新、或已经刷新好了，返回 False。"""
        with self._database.begin() as session:
            self._database.insert_new(session, Credential, channel=channel, digest="", expires=0, refresher="",
                                      refreshing_until=0, blocked_until=0, blocked_code=0)
            changed = session.execute(
                update(Credential)
                .where(Credential.channel == channel, Credential.expires <= now, Credential.refreshing_until <= now)
                .values(refresher=owner, refreshing_until=now + lease_s)
            )
            return bool(changed.rowcount)  # type: ignore[attr-defined]

    def refreshed(self, channel: str, owner: str, token: str, digest: str, expires: float) -> None:
        """存下新凭证；取失败时传空的，把活让出来。"""
        with self._database.begin() as session:
            session.execute(
                update(Credential).where(Credential.channel == channel, Credential.refresher == owner)
                .values(token=token, digest=digest, expires=expires, refresher="", refreshing_until=0)
            )

    def refuse(self, channel: str, digest: str) -> None:
        """接口说这个凭证无效：作废它。已经换成新的就不动，几个进程一起报也只刷新一次。"""
        with self._database.begin() as session:
            session.execute(
                update(Credential).where(Credential.channel == channel, Credential.digest == digest)
                .values(expires=0, digest="")
            )

    def block(self, channel: str, until: float, code: int) -> None:
        """接口超了额度或没有权限：到 `until` 之前谁也不再试。"""
        with self._database.begin() as session:
            session.execute(
                update(Credential).where(Credential.channel == channel)
                .values(blocked_until=until, blocked_code=code)
            )

    def notice(self, name: str, address: str) -> None:
        """微信客服说有新消息。"""
        with self._database.begin() as session:
            self._database.insert_new(session, Cursor, name=name, cursor="", asked=0, done=0, owner="")
            session.execute(
                update(Cursor).where(Cursor.name == name).values(asked=Cursor.asked + 1, address=address)
            )

    def start_pull(self, name: str, owner: str, now: float) -> Pull | None:
        """抢到取消息的活没有；没有新通知、或别的进程正在取，返回 None。"""
        with self._database.begin() as session:
            free = or_(Cursor.owner == "", Cursor.owner == owner, ~alive(Cursor.owner, now))
            changed = session.execute(
                update(Cursor).where(Cursor.name == name, Cursor.asked > Cursor.done, free).values(owner=owner)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                return None
            row = session.get_one(Cursor, name)
            return Pull(name, row.cursor, row.address, row.asked)

    def pulled(self, name: str, owner: str, cursor: str) -> None:
        """一批取完、都收下了：记住取到哪里。"""
        with self._database.begin() as session:
            session.execute(update(Cursor).where(Cursor.name == name, Cursor.owner == owner).values(cursor=cursor))

    def end_pull(self, pull: Pull, owner: str, complete: bool) -> None:
        """让出取消息的活；`complete` 表示开始时的那些通知都办完了。"""
        values: dict[str, object] = {"owner": ""}
        if complete:
            values["done"] = pull.asked
        with self._database.begin() as session:
            session.execute(update(Cursor).where(Cursor.name == pull.name, Cursor.owner == owner).values(**values))

    def waiting_pulls(self, now: float) -> list[str]:
        """有通知、却没有活着的进程在取的账号。"""
        with self._database.read() as session:
            found = select(Cursor.name).where(Cursor.asked > Cursor.done, ~alive(Cursor.owner, now))
            return list(session.scalars(found))
