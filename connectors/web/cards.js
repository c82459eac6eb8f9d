// 把契约里的四种回复画成卡片。不认识的类型退回纯文字。

import { link, linked, make, paragraphs } from "./dom.js";

export function draw(reply, say) {
  const known = { choices: drawChoices, service: drawService, guide: drawGuide };
  try {
    if (known[reply.type]) return known[reply.type](reply, say);
  } catch (problem) {
    console.warn("卡片画不出来，改用文字", problem);
  }
  return make("div", { class: "bubble" }, paragraphs(reply.text));
}

function drawChoices(reply, say) {
  const buttons = reply.choices.map((choice, index) =>
    make("button", { type: "button", class: "choice", onclick: () => say(choice.value, choice.label) },
      make("span", { class: "choice-number", "aria-hidden": "true" }, index + 1), choice.label));
  // 文字里若已把选项编号列了一遍，按钮就够了，不重复显示
  const labels = new Set(reply.choices.map((choice) => choice.label));
  const lines = reply.text.split("\n").filter((line) => {
    const bare = line.trim().replace(/^\d+[.、．)）]\s*/, "");
    return !labels.has(bare);
  });
  return make("div", { class: "bubble" }, paragraphs(lines.join("\n")), make("div", { class: "choices", role: "group", "aria-label": "请选择" }, buttons));
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return rows.length ? make("dl", { class: "facts" }, rows.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]).flat()) : null;
}

function list(title, items, ordered = false) {
  if (!items || !items.length) return null;
  return make("section", {}, make("h3", {}, title), make(ordered ? "ol" : "ul", {}, items.map((item) => make("li", {}, item))));
}

function materialLine(material) {
  const notes = [];
  if (material.waived) notes.push("免提交");
  else if (material.required === false) notes.push("按需提供");
  if (material.when) notes.push(material.when);
  if (material.copies) notes.push(material.copies);
  if (material.form) notes.push(material.form);
  if (material.obtained_from && material.obtained_from !== "本人") notes.push(`出具：${material.obtained_from}`);
  return [material.name, notes.length ? make("span", { class: "note" }, ` ${notes.join(" · ")}`) : null];
}

const CHANNELS = { online: "网上", app: "手机 App", mini_program: "小程序", window: "窗口", phone: "电话", post: "邮寄" };

function channelLine(channel) {
  const where = channel.url ? link(channel.url, channel.name || channel.url) : channel.name || "";
  const rest = [channel.number, channel.address, channel.note].filter((part) => part && part !== channel.name).join(" ");
  return [`${CHANNELS[channel.kind] || "渠道"}：`, where, rest ? ` ${rest}` : ""];
}

function entryBlock(entry) {
  if (!entry || !(entry.url || entry.name)) return null;
  if (!entry.url) return make("p", { class: "entry" }, make("strong", {}, `去哪办：${entry.name}`), entry.reason ? make("span", { class: "note" }, entry.reason) : null);
  return make("p", { class: "entry" }, link(entry.url, `去办理：${entry.name}`, "button"),
    entry.reason ? make("span", { class: "note" }, entry.reason) : null);
}

function warnings(items) {
  return items && items.length ? make("ul", { class: "warnings", "aria-label": "请留意" }, items.map((item) => make("li", {}, linked(item)))) : null;
}

// 天数是工作日还是自然日因事项而异，契约里只有数字，所以不替它补单位；有原文就用原文。
function days(service) {
  const said = [];
  if (service.promised_days) said.push(`承诺 ${service.promised_days} 日`);
  if (service.time_limit) said.push(service.time_limit);
  else if (service.statutory_days) said.push(`法定 ${service.statutory_days} 日`);
  return said.join("；");
}

function drawService(reply) {
  const service = reply.service;
  const where = [service.department, service.region && service.region.name].filter(Boolean).join(" · ");
  const source = service.source;
  return make("article", { class: "card" },
    make("h2", {}, service.name),
    where ? make("p", { class: "note" }, where) : null,
    firstLines(reply.text, service.name),
    entryBlock(service.entry),
    list("办理条件", service.conditions),
    list("要带的材料", (service.materials || []).map(materialLine)),
    list("怎么办", service.steps, true),
    facts([["办结时限", days(service)], ["收费", service.fee], ["咨询电话", service.consult_phone]]),
    list("办理渠道", (service.channels || []).map(channelLine)),
    warnings(service.warnings),
    source && source.name ? make("p", { class: "source" }, "来源：", source.url ? link(source.url, source.name) : source.name, source.updated ? `（${source.updated}）` : "") : null);
}

