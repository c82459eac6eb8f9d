// 每个答复下面的一排：朗读、复制、打印、评价。

import { copied } from "./clipboard";
import type { Reply } from "./contract";
import { button, icon, make, type Icon } from "./dom";
import { ratingForm } from "./rating";
import { hush, read, voice } from "./speech";

export function toolsFor(replies: Reply[], row: HTMLElement, conversation: string | null, elder: boolean): HTMLElement {
  const text = replies.map((reply) => reply.text).join("\n");
  const rated = replies.map((reply) => reply.service?.code ?? reply.guide?.code).find(Boolean) ?? null;
  const note = make("span", { class: "note", role: "status" });
  const bar = make("div", { class: "tools", role: "group", "aria-label": "这个答复" });

  if (voice()) bar.append(readAloud(text, elder));
  bar.append(tool("copy", "复制", async () => {
    note.textContent = (await copied(text)) ? "已复制" : "没能复制，请自己选文字";
  }));
  if (rated) bar.append(tool("print", "打印", () => printOnly(row)));
  if (conversation) {
    const rating = tool("rate", "评价", () => {
      const open = rating.getAttribute("aria-expanded") === "true";
      rating.setAttribute("aria-expanded", String(!open));
      if (open) form.remove();
      else bar.after(form);
    });
    const guide = replies.find((reply) => reply.guide)?.guide;
    const form = ratingForm(conversation, rated, guide?.steps);
    rating.setAttribute("aria-expanded", "false");
    bar.append(rating);
  }
  bar.append(note);
  return bar;
}

function tool(picture: Icon, label: string, press: () => unknown): HTMLButtonElement {
  return button([icon(picture), label], press, { class: "tool" });
}

export function readAloud(text: string, slow: boolean): HTMLButtonElement {
  const element = tool("speak", "朗读", () => {
    if (element.getAttribute("aria-pressed") === "true") return hush();
    element.setAttribute("aria-pressed", "true");
    element.replaceChildren(icon("stop"), "停止");
    read(text, slow, () => {
      element.setAttribute("aria-pressed", "false");
      element.replaceChildren(icon("speak"), "朗读");
    });
  });
  element.setAttribute("aria-pressed", "false");
  return element;
}

// 只打印这一个答复；不给就打印整个对话。
export function printOnly(row: HTMLElement | null): void {
  row?.classList.add("printed");
  document.documentElement.classList.toggle("print-one", Boolean(row));
  window.print();
  document.documentElement.classList.remove("print-one");
  row?.classList.remove("printed");
}
