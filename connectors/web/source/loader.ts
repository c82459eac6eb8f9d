// 一行标签嵌入：<script src="https://…/widget/v1/loader.js" async></script>
// 右下角一个按钮，点开是装着 /embed 的框。样式在 Shadow DOM 里，对话在另一个来源的框里，互不影响。
// 框打不开（网站没登记、网络不通、浏览器太旧）时给普通链接。

import { STYLE } from "./loader-style";

(() => {
  const script = (document.currentScript ?? document.querySelector('script[src*="/widget/v1/loader.js"]')) as HTMLScriptElement | null;
  if (!script || document.getElementById("zhilu-widget")) return;
  const { label = "办事问指路", side, elder, region } = script.dataset;
  const base = new URL(script.src).origin;
  const query = new URLSearchParams();
  if (elder) query.set("elder", elder);
  if (region) query.set("region", region);
  const address = (path: string): string => `${base}${path}${query.toString() ? `?${query}` : ""}`;
  const READY_MS = 8000;

  function start(): void {
    const host = document.createElement("div");
    host.id = "zhilu-widget";
    document.body.append(host);
    try {
      widget(host);
    } catch {
      // 浏览器太旧：就是一个普通链接
      host.replaceChildren(plainLink(label));
    }
  }

  function plainLink(words: string): HTMLAnchorElement {
    const link = document.createElement("a");
    link.href = address("/");
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words;
    return link;
  }

  function widget(host: HTMLElement): void {
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];

    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = side === "left" ? "open left" : "open";
    opener.textContent = label;
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-haspopup", "dialog");

    const panel = document.createElement("div");
    panel.className = side === "left" ? "panel left" : "panel";
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", "指路：政务服务问答");
    const wait = document.createElement("div");
    wait.className = "wait";
    wait.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "正在打开指路……";
    const shut = document.createElement("button");
    shut.type = "button";
    shut.textContent = "收起";
    wait.append(words, plainLink("在新页面打开指路"), shut);
    panel.append(wait);
    shadow.append(opener, panel);
    let frame: HTMLIFrameElement | null = null;

    function build(): HTMLIFrameElement {
      const made = document.createElement("iframe");
      made.title = "指路：政务服务问答";
      made.className = "loading";
      // 框里的页面不能带着整个网站跳走；话筒、定位、复制只借给这一个来源
      made.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox");
      made.allow = ["microphone", "geolocation", "clipboard-write"].map((one) => `${one} ${base}`).join("; ");
      made.referrerPolicy = "origin";
      made.src = address("/embed");
      panel.append(made);
      setTimeout(() => {
        if (made.className) words.textContent = "这里打不开指路，请点下面的链接。";
      }, READY_MS);
      return made;
    }

    function toggle(open: boolean): void {
      if (open) frame ??= build();
      panel.hidden = !open;
      opener.hidden = open;
      opener.setAttribute("aria-expanded", String(open));
      if (open) (frame?.className ? shut : frame)?.focus();
      else opener.focus();
    }

    opener.addEventListener("click", () => toggle(true));
    shut.addEventListener("click", () => toggle(false));
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") toggle(false);
    });
    addEventListener("message", (event: MessageEvent<{ zhilu?: string } | null>) => {
      if (!frame || event.source !== frame.contentWindow || event.origin !== base) return;
      if (event.data?.zhilu === "ready") {
        frame.className = "";
        wait.hidden = true;
        if (!panel.hidden) frame.focus();
      } else if (event.data?.zhilu === "close") toggle(false);
    });
    // 网站自己的链接也能打开：<a href="…" data-zhilu-open>；脚本没来得及就是普通链接
    document.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-zhilu-open]") && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        toggle(true);
      }
    });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
