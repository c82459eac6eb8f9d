"""`zhilu catalog …`：目录的导入、检查、发布。做事的是 catalog.commands，这里只管参数和打印。"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from connectors.cli.chinese import Command, Group

catalog_app = typer.Typer(cls=Group, help="目录：导入、检查、比较、发布、回退。", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="打印 JSON")]
Limit = Annotated[int, typer.Option(min=1, help="最多列几条")]


def state() -> str | Path:
    """目录数据库在哪。"""
    from connectors.building.makers import catalog_source
    from connectors.settings import Settings

    return catalog_source(Settings())


def announce() -> None:
    """设了 Redis 就叫正在运行的服务马上来看，没设它们几秒内也会轮询到。"""
    from catalog import signals
    from connectors.settings import Settings

    signals.announce(Settings().redis_url)


def tell(report: Any, limit: int = 200) -> None:
    """打印一份报告；有错误就以 1 退出。"""
    for line in report.lines(limit):
        typer.echo(line)
    raise typer.Exit(0 if report.ok else 1)


@catalog_app.command("import", cls=Command)
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="xlsx、csv 或 json 文件")],
    source: Annotated[str, typer.Option(help="catalog/sources 里的名字，或映射文件的路径")],
    publish: Annotated[bool, typer.Option("--publish", help="导入后马上发布")] = False,
    force: Annotated[bool, typer.Option("--force", help="拒绝的行太多、记录骤减时也照做")] = False,
    limit: Limit = 50,
) -> None:
    """导入一份地方数据。"""
    from catalog.commands import import_file

    report = import_file(state(), file, source, publish, force=force)
    if publish:
        announce()
    tell(report, limit)


@catalog_app.command(cls=Command)
def validate(limit: Limit = 200) -> None:
    """检查全国目录的全部文件，逐条说清在哪一行、怎么改。"""
    from catalog import commands

    tell(commands.validate(), limit)


@catalog_app.command(cls=Command)
def diff(
    old: Annotated[int | None, typer.Option(help="发布编号；不写是正在服务的")] = None,
    new: Annotated[int | None, typer.Option(help="发布编号；不写是现在发布会成为的")] = None,
    limit: Limit = 200,
) -> None:
    """两次发布之间增加、删除、改动了什么。"""
    from catalog import commands

    changes = commands.diff(state(), old, new)
    for change in changes[:limit]:
        typer.echo(change.text())
    rest = f"，只列了前 {limit} 处" if len(changes) > limit else ""
    typer.echo(f"共 {len(changes)} 处变化{rest}。")


@catalog_app.command(cls=Command)
def publish(
    note: Annotated[str, typer.Option(help="这次发布的说明")] = "",
    force: Annotated[bool, typer.Option("--force", help="记录骤减时也照发")] = False,
) -> None:
    """把全国目录和各来源最近一次导入发布出去；正在运行的服务 5 秒内换上。"""
    from catalog import commands

    report = commands.publish(state(), note=note, force=force)
    announce()
    tell(report)


@catalog_app.command(cls=Command)
def rollback(release: Annotated[int | None, typer.Argument(help="发布编号；不写就回到上一次")] = None) -> None:
    """回到某次发布。"""
    from catalog import commands

    report = commands.rollback(state(), release)
    announce()
    tell(report)


@catalog_app.command(cls=Command)
def history(limit: Limit = 20) -> None:
    """最近的发布。"""
    from catalog import commands

    for one in commands.history(state(), limit):
        counts = "，".join(f"{kind} {total}" for kind, total in sorted(one.counts.items()))
        typer.echo(f"{one.id:4}  {one.created_at:%Y-%m-%d %H:%M}  {one.digest[:12]}  {counts}  {one.note}")


@catalog_app.command(cls=Command)
def conflicts(limit: Limit = 50, as_json: AsJson = False) -> None:
    """同一事项在各来源之间的不一致，危害大的在前。"""
    from catalog import commands

    found = commands.conflicts(state(), limit)
    if as_json:
        typer.echo(json.dumps([one.as_dict() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        typer.echo(f"[{'!' * one.harm:<5}] {one.name}（{one.basic_code}）{one.words}。{one.advice}")
    typer.echo(f"列出 {len(found)} 处不一致。" if found else "没有发现不一致。")


@catalog_app.command(cls=Command)
def coverage(
    limit: Limit = 40,
    as_json: AsJson = False,
    picture: Annotated[Path | None, typer.Option("--picture", help="另外画成一张图（SVG），写到这个文件")] = None,
) -> None:
    """各地、各主题收录了多少。"""
    from catalog import commands
    from catalog.coverage_chart import coverage_svg

    found = commands.coverage(state())
    if picture is not None:
        picture.write_text(coverage_svg(found), "utf-8")
        typer.echo(f"图已写到 {picture}", err=True)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(f"全国事项 {found.basic_items} 个；有地方数据的地区 {len(found.regions)} 个。")
    for theme in found.themes[:limit]:
        typer.echo(f"  {theme.theme}：全国事项 {theme.basic_items}，一件事 {theme.packages}")
    for place in found.regions[:limit]:
        typer.echo(
            f"  {place.code} {place.name}：事项 {place.items}，指南 {place.guides}，对应全国事项 {place.matched}，"
            f"有材料 {place.with_materials}，有链接 {place.with_link}"
        )
    for what, total in (("主题", len(found.themes)), ("地区", len(found.regions))):
        if total > limit:
            typer.echo(f"  {what}共 {total} 个，只列了前 {limit} 个（--limit 可多列）。")
    if found.without_portal:
        typer.echo(f"没有登记政务服务网的省：{'、'.join(found.without_portal)}")
