// 选地区：写地名，列出同名的让人选；或用设备位置猜。选好的记在本机。

import { places } from "./api";
import type { Place } from "./contract";
import { button, icon, make } from "./dom";
import { canLocate, nearby } from "./nearby";
import { panel } from "./panels";
import { forget, recall, write } from "./store";

const KEY = "zhilu-region";

export interface RegionPicker {
  element: HTMLButtonElement;
  current(): Place | null;
  choose(region: Place | null): void;
}

export function regionPicker(changed: (region: Place | null) => void): RegionPicker {
  let chosen = recall<Place>(KEY);
  const label = make("span", {});
  const element = button([icon("place"), label], open, { class: "pill", "aria-haspopup": "dialog" });

  function show(): void {
    label.replaceChildren(make("span", { class: "hidden" }, "所在地"), chosen?.name ?? "选所在地");
    element.title = chosen?.full_name ?? "";
  }

  function choose(region: Place | null): void {
    chosen = region;
    if (region) write(KEY, JSON.stringify({ code: region.code, name: region.name, full_name: region.full_name }));
    else forget(KEY);
    show();
    changed(region);
  }

  function open(): void {
    const input = make("input", { type: "text", id: "region", autocomplete: "off", maxlength: 20, placeholder: "如：岳池县", value: "" });
    const note = make("p", { class: "note", role: "status", id: "region-note" }, chosen ? `现在是：${chosen.full_name || chosen.name}` : "选了所在地，给的入口和要求会更准。");
    const options = make("div", { class: "choices", role: "group", "aria-label": "请选一个地方" });
    input.setAttribute("aria-describedby", note.id);

    const pick = (region: Place | null): void => {
      choose(region);
      window.close();
    };
    const offer = (found: Place[]): void => options.replaceChildren(...found.map((one) => button(one.full_name || one.name, () => pick(one), { class: "choice" })));

    const find = async (): Promise<void> => {
      const name = input.value.trim();
      options.replaceChildren();
      if (name.length < 2) {
        note.textContent = "请至少写两个字。";
        return;
      }
      try {
        const found = await places(name);
        const only = found.length === 1 ? found[0] : undefined;
        if (only) return pick(only);
        note.textContent = found.length ? "有几个同名的地方，请选：" : "没有找到这个地方，请写全称，如“岳池县”。";
        offer(found);
      } catch {
        note.textContent = "暂时查不了地区，请稍后再试。";
      }
    };

    const locate = async (): Promise<void> => {
      note.textContent = "正在定位……";
      try {
        offer(await nearby());
        note.textContent = "按位置猜的，可能差一点，请选对的：";
      } catch (problem) {
        note.textContent = problem instanceof Error ? problem.message : "这会儿定不了位，请直接写地名。";
      }
    };

    const form = make("form", { class: "region-form", onsubmit: (event) => { event.preventDefault(); void find(); } },
      make("label", { for: "region" }, "办事的地方"),
      make("div", { class: "field" }, input, make("button", { type: "submit", class: "main" }, "查找")));
    // 输入法还在选字时的回车不算
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    const window = panel("选所在地", [form, note, options], [
      canLocate() && button([icon("place"), "用我的位置猜"], () => void locate()),
      chosen && button("不限地区", () => pick(null)),
    ]);
    input.focus();
  }

  show();
  return { element, current: () => chosen, choose };
}
