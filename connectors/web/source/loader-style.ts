// 嵌入按钮和框的样式。用可构造样式表装进 Shadow DOM：宿主网站禁止内联样式也照样生效。

export const STYLE = `
:host { all: initial; }
[hidden] { display: none !important; }
.open, .wait { font: 600 18px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
.open { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; min-height: 60px; padding: 0 26px; border: 2px solid #fff; border-radius: 30px;
  background: #1457a8; color: #fff; cursor: pointer; box-shadow: 0 4px 16px #0b2a5266; }
.open:hover { background: #0e4486; }
.left { right: auto !important; left: 20px; }
button:focus-visible, a:focus-visible { outline: 3px solid #d97706; outline-offset: 3px; }
.panel { position: fixed; right: 20px; bottom: 20px; z-index: 2147483001; width: min(430px, calc(100vw - 40px)); height: min(720px, calc(100vh - 40px));
  height: min(720px, calc(100dvh - 40px)); background: #fff; border: 1px solid #c5cfdb; border-radius: 14px; overflow: hidden; box-shadow: 0 10px 40px #0b2a5255; }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: #fff; }
iframe.loading { opacity: 0; pointer-events: none; }
.wait { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 16px; padding: 24px; color: #1b2733; text-align: center; }
.wait p { margin: 0; font-weight: 400; }
.wait a { color: #1457a8; }
.wait button { min-height: 44px; padding: 0 22px; border: 1px solid #1457a8; border-radius: 8px; background: #fff; color: #1457a8; font: inherit; cursor: pointer; }
@media (max-width: 600px) { .panel { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0; } }
@media print { :host { display: none; } }
`;
