"""朗读与语音输入。测试机没有声卡、话筒和嗓音，所以换上只记不响的嗓音和识别器，其余都是真的。"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import say, watched
from tests.support.fake_bots import FakeBot

pytestmark = pytest.mark.slow
Answers = Callable[..., None]

VOICES = """
window.spoken = [];
class Utterance { constructor(text) { this.text = text; } }
Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: Utterance});
Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => VOICES, addEventListener() {}, cancel() { window.cancelled = true; },
    speak(one) {
        window.spoken.push([one.text, one.voice.name, one.rate]);
        if (window.quick && one.onend) one.onend();
    },
}});
"""
LOCAL = "[{name: '在线', lang: 'zh-CN', localService: false}, {name: '本机', lang: 'zh-CN', localService: true}]"
REMOTE = "[{name: '在线', lang: 'zh-CN', localService: false}, {name: 'en', lang: 'en-US', localService: true}]"

RECOGNITION = """
window.webkitSpeechRecognition = class extends EventTarget {
    static available() { return Promise.resolve(AVAILABLE); }
    start() { window.recognition = this; }
    stop() { this.onend(); }
    hear(words) { this.onresult({results: [[{transcript: words}]]}); }
};
window.SpeechRecognition = undefined;
"""


@pytest.fixture
def opened(browser: Browser, base: str) -> Iterator[Page]:
    with watched(browser) as page:
        yield page


def test_an_answer_is_read_aloud_sentence_by_sentence(opened: Page, base: str, answers: Answers) -> None:
    opened.add_init_script(VOICES.replace("VOICES", LOCAL))
    opened.goto(base)
    answers({"type": "text", "text": "拨打12345。网址是 https://www.gov.cn/ 。"})
    say(opened, "电话")
    opened.get_by_role("button", name="朗读").click()
    assert opened.evaluate("window.spoken") == [["拨打1 2 3 4 5。", "本机", 1], ["网址是  。", "本机", 1]]
    opened.get_by_role("button", name="停止").click()
    assert opened.evaluate("window.cancelled") is True
    expect(opened.get_by_role("button", name="朗读")).to_have_attribute("aria-pressed", "false")


def test_elders_hear_it_slower(opened: Page, base: str, answers: Answers) -> None:
    opened.add_init_script(VOICES.replace("VOICES", LOCAL))
    opened.goto(f"{base}/?elder=1")
    answers({"type": "text", "text": "好的。"})
    say(opened, "谢谢")
    opened.evaluate("window.quick = true")
    opened.get_by_role("button", name="朗读").click()
    assert opened.evaluate("window.spoken") == [["好的。", "本机", 0.85]]
    expect(opened.get_by_role("button", name="朗读")).to_have_attribute("aria-pressed", "false")


def test_voices_that_send_the_text_away_are_not_used(opened: Page, base: str) -> None:
    opened.add_init_script(VOICES.replace("VOICES", REMOTE))
    opened.goto(base)
    say(opened, "身份证")
    expect(opened.get_by_role("button", name="朗读")).to_have_count(0)


def test_speech_goes_to_the_box_after_consent_and_is_not_sent_by_itself(opened: Page, base: str, bot: FakeBot) -> None:
    opened.add_init_script(RECOGNITION.replace("AVAILABLE", "'unavailable'"))
    opened.goto(base)
    before = len(bot.asked)
    opened.get_by_role("button", name="语音输入").click()
    expect(opened.get_by_role("dialog")).to_contain_text("发给浏览器厂商")
    opened.get_by_role("button", name="同意").click()
    expect(opened.get_by_role("button", name="正在听")).to_have_attribute("aria-pressed", "true")
    opened.evaluate("window.recognition.hear('孩子出生了')")
    expect(opened.locator("#message")).to_have_value("孩子出生了")
    assert opened.evaluate("window.recognition.lang") == "zh-CN"
    opened.get_by_role("button", name="正在听").click()
    assert len(bot.asked) == before
    opened.get_by_role("button", name="语音输入").click()
    expect(opened.get_by_role("dialog")).to_have_count(0)


def test_without_consent_nothing_is_heard(opened: Page, base: str) -> None:
    opened.add_init_script(RECOGNITION.replace("AVAILABLE", "'unavailable'"))
    opened.goto(base)
    opened.get_by_role("button", name="语音输入").click()
    opened.get_by_role("button", name="不用了").click()
    assert opened.evaluate("window.recognition") is None


def test_recognition_on_the_device_needs_no_consent(opened: Page, base: str) -> None:
    opened.add_init_script(RECOGNITION.replace("AVAILABLE", "'available'"))
    opened.goto(base)
    opened.get_by_role("button", name="语音输入").click()
    expect(opened.get_by_role("button", name="正在听")).to_be_visible()
    assert opened.evaluate("window.recognition.processLocally") is True
    opened.evaluate("window.recognition.onerror({error: 'not-allowed'}); window.recognition.onend()")


def test_no_recognition_no_button(opened: Page, base: str) -> None:
    opened.add_init_script("window.SpeechRecognition = window.webkitSpeechRecognition = undefined;")
    opened.goto(base)
    expect(opened.get_by_role("button", name="语音输入")).to_have_count(0)
