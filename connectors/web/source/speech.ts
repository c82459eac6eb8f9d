// 朗读：只用设备自带的中文嗓音。联网的嗓音会把文字发给别人，所以不用。

export function voice(): SpeechSynthesisVoice | null {
  if (!("speechSynthesis" in window)) return null;
  const chinese = speechSynthesis.getVoices().filter((one) => one.localService && /^(zh|cmn)/i.test(one.lang));
  return chinese.find((one) => /CN|Hans/i.test(one.lang)) ?? chinese[0] ?? null;
}

// 嗓音表常常晚一点才有；有了就告诉一声，好把朗读按钮补上。
export function whenVoices(ready: () => void): void {
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", ready);
}

let stopped: (() => void) | null = null;

export function hush(): void {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  stopped?.();
  stopped = null;
}

// 读一段话；读完或被打断时叫 done。一句一句地读：太长的一段有的浏览器读到一半会停。
export function read(text: string, slow: boolean, done: () => void): void {
  hush();
  const chosen = voice();
  const sentences = spoken(text).match(/[^。！？；\n]+[。！？；]?/g) ?? [];
  if (!chosen || !sentences.length) return done();
  stopped = done;
  sentences.forEach((sentence, index) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = chosen;
    utterance.lang = chosen.lang;
    utterance.rate = slow ? 0.85 : 1;
    if (index === sentences.length - 1) {
      utterance.onend = () => {
        if (stopped === done) hush();
      };
    }
    speechSynthesis.speak(utterance);
  });
}

// 网址念出来没人听得懂；12345 要一位一位地念。
export function spoken(text: string): string {
  return text.replace(/https?:\/\/[^\s，。；、）)】》]+/g, "").replace(/[【】]/g, " ").replace(/12345/g, "1 2 3 4 5");
}
