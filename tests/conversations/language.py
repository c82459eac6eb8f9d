"""写对话测试的小语言：`say("…").expect_guide("新生儿")`。

每一句都经过真正的网关、真正的 Rasa、真正的检索；断言失败时打印整段对话。
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx

LOST = re.compile(r"没听懂|没听明白|没太明白|没明白|没有?理解|换个说法|换一种说法|再说一遍您|没有?找到")
GREETING = re.compile(r"^(您好|你好).{0,60}(我是|请问|想办|帮您)", re.DOTALL)


class Conversation:
    """一段对话。`say` 说一句话，`expect_*` 检查刚收到的回复，都返回自己，便于连写。"""

    def __init__(self, client: httpx.Client, region: str | None = None) -> None:
        """`client` 指向正在运行的网关；`region` 只随第一句话发送，之后由话里说的地方决定。"""
        self._client = client
        self._region = region
        self._id = f"test-{uuid.uuid4().hex[:12]}"
        self._log: list[str] = []
        self.replies: list[dict[str, Any]] = []
        self._earlier = ""
        self._offered: list[str] = []
        self.handled_by = ""

    def say(self, message: str) -> Conversation:
        """说一句话。"""
        self._earlier, self._offered = self.text, self._labels() or self._offered
        body: dict[str, Any] = {"conversation_id": self._id, "message": message}
        if self._region:
            body["region"], self._region = self._region, None
        response = self._client.post("/api/chat", json=body)
        assert response.status_code == 200, response.text
        answer = response.json()
        self.replies, self.handled_by = answer["replies"], answer["handled_by"]
        self._log += [f"市民：{message}", *(f"指路[{r['type']}]：{r['text']}" for r in self.replies)]
        self._check(self.handled_by == "bot", "应由机器人回答")
        self._check(bool(self.replies) and all(r["text"].strip() for r in self.replies), "回复不应为空")
        return self

    @property
    def text(self) -> str:
        """刚收到的全部文字。"""
        return "\n".join(r["text"] for r in self.replies)

    def _check(self, passed: bool, why: str) -> None:
        assert passed, why + "\n" + "\n".join(self._log)

    def _labels(self) -> list[str]:
        return [c["label"] for r in self._of_type("choices") for c in r["choices"]]

    def _of_type(self, kind: str) -> list[dict[str, Any]]:
        return [r for r in self.replies if r["type"] == kind]

    def expect(self, *patterns: str) -> Conversation:
        """回复里要有这些（正则）。"""
        for pattern in patterns:
            self._check(re.search(pattern, self.text) is not None, f"缺少：{pattern}")
        return self

    def forbid(self, *patterns: str) -> Conversation:
        """回复里不能有这些（正则）。"""
        for pattern in patterns:
            self._check(re.search(pattern, self.text) is None, f"不该有：{pattern}")
        return self

    def expect_service(self, name: str) -> Conversation:
        """给出了名称匹配的服务卡片。"""
        names = [r["service"]["name"] for r in self._of_type("service")]
        self._check(any(re.search(name, n) for n in names), f"应给出服务 {name}，实际 {names}")
        return self

    def expect_guide(self, title: str, *steps: str) -> Conversation:
        """给出了名称匹配的指南；`steps` 里的步骤按这个先后出现。"""
        guides = [r["guide"] for r in self._of_type("guide") if re.search(title, r["guide"]["title"])]
        self._check(bool(guides), f"应给出指南 {title}")
        names = [s["name"] for s in guides[0]["steps"]]
        position = -1
        for step in steps:
            found = [n for n, name in enumerate(names) if n > position and re.search(step, name)]
            self._check(bool(found), f"步骤 {step} 应按顺序出现在 {names}")
            position = found[0]
        for planned in guides[0]["steps"]:
            self._check(all(n < planned["number"] for n in planned["after"]), "前置步骤应排在前面")
        return self

    def without_step(self, *steps: str) -> Conversation:
        """刚才的指南里没有这些步骤。"""
        names = [s["name"] for r in self._of_type("guide") for s in r["guide"]["steps"]]
        for step in steps:
            self._check(not any(re.search(step, n) for n in names), f"不该有步骤 {step}：{names}")
        return self

    def expect_choices(self, *labels: str) -> Conversation:
        """给出了选项，其中有匹配的。"""
        shown = self._labels()
        self._check(bool(shown), "应给出选项")
        for label in labels:
            self._check(any(re.search(label, s) for s in shown), f"选项里应有 {label}：{shown}")
        return self

    def expect_no_card(self) -> Conversation:
        """没有给服务或指南。"""
        kinds = [r["type"] for r in self.replies]
        self._check(not {"service", "guide"} & set(kinds), f"不该给出服务：{kinds}")
        return self

    def expect_any(self, *patterns: str) -> Conversation:
        """回复里至少有这些（正则）中的一个；一个都不写就不检查。"""
        found = not patterns or any(re.search(p, self.text) for p in patterns)
        self._check(found, f"至少要有其中一个：{patterns}")
        return self

    def expect_leads_to(self, *names: str) -> Conversation:
        """回复引向这些事项：服务卡片、指南或它的一步、可点的选项，或文字里用【】标出的事项。"""
        shown = self._labels() + [r["service"]["name"] for r in self._of_type("service")]
        shown += re.findall(r"【(.+?)】", self.text)
        for guide in (r["guide"] for r in self._of_type("guide")):
            shown += [guide["title"], *(s["name"] for s in guide["steps"])]
        for name in names:
            self._check(any(re.search(name, s) for s in shown), f"应引向 {name}，实际 {shown}")
        return self

    def without_service(self, *names: str) -> Conversation:
        """没有把这些事项当作答案（提一句“别弄混”是可以的）。"""
        shown = [r["service"]["name"] for r in self._of_type("service")]
        for name in names:
            self._check(not any(re.search(name, s) for s in shown), f"不该给出服务 {name}：{shown}")
        return self

    def expect_chosen(self, number: int) -> Conversation:
        """回复说的是先前列出的第 `number` 个选项（从 1 数，-1 是最后一个）。"""
        self._check(len(self._offered) >= abs(number), f"先前应列出过选项：{self._offered}")
        label = self._offered[number - 1 if number > 0 else number]
        self._check(label in self.text, f"应说到选项“{label}”")
        return self

    def expect_shorter(self) -> Conversation:
        """比上一条回复短。"""
        self._check(len(self.text) < len(self._earlier), f"应比上一条（{len(self._earlier)} 字）短")
        return self

    def expect_not_lost(self) -> Conversation:
        """听懂了：给了服务、指南、选项，或者有内容的话；不是“没听懂”，也不只是打招呼。"""
        if not self._of_type("service") + self._of_type("guide") + self._of_type("choices"):
            self._check(LOST.search(self.text) is None, "不该是没听懂")
        self._check(GREETING.search(self.text) is None, "不该只是打招呼")
        return self
