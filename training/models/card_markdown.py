"""The model card that people read: what the model is for, what it rests on, what it can't do."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotation.io.console import plural
from training.data.examples import left_out_text
from training.models.card import Card, QuestionCard
from training.models.card_figures import figure_lines, limits, markdown_table


def model_card(card: Card, evaluation: Mapping[str, Any] | None = None) -> str:
    """Write a card as Markdown, with the figures of an evaluation where there is one."""
    return "\n".join(_lines(card, evaluation)) + "\n"


def articles_text(question: QuestionCard) -> str:
    """Say what was kept together in cross-validation.

    Sentences without an article are their own, and every figure says so.
    """
    if question.with_article:
        return plural(question.articles, "article")
    return f"{plural(question.articles, 'group')}, since not every sentence names its article"


def _lines(card: Card, evaluation: Mapping[str, Any] | None) -> Iterator[str]:
    names = ", ".join(question.name for question in card.questions)
    yield from (f"# {card.id}", "")
    yield from (f"Answers {names} about single sentences of news articles, one calibrated linear model each.", "")
    yield from (f"Made {card.created} by newsstance {card.versions['newsstance']} with seed {card.seed}.", "")
    yield from ("## What for", "")
    yield "Suggesting labels to annotators, and scoring news text like that it was trained on."
    yield from ("", "## What not for", "")
    yield "Judging a single person, author or outlet without reading the sentences; text of another kind, language or"
    yield "time than the training data, unless its answers were checked on labeled sentences of that kind."
    yield from ("", "## Data", "")
    yield f"{card.data['source']}, {plural(card.data['rows'], 'row')}. {_codebook(card)}"
    yield from _seen(card.settings)
    if evaluation:
        yield from ("", "## How evaluated", "")
        yield from _how(evaluation)
    for question in card.questions:
        yield from ("", f"## {question.name}", "")
        yield from _question(question, evaluation)
    yield from ("", "## Limits", "")
    yield from limits(evaluation)
    yield from ("", "## Files", "")
    yield "`weights.npz` (numpy arrays) and `terms.json` (what their columns are) are the model. They hold no code, so"
    yield "scoring with them is safe, and newsstance checks them against `SHA256SUMS`. `pipeline.joblib` holds the same"
    yield "as scikit-learn pipelines, for work of your own in Python. It is a pickle, and opening it runs code: it is"
    yield "opened only where this machine trusts it. `seen.txt` has digests of what was learned from."
    yield from ("", "## License", "")
    yield "newsstance is under the Apache License 2.0. A model may carry parts of its training data: the terms of that"
    yield "data apply to it, and are for the owner of the data to state here."


def _codebook(card: Card) -> str:
    if not card.codebook:
        return "No codebook: the labels are those in the data."
    return f"Codebook {card.codebook['name']} {card.codebook['version']} (digest {card.codebook['digest'][:12]})."


def _seen(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings["without"]:
        yield f"Features left out: {', '.join(settings['without'])}."
    yield "Names of a sentence's own outlet and author are " + ("seen." if settings["see_outlet"] else "hidden.")
    if settings["encoder"]:
        yield f"Encoder: {Path(settings['encoder']['setting']).name}, digest {settings['encoder']['digest'][:12]}."


def _how(evaluation: Mapping[str, Any]) -> Iterator[str]:
    yield f"{evaluation['kind'].capitalize()} with seed {evaluation['seed']}; intervals are 95 % intervals from"
    yield f"{evaluation['resamples']:,} resamples. Articles, and those that hold nearly the same sentence, are never on"
    yield "both sides, save in the row called shuffled, which stands there to show how much that flatters."


def _question(question: QuestionCard, evaluation: Mapping[str, Any] | None) -> Iterator[str]:
    counts = ", ".join(f"{label} {number:,}" for label, number in question.counts.items())
    yield f"Learned from {plural(question.rows, 'sentence')} of {articles_text(question)}: {counts}."
    if question.left_out:
        yield f"Left out: {left_out_text(question.left_out)}."
    never = [*question.never, *(label for label in question.labels if label not in question.strongest)]
    if never:
        yield f"Never answered: {', '.join(never)}."
    if question.about_target:
        yield "About a target: answered only where a sentence has one."
    if question.only_if:
        yield f"Answered only where {question.only_if.question} is {' or '.join(question.only_if.labels)}."
    yield f"Weights follow the data with strength {question.strength:g}{_factors(question)}."
    if question.soft:
        yield f"{plural(question.soft, 'sentence')} learned by the shares of their annotators' answers."
    if question.topics:
        yield f"Words are also counted under each of these topics: {', '.join(question.topics)}."
    yield ""
    yield from ("What speaks most for each label (pieces of words left out):", "")
    yield from (f"- {label}: {', '.join(f'`{name}`' for name in names)}" for label, names in question.strongest.items())
    yield ""
    if evaluation and question.name in evaluation["questions"]:
        yield from figure_lines(evaluation["questions"][question.name])
        yield from ("", abstention_text(question))
    else:
        yield from _figures(question)


def _factors(question: QuestionCard) -> str:
    if len(question.factors) == 1:
        return ""
    counts, vectors = question.factors
    return f"; what counts say counts {counts:.2f}, what the encoder's vectors say {vectors:.2f}"


def _figures(question: QuestionCard) -> Iterator[str]:
    if question.figures is None:
        yield f"No figures: {question.why_no_figures}."
        return
    found, majority = question.figures, question.figures["majority"]
    rests = f"{plural(found['sentences'], 'sentence')}, {articles_text(question)}, {question.folds} folds"
    yield f"Cross-validated over {rests}:"
    yield ""
    both = ((name, f"{one['macro_f1']:.3f}", f"{one['accuracy']:.3f}") for name, one in _beside(found, majority))
    yield from markdown_table(("", "macro-F1", "accuracy"), both)
    yield ""
    yield from markdown_table(("label", "precision", "recall", "F1", "sentences", "articles"), _labels(found))
    yield from ("", f"Calibration error {found['calibration_error']:.3f}. {abstention_text(question)}")


def _beside(found: Mapping[str, Any], majority: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "this model", found
    yield f"always {majority['label']}", majority


def _labels(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for label, one in found["labels"].items():
        shares = (f"{one[name]:.3f}" for name in ("precision", "recall", "f1"))
        yield (label, *shares, f"{one['sentences']:,}", f"{one['articles']:,}")


def abstention_text(question: QuestionCard) -> str:
    """Say when the model answers a question, and how well it does then."""
    if question.threshold is None or question.accepted is None:
        return "It abstains always: no probability was high enough for the precision asked for."
    kept = question.accepted
    if question.threshold == 0:
        return f"It answers every sentence: {kept['precision']:.3f} of them rightly, which is as many as asked for."
    return (
        f"It answers from a probability of {question.threshold:.3f} on: {kept['share']:.0%} of the sentences "
        f"({kept['sentences']:,}), {kept['precision']:.3f} of them rightly."
    )
