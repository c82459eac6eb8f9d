// “更多”：折起来的几个不常用的动作。点外面、按 Esc、选了一项都收起。

import { button, icon, make } from "./dom";

export function menu(items: [string, () => unknown][]): HTMLElement {
  const summary = make("summary", { class: "plain" }, icon("more"), make("span", { class: "hidden" }, "更多"));
  const element = make("details", { class: "menu" }, summary);
  const close = (): void => element.removeAttribute("open");
  element.append(make("div", { class: "menu-items" }, items.map(([label, act]) => button(label, () => {
    close();
    summary.focus();
    act();
  }))));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && element.open) {
      close();
      summary.focus();
      event.stopPropagation();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !element.contains(event.target)) close();
  });
  return element;
}
