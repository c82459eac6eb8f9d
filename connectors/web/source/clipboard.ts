// 复制文字：先用新接口；不安全的地址、不许用的框里退回老办法。

import { make } from "./dom";

export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedOldWay(text);
  }
}

function copiedOldWay(text: string): boolean {
  const area = make("textarea", { readonly: true, class: "hidden", "aria-hidden": "true" }, text);
  const before = document.activeElement;
  // 打开着小窗时，窗外的元素不能被选中
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}
