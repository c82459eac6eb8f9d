// 对话记录：只在这台设备上，隔些天自动作废，随时可以清除。号码样的数字存之前先遮住。

import type { Reply } from "./contract";
import { forget, recall, write } from "./store";

const KEY = "zhilu-history";
const TURNS = 30; // 只留最近这么多轮，免得占满本机存储
const DAYS = 7; // 这么多天没用就作废
const CHARACTERS = 400_000;

export interface Turn {
  words: string; // 送给网关的话
  shown: string; // 显示的话（点选项时显示选项的名称）
  replies: Reply[];
  failed?: string; // 没送到的原因；有它就给“再试一次”
  again?: boolean; // 再试一次有没有用
}

interface Saved {
  at: number;
  conversation: string | null;
  turns: Turn[];
  ticks: string[];
}

export class History {
  conversation: string | null = null;
  turns: Turn[] = [];
  private ticks = new Set<string>();

  constructor() {
    const saved = recall<Saved>(KEY);
    if (!saved || !Array.isArray(saved.turns) || Date.now() - saved.at > DAYS * 86_400_000) {
      forget(KEY);
      return;
    }
    this.conversation = saved.conversation;
    // 存的东西可能是旧版写的，也可能被改坏了：认得出的才要
    this.turns = saved.turns.filter((turn) => typeof turn?.words === "string" && typeof turn.shown === "string" && Array.isArray(turn.replies));
    this.ticks = new Set(Array.isArray(saved.ticks) ? saved.ticks : []);
  }

  add(turn: Turn): void {
    this.turns.push(turn);
    this.save();
  }

  ticked(key: string): boolean {
    return this.ticks.has(key);
  }

  tick(key: string, on: boolean): void {
    if (on) this.ticks.add(key);
    else this.ticks.delete(key);
    this.save();
  }

  save(): void {
    this.turns = this.turns.slice(-TURNS);
    const kept = this.turns.map((turn) => ({ ...turn, words: covered(turn.words), shown: covered(turn.shown) }));
    const saved = (turns: Turn[]): string =>
      JSON.stringify({ at: Date.now(), conversation: this.conversation, turns, ticks: [...this.ticks] } satisfies Saved);
    while (kept.length > 1 && saved(kept).length > CHARACTERS) kept.shift();
    write(KEY, saved(kept));
  }

  clear(): void {
    this.conversation = null;
    this.turns = [];
    this.ticks.clear();
    forget(KEY);
  }
}

// 十一位以上的一串数字（手机、身份证、银行卡都是）不留在设备上；中间夹空格、横线的也算。
export function covered(text: string): string {
  return text.replace(/\d(?:[\s\-－–—.·]{0,2}\d){9,}[\s-]?[\dXx]/g, "〔号码〕");
}
