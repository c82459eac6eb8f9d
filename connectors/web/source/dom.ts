// 造页面元素：文字一律成为文字节点，不解析任何 HTML。

export type Child = Node | string | number | null | undefined | false | Child[];
type Handler = (event: Event) => unknown;
type Attributes = Record<string, string | number | boolean | Handler | null | undefined>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  fill(node, children);
  return node;
}

function fill(node: Node, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) fill(node, child);
    else if (child instanceof Node) node.appendChild(child);
    else if (child || child === 0) node.appendChild(document.createTextNode(String(child)));
  }
}

// 按钮一律写明 type，免得在表单里误提交。
export function button(label: Child, press: Handler, attributes: Attributes = {}): HTMLButtonElement {
  return make("button", { type: "button", onclick: press, ...attributes }, label);
}

// 只认 http、https 的链接；别的（javascript: 之类）当普通文字。
export function link(url: string, label: Child, className: string | null = null): HTMLElement {
  const address = webAddress(url);
  if (!address) return make("span", {}, label);
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", class: className }, label,
    make("span", { class: "hidden" }, "（在新窗口打开）"));
}

function webAddress(url: string): string | null {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

const ADDRESS = /(https?:\/\/[^\s，。；、）)】》]+)/;
// 热线、带区号的座机；“打 110”才是电话，“110 元”不是。不用后行断言：旧的 Safari 不认
const PHONE = /(^|[^\d-])(12345|12348|0\d{2,3}-\d{7,8})(?![\d-])|(打 ?)(110|119|120)(?!\d)/g;

// 文字里的网址、电话变成能点的，其余原样。
export function linked(text: string): Child[] {
  return text.split(ADDRESS).map((part, index) => (index % 2 ? link(part, part) : phones(part)));
}

export function phones(text: string): Child[] {
  const parts: Child[] = [];
  let from = 0;
  for (const found of text.matchAll(PHONE)) {
    const number = found[2] ?? found[4] ?? "";
    const end = found.index + found[0].length;
    parts.push(text.slice(from, end - number.length), make("a", { href: `tel:${number}`, class: "phone" }, number));
    from = end;
  }
  return [...parts, text.slice(from)];
}

export function paragraphs(text: string): HTMLElement[] {
  return text.split("\n").filter((line) => line.trim()).map((line) => make("p", {}, linked(line)));
}

const PATHS = {
  speak: "M4 9v6h4l5 4V5L8 9zM16 8a5 5 0 0 1 0 8M18.5 5.5a9 9 0 0 1 0 13",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h10v11H9zM5 15V4h10",
  print: "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
  rate: "M12 4l2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
  place: "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  more: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3",
  large: "M3 19L9 5l6 14M5 14h8M15 19l3.5-8 3.5 8M16.2 16h4.6",
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
