// 语音输入：浏览器有识别才出现。能在设备上识别就在设备上；不能的，先说清声音会去哪里，同意了才用。

import { button, icon, make } from "./dom";
import { confirmed } from "./panels";
import { read, write } from "./store";

const AGREED = "zhilu-voice";
const LANGUAGE = "zh-CN";

// 标准还没进 TypeScript 的类型库，这里只写用得到的几样。
interface Recognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  processLocally?: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

interface RecognitionKind {
  new (): Recognition;
  available?(wanted: { langs: string[]; processLocally: boolean }): Promise<string>;
}

const TROUBLE: Record<string, string> = {
  "not-allowed": "没有得到使用话筒的许可，请打字。",
  "service-not-allowed": "这个浏览器不许网页用语音识别，请打字。",
  "no-speech": "没有听到声音，请再点一次说话。",
  "audio-capture": "没有找到话筒，请打字。",
  network: "浏览器的语音识别连不上，请打字。",
};

// 返回话筒按钮；浏览器没有语音识别返回 null。认出的字填进输入框，由人看过再发。
export function voiceButton(heard: (words: string) => void, say: (trouble: string) => void): HTMLElement | null {
  const scope = window as unknown as { SpeechRecognition?: RecognitionKind; webkitSpeechRecognition?: RecognitionKind };
  const Kind = scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
  if (!Kind) return null;
  let listening: Recognition | null = null;
  const label = make("span", { class: "hidden" }, "语音输入");
  const element = button([icon("voice"), label], () => (listening ? listening.stop() : void start(Kind)), { class: "plain voice", "aria-pressed": "false" });

  async function start(Chosen: RecognitionKind): Promise<void> {
    const local = (await Chosen.available?.({ langs: [LANGUAGE], processLocally: true }).catch(() => "")) === "available";
    if (!local && !(await agreed())) return;
    const recognition = new Chosen();
    recognition.lang = LANGUAGE;
    recognition.interimResults = true;
    if (local) recognition.processLocally = true;
    recognition.onresult = (event) => heard(Array.from(event.results, (result) => result[0]?.transcript ?? "").join(""));
    recognition.onerror = (event) => say(TROUBLE[event.error] ?? "没有听清，请再说一次或打字。");
    recognition.onend = () => show(null);
    show(recognition);
    recognition.start();
  }

  function show(now: Recognition | null): void {
    listening = now;
    element.setAttribute("aria-pressed", String(Boolean(now)));
    label.textContent = now ? "正在听，点一下停止" : "语音输入";
    say(now ? "正在听，请说……" : "");
  }
  return element;
}

async function agreed(): Promise<boolean> {
  if (read(AGREED) === "1") return true;
  const yes = await confirmed("用语音输入吗？",
    "声音由您的浏览器变成文字，多数浏览器会把声音发给浏览器厂商的服务器。指路不收、不存录音。请不要说身份证号、银行卡号。", "同意，开始说话");
  if (yes) write(AGREED, "1");
  return yes;
}
