"""What the end-to-end tests share: the command line, accounts, and an annotator's screen in a real Chromium."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright
from typer.testing import CliRunner

from annotation.labelstudio import server
from annotation.labelstudio.accounts import Account, accounts_file, read_accounts
from annotation.labelstudio.client import Studio
from newsstance import app

LONG: Final = {
    "sentence": "long",
    "text": (
        "Under the new head of the regional authority for hospitals, pharmacies and care homes, who took office after "
        "a bitter and costly campaign, the once bankrupt clinic in the harbor district has paid back every "
        "single loan, two former accountants and a member of its own board told reporters on Wednesday evening."
    ),
    "title": "Clinic pays back its loans, and the quarrel about who deserves the credit for that begins in earnest",
    "before": " ".join(
        ["The board had met behind closed doors for nine hours, and nobody wanted to say who had won."] * 2
    ),
    "after": "A spokeswoman for the clinic declined to comment on the figures before the annual report is published.",
    "target": "Regional Authority for Hospitals",
}


FLAGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SCREEN: Final[ViewportSize] = {"width": 1400, "height": 900}
ON_THE_SERVER: Final = ("push", "pull", "prelabel", "adjudicate")
SETTLED: Final = 400  # milliseconds in which a pre-label would have appeared; the test of one shows that it does
WHERE: Final = """(sentence, words) => {
  const texts = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const start = texts.currentNode.data.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, start);
    range.setEnd(texts.currentNode, start + words.length);
    return range.getBoundingClientRect();
  }
}"""
ALL_PLACES: Final = """(sentence, words) => {
  const places = [];
  const texts = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const data = texts.currentNode.data;
    for (let start = data.indexOf(words); start >= 0; start = data.indexOf(words, start + 1)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, start);
      range.setEnd(texts.currentNode, start + words.length);
      const box = range.getBoundingClientRect();
      places.push([box.x, box.y, box.width]);
    }
  }
  return places;
}"""

SCROLLING: Final = """(part) => {
  const found = [];
  for (; part; part = part.parentElement) {
    const scrolls = part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowY);
    if (scrolls && part.scrollHeight > part.clientHeight + 1)
      found.push(`<${part.tagName} class="${part.className}"> scrolls: ${part.scrollHeight} in ${part.clientHeight}`);
  }
  return found;
}"""


@dataclass(frozen=True)
class Verbs:
    """The command line in the test's working folder, on the session's Label Studio."""

    data: Path

    def __call__(self, verb: str, *words: str) -> str:
        """Run a verb that must succeed; gives all it said. Our errors come through as they are."""
        where = ("--data", str(self.data)) if verb in ON_THE_SERVER else ()
        done = CliRunner().invoke(app, [verb, *words, *where], catch_exceptions=False)
        assert done.exit_code == 0, f"newsstance {verb}: status {done.exit_code}\n{done.output}"
        return done.output

    def account(self, annotator: str) -> Account:
        """An annotator's login."""
        return read_accounts(accounts_file(self.data))[annotator]

    @property
    def url(self) -> str:
        """Where the server is."""
        found = server.running_server(self.data)
        assert found is not None
        return found.url


