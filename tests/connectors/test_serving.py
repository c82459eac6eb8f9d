"""启动计划：起哪些部分、等什么建好、令牌怎么传。"""

from pathlib import Path

from connectors.admin.accounts import ADMINISTRATOR, Accounts
from connectors.admin.storage import open_admin
from connectors.serving import address, plan
from connectors.settings import Settings
from connectors.tuning import tuning


def test_by_default_three_parts_with_a_shared_random_token(tmp_path: Path) -> None:
    supervisor = plan(Settings(state_dir=tmp_path))
    assert list(supervisor.parts) == ["gateway", "actions", "bot"], "网关最先"
    specs = {name: part.spec for name, part in supervisor.parts.items()}
    token = specs["gateway"].env["ZHILU_BOT_TOKEN"]
    assert len(token) >= 24
    assert specs["bot"].env["ZHILU_BOT_TOKEN"] == token
    assert specs["gateway"].env["ZHILU_BOT_URL"] == specs["bot"].url
    assert f"{specs['actions'].url}/webhook" in specs["bot"].command
    assert not [word for spec in specs.values() for word in spec.command if token in word], "令牌不上命令行"
    assert all(spec.url.startswith("http://127.0.0.1:") for spec in specs.values())
    assert list(supervisor._builds) == ["catalog", "search", "meaning", "lexicon", "bot"]
    again = plan(Settings(state_dir=tmp_path)).parts["bot"].spec.env["ZHILU_BOT_TOKEN"]
    assert again != token


def test_with_an_outside_bot_only_the_gateway_is_started(tmp_path: Path) -> None:
    supervisor = plan(Settings(state_dir=tmp_path, bot_url="http://bot.internal:5005", bot_token="given"))
    assert list(supervisor.parts) == ["gateway"]
    env = supervisor.parts["gateway"].spec.env
    assert env["ZHILU_BOT_URL"] == "http://bot.internal:5005"
    assert env["ZHILU_ACTIONS_URL"] == ""
    assert list(supervisor._builds) == ["catalog", "search"]


def test_the_bot_reports_nothing_and_logs_no_messages(tmp_path: Path) -> None:
    env = plan(Settings(state_dir=tmp_path)).parts["bot"].spec.env
    assert env["RASA_TELEMETRY_ENABLED"] == "false"
    assert env["LOG_LEVEL"] == "WARNING"


def test_the_address_to_try_from_this_machine() -> None:
    assert address(Settings(host="0.0.0.0", port=80)) == "http://127.0.0.1:80"
    assert address(Settings(host="::", port=80)) == "http://[::1]:80"
    assert address(Settings(host="10.0.0.5", port=80)) == "http://10.0.0.5:80"


def test_the_one_time_token_is_not_said_once_there_is_an_administrator(tmp_path: Path) -> None:
    settings, said = Settings(state_dir=tmp_path), list[str]()
    plan(settings, said.append)
    assert "一次性口令" in "".join(said) and not (tmp_path / "connectors.db").exists()
    engine = open_admin(settings.database)
    Accounts(engine, tuning().admin).add("boss", "主任", ADMINISTRATOR, "a long sentence 42")
    engine.dispose()
    said.clear()
    env = plan(settings, said.append).parts["gateway"].spec.env
    assert "一次性口令" not in "".join(said) and "/admin/" in "".join(said)
    assert env["ZHILU_ADMIN_TOKEN"], "后台照样开着"
