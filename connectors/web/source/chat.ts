// 聊天页的入口：把各块拼起来。独立打开的 / 与嵌在别的网站里的 /embed 用同一份。

import { places } from "./api";
import { composer } from "./composer";
import { copied } from "./clipboard";
import type { Desk } from "./cards/parts";
import { shortened } from "./cards";
import { button, icon, make, paragraphs } from "./dom";
import { frame } from "./frame";
import { History, type Turn } from "./history";
import { menu } from "./menu";
import { about, confirmed, handOver } from "./panels";
import { regionPicker } from "./region";
import { hush, whenVoices } from "./speech";
import { read, write } from "./store";
import { Talk } from "./talk";
import { printOnly } from "./tools";
import { Transcript } from "./transcript";

const ELDER = "zhilu-elder";
const FOLLOW = ["网上能办吗", "能代办吗", "要多久"];

const root = document.getElementById("chat") as HTMLElement;
const asked = new URLSearchParams(location.search);
const history = new History();
const restored = history.turns.length;
const outer = frame();

const elderOn = (): boolean => document.documentElement.classList.contains("elder-mode");
const desk: Desk = {
  say: (message, shown) => talk.say(message, shown),
  ticked: (key) => history.ticked(key),
  tick: (key, on) => history.tick(key, on),
  elder: elderOn,
  changed: () => history.save(),
};
const transcript = new Transcript({
  desk,
  conversation: () => history.conversation,
  retry: (turn) => void talk.send(turn),
  follow: (turn) => (turn.replies.some((reply) => reply.service) ? FOLLOW : []),
});
const box = composer((words) => void talk.say(words));
const picker = regionPicker((region) => box.tell(region ? `好的，按${region.full_name ?? region.name}给您查。` : "不限地区。"));
const talk = new Talk({ history, transcript, composer: box, region: picker.current, elder: elderOn });

const elder = button([icon("large"), make("span", {}, "长者模式")], () => setElder(!elderOn()), { class: "pill elder", "aria-pressed": "false" });
const human = make("button", { type: "button", class: "pill human", onclick: () => handOver(history.turns.length ? copyAll : null), "aria-haspopup": "dialog" },
  icon("phone"), make("span", {}, "人工 12345"));
const call = make("a", { class: "pill call", href: "tel:12345" }, icon("phone"), make("span", {}, "拨打 12345"));
const more = menu([
  ["复制整个对话", async () => box.tell((await copyAll()) ? "已复制整个对话。" : "没能复制，请自己选文字。")],
  ["打印整个对话", () => printOnly(null)],
  ["清除对话记录", () => void clear()],
  ["自动助手与个人信息", about],
  ...(outer ? [["在新页面打开", () => void window.open("/", "_blank", "noopener")] as [string, () => void]] : []),
]);
const head = make("header", { class: "top" },
  make("div", { class: "brand" }, make("img", { src: "/static/icon.svg", alt: "", width: 32, height: 32 }),
    make("div", {}, make("h1", {}, "指路"), make("p", { class: "motto" }, root.dataset["motto"] ?? "政务服务自动助手"))),
  make("p", { class: "state", id: "state", role: "status" }),
  elder,
  more,
  outer && button([icon("close"), make("span", { class: "hidden" }, "收起指路")], outer.close, { class: "plain" }));
(root.closest(".page-body") ?? root).before(head);
root.append(make("div", { class: "bar" }, picker.element, human, call), transcript.element, box.element,
  make("p", { class: "foot" }, "自动助手作答，以办理地公布为准。", make("button", { type: "button", class: "plain text", onclick: about }, "个人信息说明")));

function setElder(on: boolean): void {
  document.documentElement.classList.toggle("elder-mode", on);
  elder.setAttribute("aria-pressed", String(on));
  write(ELDER, on ? "1" : "0");
  hush();
  redraw();
}

function redraw(): void {
  const kept = restored && history.turns.length ? make("p", { class: "divider" }, "以上对话存在这台设备上。", button("清除", () => void clear(), { class: "plain text" })) : null;
  transcript.redraw(opening(), history.turns, kept);
}

function opening(): HTMLElement {
  const words = "您好，我是指路自动助手。遇到什么事，直接说就行，我告诉您办什么、先办哪个、去哪里办。";
  const examples = (root.dataset["examples"] ?? "").split("|").filter(Boolean).slice(0, elderOn() ? 4 : undefined);
  return make("div", { class: "bubble opening" }, paragraphs(elderOn() ? shortened(words) : words),
    make("p", { class: "note" }, "不用登录。请不要发身份证号、银行卡号、电话号码，发了也会遮住、不保存。"),
    make("div", { class: "choices", role: "group", "aria-label": "大家常问" }, examples.map((one) => button(one, () => talk.say(one), { class: "choice" }))));
}

async function clear(): Promise<void> {
  if (!(await confirmed("清除对话记录吗？", "这台设备上的对话和打的勾都会删掉，不能恢复。指南可以凭续办编号再找回来。", "清除"))) return;
  hush();
  history.clear();
  redraw();
  box.tell("已清除。");
}

const copyAll = (): Promise<boolean> => copied(history.turns.map(said).join("\n\n"));

function said(turn: Turn): string {
  return [`我：${turn.shown}`, ...turn.replies.map((reply) => `指路：${reply.text}`)].join("\n");
}

// 嵌入的网站、链接都可以指定：?elder=1 长者模式，?region=430100 所在地
const wanted = asked.get("elder");
setElder(wanted === null ? read(ELDER) === "1" : wanted === "1");
whenVoices(redraw);
const code = asked.get("region");
if (code && !picker.current()) {
  places(code).then((found) => { if (found[0] && !picker.current()) picker.choose(found[0]); }, () => box.tell("没能取到所在地，请自己选。"));
}
// 大屏左侧的“一件事”
for (const topic of document.querySelectorAll<HTMLElement>("[data-say]")) topic.addEventListener("click", () => void talk.say(topic.dataset["say"] ?? ""));
outer?.ready();

// 演示页右上角说明现在是谁在答
const STATES: Record<string, string> = { ready: "服务正常", degraded: "机器人暂停，由检索作答", starting: "正在启动……" };
async function showState(state: HTMLElement): Promise<void> {
  let again = 5000;
  try {
    const body = (await (await fetch("/readyz")).json()) as { status: string };
    state.textContent = STATES[body.status] ?? "";
    again = body.status === "ready" ? 60_000 : 3000;
  } catch {
    state.textContent = "连不上服务";
  }
  setTimeout(() => void showState(state), again);
}
const state = document.getElementById("state");
if (state) void showState(state);
