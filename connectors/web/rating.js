// 好差评：卡片下面五个按钮，点一下就交；可以补一句意见。

import { make } from "./dom.js";

const LEVELS = [[5, "非常满意"], [4, "满意"], [3, "基本满意"], [2, "不满意"], [1, "非常不满意"]];

export function ratingOf(reply, conversation) {
  const rated = reply.service || reply.guide;
  if (!rated || !rated.code || !conversation) return null;
  const note = make("span", { role: "status", class: "note" });
  const comment = make("input", { type: "text", maxlength: 500, class: "rating-comment", placeholder: "意见，可不填", "aria-label": "意见，可不填" });
  const buttons = LEVELS.map(([rating, label]) => make("button", { type: "button", class: "choice", onclick: () => send(rating) }, label));

  async function send(rating) {
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const answer = await fetch("/api/feedback", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ conversation_id: conversation, code: rated.code, rating, comment: comment.value.trim() || null }),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.detail);
      note.textContent = body.text;
      buttons.forEach((button) => button.remove());
      comment.remove();
    } catch (problem) {
      note.textContent = problem.message || "没有交上，请再点一次";
      buttons.forEach((button) => { button.disabled = false; });
    }
  }

  return make("details", { class: "rating" }, make("summary", {}, "评价这个答复"), comment,
    make("div", { class: "choices", role: "group", "aria-label": "满意程度" }, buttons), note);
}
