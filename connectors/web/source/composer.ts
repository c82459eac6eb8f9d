// 输入框：回车发送，输入法选字时的回车不算；没发出去的话记着，刷新也在。

import { make } from "./dom";
import { forget, read, write } from "./store";
import { voiceButton } from "./voice";

const DRAFT = "zhilu-draft";
const LIMIT = 500; // 与网关一句话的上限相同
const ROWS = 4;

export interface Composer {
  element: HTMLFormElement;
  tell(words: string): void;
  busy(on: boolean): void;
  focus(): void;
}

export function composer(say: (words: string) => void): Composer {
  let waiting = false;
  const input = make("textarea", { id: "message", rows: 1, maxlength: LIMIT, placeholder: "遇到什么事", enterkeyhint: "send", autocomplete: "off" });
  const send = make("button", { type: "submit", class: "main send" }, "发送");
  const note = make("p", { class: "composer-note", role: "status" });
  const tell = (words: string): void => { note.textContent = words; };
  const voice = voiceButton((words) => {
    input.value = words.slice(0, LIMIT);
    grow();
  }, tell);
  const element = make("form", { class: "ask" }, note,
    make("label", { for: "message", class: "hidden" }, "要办的事"),
    make("div", { class: "field" }, voice, input, send));

  function grow(): void {
    input.rows = 1;
    const line = parseFloat(getComputedStyle(input).lineHeight) || 24;
    if (input.value) input.rows = Math.min(ROWS, Math.max(1, Math.round((input.scrollHeight - 16) / line)));
    if (input.value) write(DRAFT, input.value);
    else forget(DRAFT);
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = input.value.trim();
    if (waiting || !words) return;
    input.value = "";
    grow();
    say(words);
  });
  input.addEventListener("keydown", (event) => {
    // keyCode 229：有的输入法选字时只给这个
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      element.requestSubmit();
    }
  });
  input.addEventListener("input", grow);
  input.value = read(DRAFT) ?? "";

  return {
    element,
    tell,
    busy(on) {
      waiting = on;
      // 用 aria-disabled 而不是 disabled：焦点在按钮上时不会丢
      send.setAttribute("aria-disabled", String(on));
    },
    focus() {
      // 手机上自动聚焦会弹出键盘，盖住刚来的答复
      if (matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true });
    },
  };
}
