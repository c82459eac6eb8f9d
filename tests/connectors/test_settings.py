"""环境变量的名字与默认值：别的程序照着写。"""

from pathlib import Path

import pytest

from connectors.settings import Settings, WechatKfSettings, WechatSettings, WecomSettings
from connectors.tuning import tuning


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("ZHILU_")]:
        monkeypatch.delenv(name)


def test_defaults() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.state_dir) == ("127.0.0.1", 8000, Path(".zhilu"))
    assert settings.bot_url == settings.database_url == settings.redis_url == settings.embedding_model == ""
    assert settings.database == f"sqlite:///{Path('.zhilu').resolve() / 'connectors.db'}"


def test_every_documented_name_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "HOST": "0.0.0.0", "PORT": "9000", "STATE_DIR": "/tmp/z",
        "DATABASE_URL": "postgresql+psycopg://x", "REDIS_URL": "redis://x",
        "BOT_URL": "http://bot:5005/", "EMBEDDING_MODEL": "m", "ADMIN_TOKEN": "t",
        "ALLOWED_ORIGINS": "https://a.gov.cn, https://b.gov.cn/",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ZHILU_{name}", value)
    settings = Settings()
    assert (settings.host, settings.port, settings.state) == ("0.0.0.0", 9000, Path("/tmp/z"))
    assert (settings.database, settings.redis_url) == ("postgresql+psycopg://x", "redis://x")
    assert (settings.bot_url, settings.embedding_model) == ("http://bot:5005", "m")
    assert settings.admin_token.get_secret_value() == "t"
    assert settings.allowed_origins == ["https://a.gov.cn", "https://b.gov.cn"]


def test_channel_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"WECHAT_TOKEN": "a", "WECHAT_APPID": "b", "WECHAT_API_BASE": "http://x", "WECOM_CORPID": "c",
                        "WECOM_TOKEN": "d", "WECHAT_KF_TOKEN": "e", "WECHAT_KF_AES_KEY": "f"}.items():
        monkeypatch.setenv(f"ZHILU_{name}", value)
    wechat, wecom, kf = WechatSettings(), WecomSettings(), WechatKfSettings()
    assert (wechat.token.get_secret_value(), wechat.appid, wechat.api_base) == ("a", "b", "http://x")
    assert (wecom.corpid, wecom.token.get_secret_value()) == ("c", "d")
    assert (kf.token.get_secret_value(), kf.aes_key.get_secret_value()) == ("e", "f")


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHILU_PORT", "")
    assert Settings().port == 8000


@pytest.mark.promise("口令打印不出来")
def test_secrets_do_not_show_when_printed() -> None:
    assert "s3cret" not in repr(Settings(admin_token="s3cret", bot_token="s3cret"))


def test_the_tuned_time_limits_keep_the_promises() -> None:
    """机器人卡住时：先等、再问是否活着、再检索，合起来不超过 2 秒的承诺。"""
    numbers = tuning()
    assert numbers.bot.patience_s + numbers.bot.probe_s < 2.0
    assert numbers.bot.patience_s < numbers.bot.timeout_s <= 4.0
    assert numbers.search.reload_s < 5.0
    assert numbers.chat.message_characters == 500
    assert numbers.chat.body_bytes == 64 * 1024
