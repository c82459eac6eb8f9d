"""与 `rasa data validate` 同样的检查，对着训练时真正用的例句（意图例句加市民问句）：`python -m bot.validate`。"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def validate(nlu_data: Path) -> None:
    """领域、意图、例句、规则是否自洽；不自洽时 Rasa 打印原因并退出（退出码 1）。"""
    from rasa.cli.utils import validate_files
    from rasa.shared.importers.importer import TrainingDataImporter

    from bot.training_data import write_training_data

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_training_data(nlu_data, work / "nlu")
        config = work / "config.yml"
        config.write_text((ROOT / "config.yml").read_text("utf-8").replace("${LEXICON}", "lexicon.json"), "utf-8")
        importer = TrainingDataImporter.load_from_config(
            str(config), str(ROOT / "domain.yml"), [str(work / "nlu"), str(ROOT / "rules.yml")]
        )
        validate_files(False, None, importer)


def main() -> None:
    """命令行入口：不自洽时退出码是 1。"""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    validate(ROOT.parent / "nlu_data")
    print("例句、领域、规则自洽")


if __name__ == "__main__":
    main()
