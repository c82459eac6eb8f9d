// 选地区：输入地名，列出同名的地方让人选；选好的记在本机。

import { make } from "./dom.js";

const KEY = "zhilu-region";

export function savedRegion() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || null;
  } catch {
    return null;
  }
}

function save(region) {
  try {
    if (region) localStorage.setItem(KEY, JSON.stringify(region));
    else localStorage.removeItem(KEY);
  } catch {
    // 浏览器禁止本机存储时，这一次仍然有效，只是下次要重选
  }
}

export function regionPicker(changed) {
  let chosen = savedRegion();
  const input = make("input", { type: "text", id: "region", class: "region-input", autocomplete: "off", placeholder: "如：岳池县", maxlength: 20,
    "aria-describedby": "region-note" });
  const note = make("span", { id: "region-note", class: "region-note", role: "status" });
  const options = make("div", { class: "region-options", role: "group", "aria-label": "同名的地方，请选一个" });

  function choose(region) {
    chosen = region;
    save(region);
    input.value = region ? region.full_name || region.name : "";
    looked = input.value;
    note.textContent = region ? "" : "不限地区";
    options.replaceChildren();
    changed(region);
  }

  // 点选项时输入框失去焦点，也会触发 change：同一个名字不再查，免得刚列出的选项被换掉
  let looked = null;

  async function look() {
    const name = input.value.trim();
    if (name === looked) return undefined;
    looked = name;
    options.replaceChildren();
    if (!name) return choose(null);
    if (chosen && (name === chosen.full_name || name === chosen.name)) return undefined;
    if (name.length < 2) {
      note.textContent = "请至少写两个字";
      return undefined;
    }
    try {
      const answer = await fetch(`/api/regions?name=${encodeURIComponent(name)}`);
      const found = answer.ok ? (await answer.json()).results : [];
      if (found.length === 1) return choose(found[0]);
      note.textContent = found.length ? "有几个同名的地方，请选：" : "没有找到这个地方，请写全称，如“岳池县”";
      options.replaceChildren(...found.map((region) => make("button", { type: "button", class: "choice", onclick: () => choose(region) }, region.full_name)));
    } catch {
      looked = null;
      note.textContent = "暂时查不了地区，请稍后再试";
    }
    return undefined;
  }

  input.addEventListener("change", look);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      look();
    }
  });
  if (chosen) input.value = chosen.full_name || chosen.name;
  else note.textContent = "不限地区";
  return { element: make("div", { class: "region" }, make("label", { for: "region" }, "所在地"), input, note, options), current: () => chosen };
}
