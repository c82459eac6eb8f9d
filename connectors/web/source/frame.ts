// 嵌在别的网站里时，与外面的 loader.js 说话。只说“好了”“请收起”两个词，不带任何内容。

export interface Outer {
  ready(): void;
  close(): void;
}

// 单独打开时返回 null。
export function frame(): Outer | null {
  if (window.parent === window) return null;
  const tell = (word: string): void => window.parent.postMessage({ zhilu: word }, "*");
  addEventListener("keydown", (event) => {
    // 开着小窗时 Esc 是关小窗；输入法选字时 Esc 是取消选字
    if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open], details.menu[open]")) tell("close");
  });
  return { ready: () => tell("ready"), close: () => tell("close") };
}
