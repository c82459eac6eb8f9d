"""记录 → 表单 → 记录，来回一趟不变；真目录里的每一条都试。"""

from catalog.national_layer import load_national
from connectors.admin.forms.fields import FORMS, Field
from connectors.admin.forms.values import read, shown


def filled(fields: tuple[Field, ...], content: dict, prefix: str = "") -> dict[str, list[str]]:
    """像浏览器那样把显示的值填进表单。"""
    made: dict[str, list[str]] = {}
    for field in fields:
        name, value = prefix + field.name, shown(field, content.get(field.name))
        match field.widget:
            case "choices":
                made[name] = value
            case "check":
                made |= {name: ["on"]} if value else {}
            case "group":
                made |= filled(field.columns, value, name + ".")
            case "rows":
                made[f"{name}.count"] = [str(len(value))]
                for row, part in enumerate(value):
                    made |= filled(field.columns, part, f"{name}.{row}.")
            case "pairs":
                made[f"{name}.count"] = [str(len(value))]
                for row, (key, text) in enumerate(value):
                    made |= {f"{name}.{row}.key": [key], f"{name}.{row}.text": [text]}
            case _:
                made[name] = [value]
    return made


def test_every_national_record_survives_the_form() -> None:
    from catalog.editing.checking import tidy

    layer = load_national()
    for kind, records in (("basic", layer.items), ("package", layer.packages), ("portal", layer.portals)):
        for record in records:
            content = record.model_dump(mode="json", exclude_defaults=True)
            assert tidy(kind, read(FORMS[kind], filled(FORMS[kind], content))) == content, content.get("code")


def test_empty_rows_and_cells_are_left_out() -> None:
    said = {"name": ["甲"], "materials.count": ["2"], "materials.0.name": ["身份证"], "materials.0.required": ["on"],
            "materials.1.name": [""], "aliases": ["一\n\n 二 "], "time_limit.days": [""]}
    made = read(FORMS["basic"], said)
    assert made == {"name": "甲", "materials": [{"name": "身份证"}], "aliases": ["一", "二"]}


def test_a_huge_row_count_is_not_followed() -> None:
    assert read(FORMS["basic"], {"materials.count": ["99999999"]}) == {}
