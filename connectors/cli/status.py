"""`zhilu status`：各部分的状态、进程号、地址、版本。"""

from __future__ import annotations

from connectors.building.places import Places
from connectors.settings import Settings
from connectors.supervisor import status as status_file

STATES = {
    "waiting": "等待", "starting": "正在启动", "ready": "正常", "backoff": "等待重启", "stopped": "已停止",
    "building": "正在建", "failed": "失败，会再试",
}


def status(quiet: bool) -> int:
    """打印状态；在运行返回 0，没有运行返回 1。"""
    settings = Settings()
    running = status_file.read(Places(settings.state).run)
    if quiet:
        return 0 if running else 1
    if running is None:
        print(f"没有在运行（状态目录 {settings.state}）。启动：make serve")
        return 1
    print(f"指路 {running['version']}  {running['url']}  进程 {running['pid']}  启动于 {running['started']}")
    print(f"状态目录 {running['state_dir']}  机器人 {running['bot']}")
    for name, part in running["parts"].items():
        took = f"  {part['ready_after_s']} 秒就绪" if part["ready_after_s"] else ""
        again = f"  重启过 {part['restarts']} 次" if part["restarts"] else ""
        state = STATES.get(part["state"], part["state"])
        print(f"  {name:<8} {state}  进程 {part['pid'] or '—'}  {part['url']}{took}{again}")
    for name, build in running["builds"].items():
        if build["state"] != "ready":
            print(f"  {name:<8} {build['title']}：{STATES.get(build['state'], build['state'])}")
    show_versions(running["url"])
    return 0


def show_versions(url: str) -> None:
    """问网关：目录是哪一版，用的什么模型。"""
    import httpx

    try:
        parts = httpx.get(f"{url}/readyz", timeout=3, trust_env=False).json()["parts"]
    except (httpx.HTTPError, ValueError, KeyError):
        print("  网关没有应声")
        return
    catalog, search = parts["catalog"], parts["search"]
    release = (catalog["release"] or "—")[:12]
    items = f"{catalog['basic_items']}＋{catalog['service_items']}"
    print(f"  目录版本 {release}  事项 {items}  一件事 {catalog['packages']}")
    print(f"  检索模型 {search['model'] or '—'}")
