"""运行设置：只有进程入口（命令行、网关进程）读环境变量，别处都靠参数传入。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from catalog.storage.address import driver_url


class Settings(BaseSettings):
    """环境变量 ZHILU_* 的全部含义与默认值。"""

    model_config = SettingsConfigDict(env_prefix="ZHILU_", env_ignore_empty=True, extra="ignore")

    host: str = Field("127.0.0.1", description="监听地址")
    port: int = Field(8000, ge=1, le=65535, description="监听端口")
    state_dir: Path = Field(Path(".zhilu"), description="数据库、索引、模型所在目录")
    database_url: str = Field("", description="数据库地址；空则用 state_dir 里的 SQLite")
    redis_url: str = Field("", description="多进程部署时的共享存储；空则不用")
    vectors_url: str = Field("", description="装了 pgvector 的 PostgreSQL：向量行放在那里；空则放在本机内存")
    bot_url: str = Field("", description="已有机器人的地址（可以几个，逗号分隔）；设了就不再自己启动")
    bot_token: SecretStr = Field(SecretStr(""), description="访问机器人的令牌")
    embedding_model: str = Field("", description="嵌入模型的目录或名称；空则用自带的")
    admin_token: SecretStr = Field(SecretStr(""), description="维护后台令牌；空则关闭")
    keep_questions: bool = Field(True, description="没答好的问题要不要（遮盖后）记下来给维护者看")
    training_share: float = Field(
        1.0, gt=0, le=1, description="后台重新训练时自带的例句用几成；试装时调小就快，后台加的例句总是全用"
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field([], description="可嵌入聊天页、可跨域调用的网站，逗号分隔")
    trusted_proxies: str = Field("127.0.0.1,::1", description="可信的反向代理，逗号分隔：信它转告的来源地址")
    metrics: Literal["on", "loopback", "off"] = Field("on", description="/metrics 对谁开放：都开放、只对本机、关闭")
    retention_days: float | None = Field(None, gt=0, description="各种记录最多留几天；空则各按各的期限")
    # 由 zhilu serve 传给网关进程，使 /readyz 能说出动作服务的状态
    actions_url: str = Field("", description="动作服务地址（内部使用）")

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def split_origins(cls, value: object) -> object:
        """把逗号分隔的写法拆成列表。"""
        if isinstance(value, str):
            return [one.strip().rstrip("/") for one in value.split(",") if one.strip()]
        return value

    @field_validator("bot_url", "actions_url")
    @classmethod
    def without_slash(cls, value: str) -> str:
        """去掉每个地址末尾的斜杠，便于拼接。"""
        return ",".join(one.strip().rstrip("/") for one in value.split(",") if one.strip())

    @field_validator("database_url")
    @classmethod
    def with_driver(cls, value: str) -> str:
        """数据库地址里写明驱动。"""
        return driver_url(value)

    @property
    def state(self) -> Path:
        """状态目录的绝对路径。"""
        return self.state_dir.expanduser().resolve()

    @property
    def database(self) -> str:
        """网关自己用的数据库地址（好差评等）。"""
        return self.database_url or f"sqlite:///{self.state / 'connectors.db'}"


class WechatSettings(BaseSettings):
    """公众号回调的设置。"""

    model_config = SettingsConfigDict(env_prefix="ZHILU_WECHAT_", env_ignore_empty=True, extra="ignore")

    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    appid: str = ""
    secret: SecretStr = SecretStr("")
    api_base: str = ""
    mode: Literal["auto", "plain", "compatible", "safe"] = "auto"


class WecomSettings(BaseSettings):
    """企业微信回调的设置。"""

    model_config = SettingsConfigDict(env_prefix="ZHILU_WECOM_", env_ignore_empty=True, extra="ignore")

    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    corpid: str = ""
    secret: SecretStr = SecretStr("")
    api_base: str = ""


class WechatKfSettings(BaseSettings):
    """微信客服回调的设置。"""

    model_config = SettingsConfigDict(env_prefix="ZHILU_WECHAT_KF_", env_ignore_empty=True, extra="ignore")

    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    corpid: str = ""
    secret: SecretStr = SecretStr("")
    api_base: str = ""
