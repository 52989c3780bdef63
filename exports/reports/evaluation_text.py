"""An evaluation in words: sentences that say which of its figures to believe."""

from collections.abc import Iterator
from typing import Final

from annotation.io.console import plural
from exports.statistics.formatting import Figures, decimal, has_figures, value_low_high, with_full_stop, with_interval

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
SLICES: Final = {
    "outlet": "Outlet",
    "target": "Target",
    "naming": "Naming",
    "length": "Length",
    "quotation": "Quotation",
    "arm": "Arm",
}
SPLIT_POPULATIONS: Final = {  # the text that each split's figures hold for
    "article": "new articles of outlets and times like these",
    "held out": "text like the held-out sentences",
    "outlet": "outlets that are not in the data",
    "time": "text written later than the data",
    "shuffled": "nothing: sentences of one article stand on both sides, so it flatters",
}
_SMALLEST_DIFFERENCE: Final = 0.005  # figures with a smaller difference look the same when printed


def main_split(question: Figures) -> str | None:
    """Name the split that the headline rests on; None where no split has figures."""
    return next((name for name in ("article", "held out") if has_figures(question["splits"].get(name))), None)


def sample_in_words(figures: Figures) -> str:
    """Say what figures rest on.

    >>> sample_in_words({"sentences": 1200, "articles": 80, "resampled": "articles"})
    '1,200 sentences of 80 articles; intervals resample articles'
    """
    articles = f" of {plural(figures['articles'], 'article')}" if figures.get("articles") else ""
    return f"{plural(figures['sentences'], 'sentence')}{articles}; intervals resample {figures['resampled']}"


def evaluation_headline(question: Figures) -> str:
    """Give the one sentence that sums a question up."""
    split = main_split(question)
    if split is None:
        reasons = (part["why"] for part in question["splits"].values() if "why" in part)
        return with_full_stop(f"No figures: {next(reasons, 'no split of the sentences could be judged')}")
    figures = question["splits"][split]
    sample = "that were held out" if split == "held out" else "of articles the model saw nothing of"
    macro_f1 = with_interval(figures["macro_f1"], missing="")
    headline = f"Macro-F1 {macro_f1} on {plural(figures['sentences'], 'sentence')} {sample}"
    if _has_interval(figures["macro_f1"]):
        return f"{headline}."
    return f"{headline}: no verdict, since {figures['macro_f1'].get('why', 'it has no interval')}."


def evaluation_verdicts(question: Figures) -> Iterator[str]:
    """Say which figures to believe, from comparisons with shuffled splits, other outlets, baselines, and people.

    Where the figures have no interval nothing is concluded from them: with other articles all could be otherwise.
    """
    split = main_split(question)
    if split is None:
        return
    figures = question["splits"][split]
    if not _has_interval(figures["macro_f1"]):
        yield "Read nothing into differences below: with other articles each figure may be quite another. Label more."
        return
    for verdict in (_shuffled, _other_outlets, _outlet_only, _majority, _previous_model, _human_ceiling):
        yield from verdict(question, figures)


def never_predicted(question: Figures) -> list[str]:
    """Give the labels that the model may predict and never did, on the sentences it was judged on."""
    split = main_split(question)
    if split is None:
        return []
    labels = question["splits"][split]["labels"]
    return [label for label in question["labels"] if label in labels and not labels[label]["predicted"]]


def _has_interval(figure: Figures | float) -> bool:
    _, low, high = value_low_high(figure)
    return low is not None and high is not None


def _shuffled(question: Figures, figures: Figures) -> Iterator[str]:
    shuffled = question["splits"].get("shuffled")
    if not has_figures(shuffled):
        return
    flattering, honest = shuffled["macro_f1"]["value"], figures["macro_f1"]["value"]
    excess = flattering - honest
    _, _, high = value_low_high(figures["macro_f1"])
    if excess > _SMALLEST_DIFFERENCE:
        by_chance = ", and chance may do as much" if high is not None and flattering <= high else ""
        yield (
            f"Shuffled sentences would show {decimal(flattering)}, {decimal(excess)} more: sentences of one article "
            f"then stand on both sides{by_chance}. Don't quote it."
        )
    else:
        yield (
            f"Shuffled sentences show {decimal(flattering)}, and by article it is {decimal(honest)}: "
            "shuffling hardly flatters."
        )


def _other_outlets(question: Figures, figures: Figures) -> Iterator[str]:
    outlet = question["splits"].get("outlet")
    if not has_figures(outlet):
        return
    macro_f1 = outlet["macro_f1"]
    loss = figures["macro_f1"]["value"] - macro_f1["value"]
    comparison = f", {decimal(loss)} less than by article" if loss > _SMALLEST_DIFFERENCE else ""
    yield (
        f"On outlets it saw nothing of, macro-F1 is {with_interval(macro_f1)}{comparison}: "
        "believe that figure for new outlets."
    )


def _outlet_only(question: Figures, figures: Figures) -> Iterator[str]:
    outlet = question["baselines"].get("outlet")
    if not has_figures(outlet):
        return
    baseline, model = outlet["accuracy"]["value"], figures["accuracy"]["value"]
    if baseline >= model - _SMALLEST_DIFFERENCE:
        yield (
            f"Whoever knows nothing but the outlet is right for {decimal(baseline)} of the sentences, and the model "
            f"for {decimal(model)}: the figure by article may be the outlet recognized, not the sentence read. "
            "Believe the figure by outlet."
        )
    else:
        yield (
            f"Whoever knows nothing but the outlet is right for {decimal(baseline)} of the sentences, "
            f"the model for {decimal(model)}."
        )


def _majority(question: Figures, figures: Figures) -> Iterator[str]:
    majority = question["baselines"].get("majority")
    if not has_figures(majority):
        return
    baseline, model = majority["accuracy"]["value"], figures["accuracy"]["value"]
    if baseline >= model - _SMALLEST_DIFFERENCE:
        yield (
            f"Always saying “{majority['label']}” is right for {decimal(baseline)} of the sentences, and the model for "
            f"{decimal(model)}: by accuracy it has learned nothing."
        )


def _previous_model(question: Figures, figures: Figures) -> Iterator[str]:
    previous = question["baselines"].get("previous")
    if has_figures(previous):
        sentences = plural(previous["sentences"], "sentence")
        this_model = previous.get("this_model", figures["macro_f1"])
        yield (
            f"The previous model, {previous['model']}, has macro-F1 {with_interval(previous['macro_f1'])} on "
            f"{sentences} it hasn't seen; this one {with_interval(this_model)} on the same."
        )


def _human_ceiling(question: Figures, figures: Figures) -> Iterator[str]:
    ceiling = question["baselines"].get("ceiling")
    if not has_figures(ceiling):
        return
    gap = ceiling["macro_f1"]["value"] - figures["macro_f1"]["value"]
    comparison = (
        f"the model is {decimal(gap)} below"
        if gap > _SMALLEST_DIFFERENCE
        else "the model is as near to the gold label as they are"
    )
    yield (
        f"People, each against the majority of the others, reach {with_interval(ceiling['macro_f1'])} on "
        f"{plural(ceiling['sentences'], 'sentence')}: {comparison}."
    )
