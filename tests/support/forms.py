"""像没有脚本的浏览器那样读一张表单：各格现在的值。"""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """读出指定地址的那张表单。"""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.values: dict[str, list[str]] = {}
        self._text: list[str] | None = None
        self._name = ""
        self._select, self._first = "", True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action") == self.action
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked and given.get("type") != "file":
                self.values.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "textarea":
            self._name, self._text = name, []
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "option" and (self._first or "selected" in given):
            self.values[self._select] = [given.get("value", "")]
            self._first = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.values[self._name] = ["".join(self._text).removeprefix("\n")]
            self._text = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def form_values(page: str, action: str) -> dict[str, list[str]]:
    """一页里提交到 `action` 的表单的各格；没有这张表单就是空的。"""
    reader = _Reader(action)
    reader.feed(page)
    return reader.values
