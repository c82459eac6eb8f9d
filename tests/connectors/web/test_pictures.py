"""截图：手机、平板、电脑 × 普通、长者，以及嵌在门户里的样子，存进 test-artefacts/web 供人看。"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import CHOICES, GUIDE, SERVICE, VIEWS, picture, portal, say, watched
from tests.support.fake_bots import echoing, fake_bot
from tests.support.gateway import gateway

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_pictures_of_each_view_and_mode(
    browser: Browser, base: str, answers: Callable[..., None], view: str, mode: str
) -> None:
    width, height = VIEWS[view]
    with watched(browser, viewport={"width": width, "height": height}, device_scale_factor=1) as page:
        page.goto(f"{base}/?elder={int(mode == 'elder')}&region=511621")
        expect(page.get_by_role("button", name="岳池县")).to_be_visible()
        taken = [picture(page, f"{view}-{mode}-opening")]
        answers(SERVICE)
        say(page, "身份证丢了怎么办")
        taken.append(picture(page, f"{view}-{mode}-service"))
        answers(GUIDE, CHOICES)
        say(page, "孩子出生了要办什么")
        page.wait_for_timeout(600)
        taken.append(picture(page, f"{view}-{mode}-guide"))
        page.get_by_role("button", name="所在地").click()
        taken.append(picture(page, f"{view}-{mode}-region"))
    assert all(path.stat().st_size > 10_000 for path in taken), "截图是空白的"


@pytest.mark.parametrize("view", ["phone", "desktop"])
def test_pictures_of_the_fake_portal(browser: Browser, state: Path, view: str) -> None:
    width, height = VIEWS[view]
    with (
        portal() as site,
        fake_bot(echoing) as bot,
        gateway(state, bot_url=bot.url, allowed_origins=[site.url]) as client,
    ):
        site.gateway = str(client.base_url).rstrip("/")
        with watched(browser, viewport={"width": width, "height": height}) as page:
            page.goto(site.url)
            button = page.get_by_role("button", name="办事问指路")
            expect(button).to_be_visible()
            picture(page, f"{view}-portal-closed")
            button.click()
            expect(page.frame_locator("#zhilu-widget iframe").locator("#message")).to_be_visible()
            picture(page, f"{view}-portal-open")
