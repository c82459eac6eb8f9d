// 一个事项的卡片：先给去哪办，再给要带什么、多久、多少钱；其余折起来。

import type { Channel, Material, Reply, Service } from "../contract";
import { link, linked, make, type Child } from "../dom";
import { checklist, entryBlock, facts, folded, list, phone, warnings, type Desk } from "./parts";

const CHANNELS: Record<string, string> = { online: "网上", app: "手机 App", mini_program: "小程序", window: "窗口", phone: "电话", post: "邮寄" };

export function drawService(reply: Reply, service: Service, desk: Desk): HTMLElement {
  const materials = checklist(service.code, (service.materials ?? []).map((one) => ({ name: one.name, notes: notesOf(one) })), desk);
  const elder = desk.elder();
  return make("article", { class: "card" },
    make("h2", {}, service.name),
    make("p", { class: "note" }, [service.department, service.region?.name].filter(Boolean).join(" · ")),
    summary(reply, service),
    entryBlock(service.entry, true),
    facts([["多久办好", days(service)], ["多少钱", service.fee], ["咨询电话", phone(service.consult_phone)]]),
    service.materials?.length
      ? make("section", {}, make("h3", {}, "要带的材料 ", materials.count), materials.element)
      : make("section", {}, make("h3", {}, "要带的材料"), make("p", { class: "note" }, "以办理地公布为准")),
    folded("办理条件", list(service.conditions), !elder),
    folded("怎么办", list(service.steps, true), !elder),
    folded("其他办理渠道", channels(service.channels)),
    warnings(service.warnings),
    source(service));
}

function summary(reply: Reply, service: Service): HTMLElement | null {
  // 网关自己作答时没有 summary，开头一句在文字里
  const words = service.summary ?? reply.text.split("\n").find((line) => line.trim() && !line.startsWith("【"))?.replace(`${service.name}：`, "");
  return words && words !== service.name ? make("p", {}, linked(words)) : null;
}

function notesOf(material: Material): string[] {
  return [
    material.waived ? "可免提交" : material.required === false && !material.when ? "按情况提供" : "",
    material.when ?? "", material.copies ?? "", material.form ?? "",
    material.obtained_from && material.obtained_from !== "本人" ? `由${material.obtained_from}出具` : "",
  ];
}

// 天数是工作日还是自然日因事项而异，契约里只有数字，所以不替它补单位；有原文就用原文。
function days(service: Service): string {
  return [
    service.promised_days ? `承诺 ${service.promised_days} 日` : "",
    service.time_limit || (service.statutory_days ? `法定 ${service.statutory_days} 日` : ""),
  ].filter(Boolean).join("；");
}

function channels(all: Channel[] | undefined): HTMLElement | null {
  return all?.length ? make("ul", {}, all.map((one) => make("li", {}, channel(one)))) : null;
}

function channel(one: Channel): Child[] {
  const where = one.url ? link(one.url, one.name || one.url) : one.name;
  const rest = [one.address, one.note].filter((part) => part && part !== one.name).join(" ");
  return [`${CHANNELS[one.kind] ?? "渠道"}：`, where, " ", phone(one.number), rest && ` ${rest}`];
}

function source(service: Service): HTMLElement | null {
  const from = service.source;
  if (!from?.name) return null;
  return make("p", { class: "source" }, "依据：", from.url ? link(from.url, from.name) : from.name, from.updated && `（${from.updated} 核对）`);
}
