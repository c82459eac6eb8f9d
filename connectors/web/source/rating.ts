// 好差评：一个答复一次，五个等级，点一下就交；一件事可以选评哪一步；可以补一句意见。

import { rate } from "./api";
import { button, make } from "./dom";

const LEVELS: [number, string][] = [[5, "非常满意"], [4, "满意"], [3, "基本满意"], [2, "不满意"], [1, "非常不满意"]];

export function ratingForm(conversation: string, code: string | null, steps: { code: string; name: string }[] = []): HTMLElement {
  const note = make("p", { role: "status", class: "note" });
  const comment = make("input", { type: "text", maxlength: 500, placeholder: "意见，可不填（请不要写姓名、号码）", "aria-label": "意见，可不填" });
  const whole = make("option", { value: "" }, "整件事");
  const which = make("select", { "aria-label": "评哪一步" }, whole, steps.map((step) => make("option", { value: step.code }, step.name)));
  const buttons = LEVELS.map(([level, label]) => button(label, () => void send(level), { class: "choice" }));
  const fields = make("div", {}, steps.length ? which : null, comment, make("div", { class: "choices", role: "group", "aria-label": "满意程度" }, buttons));

  async function send(level: number): Promise<void> {
    for (const one of buttons) one.disabled = true;
    try {
      note.textContent = await rate({ conversation_id: conversation, code, step: which.value || null, rating: level, comment: comment.value.trim() || null });
      note.tabIndex = -1;
      note.focus();
      fields.remove();
    } catch (problem) {
      note.textContent = problem instanceof Error && problem.message ? `没有交上：${problem.message}` : "没有交上，请再点一次。";
      for (const one of buttons) one.disabled = false;
    }
  }

  return make("div", { class: "rating" }, fields, note);
}
