// 一件事的指南卡片：按先后排好的步骤、进度、全程材料清单。

import type { Guide, GuideMaterial, Reply, Step } from "../contract";
import { link, linked, make } from "../dom";
import { checkbox, checklist, entryBlock, facts, folded, warnings, type Desk } from "./parts";

export function drawGuide(reply: Reply, guide: Guide, desk: Desk): HTMLElement {
  const progress = make("progress", { max: guide.steps.length || 1, value: 0, "aria-label": "办理进度" });
  const count = make("span", { class: "note" });
  const show = (): void => {
    const done = guide.steps.filter((step) => step.done).length;
    progress.value = done;
    count.textContent = `办好 ${done} / ${guide.steps.length} 步`;
  };
  show();
  const next = guide.steps.find((step) => !step.done);
  return make("article", { class: "card guide", "data-guide": guide.code },
    make("h2", {}, guide.title),
    make("p", { class: "chips" }, overview(guide).map((part) => make("span", {}, part))),
    lead(reply),
    guide.situation_text?.length ? make("p", { class: "note" }, `按您的情况：${guide.situation_text.join("、")}`) : null,
    make("p", { class: "progress" }, progress, count),
    make("ol", { class: "steps" }, guide.steps.map((step) => stepItem(step, step === next, desk, show))),
    materials(guide, desk),
    warnings(guide.warnings),
    otherForms(guide));
}

function overview(guide: Guide): string[] {
  return [
    guide.region?.name ?? "",
    guide.steps.length ? `共 ${guide.steps.length} 步` : "",
    guide.visits ? `至少跑 ${guide.visits} 趟` : "",
    guide.longest_path_days ? `按法定时限最长约 ${guide.longest_path_days} 天` : "",
  ].filter(Boolean);
}

// 机器人在指南前面说的那半句（“已按您的情况更新”），标题就不重复了。
function lead(reply: Reply): HTMLElement | null {
  const words = reply.text.includes("【") ? reply.text.slice(0, reply.text.indexOf("【")).trim() : "";
  return words ? make("p", {}, linked(words)) : null;
}

// 打勾就是说一句“第几步办好了”，进度由机器人记着，换个渠道也在；没送到就把勾还原。
async function tick(box: HTMLInputElement, step: Step, desk: Desk, show: () => void): Promise<void> {
  const on = box.checked;
  const sent = await desk.say(on ? `第${step.number}步办好了` : `第${step.number}步还没办`);
  if (!sent) {
    box.checked = !on;
    return;
  }
  step.done = on;
  show();
  desk.changed();
}

function stepItem(step: Step, current: boolean, desk: Desk, show: () => void): HTMLElement {
  const online = Boolean(step.entry?.url);
  const notes = [
    step.department ?? "",
    step.after?.length ? `先办好第 ${step.after.join("、")} 步` : "",
    step.parallel_with?.length ? `可与第 ${step.parallel_with.join("、")} 步同时办` : "",
  ].filter(Boolean).join(" · ");
  const how = [
    entryBlock(step.entry, current),
    make("div", { class: "folds" },
      folded("带什么、多久、多少钱", facts([["材料", step.materials?.join("、")], ["时限", step.time_limit], ["收费", step.fee]])),
      folded(online ? "网上办不了怎么办" : "找不到地方怎么办", fallback(step))),
  ];
  const name = [`${step.number}. ${step.name}`, step.uncertain ? make("span", { class: "tag" }, "看情况") : step.optional && make("span", { class: "tag" }, "可选")];
  return make("li", { class: current ? "step current" : "step" },
    checkbox(name, Boolean(step.done), (box) => tick(box, step, desk, show)),
    make("div", { class: "step-body" },
      step.why ? make("p", { class: "why" }, make("span", { class: "label" }, "为什么"), linked(step.why)) : null,
      step.deadline ? make("p", { class: "deadline" }, `期限：${step.deadline}`) : null,
      make("p", { class: "note" }, notes),
      // 长者模式一次只展开眼下要办的这一步
      desk.elder() && !current ? folded("怎么办", how) : how));
}

function fallback(step: Step): HTMLElement | null {
  const parts = [step.fallback?.name, step.fallback?.address].filter(Boolean).join(" ");
  const number = step.fallback?.number;
  if (!parts && !number) return null;
  return make("p", {}, parts && `窗口：${parts}。`, number && ["咨询电话：", make("a", { href: `tel:${number}`, class: "phone" }, number)]);
}

function materials(guide: Guide, desk: Desk): HTMLElement | null {
  if (!guide.materials?.length) return null;
  const lines = guide.materials.map((one) => ({ name: one.name, notes: notesOf(one) }));
  const { element, count } = checklist(guide.code, lines, desk);
  return folded(["全程材料清单 ", count], element, lines.length <= 6 && !desk.elder(), "all-materials");
}

function notesOf(one: GuideMaterial): string[] {
  return [
    one.sheets ?? "", one.waived ? "可免提交" : "", one.from_step ? `第 ${one.from_step} 步会拿到` : "",
    one.used_in?.length ? `用于第 ${one.used_in.join("、")} 步` : "",
  ];
}

// 同一份指南的其他样子：打印、日历；编号可以在别的渠道接着办。
function otherForms(guide: Guide): HTMLElement | null {
  if (!guide.resume_code) return null;
  const at = (path: string): string => new URL(`/guide/${path}?code=${encodeURIComponent(guide.resume_code ?? "")}`, location.href).href;
  const dated = guide.steps.some((step) => step.deadline_date && !step.done);
  return make("div", { class: "forms" },
    make("p", { class: "note" }, "接着办的编号 ", make("strong", {}, guide.resume_code), `：下次在这里或别的渠道说“继续 ${guide.resume_code}”。`),
    make("p", { class: "links" }, link(at("print"), "打印"), link(`${at("print")}&large=1`, "大字打印"), dated && link(at("guide.ics"), "期限加进日历")));
}
