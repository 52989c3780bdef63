"""The page of an evaluation: whatever the figures are, they are shown with what they rest on, and nothing is run."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from exports.pages import plots
from exports.reports.evaluation import evaluation_page, write_page
from exports.reports.evaluation_text import headline, verdicts

EVIL: Final = "<script>alert(1)</script>"
LABELS: Final = ("$for_1$ & 名", f"con {EVIL}", "a label with quite a long name that goes on")


def part(value: float, low: float | None = None, high: float | None = None, why: str = "") -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, **({"why": why} if why else {})}


def figures(macro_f1: float, accuracy: float) -> dict[str, Any]:
    label = {"precision": 0.5, "recall": 0.4, "f1": part(0.44, 0.4, 0.5), "support": 40, "predicted": 30}
    return {
        "sentences": 1200,
        "articles": 80,
        "resampled": "articles",
        "macro_f1": part(macro_f1, macro_f1 - 0.04, macro_f1 + 0.04),
        "accuracy": part(accuracy, accuracy - 0.03, accuracy + 0.03),
        "f_named": part(0.5, 0.4, 0.6),
        "brier": part(0.41, 0.4, 0.42),
        "calibration_error": part(0.028, 0.02, 0.04),
        "over": list(LABELS[:2]),
        "absent": ["unheard"],
        "labels": {LABELS[0]: label, LABELS[1]: {**label, "predicted": 0}},
    }


def split(macro_f1: float, accuracy: float) -> dict[str, Any]:
    return {**figures(macro_f1, accuracy), "folds": 5, "how": "dealt into 5 folds"}


def slices(*names: str) -> list[dict[str, Any]]:
    return [{"slice": n, "sentences": 30, "articles": 4, "macro_f1": part(0.5), "accuracy": part(0.6)} for n in names]


def question() -> dict[str, Any]:
    return {
        "labels": list(LABELS),
        "never": ["hybrid"],
        "named": [LABELS[0]],
        "about_target": False,
        "digest": "d",
        "left_out": {f"hybrid {EVIL}": 31},
        "duplicates": {"groups": 12, "sentences": 31, "across_articles": 5},
        "judged_on": {"which": "all", "sentences": 1200, "why": f"all of them {EVIL}", "warning": "they FLATTER"},
        "splits": {
            "article": split(0.67, 0.72),
            "outlet": split(0.61, 0.66),
            "time": {"why": f"'published' is {EVIL}, no date"},
            "shuffled": split(0.74, 0.76),
        },
        "baselines": {
            "majority": {**figures(0.33, 0.55), "label": LABELS[1]},
            "outlet": figures(0.58, 0.74),
            "previous": {"why": "there was none"},
            "ceiling": {
                "macro_f1": part(0.78, 0.7, 0.8),
                "accuracy": part(0.8, why="too few to resample"),
                "annotators": {EVIL: {"macro_f1": 0.79, "sentences": 800}},
                "sentences": 1100,
            },
        },
        "confusion": {"labels": list(LABELS[:2]), "counts": [[30, 10], [0, 0]]},
        "reliability": [{"chance": 0.5, "right": 0.4, "sentences": 80}, {"chance": 0.9, "right": 1.0, "sentences": 80}],
        "coverage": [{"share": 0.5, "precision": 0.9, "least": 0.8}, {"share": 1.0, "precision": 0.7, "least": 0.4}],
        "slices": {
            "outlet": slices(f"{EVIL} Times", "others"),
            "target": {"why": "no row names a target"},
            "length": slices("short"),
            "quotation": slices("inside"),
            "arm": {"why": "no row says its arm"},
        },
        "learning_curve": [
            {"share": share, "sentences": int(960 * share), "articles": 64, "macro_f1": part(0.5 + share / 6, 0.4, 0.7)}
            for share in (0.5, 1.0)
        ],
        "learning": "more labeling still helps",
        "mistakes": [
            {"sentence": "s1", "gold": LABELS[0], "said": LABELS[1], "chance": 0.98, "article": EVIL, "outlet": EVIL},
            {"sentence": "s2", "gold": LABELS[0], "said": LABELS[1], "chance": 0.97, "article": "", "outlet": ""},
        ],
    }


def evaluation(**questions: dict[str, Any]) -> dict[str, Any]:
    told = {"format": 1, "seed": 7, "resamples": 2000, "rows": 1234, "model": "m-12", "kind": "cross-validated"}
    return {**told, "questions": questions or {"view": question()}}


TEXTS: Final = {"s1": f"Ann & Bo “won” {EVIL}"}


class Seen(HTMLParser):
    """What a page says to a reader, and how its tags nest."""

    VOID = ("meta", "br", "use")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)

    # The parser calls these.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.open[-1:] != ["style"]:
            self.said.append(data)

    @property
    def text(self) -> str:
        """All words, with one space between."""
        return " ".join(" ".join(self.said).split())


def whys(node: object) -> Iterator[str]:
    """Every sentence that stands where a figure can't."""
    if isinstance(node, Mapping):
        yield from (node[key] for key in ("why", "warning") if key in node)
        yield from (why for inner in node.values() for why in whys(inner))
    elif isinstance(node, list):
        yield from (why for inner in node for why in whys(inner))


