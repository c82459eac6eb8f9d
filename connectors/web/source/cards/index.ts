// 把约定的四种回复画出来；不认识的、画不出来的，退回能单独成立的文字。

import type { Choice, Reply } from "../contract";
import { button, make, paragraphs } from "../dom";
import { drawGuide } from "./guide";
import type { Desk } from "./parts";
import { drawService } from "./service";

export function draw(reply: Reply, desk: Desk): HTMLElement {
  try {
    if (reply.choices) return drawChoices(reply, reply.choices, desk);
    if (reply.service) return drawService(reply, reply.service, desk);
    if (reply.guide) return drawGuide(reply, reply.guide, desk);
  } catch (problem) {
    console.warn("卡片画不出来，改用文字", problem);
  }
  return make("div", { class: "bubble" }, paragraphs(desk.elder() ? shortened(reply.text) : reply.text));
}

function drawChoices(reply: Reply, choices: Choice[], desk: Desk): HTMLElement {
  // 文字里若已把选项编号列了一遍，按钮就够了，不重复显示
  const labels = new Set(choices.map((choice) => choice.label));
  const lines = reply.text.split("\n").filter((line) => !labels.has(line.trim().replace(/^\d+[.、．)）]\s*/, "")));
  const buttons = choices.map((choice, index) =>
    button([make("span", { class: "choice-number", "aria-hidden": "true" }, index + 1), choice.label], () => desk.say(choice.value, choice.label), { class: "choice" }));
  return make("div", { class: "bubble" }, paragraphs(lines.join("\n")), make("div", { class: "choices", role: "group", "aria-label": "请选择" }, buttons));
}

// 长者模式：一句一行。
export function shortened(text: string): string {
  return text.replace(/([。！？；])(?=[^\n”）」』])/g, "$1\n");
}
