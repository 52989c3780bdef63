"""Makes the pictures of the documentation anew: `.venv/bin/python docs/make_pictures.py`.

A real Chromium labels a sentence of the demo's study on a real Label Studio, and opens the agreement page of the demo's
answers. Nothing is drawn by hand. Look at the pictures before you commit them.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from annotation.labelstudio import server
from annotation.labelstudio.accounts import accounts_file, read_accounts

PICTURES: Final = Path(__file__).parent / "pictures"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
ROUND: Final = "picture"
ANNOTATOR: Final = "eva"
COLORS: Final = 128  # a picture of a screen needs no more, and is a third of the size
ARTICLE: Final = '"article": "torch/bridge-to-nowhere", "position": 1,'  # the sentence that is shown
LOADED: Final = "squandered"  # the word of it that is marked
KEYS: Final = ("2", "7", "t", "a")  # unfavorable, by the author, unattributed, biased
WHERE: Final = """(sentence, word) => {
  const range = document.createRange(), texts = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const start = texts.currentNode.data.indexOf(word);
    if (start < 0) continue;
    range.setStart(texts.currentNode, start);
    range.setEnd(texts.currentNode, start + word.length);
    return range.getBoundingClientRect();
  }
}"""


def main() -> None:
    """Make every picture, in a study that lasts as long as that, or in one that the demo has made before."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--study", type=Path, help="a folder that `newsstance demo --keep` made, still running")
    chosen = options.parse_args()
    PICTURES.mkdir(exist_ok=True)
    with _study(chosen.study) as study, _chromium() as browser:
        _labeling_page(browser, study)
        _agreement_page(browser, study)


@contextmanager
def _study(folder: Path | None) -> Iterator[Path]:
    """The folder of a study with a running server; one that was made here is taken away in the end."""
    if folder is not None:
        yield folder.absolute()
        return
    with TemporaryDirectory() as temporary:
        made = Path(temporary) / "demo"
        try:
            _newsstance(Path.cwd(), "demo", "--keep", "--folder", str(made))
            yield made
        finally:
            server.stop(made / "studio")


@contextmanager
def _chromium() -> Iterator[Browser]:
    """A real Chromium with a fresh profile."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS), headless=True)
        yield browser
        browser.close()


def _labeling_page(browser: Browser, study: Path) -> None:
    """A sentence as an annotator sees it, with every question answered and a word marked."""
    sentences = (study / "sentences.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (study / "picture.jsonl").write_text("".join(line for line in sentences if ARTICLE in line), encoding="utf-8")
    _newsstance(study, "push", "picture.jsonl", "--annotators", ANNOTATOR, "--round", ROUND)
    page = browser.new_page(viewport={"width": 1400, "height": 690})
    _open_project(page, study)
    for key in KEYS:
        choice = page.locator(".ns .lsf-choice").filter(has=page.locator(".lsf-hint", has_text=f"[{key}]"))
        if not choice.locator("input").is_checked():  # as it is in the draft that an earlier run has left
            page.keyboard.press(key)
        expect(choice.locator("input")).to_be_checked()
    page.keyboard.press("c")
    box = page.locator(".ns-sentence > .lsf-object").evaluate(WHERE, LOADED)
    page.mouse.dblclick(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
    expect(page.locator(".ns-sentence .htx-highlight")).to_have_count(1)
    page.mouse.move(700, 600)
    _take(page, "labeling-page.png")


def _open_project(page: Page, study: Path) -> None:
    """Log in as the annotator of the picture, and begin to label."""
    running = server.running_server(study / "studio")
    if running is None:
        raise SystemExit(f"no Label Studio is running on {study / 'studio'}")
    account = read_accounts(accounts_file(study / "studio"))[ANNOTATOR]
    page.goto(f"{running.url}/user/login/")
    page.locator("input[name=email]").fill(account.email)
    page.locator("input[name=password]").fill(account.password)
    page.keyboard.press("Enter")
    page.get_by_text(f": {ROUND} · {ANNOTATOR}").click()
    page.get_by_role("button", name="Label All Tasks").click()
    manual = page.locator(".lsf-modal-ls_visible")
    expect(manual).to_be_visible()
    page.keyboard.press("Escape")
    expect(manual).to_have_count(0)
    page.wait_for_timeout(1000)


def _agreement_page(browser: Browser, study: Path) -> None:
    """The top of the page that `agree --page` writes."""
    _newsstance(study, "agree", "answers.csv", "--page", "agreement.html")
    page = browser.new_page(viewport={"width": 1000, "height": 1000})
    page.goto((study / "agreement.html").as_uri())
    _take(page, "agreement-page.png")


def _take(page: Page, name: str) -> None:
    """Take the picture with few colors, which keeps it small."""
    path = PICTURES / name
    page.wait_for_timeout(1000)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _newsstance(folder: Path, *words: str) -> None:
    """Run a verb in a folder, as a person would."""
    subprocess.run([sys.executable, "-m", "newsstance", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
