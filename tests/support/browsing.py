"""在真的 Chromium 里看网页的测试共用：说话、等答复、假门户网站、存下的截图、axe 检查。"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from connectors.building.places import ROOT

SOURCE = ROOT / "connectors" / "web" / "source"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARTEFACTS = ROOT / "test-artefacts" / "web"
PORTAL = ROOT / "connectors" / "web" / "built" / "portal.html"
expect.set_options(timeout=15_000)  # CI 的机器忙起来会慢，这里不考快慢

EXPECTED = ("ERR_", "Failed to load resource")
"""测试故意断网、答错时浏览器必然打印的两种话，不算毛病。"""

VIEWS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1366, 850)}

GUIDE: dict[str, Any] = {
    "type": "guide",
    "text": "按先后顺序给您列好了。【新生儿出生一件事】（岳池县）：共两步",
    "guide": {
        "code": "newborn",
        "title": "新生儿出生一件事",
        "region": {"code": "511621", "name": "岳池县", "level": "county"},
        "situation": {},
        "situation_text": ["在医院出生"],
        "visits": 1,
        "longest_path_days": 30,
        "resume_code": "K57N4-G5B65",
        "warnings": ["以办理地公布为准"],
        "steps": [
            {
                "number": 1,
                "code": "a",
                "name": "出生医学证明",
                "department": "医院",
                "after": [],
                "why": "上户口要用",
                "materials": ["居民身份证"],
                "time_limit": "当场",
                "deadline": None,
                "fee": "不收费",
                "done": True,
                "parallel_with": [2],
                "entry": {"name": "四川政务服务网", "url": "https://www.sczwfw.gov.cn/", "reason": "省级入口"},
                "fallback": {"name": "医院窗口", "number": "12345"},
            },
            {
                "number": 2,
                "code": "b",
                "name": "出生登记",
                "department": "派出所",
                "after": [1],
                "why": "",
                "materials": [],
                "time_limit": "",
                "deadline": "2026年12月20日前",
                "deadline_date": "2026-12-20",
                "fee": "",
                "uncertain": True,
                "entry": {"name": "坏链接", "url": "javascript:alert(1)", "reason": ""},
                "fallback": {},
            },
        ],
        "materials": [
            {"name": "居民身份证", "used_in": [1, 2], "from_step": None, "waived": True, "sheets": "原件、复印件共2份"},
            {"name": "居民户口簿", "used_in": [2], "from_step": None, "waived": False},
        ],
    },
}

SERVICE: dict[str, Any] = {
    "type": "service",
    "text": "【居民身份证丢失补领】（岳池县）\n到就近派出所补领。",
    "service": {
        "code": "id-card-lost",
        "name": "居民身份证丢失补领",
        "department": "公安机关",
        "summary": "到就近派出所补领。",
        "region": {"code": "511621", "name": "岳池县", "level": "county"},
        "conditions": ["居民身份证丢失"],
        "steps": ["申报丢失", "拍照、采集指纹", "领取新证"],
        "materials": [{"name": "居民户口簿", "required": False, "when": "无法核实身份时", "copies": "原件查验"}],
        "time_limit": "法定60个自然日",
        "fee": "丢失补领每证40元",
        "consult_phone": "12345",
        "channels": [{"kind": "window", "name": "派出所"}, {"kind": "phone", "name": "咨询电话", "number": "12345"}],
        "entry": {"name": "四川政务服务网", "url": "https://www.sczwfw.gov.cn/", "reason": "省级入口"},
        "source": {"name": "居民身份证法第十一条", "url": "", "updated": "2026-11-23"},
        "warnings": ["以办理地公布为准"],
    },
}

CHOICES: dict[str, Any] = {
    "type": "choices",
    "text": "哪一种？\n1. 首次\n2. 补领",
    "choices": [{"label": "首次", "value": "首次申领"}, {"label": "补领", "value": "丢失补领"}],
}


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """系统的 Chromium，无界面。"""
    assert CHROMIUM, "这组测试要用系统的 Chromium：apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *flags])
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, **context: Any) -> Iterator[Page]:
    """一个新窗口；关掉时页面上不能有脚本错误，也不能有被安全策略拦下的东西。"""
    opened = browser.new_context(**{"viewport": {"width": 900, "height": 900}, "locale": "zh-CN", **context})
    page = opened.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    opened.close()
    assert [line for line in problems if not any(mark in line for mark in EXPECTED)] == []


def say(page: Any, words: str) -> None:
    """打字、回车，等到答复（或没送到的说明）出现。`page` 可以是页面，也可以是框。"""
    page.locator("#message").fill(words)
    page.locator("#message").press("Enter")
    expect(page.locator(".typing")).to_have_count(0, timeout=25_000)


def unfold(page: Any) -> None:
    """展开所有折起来的段落（菜单除外）。"""
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach(one => { one.open = true; })")


def picture(page: Page, name: str) -> Path:
    """截图存进 test-artefacts/web，供人看。"""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path)
    return path


@cache
def node_modules() -> Path:
    """按 package-lock.json 装好的开发依赖（esbuild、typescript、axe-core）。"""
    assert shutil.which("npm"), "这组测试要用 Node：apt-get install nodejs npm"
    lock, stamp = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".zhilu-lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        stamp.write_bytes(lock.read_bytes())
    return SOURCE / "node_modules"


def axe(page: Any) -> list[str]:
    """按 WCAG 2.1 AA 和通行做法查一遍当前页面，返回违反的条目；`page` 可以是页面，也可以是框。"""
    page.evaluate((node_modules() / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    assert found["passes"], "axe 一条也没查"
    return [
        f"{one['id']}：{node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


class Portal(ThreadingHTTPServer):
    """另一个来源的门户网站，一行标签嵌入 `gateway` 的指路。

    `tag` 是标签上另写的属性，`headers` 是网站自己的响应头。网关在 127.0.0.1，门户在 localhost：
    不只来源不同，站点也不同，框里的存储算第三方。
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _PortalPage)
        self.gateway, self.tag, self.headers = "", "", dict[str, str]()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def page(self) -> str:
        """虚构门户的网页，脚本换成网关上的。"""
        text = PORTAL.read_text("utf-8")
        return text.replace('<script src="/widget', f'<script {self.tag} src="{self.gateway}/widget')


class _PortalPage(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        is_style = self.path.endswith(".css")
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        content = PORTAL.with_name("portal.css").read_text("utf-8") if is_style else self.server.page()
        self.wfile.write(content.encode())

    def log_message(self, *_: object) -> None:
        """测试里不打印访问日志。"""


@contextmanager
def portal() -> Iterator[Portal]:
    """在后台线程里运行一个门户网站。"""
    site = Portal()
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
