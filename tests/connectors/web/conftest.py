"""网页测试共用：一个浏览器、一个网关、一个想让它答什么就答什么的假机器人。"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsing import chromium, watched
from tests.support.fake_bots import FakeBot, echoing, fake_bot, saying
from tests.support.gateway import gateway


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def served(state: Path) -> Iterator[tuple[str, FakeBot]]:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url) as client:
        yield str(client.base_url).rstrip("/"), bot


@pytest.fixture
def bot(served: tuple[str, FakeBot]) -> FakeBot:
    served[1].answer = echoing
    return served[1]


@pytest.fixture
def base(served: tuple[str, FakeBot], bot: FakeBot) -> str:
    return served[0]


@pytest.fixture
def answers(bot: FakeBot) -> Callable[..., None]:
    """让机器人下面都答这几条：`answers(GUIDE, CHOICES)`。"""

    def set_answer(*replies: dict[str, Any]) -> None:
        bot.answer = saying(*({"custom": one} for one in replies))

    return set_answer


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    with watched(browser) as opened:
        opened.goto(base)
        yield opened
