// 把源码装成 ../built 里的文件：压缩过的脚本和样式，加上照抄的网页与图标。
// 用法：node build.mjs [输出目录]。同样的源码、同样版本的 esbuild，装出来逐字节相同。

import { build } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "built"));
const COPIED = ["index.html", "embed.html", "portal.html", "icon.svg", "places.txt"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const common = { absWorkingDir: here, bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning" };
// 聊天页：模块脚本，2020 年以后的浏览器都认
await build({ ...common, entryPoints: ["chat.ts", "print.ts"], outdir: out, format: "esm", target: ["es2020"] });
// 嵌入脚本跑在别人的网站里：自成一个函数，不留全局名字
await build({ ...common, entryPoints: ["loader.ts"], outdir: out, format: "iife", target: ["es2020"] });
await build({ ...common, entryPoints: ["chat.css", "print.css", "portal.css"], outdir: out, target: ["chrome87", "safari14", "firefox91"] });
for (const name of COPIED) await copyFile(join(here, name), join(out, name));
