// 聊天页：一问一答。对话编号只放在内存里，刷新就是新的对话。

import { draw } from "./cards.js";
import { make, paragraphs } from "./dom.js";
import { ratingOf } from "./rating.js";
import { regionPicker } from "./region.js";

const ELDER = "zhilu-elder";
const SLOW_MS = 12000;
const LIMIT = 500;

const root = document.getElementById("chat");
let conversation = null;
let busy = false;

const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "对话", tabindex: "0" });
const input = make("textarea", { id: "message", rows: 1, maxlength: LIMIT, placeholder: "例如：孩子出生了要办什么", enterkeyhint: "send" });
const send = make("button", { type: "submit", class: "send" }, "发送");
const form = make("form", { class: "ask" }, make("label", { for: "message", class: "hidden" }, "要办的事"), input, send);
const picker = regionPicker(() => {});
const elder = make("button", { type: "button", class: "elder", "aria-pressed": "false" }, "长者模式");
root.append(make("div", { class: "bar" }, picker.element, elder), log, form);

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function setElder(on) {
  document.documentElement.classList.toggle("elder-mode", on);
  elder.setAttribute("aria-pressed", String(on));
  try {
    localStorage.setItem(ELDER, on ? "1" : "");
  } catch {
    // 不许存就只在这一页有效
  }
}
const isElder = () => document.documentElement.classList.contains("elder-mode");
elder.addEventListener("click", () => setElder(!isElder()));
setElder(remembered(ELDER) === "1");

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let turnStart = null;

function put(node, who) {
  const row = make("div", { class: `row ${who}` }, make("span", { class: "hidden" }, who === "me" ? "我：" : "指路："), node);
  log.append(row);
  if (who === "me") turnStart = row;
  // 只滚对话区。答复比屏幕高时，停在它的开头（连同上面的问话），从头读起
  const top = Math.min(log.scrollHeight - log.clientHeight, (turnStart || row).offsetTop - 8);
  log.scrollTo({ top: Math.max(0, top), behavior: calm.matches ? "auto" : "smooth" });
  return row;
}

function setBusy(on) {
  busy = on;
  send.disabled = on;
  log.setAttribute("aria-busy", String(on));
}

// 送到并有了答复返回 true，没送到返回 false。
async function say(message, shown = message) {
  const words = message.trim();
  if (!words || busy) return false;
  put(make("div", { class: "bubble" }, shown), "me");
  return ask(words);
}

async function ask(words) {
  setBusy(true);
  const waiting = put(make("div", { class: "bubble typing" }, make("span", {}, "正在查"), make("i", {}), make("i", {}), make("i", {})), "it");
  try {
    const region = picker.current();
    const answer = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ conversation_id: conversation, message: words, region: region ? region.code : null, elder: isElder() }),
      signal: AbortSignal.timeout(SLOW_MS),
    });
    const body = await answer.json();
    waiting.remove();
    if (!answer.ok) {
      failed(body.detail || "没有办成，请再试一次。", words, answer.status >= 500);
      return false;
    }
    conversation = body.conversation_id;
    body.replies.forEach((reply) => {
      const drawn = draw(reply, say);
      const rating = ratingOf(reply, conversation);
      if (rating) drawn.append(rating);
      put(drawn, "it");
    });
    return true;
  } catch {
    waiting.remove();
    failed("网络不通或服务太忙，这句话没有送到。", words, true);
  } finally {
    setBusy(false);
    input.focus({ preventScroll: true });
  }
  return false;
}

function failed(text, words, again) {
  const bubble = make("div", { class: "bubble problem", role: "alert" }, paragraphs(text));
  const row = put(bubble, "it");
  if (again) {
    bubble.append(make("button", { type: "button", class: "choice", onclick: () => {
      if (busy) return;
      row.remove();
      ask(words);
    } }, "再试一次"));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy || !input.value.trim()) return;
  const words = input.value;
  input.value = "";
  grow();
  say(words);
});
// 输入法还在选字时按回车是选字，不是发送
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    form.requestSubmit();
  }
});
function grow() {
  input.rows = Math.min(4, Math.max(1, input.value.split("\n").length));
}
input.addEventListener("input", grow);

const examples = (root.dataset.examples || "").split("|").filter(Boolean);
put(make("div", { class: "bubble" }, paragraphs(root.dataset.greeting || "您好，我是指路。"),
  make("div", { class: "choices", role: "group", "aria-label": "例子" }, examples.map((one) => make("button", { type: "button", class: "choice", onclick: () => say(one) }, one)))), "it");

// 演示页右上角说明现在是谁在答
const state = document.getElementById("state");
const STATES = { ready: "服务正常", degraded: "机器人暂停，由检索作答", starting: "正在启动……" };
async function showState() {
  try {
    const body = await (await fetch("/readyz")).json();
    state.textContent = STATES[body.status] || "";
    setTimeout(showState, body.status === "ready" ? 60000 : 3000);
  } catch {
    state.textContent = "连不上服务";
    setTimeout(showState, 5000);
  }
}
if (state) showState();
