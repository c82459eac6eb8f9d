// 造页面元素：文字一律走 textContent，不解析任何 HTML。

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(2)) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

// 只认 http、https 的链接；别的（javascript: 之类）当普通文字。
export function link(url, label, className = "") {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return make("span", {}, label);
  }
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return make("span", {}, label);
  return make("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer", class: className }, label,
    make("span", { class: "hidden" }, "（在新窗口打开）"));
}

// 文字里的网址变成链接，其余原样。
export function linked(text) {
  const parts = String(text).split(/(https?:\/\/[^\s，。；、）)】》]+)/);
  return parts.map((part, index) => (index % 2 ? link(part, part) : part));
}

export function paragraphs(text, className = "") {
  return String(text).split("\n").filter((line) => line.trim()).map((line) => make("p", { class: className }, linked(line)));
}