def test_no_text_becomes_a_tag_and_nothing_is_fetched() -> None:
    page = evaluation_page(evaluation(**{EVIL: question()}), TEXTS)
    seen = Seen(page)
    assert seen.open == []
    assert {"script", "link", "img", "iframe", "object", "style"} & {tag for tag, _ in seen.tags} == {"style"}
    assert not re.findall(r"@import|url\(\s*['\"]?(?!#)|(?:src|href)=\"(?!#)", page)
    for told in (*LABELS[:2], f"Ann & Bo “won” {EVIL}", f"{EVIL} Times", f"31 hybrid {EVIL}"):
        assert told in seen.text


def test_every_reason_for_a_missing_figure_is_shown() -> None:
    shown = Seen(evaluation_page(evaluation(), {})).text.lower()
    reasons = set(whys(evaluation()))
    assert len(reasons) == 7
    assert [why for why in reasons if " ".join(why.split()).lower() not in shown] == []
    assert "(the text is not at hand)" in shown


@pytest.mark.parametrize("missing", ["splits", "everything"])
def test_a_question_that_could_not_be_judged_says_why_and_shows_no_figure(missing: str) -> None:
    given = question()
    why = {"why": "all sentences are of one article"}
    given["splits"] = {name: why for name in given["splits"]}
    if missing == "everything":
        given["baselines"] = {name: why for name in given["baselines"]}
        given["slices"] = {name: why for name in given["slices"]}
        given |= {"confusion": why, "reliability": [], "coverage": [], "mistakes": [], "learning_curve": []}
        given["learning"] = "can't be said"
    page = evaluation_page(evaluation(view=given), {})
    assert "No figures: all sentences are of one article" in Seen(page).text
    assert "<svg" not in page


def test_each_picture_is_told_in_words_and_has_an_id_space_of_its_own() -> None:
    page = evaluation_page(evaluation(one=question(), two=question()), TEXTS)
    tags = Seen(page).tags
    pictures = [of["aria-label"] for tag, of in tags if tag == "svg"]
    assert len(pictures) == 2 * 8
    assert all(pictures)
    assert pictures[0] is not None
    assert pictures[0].startswith(
        "By article: macro-f1 .67 (.63 to .71), accuracy .72 (.69 to .75); By outlet: macro-f1 .61 (.57 to .65)"
    )
    assert "Shuffled (flatters): macro-f1 .74" in pictures[0]
    ids = [of["id"] for _, of in tags if "id" in of]
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r"(?:href=\"|url\()#([\w-]+)", page))
    assert pointed <= set(ids)


