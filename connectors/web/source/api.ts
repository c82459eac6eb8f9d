// 与网关往来：限时；没送到和被拒绝分得清。

import type { Answer, Place } from "./contract";

const ANSWER_MS = 20_000; // 网关自己几秒内必有答复，多出来的是留给慢网络的

export class Refused extends Error {
  constructor(detail: string, readonly again: boolean) {
    super(detail);
  }
}

export interface Question {
  conversation_id: string | null;
  message: string;
  region: string | null;
  elder: boolean;
}

// 送出一句话。网关拒绝抛 Refused；网络不通、超时抛别的错误。
export async function ask(question: Question): Promise<Answer> {
  return (await post("/api/chat", question)) as Answer;
}

export async function rate(rating: { conversation_id: string; code: string | null; step: string | null; rating: number; comment: string | null }): Promise<string> {
  return ((await post("/api/feedback", rating)) as { text: string }).text;
}

// 叫这个名字（或这个代码）的地方。
export async function places(name: string): Promise<Place[]> {
  const answer = await fetch(`/api/regions?name=${encodeURIComponent(name)}`, { signal: within(ANSWER_MS) });
  return answer.ok ? ((await answer.json()) as { results: Place[] }).results : [];
}

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
    signal: within(ANSWER_MS),
  });
  const content = (await answer.json()) as { detail?: string };
  if (!answer.ok) throw new Refused(content.detail ?? "没有办成，请再试一次。", answer.status >= 500 || answer.status === 429);
  return content;
}

function within(ms: number): AbortSignal {
  const stopper = new AbortController();
  setTimeout(() => stopper.abort(), ms);
  return stopper.signal;
}
