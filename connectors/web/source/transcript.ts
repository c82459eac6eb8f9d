// 对话区：一轮一轮地画出来。问话在右，答复在左；答复比屏幕高时停在它的开头。

import { draw } from "./cards";
import type { Desk } from "./cards/parts";
import { button, make, paragraphs, type Child } from "./dom";
import type { Turn } from "./history";
import { toolsFor } from "./tools";

const SLOW_MS = 4000; // 过了这么久还没答，说一声网络慢
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export interface TranscriptNeeds {
  desk: Desk;
  conversation(): string | null;
  retry(turn: Turn): void;
  follow(turn: Turn): string[];
}

export class Transcript {
  readonly element = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "对话", tabindex: "0" });
  private start: HTMLElement | null = null;

  constructor(private readonly needs: TranscriptNeeds) {}

  // 全部重画：换模式、清除、恢复上次的对话时用。重画不是新消息，不让读屏软件从头念。
  redraw(opening: HTMLElement, turns: Turn[], restored: HTMLElement | null): void {
    this.element.setAttribute("aria-live", "off");
    this.element.replaceChildren(this.row(opening, "it"));
    for (const turn of turns) {
      this.question(turn);
      this.outcome(turn);
    }
    if (restored) this.element.append(restored);
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), 100);
  }

  question(turn: Turn): void {
    this.element.querySelector(".follow")?.remove();
    this.start = this.row(make("div", { class: "bubble" }, turn.shown), "me");
    this.element.append(this.start);
    this.settle();
  }

  // 正在查的三个点；返回撤掉它的函数。
  waiting(): () => void {
    const words = make("span", {}, "正在查");
    const row = this.row(make("div", { class: "bubble typing" }, words, make("i", {}), make("i", {}), make("i", {})), "it");
    this.element.append(row);
    this.element.setAttribute("aria-busy", "true");
    this.settle();
    const slow = setTimeout(() => { words.textContent = "网络有点慢，还在查"; }, SLOW_MS);
    return () => {
      clearTimeout(slow);
      row.remove();
      this.element.setAttribute("aria-busy", "false");
    };
  }

  // 一轮的结果：答复和它的工具，或没送到的说明。
  outcome(turn: Turn): void {
    if (turn.failed) {
      const row = this.row(make("div", { class: "bubble problem", role: "alert" }, paragraphs(turn.failed)), "it");
      if (turn.again) {
        row.querySelector(".problem")?.append(button("再试一次", () => {
          row.remove();
          this.needs.retry(turn);
        }, { class: "choice" }));
      }
      this.element.append(row);
    } else if (turn.replies.length) {
      const drawn = turn.replies.map((reply) => {
        const card = draw(reply, this.needs.desk);
        if (reply.guide) this.supersede(reply.guide.code);
        return card;
      });
      const row = this.row(drawn, "it");
      // 选项是要人接着点的，工具排在它前面那张卡片下面
      const last = drawn.filter((_, index) => !turn.replies[index]?.choices).pop() ?? drawn[drawn.length - 1];
      last?.after(toolsFor(turn.replies, row, this.needs.conversation(), this.needs.desk.elder()));
      this.element.append(row);
      this.suggest(turn);
    }
    this.settle();
  }

  // 同一件事有了新的一份，旧的那份步骤序号就不作数了：折起来，不能再勾。
  private supersede(code: string): void {
    for (const card of this.element.querySelectorAll<HTMLElement>(`.guide[data-guide="${CSS.escape(code)}"]:not(.old)`)) {
      card.classList.add("old");
      for (const box of card.querySelectorAll("input")) box.disabled = true;
      const holder = make("details", { class: "card superseded" }, make("summary", {}, "之前的这份指南已经更新，请看下面最新的一份"));
      card.before(holder);
      holder.append(card);
    }
  }

  private suggest(turn: Turn): void {
    const words = this.needs.follow(turn);
    if (!words.length) return;
    this.element.append(make("div", { class: "follow choices", role: "group", "aria-label": "接着问" },
      words.map((one) => button(one, () => this.needs.desk.say(one), { class: "choice" }))));
  }

  private row(content: Child, who: "me" | "it"): HTMLElement {
    return make("div", { class: `row ${who}` }, make("span", { class: "hidden" }, who === "me" ? "我：" : "指路："), make("div", { class: "said" }, content));
  }

  // 只滚对话区，不动整个页面。
  private settle(): void {
    const log = this.element;
    const top = Math.min(log.scrollHeight - log.clientHeight, (this.start?.offsetTop ?? 0) - 8);
    log.scrollTo({ top: Math.max(0, top), behavior: calm.matches ? "auto" : "smooth" });
  }
}
