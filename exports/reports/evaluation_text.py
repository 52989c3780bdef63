"""Figures in words: numbers with two or three digits, and sentences that say which of them to believe."""

from collections.abc import Iterator
from typing import Final

from annotation.io.console import plural
from exports.statistics.formatting import Figures, decimal, has_figures, with_interval

SPLITS: Final = {
    "article": "By article",
    "held out": "Held out",
    "outlet": "By outlet",
    "time": "By time",
    "shuffled": "Shuffled",
}
BASELINES: Final = {
    "majority": "Most frequent label",
    "outlet": "Outlet only",
    "previous": "Previous model",
    "ceiling": "People",
}
SLICES: Final = {"outlet": "Outlet", "target": "Target", "length": "Length", "quotation": "Quotation", "arm": "Arm"}
ABOUT: Final = {  # what each split's figures speak about
    "article": "new articles of outlets and times like these",
    "held out": "text like the held-out sentences",
    "outlet": "outlets that are not in the data",
    "time": "text written later than the data",
    "shuffled": "nothing: sentences of one article stand on both sides, so it flatters",
}
_LEVEL: Final = 0.005  # figures closer than that look the same when printed


def main_split(question: Figures) -> str | None:
    """Name the split that the headline rests on; None where no split has figures."""
    return next((name for name in ("article", "held out") if has_figures(question["splits"].get(name))), None)


def sample_in_words(figures: Figures) -> str:
    """Say what figures rest on.

    >>> sample_in_words({"sentences": 1200, "articles": 80, "resampled": "articles"})
    '1,200 sentences of 80 articles; intervals resample articles'
    """
    of = f" of {plural(figures['articles'], 'article')}" if figures.get("articles") else ""
    return f"{plural(figures['sentences'], 'sentence')}{of}; intervals resample {figures['resampled']}"


def evaluation_headline(question: Figures) -> str:
    """Give the one sentence that stands for a question."""
    split = main_split(question)
    if split is None:
        whys = (part["why"] for part in question["splits"].values() if "why" in part)
        return f"No figures: {next(whys, 'no split of the sentences could be judged')}"
    figures = question["splits"][split]
    seen = "that were held out" if split == "held out" else "of articles the model saw nothing of"
    return f"Macro-F1 {with_interval(figures['macro_f1'])} on {plural(figures['sentences'], 'sentence')} {seen}."


def evaluation_verdicts(question: Figures) -> Iterator[str]:
    """Say in words which figures to believe: beside shuffling, other outlets, simple guesses, and people."""
    split = main_split(question)
    if split is None:
        return
    figures = question["splits"][split]
    for say in (_shuffled, _other_outlets, _outlet_only, _majority, _previous, _people):
        yield from say(question, figures)


def never_predicted(question: Figures) -> list[str]:
    """Name the labels the model may answer and never did, on the sentences it was judged on."""
    split = main_split(question)
    if split is None:
        return []
    labels = question["splits"][split]["labels"]
    return [label for label in question["labels"] if label in labels and not labels[label]["predicted"]]


def _shuffled(question: Figures, figures: Figures) -> Iterator[str]:
    shuffled = question["splits"].get("shuffled")
    if not has_figures(shuffled):
        return
    seen, honest = shuffled["macro_f1"]["value"], figures["macro_f1"]["value"]
    if seen - honest > _LEVEL:
        yield (
            f"Shuffled sentences would show {decimal(seen)}, {decimal(seen - honest)} more, only because sentences of one "
            "article then stand on both sides. Don't quote it."
        )
    else:
        yield f"Shuffled sentences show {decimal(seen)}, and by article it is {decimal(honest)}: shuffling hardly flatters."


def _other_outlets(question: Figures, figures: Figures) -> Iterator[str]:
    outlet = question["splits"].get("outlet")
    if not has_figures(outlet):
        return
    there, here = outlet["macro_f1"], figures["macro_f1"]["value"]
    less = here - there["value"]
    fall = f", {decimal(less)} less than by article" if less > _LEVEL else ""
    yield f"On outlets it saw nothing of, macro-F1 is {with_interval(there)}{fall}: believe that figure for new outlets."


def _outlet_only(question: Figures, figures: Figures) -> Iterator[str]:
    outlet = question["baselines"].get("outlet")
    if not has_figures(outlet):
        return
    guess, model = outlet["accuracy"]["value"], figures["accuracy"]["value"]
    if guess >= model - _LEVEL:
        yield (
            f"Whoever knows nothing but the outlet is right for {decimal(guess)} of the sentences, and the model for "
            f"{decimal(model)}: the figure by article may be the outlet recognized, not the sentence read. "
            "Believe the figure by outlet."
        )
    else:
        yield (
            f"Whoever knows nothing but the outlet is right for {decimal(guess)} of the sentences, "
            f"the model for {decimal(model)}."
        )


def _majority(question: Figures, figures: Figures) -> Iterator[str]:
    majority = question["baselines"].get("majority")
    if not has_figures(majority):
        return
    guess, model = majority["accuracy"]["value"], figures["accuracy"]["value"]
    if guess >= model - _LEVEL:
        yield (
            f"Always saying “{majority['label']}” is right for {decimal(guess)} of the sentences, and the model for "
            f"{decimal(model)}: by accuracy it has learned nothing."
        )


def _previous(question: Figures, figures: Figures) -> Iterator[str]:
    previous = question["baselines"].get("previous")
    if has_figures(previous):
        here = previous.get("this_model", figures["macro_f1"])
        yield (
            f"The previous model, {previous['model']}, has macro-F1 {with_interval(previous['macro_f1'])} on "
            f"{plural(previous['sentences'], 'sentence')} it hasn't seen; this one {with_interval(here)} on the same."
        )


def _people(question: Figures, figures: Figures) -> Iterator[str]:
    people = question["baselines"].get("ceiling")
    if not has_figures(people):
        return
    reach, model = people["macro_f1"]["value"], figures["macro_f1"]["value"]
    gap = reach - model
    beside = (
        f"the model is {decimal(gap)} below" if gap > _LEVEL else "the model is as near to the gold label as they are"
    )
    yield (
        f"People, each against the majority of the others, reach {with_interval(people['macro_f1'])} on "
        f"{plural(people['sentences'], 'sentence')}: {beside}."
    )
