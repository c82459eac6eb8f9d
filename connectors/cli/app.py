"""命令清单：参数在这里，做事的代码在同目录各文件里。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connectors.cli.catalog import catalog_app
from connectors.cli.chinese import Command, Group

app = typer.Typer(
    cls=Group, help="指路：一句话找到该办的政务服务。", no_args_is_help=True,
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(catalog_app, name="catalog")


@app.command(cls=Command)
def serve() -> None:
    """启动全部服务（网页、接口、机器人），前台运行，Ctrl-C 停止。"""
    from connectors.cli.serve import serve as run

    raise typer.Exit(run())


@app.command(cls=Command)
def chat(
    region: Annotated[str, typer.Option(help="所在地的区划代码，如 511621")] = "",
    elder: Annotated[bool, typer.Option(help="长者模式：一次只说一件事")] = False,
    url: Annotated[str, typer.Option(help="服务地址；默认是本机正在运行的服务")] = "",
) -> None:
    """在终端里和正在运行的服务对话。"""
    from connectors.cli.chat import chat as run

    raise typer.Exit(run(url, region, elder))


@app.command(cls=Command)
def search(
    words: Annotated[list[str], typer.Argument(help="要办的事，日常说法即可")],
    region: Annotated[str, typer.Option(help="区划代码；不写就从话里认地名")] = "",
    audience: Annotated[str, typer.Option(help="自然人 或 法人")] = "",
    k: Annotated[int, typer.Option(min=1, max=50, help="要几条")] = 10,
    explain: Annotated[bool, typer.Option(help="列出每个分数的组成")] = False,
) -> None:
    """不经服务，直接检索。"""
    from connectors.cli.search import search as run

    raise typer.Exit(run(" ".join(words), region, audience, k, explain))


@app.command(cls=Command)
def train() -> None:
    """重新训练机器人并重建检索索引；服务在运行就让它换上新模型。"""
    from connectors.cli.prepare import train as run

    raise typer.Exit(run())


@app.command(cls=Command, hidden=True)
def prepare(
    only: Annotated[list[str] | None, typer.Argument(help="只建这几样：catalog search meaning lexicon bot")] = None,
) -> None:
    """建好还没有的东西（目录、索引、机器人模型）就退出。"""
    from connectors.cli.prepare import prepare as run

    raise typer.Exit(run(tuple(only or ())))


@app.command(cls=Command)
def evaluate(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="jsonl 题目；不写就用自带问句里留出的那部分")
    ] = None,
    compare: Annotated[bool, typer.Option(help="几种做法并排比较")] = False,
    groups: Annotated[bool, typer.Option(help="按主题、难处分开列")] = False,
    explain: Annotated[int, typer.Option(min=0, help="逐题说明前几道没答对的")] = 0,
    robustness: Annotated[bool, typer.Option(help="加错字、同音字、繁体、废话，看掉多少")] = False,
    limit: Annotated[int, typer.Option(min=0, help="只均匀地抽几题")] = 0,
    save: Annotated[Path | None, typer.Option(help="另存为 JSON")] = None,
    html: Annotated[Path | None, typer.Option(help="另存为带图的网页")] = None,
) -> None:
    """评测检索的好坏：命中率、MRR、nDCG 和置信区间，弃答、地区与耐错。"""
    from connectors.cli.evaluate import Wanted
    from connectors.cli.evaluate import evaluate as run

    raise typer.Exit(run(file, Wanted(compare, groups, robustness, explain, limit, save, html)))


@app.command(cls=Command, name="wechat-simulator")
def wechat_simulator(
    channel: Annotated[str, typer.Option(help="official 公众号、work 企业微信应用、kf 微信客服")] = "official",
    url: Annotated[str, typer.Option(help="网关地址；默认按 ZHILU_HOST、ZHILU_PORT")] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="模拟的微信接口监听的端口")] = 8099,
    script: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="剧本文件；不写就一问一答")
    ] = None,
) -> None:
    """扮演微信服务器，试一套微信设置（签名、加密、5 秒超时、重试、额度）。"""
    from connectors.cli.wechat import simulate

    if channel not in ("official", "work", "kf"):
        raise typer.BadParameter("只能是 official、work、kf", param_hint="--channel")
    raise typer.Exit(simulate(channel, url, port, script))


@app.command(cls=Command)
def status(quiet: Annotated[bool, typer.Option("--quiet", help="不打印，只用退出码表示是否在运行")] = False) -> None:
    """正在运行的各部分：状态、进程号、地址、版本。"""
    from connectors.cli.status import status as run

    raise typer.Exit(run(quiet))


@app.command(cls=Command)
def ratings(file: Annotated[Path, typer.Argument(dir_okay=False, help="写到哪个 CSV 文件")]) -> None:
    """把全部好差评导出成 CSV（意见已遮盖个人信息）。"""
    from connectors.exports import csv_text
    from connectors.gateway.feedback import RatingStore
    from connectors.settings import Settings

    store = RatingStore(Settings().database)
    rows = store.rows()
    store.close()
    file.write_text(csv_text(["时间", "编码", "星级", "意见"], rows), encoding="utf-8", newline="")
    typer.echo(f"{len(rows)} 条，已写到 {file}")


@app.command(cls=Command)
def erase(conversation: Annotated[str, typer.Argument(help="对话编号")]) -> None:
    """擦除一个对话的全部记录：对话状态、评价、存下的指南、微信收件。"""
    from connectors.cli.erase import erase as run

    raise typer.Exit(run(conversation))


@app.command(cls=Command)
def doctor() -> None:
    """检查这台机器和安装是否正常，逐项说明怎么修。"""
    from connectors.cli.doctor import doctor as run

    raise typer.Exit(run())


@app.command(cls=Command, hidden=True)
def paths() -> None:
    """打印状态目录。"""
    from connectors.settings import Settings

    typer.echo(Path(Settings().state))
