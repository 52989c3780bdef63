"""An evaluation as evaluation.json holds it, and a page as a reader of HTML sees it."""

from html.parser import HTMLParser
from typing import Any, Final

EVIL: Final = "<script>alert(1)</script>"


LABELS: Final = ("$for_1$ & 名", f"con {EVIL}", "a label with quite a long name that goes on")


def estimate(value: float, low: float | None = None, high: float | None = None, why: str = "") -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, **({"why": why} if why else {})}


def figures(macro_f1: float, accuracy: float) -> dict[str, Any]:
    label = {"precision": 0.5, "recall": 0.4, "f1": estimate(0.44, 0.4, 0.5), "support": 40, "predicted": 30}
    return {
        "sentences": 1200,
        "articles": 80,
        "resampled": "articles",
        "macro_f1": estimate(macro_f1, macro_f1 - 0.04, macro_f1 + 0.04),
        "accuracy": estimate(accuracy, accuracy - 0.03, accuracy + 0.03),
        "f_named": estimate(0.5, 0.4, 0.6),
        "brier": estimate(0.41, 0.4, 0.42),
        "calibration_error": estimate(0.028, 0.02, 0.04),
        "over": list(LABELS[:2]),
        "absent": ["unheard"],
        "labels": {LABELS[0]: label, LABELS[1]: {**label, "predicted": 0}},
    }


def split(macro_f1: float, accuracy: float) -> dict[str, Any]:
    return {**figures(macro_f1, accuracy), "folds": 5, "how": "dealt into 5 folds"}


def slices(*names: str) -> list[dict[str, Any]]:
    return [
        {"slice": name, "sentences": 30, "articles": 4, "macro_f1": estimate(0.5), "accuracy": estimate(0.6)}
        for name in names
    ]


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
                "macro_f1": estimate(0.78, 0.7, 0.8),
                "accuracy": estimate(0.8, why="too few to resample"),
                "annotators": {EVIL: {"macro_f1": 0.79, "sentences": 800}},
                "sentences": 1100,
            },
        },
        "confusion": {"labels": list(LABELS[:2]), "counts": [[30, 10], [0, 0]]},
        "reliability": [
            {"probability": 0.5, "right": 0.4, "sentences": 80},
            {"probability": 0.9, "right": 1.0, "sentences": 80},
        ],
        "coverage": [{"share": 0.5, "precision": 0.9, "least": 0.8}, {"share": 1.0, "precision": 0.7, "least": 0.4}],
        "slices": {
            "outlet": slices(f"{EVIL} Times", "others"),
            "target": {"why": "no row names a target"},
            "naming": slices("names the target"),
            "length": slices("short"),
            "quotation": slices("inside"),
            "arm": {"why": "no row says its arm"},
        },
        "article_shares": {
            "articles": 80,
            "most_frequent": LABELS[1],
            "labels": {
                LABELS[0]: {"share": 0.31, "error": estimate(0.08, 0.06, 0.1), "constant_error": 0.31, "auc": 0.72},
                LABELS[1]: {"share": 0.69, "error": estimate(0.09), "constant_error": 0.31, "auc": None},
            },
        },
        "learning_curve": [
            {
                "share": share,
                "sentences": int(960 * share),
                "articles": 64,
                "macro_f1": estimate(0.5 + share / 6, 0.4, 0.7),
            }
            for share in (0.5, 1.0)
        ],
        "learning": "more labeling still helps",
        "mistakes": [
            {
                "sentence": "s1",
                "gold": LABELS[0],
                "said": LABELS[1],
                "probability": 0.98,
                "article": EVIL,
                "outlet": EVIL,
            },
            {"sentence": "s2", "gold": LABELS[0], "said": LABELS[1], "probability": 0.97, "article": "", "outlet": ""},
        ],
    }


def evaluation(**questions: dict[str, Any]) -> dict[str, Any]:
    header = {"format": 1, "seed": 7, "resamples": 2000, "rows": 1234, "model": "m-12", "kind": "cross-validated"}
    return {**header, "questions": questions or {"view": question()}}


class PageReader(HTMLParser):
    """The tags of a page with their attributes, the tags left open at its end, and the text that a reader sees."""

    VOID_TAGS = ("meta", "br", "use")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    # The parser calls these.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID_TAGS:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        if tag not in self.VOID_TAGS:
            assert self.open_tags.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.open_tags[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All words of the page, with one space between them."""
        return " ".join(" ".join(self.texts).split())