class Screen:
    """An annotator before the browser: what a person does, and what a person sees."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.sentence: Final = page.locator(".ns-sentence > .lsf-object")  # beside its copy with the target's marks
        self.suggestion: Final = page.locator(".ns-suggestion")
        self.manual: Final = page.locator(".lsf-modal-ls_visible")
        self.choices: Final = page.locator(".ns-questions .lsf-choice")
        self.marks: Final = page.locator(".ns-marks .lsf-label")

    def log_in(self, account: Account) -> None:
        """Fill in the login page."""
        self.page.goto(f"{self.url}/user/login/")
        self.page.locator("input[name=email]").fill(account.email)
        self.page.locator("input[name=password]").fill(account.password)
        self.page.keyboard.press("Enter")

    def open_project(self, title: str) -> None:
        """Take a project from the first page, by the end of its title, which begins with the study's name."""
        self.page.get_by_text(re.compile(f"{re.escape(title)}$")).click()

    def label_all(self) -> None:
        """Begin to label; the manual comes up first."""
        self.page.get_by_role("button", name="Label All Tasks").click()
        expect(self.manual).to_be_visible()

    def close_manual(self) -> None:
        """Put the manual away, by the keyboard."""
        self.page.keyboard.press("Escape")
        expect(self.manual).to_have_count(0)

    def shows(self, text: str) -> None:
        """Wait for a sentence, and for whatever is chosen beforehand."""
        expect(self.sentence).to_have_text(text)
        self.page.wait_for_timeout(SETTLED)

    def choose(self, *keys: str) -> None:
        """Press hotkeys, and see each answer chosen."""
        for key in keys:
            self.page.keyboard.press(key)
            expect(self.choice(key).locator("input")).to_be_checked()

    def choice(self, key: str) -> Locator:
        """The answer with that hotkey."""
        return self.choices.filter(has=self.page.locator(".lsf-hint", has_text=f"[{key}]"))

    def chosen(self) -> list[str]:
        """What is chosen, in the order of the screen."""
        return [str(chosen.get_attribute("name")) for chosen in self.page.locator(".ns-questions input:checked").all()]

    def targets(self) -> list[str]:
        """The words that are underlined because they name the target, each exactly where the sentence has it."""
        shown = []
        for mark in self.page.locator(".ns-target mark").all():
            words = mark.inner_text()
            shown.append(words)
            places = self.sentence.evaluate(ALL_PLACES, words)
            box = mark.bounding_box()
            assert box is not None
            distances = [abs(box["x"] - x) + abs(box["y"] - y) + abs(box["width"] - width) for x, y, width in places]
            assert min(distances) < 1.5, f"the mark of {words!r} is {min(distances)} pixels off"
        return shown

    def mark(self, key: str, words: str, *, drag: bool = False) -> None:
        """Mark words with the mouse: the key of the mark, then a double click, or a drag from the first to the last."""
        before = self.page.locator(".ns-sentence .htx-highlight").count()
        self.page.keyboard.press(key)
        place = self.sentence.evaluate(WHERE, words)
        left, right, middle = place["left"] + 2, place["right"] - 2, (place["top"] + place["bottom"]) / 2
        mouse = self.page.mouse
        if drag:
            mouse.move(left, middle)
            mouse.down()
            mouse.move(right, middle, steps=8)
            mouse.up()
        else:
            mouse.dblclick((left + right) / 2, middle)
        expect(self.page.locator(".ns-sentence .htx-highlight")).to_have_count(before + 1)

    def say(self, comment: str) -> None:
        """Write a comment."""
        self.page.locator(".ns-comment input, .ns-comment textarea").first.click()
        self.page.keyboard.type(comment)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".ns-comment")).to_contain_text(comment)

    def submit(self) -> None:
        """Hand the answers in with one chord."""
        self._send("Control+Enter", "POST")

    def skip(self) -> None:
        """Leave the sentence unanswered."""
        self._send("Control+Space", "POST")

    def _send(self, chord: str, method: str) -> None:
        with self.page.expect_response(
            lambda answer: bool(re.search(r"/annotations/?(\?|$)", answer.url)) and answer.request.method == method
        ) as sent:
            self.page.keyboard.press(chord)
        assert sent.value.ok, sent.value.text()

    def finished(self) -> None:
        """See that no sentence is left."""
        expect(self.page.get_by_text("No More Tasks Left in Queue")).to_be_visible()

    def problems(self) -> list[str]:
        """What doesn't fit: parts outside the window, parts on top of each other, and anything that scrolls."""
        buttons = self.page.locator("button:visible", has_text=re.compile("^(Skip|Submit)$"))
        assert buttons.count() == 2
        shown = self.page.locator(
            ".ns h4:visible, .ns .lsf-richtext:visible:not(.ns-target .lsf-richtext), .ns-comment:visible"
        )
        parts = [*self.choices.all(), *self.marks.all(), *shown.all(), *buttons.all()]
        found = [(part.inner_text(), part.bounding_box()) for part in parts]
        boxes = [(text, box) for text, box in found if box and box["height"]]
        assert len(boxes) > self.choices.count()
        window = self.page.viewport_size or SCREEN
        outside = [f"{text!r} is outside the window" for text, box in boxes if not _is_inside(box, window)]
        on_top = [
            f"{one!r} and {other!r} overlap"
            for (one, first), (other, second) in combinations(boxes, 2)
            if _overlap(first, second)
        ]
        return outside + on_top + list(self.page.locator(".ns").evaluate(SCROLLING))


def _is_inside(box: FloatRect, window: ViewportSize) -> bool:
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= 0 and box["y"] >= 0 and right <= window["width"] and bottom <= window["height"]


def _overlap(one: FloatRect, other: FloatRect) -> bool:
    """Whether two parts share more than a hair's breadth."""
    wide = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    high = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return wide > 1 and high > 1


@pytest.fixture
def verbs(studio_data: Path) -> Verbs:
    """The command line, as a user has it."""
    return Verbs(studio_data)


@pytest.fixture
def as_annotator(verbs: Verbs, studio: Studio) -> Iterator[Callable[[str], Studio]]:
    """Open the API's door with an annotator's own account."""
    doors: list[Studio] = []

    def door(annotator: str) -> Studio:
        account = verbs.account(annotator)
        doors.append(studio.log_in(account.email, account.password))
        return doors[-1]

    yield door
    for opened in doors:
        opened.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium, closed at the end of the file."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS), headless=True)
        yield opened
        opened.close()


@pytest.fixture
def screen(browser: Browser, verbs: Verbs) -> Iterator[Screen]:
    """A fresh profile with a window of 1400 by 900; anything the page throws fails the test."""
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Screen(page, verbs.url)
    context.close()
    assert errors == []
