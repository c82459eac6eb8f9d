"""左边的菜单：每项是（地址，名字，至少什么角色）。加一页就在这里加一行。"""

from __future__ import annotations

from connectors.admin.accounts import ADMINISTRATOR, EDITOR, REVIEWER, Person

MENU: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("", (("/admin/", "今天要办的", EDITOR),)),
    (
        "目录",
        (
            ("/admin/records?kind=basic", "全国事项", EDITOR),
            ("/admin/records?kind=item", "各地事项", EDITOR),
            ("/admin/records?kind=package", "一件事", EDITOR),
            ("/admin/records?kind=portal", "办事入口", EDITOR),
            ("/admin/records?kind=region", "地区", EDITOR),
            ("/admin/aliases", "别名", EDITOR),
        ),
    ),
    (
        "数据",
        (
            ("/admin/imports", "导入数据", EDITOR),
            ("/admin/conflicts", "冲突", EDITOR),
            ("/admin/links", "链接", EDITOR),
            ("/admin/expiring", "快到期的", EDITOR),
        ),
    ),
    (
        "发布",
        (
            ("/admin/proposals", "送审与审核", EDITOR),
            ("/admin/golden", "金标问题", EDITOR),
            ("/admin/training", "机器人", EDITOR),
            ("/admin/releases", "已发布的版本", EDITOR),
            ("/admin/jobs", "后台任务", EDITOR),
        ),
    ),
    (
        "学习",
        (
            ("/admin/questions", "没答好的问题", EDITOR),
            ("/admin/trends", "问得最多的、好差评", EDITOR),
            ("/admin/coverage", "各地收录情况", EDITOR),
        ),
    ),
    (
        "管理",
        (
            ("/admin/accounts", "账号与令牌", ADMINISTRATOR),
            ("/admin/audit", "审计记录", REVIEWER),
        ),
    ),
)


def menu_for(person: Person) -> list[tuple[str, list[tuple[str, str]]]]:
    """这个人看得到的菜单。"""
    made = []
    for title, entries in MENU:
        mine = [(where, name) for where, name, role in entries if person.may(role)]
        if mine:
            made.append((title, mine))
    return made