def test_several_questions_can_be_reached_and_one_needs_no_way() -> None:
    two = Seen(evaluation_page(evaluation(one=question(), two=question()), {})).tags
    assert [of["href"] for tag, of in two if tag == "a"] == ["#q1", "#q2"]
    assert [of for tag, of in Seen(evaluation_page(evaluation(), {})).tags if tag == "nav"] == []


def test_the_same_evaluation_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_page(tmp_path / name, evaluation(), TEXTS)
    written = (tmp_path / "a").read_bytes()
    assert written == (tmp_path / "b").read_bytes()
    assert not re.search(rb"20\d\d-\d\d-\d\d", written)


def test_the_verdicts_say_which_figures_to_believe() -> None:
    assert headline(question()) == "Macro-F1 .67 (.63 to .71) on 1,200 sentences of articles the model saw nothing of."
    assert list(verdicts(question())) == [
        "Shuffled sentences would show .74, .07 more, only because sentences of one article then stand on both sides. "
        "Don't quote it.",
        "On outlets it saw nothing of, macro-F1 is .61 (.57 to .65), .06 less than by article: believe that figure for "
        "new outlets.",
        "Whoever knows nothing but the outlet is right for .74 of the sentences, and the model for .72: the figure by "
        "article may be the outlet recognized, not the sentence read. Believe the figure by outlet.",
        "People, each against the majority of the others, reach .78 (.70 to .80) on 1,100 sentences: "
        "the model is .11 below.",
    ]


def test_a_model_that_beats_the_outlet_is_not_accused_and_one_that_beats_nothing_is() -> None:
    good, bad = question(), question()
    good["baselines"]["outlet"] = figures(0.4, 0.5)
    bad["baselines"]["majority"]["accuracy"] = part(0.72)
    assert "Whoever knows nothing but the outlet is right for .50 of the sentences, the model for .72." in verdicts(
        good
    )
    assert not any("learned nothing" in verdict for verdict in verdicts(good))
    assert (
        f"Always saying “{LABELS[1]}” is right for .72 of the sentences, and the model for .72: "
        "by accuracy it has learned nothing."
    ) in verdicts(bad)


def test_a_held_out_evaluation_has_no_other_splits() -> None:
    given = question()
    given["splits"] = {"held out": split(0.6, 0.7)}
    del given["learning_curve"], given["learning"]
    seen = Seen(evaluation_page(evaluation(view=given), {})).text
    assert "Macro-F1 .60 (.56 to .64) on 1,200 sentences that were held out." in seen
    assert "Shuffled" not in seen


def test_a_label_that_is_never_said_is_named() -> None:
    seen = Seen(evaluation_page(evaluation(), {})).text
    assert f"Never said: {LABELS[1]}. The model may answer so" in seen
    assert "Never answered, by the codebook: hybrid." in seen
    assert "Not among these sentences, so in no figure: unheard." in seen


def test_confusion_has_shares_of_the_gold_label_and_none_where_there_is_no_gold() -> None:
    tags = Seen(evaluation_page(evaluation(), {})).tags
    cells = [of["style"] for tag, of in tags if tag == "td" and (of.get("style") or "").startswith("--x")]
    assert cells == ["--x: 0", "--x: 0.750", "--x: 0.250", "--x: 0", "--x: 0"]


def test_a_picture_keeps_long_names_and_draws_figures_at_their_place() -> None:
    drawn = plots.dots("p", ["F1"], [plots.Dot(LABELS[2], [part(0.5)]), plots.Dot(LABELS[0], [None])])
    assert "a label with quite a long" in drawn
    assert "name that goes on" in drawn
    assert "no figure" in drawn
    assert ">$for_1$ &amp; 名<" in drawn  # a dollar sign is a dollar sign
    assert not re.findall(r"#0\d0\d0\d|DejaVu", drawn)  # the page's own colors and fonts


def test_the_page_does_not_change_what_it_is_given() -> None:
    given = evaluation()
    before = deepcopy(given)
    evaluation_page(given, TEXTS)
    assert given == before
