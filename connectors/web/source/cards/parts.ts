// 几种卡片共用的小块。

import { link, linked, make, phones, type Child } from "../dom";
import type { Entry } from "../contract";

// 卡片要用到的外面的事：说一句话、打的勾、是不是长者模式。
export interface Desk {
  say(message: string, shown?: string): Promise<boolean>;
  ticked(key: string): boolean;
  tick(key: string, on: boolean): void;
  elder(): boolean;
  changed(): void;
}

export function facts(pairs: [string, Child][]): HTMLElement | null {
  const rows = pairs.filter(([, value]) => value);
  return rows.length ? make("dl", { class: "facts" }, rows.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])) : null;
}

export function list(items: string[] | undefined, ordered = false): HTMLElement | null {
  return items?.length ? make(ordered ? "ol" : "ul", {}, items.map((item) => make("li", {}, linked(item)))) : null;
}

// 折起来的一段；没有内容就不出现。
export function folded(title: Child, inside: Child, open = false, className: string | null = null): HTMLElement | null {
  return inside && (!Array.isArray(inside) || inside.some(Boolean))
    ? make("details", { open, class: className }, make("summary", {}, title), inside) : null;
}

// 唯一的官方入口：一个按钮和它的理由；没有网上入口就写去哪里。
export function entryBlock(entry: Entry | null | undefined, main: boolean): HTMLElement | null {
  if (!entry || !(entry.url || entry.name)) return null;
  const reason = entry.reason ? make("span", { class: "note" }, entry.reason) : null;
  if (!entry.url) return make("p", { class: "entry" }, make("span", {}, make("strong", {}, "去哪办："), entry.name), reason);
  return make("p", { class: "entry" }, link(entry.url, `去办理：${entry.name || entry.url}`, main ? "go main" : "go"), reason);
}

export function warnings(items: string[] | undefined): HTMLElement | null {
  return items?.length ? make("ul", { class: "warnings", "aria-label": "请留意" }, items.map((item) => make("li", {}, linked(item)))) : null;
}

let boxes = 0;

// 一个打勾的框和它的名字；整行都能点。
export function checkbox(name: Child, on: boolean, changed: (box: HTMLInputElement) => unknown): HTMLElement {
  const id = `box-${++boxes}`;
  const box: HTMLInputElement = make("input", { type: "checkbox", id, checked: on, onchange: () => changed(box) });
  return make("label", { for: id, class: "tick" }, box, make("span", {}, name));
}

// 材料清单：每样一个勾，勾只记在这台设备上。
export function checklist(owner: string, materials: { name: string; notes: string[] }[], desk: Desk): { element: HTMLElement; count: HTMLElement } {
  const count = make("span", { class: "note" });
  const show = (): void => {
    const ready = materials.filter((one) => desk.ticked(`${owner}/${one.name}`)).length;
    count.textContent = ready ? `已备好 ${ready}/${materials.length}` : `共 ${materials.length} 样，备好一样勾一样`;
  };
  const rows = materials.map((one) => {
    const key = `${owner}/${one.name}`;
    const notes = one.notes.filter(Boolean).join(" · ");
    return make("li", {}, checkbox([one.name, notes && make("span", { class: "note" }, ` ${notes}`)], desk.ticked(key), (box) => {
      desk.tick(key, box.checked);
      show();
    }));
  });
  show();
  return { element: make("ul", { class: "checklist" }, rows), count };
}

export function phone(text: string | undefined): Child {
  if (!text) return null;
  return /^[\d-]{5,16}$/.test(text) ? make("a", { href: `tel:${text}`, class: "phone" }, text) : phones(text);
}