// 纯文字版把整张卡片都写了一遍；卡片上只留开头一句，其余字段各有位置。
function firstLines(text, name) {
  const line = String(text).split("\n").find((one) => one.trim() && !one.includes(name));
  return line && line.length <= 120 && !/[：:]$/.test(line) ? make("p", {}, linked(line)) : null;
}

function drawGuide(reply, say) {
  const guide = reply.guide;
  const overview = [
    guide.steps.length ? `共 ${guide.steps.length} 步` : "",
    guide.visits ? `至少跑 ${guide.visits} 趟` : "",
    guide.longest_path_days ? `按法定时限最长约 ${guide.longest_path_days} 天` : "",
  ].filter(Boolean).join(" · ");
  return make("article", { class: "card guide" },
    make("h2", {}, guide.title),
    make("p", { class: "note" }, [guide.region && guide.region.name, overview].filter(Boolean).join(" · ")),
    situationLine(guide.situation_text),
    make("ol", { class: "steps" }, guide.steps.map((step) => stepItem(step, say))),
    mergedMaterials(guide.materials),
    warnings(guide.warnings),
    otherForms(guide));
}

// 同一份指南的其他样子：打印、日历；编号可以在别的渠道接着办。
function otherForms(guide) {
  if (!guide.resume_code) return null;
  const at = (path) => new URL(`/guide/${path}?code=${encodeURIComponent(guide.resume_code)}`, location.href).href;
  const dated = guide.steps.some((step) => step.deadline_date && !step.done);
  return make("div", { class: "forms" },
    make("p", { class: "source" }, `接着办的编号：${guide.resume_code}（下次在这里或别的渠道说“继续 ${guide.resume_code}”）`),
    make("p", {}, link(at("print"), "打印"), " · ", link(`${at("print")}&large=1`, "大字打印"),
      dated ? [" · ", link(at("guide.ics"), "期限加进日历")] : null));
}

function situationLine(values) {
  return values && values.length ? make("p", { class: "note" }, `按您的情况：${values.join("、")}`) : null;
}

// 打勾就是说一句“第几步办好了”，进度由机器人记着，换个渠道也在；没送到就把勾还原。
async function tick(box, step, say) {
  const sent = await say(box.checked ? `第${step.number}步办好了` : `第${step.number}步还没办`);
  if (!sent) box.checked = !box.checked;
}

function stepItem(step, say) {
  const id = `step-${crypto.randomUUID()}`;
  const after = step.after && step.after.length ? `先办好第 ${step.after.join("、")} 步` : "";
  const together = step.parallel_with && step.parallel_with.length ? `可与第 ${step.parallel_with.join("、")} 步同时办` : "";
  const online = step.entry && step.entry.url;
  const fallback = step.fallback ? [online ? step.fallback.name : "", step.fallback.number, online ? step.fallback.address : ""].filter(Boolean).join(" ") : "";
  return make("li", { class: "step" },
    make("div", { class: "step-head" }, make("input", { type: "checkbox", id, class: "done", checked: Boolean(step.done), onchange: (event) => tick(event.target, step, say) }),
      make("label", { for: id }, make("span", { class: "step-number" }, step.number), step.name),
      step.uncertain ? make("span", { class: "tag" }, "看情况") : step.optional ? make("span", { class: "tag" }, "可选") : null),
    make("p", { class: "note" }, [step.department, after, together].filter(Boolean).join(" · ")),
    step.why ? make("details", { class: "why" }, make("summary", {}, "为什么要办"), make("p", {}, step.why)) : null,
    step.deadline ? make("p", { class: "deadline" }, `期限：${step.deadline}`) : null,
    facts([["材料", (step.materials || []).join("、")], ["时限", step.time_limit], ["收费", step.fee]]),
    entryBlock(step.entry),
    fallback ? make("p", { class: "note" }, online ? "网上办不了：" : "咨询：", fallback) : null);
}

function mergedMaterials(materials) {
  if (!materials || !materials.length) return null;
  const lines = materials.map((material) => {
    const notes = [];
    if (material.sheets) notes.push(material.sheets);
    if (material.waived) notes.push("免提交");
    if (material.from_step) notes.push(`第 ${material.from_step} 步会拿到`);
    if (material.used_in && material.used_in.length) notes.push(`用于第 ${material.used_in.join("、")} 步`);
    return make("li", {}, material.name, notes.length ? make("span", { class: "note" }, ` ${notes.join(" · ")}`) : null);
  });
  return make("details", { open: true }, make("summary", {}, `全程材料合并清单（${materials.length} 样）`), make("ul", {}, lines));
}
