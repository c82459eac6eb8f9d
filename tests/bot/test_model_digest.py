"""机器人只载入我们训练的模型。"""

import os
import subprocess
from pathlib import Path

import pytest

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT

RECORD = "from pathlib import Path; from bot import model_digest; model_digest.record(Path(r'{}'))"


def serve(model: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BOT_PYTHON), "-m", "bot.serve", "--model", str(model), "--port", "1", "--actions-url", "http://x/"]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120)


@pytest.mark.promise("机器人不载入没有训练记录、或与记录不符的模型")
def test_a_model_we_did_not_train_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "zhilu.tar.gz"
    model.write_bytes(b"somebody else's model")
    unknown = serve(model)
    assert unknown.returncode == 3
    assert "没有训练的记录" in unknown.stderr
    subprocess.run([str(BOT_PYTHON), "-c", RECORD.format(model)], cwd=ROOT, check=True)
    model.write_bytes(b"swapped afterwards")
    swapped = serve(model)
    assert swapped.returncode == 3
    assert "不是这里训练的" in swapped.stderr
