"""话术里的电话都登记过、有出处。"""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
EMERGENCY = {"110", "119", "120"}


def test_every_number_said_is_registered_with_its_source() -> None:
    portals = yaml.safe_load((ROOT / "catalog/national/portals.yaml").read_text("utf-8"))["portals"]
    known = {portal["number"] for portal in portals if portal.get("number") and portal["source"]}
    spoken = (ROOT / "actions/wording.yaml").read_text("utf-8") + (
        ROOT / "connectors/wechat/wording.yaml"
    ).read_text("utf-8")
    numbers = set(re.findall(r"(?<!\d)(?:1[12]\d|12\d{3}|9\d{4})(?!\d)", spoken))
    assert numbers - EMERGENCY - known == set()
    assert {"12345", "12356", "110"} <= numbers
