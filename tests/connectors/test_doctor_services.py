"""doctor 里与别的服务有关的几项。"""

import hashlib
from pathlib import Path

from connectors.building.places import Places
from connectors.cli.doctor_services import database, model, services, shared
from connectors.settings import Settings


def test_everything_at_hand_is_fine(tmp_path: Path) -> None:
    found = list(services(Settings(state_dir=tmp_path)))
    assert [title for title, _, _ in found] == ["数据库", "机器人模型", "时钟", "证书"]
    assert not [remedy for _, _, remedy in found if remedy]


def test_what_cannot_be_reached_says_what_to_do_and_hides_the_password(tmp_path: Path) -> None:
    url = "postgresql://zhilu:geheim@127.0.0.1:9/none"
    title, detail, remedy = database(Settings(state_dir=tmp_path, database_url=url))
    assert (title, bool(remedy)) == ("数据库", True)
    assert "geheim" not in detail + remedy
    assert shared("redis://127.0.0.1:9/0")[2]


def test_a_model_out_of_the_record_is_pointed_out(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.bot.mkdir()
    places.bot_model.write_bytes(b"model")
    assert "不在训练记录里" in model(places)[1]
    (places.bot / "trained.sha256").write_text(hashlib.sha256(b"model").hexdigest() + "  zhilu.tar.gz\n")
    assert "与训练记录相符" in model(places)[1]
