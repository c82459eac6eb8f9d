// 一行标签嵌入：<script src="https://…/widget/v1/loader.js" async></script>
// 在页面右下角放一个按钮，点开是装着 /embed 的框。样式在 Shadow DOM 里，不影响宿主页面。
(() => {
  const script = document.currentScript;
  if (!script || document.getElementById("zhilu-widget")) return;
  const base = new URL(script.src).origin;
  const host = document.createElement("div");
  host.id = "zhilu-widget";
  const shadow = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    button { position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; min-height: 56px; padding: 0 20px; border: 0; border-radius: 28px;
      background: #0b5cad; color: #fff; font: 600 18px/1 system-ui, "Microsoft YaHei", sans-serif; cursor: pointer; box-shadow: 0 2px 10px #0005; }
    button:focus-visible { outline: 3px solid #e08600; outline-offset: 2px; }
    iframe { position: fixed; inset: auto 1rem 84px auto; z-index: 2147483000; width: min(420px, calc(100vw - 2rem)); height: min(640px, calc(100vh - 110px));
      border: 1px solid #c9d1da; border-radius: 12px; background: #fff; box-shadow: 0 4px 24px #0004; }
    iframe[hidden] { display: none; }`);
  shadow.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "办事问指路";
  button.setAttribute("aria-expanded", "false");
  let frame = null;
  const toggle = (open) => {
    if (open && !frame) {
      frame = document.createElement("iframe");
      frame.title = "指路：政务服务问答";
      frame.src = `${base}/embed`;
      shadow.append(frame);
    }
    if (frame) frame.hidden = !open;
    button.textContent = open ? "收起" : "办事问指路";
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => toggle(!frame || frame.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) {
      toggle(false);
      button.focus();
    }
  });
  shadow.append(button);
  document.body.append(host);
})();
