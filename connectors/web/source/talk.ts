// 一来一往：把话送出去，收回答复，没送到就留着等再试。

import { Refused, ask } from "./api";
import type { Composer } from "./composer";
import type { Place } from "./contract";
import type { History, Turn } from "./history";
import type { Transcript } from "./transcript";

const LOST = "网络不通或服务太忙，这句话没有送到。话已经留着，连上后点“再试一次”。";

export interface TalkNeeds {
  history: History;
  transcript: Transcript;
  composer: Composer;
  region(): Place | null;
  elder(): boolean;
}

export class Talk {
  private busy = false;
  private lost: Turn | null = null; // 最近一句没送到的，网络恢复后自动再送

  constructor(private readonly needs: TalkNeeds) {
    addEventListener("online", () => {
      needs.composer.tell("");
      if (this.lost) document.querySelector<HTMLButtonElement>(".problem button")?.click();
    });
    addEventListener("offline", () => needs.composer.tell("网络断开了。说过的话都留着，连上后会接着送。"));
  }

  // 送到并有了答复返回 true；没送到、正忙着返回 false。
  async say(message: string, shown = message): Promise<boolean> {
    const words = message.trim();
    if (!words || this.busy) return false;
    const turn: Turn = { words, shown, replies: [], failed: LOST, again: true };
    // 先记下再送：送的时候页面关了，回来也能再试
    this.needs.history.add(turn);
    this.needs.transcript.question(turn);
    this.needs.composer.tell("");
    return this.send(turn);
  }

  async send(turn: Turn): Promise<boolean> {
    if (this.busy) return false;
    const { history, transcript, composer } = this.needs;
    this.setBusy(true);
    const done = transcript.waiting();
    try {
      const answer = await ask({
        conversation_id: history.conversation, message: turn.words, region: this.needs.region()?.code ?? null, elder: this.needs.elder(),
      });
      history.conversation = answer.conversation_id;
      turn.replies = answer.replies;
      delete turn.failed;
      this.lost = null;
    } catch (problem) {
      const refused = problem instanceof Refused;
      turn.failed = refused ? problem.message : LOST;
      turn.again = !refused || problem.again;
      this.lost = refused ? null : turn;
    } finally {
      done();
      this.setBusy(false);
    }
    history.save();
    transcript.outcome(turn);
    composer.focus();
    return !turn.failed;
  }

  private setBusy(on: boolean): void {
    this.busy = on;
    this.needs.composer.busy(on);
  }
}
