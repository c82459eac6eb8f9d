// 打印页上唯一的脚本：按一下就打印。
document.getElementById("print")?.addEventListener("click", () => window.print());
