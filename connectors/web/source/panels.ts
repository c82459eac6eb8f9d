// 浮在对话上面的几个小窗：转人工、说明、确认。用浏览器自带的 dialog：焦点留在窗里，Esc 关闭。

import { button, icon, make, type Child } from "./dom";

// 打开一个小窗；关掉后焦点回到原来的地方，窗从页面上拿走。
export function panel(title: string, content: Child, actions: Child[] = []): HTMLDialogElement {
  const before = document.activeElement;
  const heading = make("h2", { id: "panel-title", tabindex: -1 }, title);
  const window: HTMLDialogElement = make("dialog", { class: "panel", "aria-labelledby": "panel-title" },
    make("div", { class: "panel-head" }, heading, button([icon("close"), make("span", { class: "hidden" }, "关闭")], () => window.close(), { class: "plain" })),
    content,
    make("div", { class: "panel-actions" }, actions));
  window.addEventListener("close", () => {
    window.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  });
  // 点窗外的暗处也关
  window.addEventListener("click", (event) => {
    if (event.target === window) window.close();
  });
  document.body.append(window);
  window.showModal();
  heading.focus();
  return window;
}

// 问一句“要不要”；返回市民的选择。
export function confirmed(title: string, words: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = false;
    const shown = panel(title, make("p", {}, words), [
      button(yes, () => {
        answer = true;
        shown.close();
      }, { class: "main" }),
      button("不用了", () => shown.close()),
    ]);
    shown.addEventListener("close", () => resolve(answer));
  });
}

// 转人工：如实说自动助手转不了，给 12345，并帮着把说过的话带过去。
export function handOver(copyAll: (() => Promise<boolean>) | null): void {
  const told = make("p", { class: "note", role: "status" });
  panel("找人工：12345", [
    make("p", {}, "我是自动助手，不能直接转接真人。请拨打 12345 政务服务便民热线，有人工受理。"),
    make("p", {}, make("a", { href: "tel:12345", class: "go main call" }, icon("phone"), "拨打 12345")),
    make("p", {}, "打电话时说清楚：人在哪里、要办什么事、卡在哪一步。"),
    copyAll && button([icon("copy"), "复制这次对话，照着说"], async () => {
      told.textContent = (await copyAll()) ? "已复制。" : "没能复制，请长按文字自己选。";
    }),
    told,
  ]);
}

const NOTICE = [
  "我是自动助手，不是真人。答复来自公开的政务服务目录，可能不全，以办理地公布为准。",
  "不用登录，不收集您的姓名。身份证号、银行卡号、电话号码请不要发；发了也会先遮住，不保存、不转给别处。",
  "对话存在您这台设备上，七天不用自动作废，随时可以清除。公用电脑用完请清除。",
  "服务器不存您说的原话，也不写进日志；只记着在哪里、办哪件事、选了什么，好接着答。指南的续办编号保存三十天，里面没有您的话。",
  "您交的评价会保存，意见里的号码会遮住。",
  "用“我的位置”时，位置只在这台设备上换算成区县名，不发出去。语音输入由您的浏览器完成，指路不收录音。",
];

export function about(): void {
  panel("自动助手与个人信息", make("ul", { class: "notice" }, NOTICE.map((line) => make("li", {}, line))));
}
