"""The model card that people read: what the model is for, what it rests on, what it can't do."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotation.io.console import plural
from annotation.io.visible import plain_markdown
from training.data.examples import left_out_text
from training.models.card import Card, CardFigures, QuestionCard, TrainingSettings
from training.models.card_figures import figure_lines, limit_lines, markdown_table


def model_card(card: Card, evaluation: Mapping[str, Any] | None = None) -> str:
    """Write a card as Markdown, with the figures of an evaluation where there is one."""
    return "".join(f"{plain_markdown(line)}\n" for line in _lines(card, evaluation))


def articles_text(question: QuestionCard) -> str:
    """Say what was kept together in cross-validation: articles, or sentences that name no article."""
    if question.with_article:
        return plural(question.articles, "article")
    return f"{plural(question.articles, 'group')}, since not every sentence names its article"


def question_headline(question: QuestionCard) -> str:
    """Give the one figure that sums up a question, with the number of sentences that it rests on."""
    if question.figures is None:
        return f"{question.name} no figures ({question.rows:,} sentences)"
    return f"{question.name} macro-F1 {question.figures['macro_f1']:.3f} ({question.rows:,} sentences)"


def abstention_text(question: QuestionCard) -> str:
    """Say when the model answers a question, and how well it does then."""
    accepted = question.accepted
    if question.threshold is None:
        return (
            "It always abstains: nobody knows from which probability on it is right often enough."
            if question.why_no_figures
            else "It always abstains: no probability was high enough for the precision asked for."
        )
    if accepted is None:
        return "It answers every sentence, and nobody knows how often it is right."
    if question.threshold == 0:
        return f"It answers every sentence: {accepted['precision']:.3f} of its answers are right, which is enough."
    return (
        f"It answers from a probability of {question.threshold:.3f} on: {accepted['share']:.0%} of the sentences "
        f"({accepted['sentences']:,}), and {accepted['precision']:.3f} of those answers are right.{_not_kept(question)}"
    )


def _not_kept(question: QuestionCard) -> str:
    """Say where the precision that was asked for is not promised."""
    others = " or ".join({"outlet": "of other outlets", "time": "of later times"}[split] for split in question.not_kept)
    return f" Of sentences {others} it reaches the precision asked for at no probability." if others else ""


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
    yield f"{card.data['source']}, {plural(card.data['rows'], 'row')}. {_codebook_text(card)}"
    yield from _settings_lines(card.settings)
    if evaluation:
        yield from ("", "## How evaluated", "")
        yield from _evaluation_lines(evaluation)
    for question in card.questions:
        yield from ("", f"## {question.name}", "")
        yield from _question_lines(question, evaluation)
    yield from ("", "## Limits", "")
    yield from limit_lines(evaluation)
    yield from ("", "## Files", "")
    yield "`weights.npz` (numpy arrays) and `terms.json` (what their columns are) are the model. They hold no code, so"
    yield "scoring with them is safe, and newsstance checks them against `SHA256SUMS`. `pipeline.joblib` holds the same"
    yield "as scikit-learn pipelines, for work of your own in Python. It is a pickle, and opening it runs code: it is"
    yield "opened only where this machine trusts it. `seen.txt` has digests of what was learned from."
    yield from ("", "## License", "")
    yield "newsstance is under the Apache License 2.0. A model may carry parts of its training data: the terms of that"
    yield "data apply to it, and are for the owner of the data to state here."


def _codebook_text(card: Card) -> str:
    if not card.codebook:
        return "No codebook: the labels are those in the data."
    return f"Codebook {card.codebook['name']} {card.codebook['version']} (digest {card.codebook['digest'][:12]})."


def _settings_lines(settings: TrainingSettings) -> Iterator[str]:
    """Say what the model sees of a sentence; an encoder's folder is not named, since people publish the card."""
    if settings["without"]:
        yield f"Features left out: {', '.join(settings['without'])}."
    yield "Names of a sentence's own outlet and author are " + ("seen." if settings["see_outlet"] else "hidden.")
    encoder = settings["encoder"]
    if encoder:
        yield f"Encoder: {Path(encoder['setting']).name}, digest {encoder['digest'][:12]}."


def _evaluation_lines(evaluation: Mapping[str, Any]) -> Iterator[str]:
    yield f"{evaluation['kind'].capitalize()} with seed {evaluation['seed']}; intervals are 95 % intervals from"
    yield f"{evaluation['resamples']:,} resamples. Articles, and those that hold nearly the same sentence, are never on"
    yield "both sides, except in the row called shuffled, which shows how much that would flatter."


def _question_lines(question: QuestionCard, evaluation: Mapping[str, Any] | None) -> Iterator[str]:
    counts = ", ".join(f"{label} {number:,}" for label, number in question.counts.items())
    yield f"Learned from {plural(question.rows, 'sentence')} of {articles_text(question)}: {counts}."
    yield from _sampling_lines(question)
    never = [*question.never, *(label for label in question.labels if label not in question.strongest)]
    if never:
        yield f"Never answered: {', '.join(never)}."
    if question.about_target:
        yield "About a target: answered only where a sentence has one."
    if question.only_if:
        yield f"Answered only where {question.only_if.question} is {' or '.join(question.only_if.labels)}."
    yield f"Regularization of the weights of counts: C = {question.strength:g}{_factors_text(question)}."
    if question.soft:
        yield f"{plural(question.soft, 'sentence')} learned by the shares of their annotators' answers."
    if question.topics:
        yield f"Words are also counted under each of these topics: {', '.join(question.topics)}."
    yield from _feature_lines(question)
    if evaluation and question.name in evaluation["questions"]:
        yield from figure_lines(evaluation["questions"][question.name])
        yield from ("", abstention_text(question))
    else:
        yield from _card_figure_lines(question)


def _feature_lines(question: QuestionCard) -> Iterator[str]:
    yield from ("", "The features with the largest weights for each label (pieces of words left out):", "")
    for label, features in question.strongest.items():
        yield f"- {label}: {', '.join(f'`{feature}`' for feature in features)}"
    yield ""


def _sampling_lines(question: QuestionCard) -> Iterator[str]:
    """Say how the sentences were chosen, and what that means for other text."""
    if question.left_out:
        yield f"Left out: {left_out_text(question.left_out)}."
    if question.whole_articles:
        yield "They are whole articles, so the labels' shares are those of such articles."
    elif question.whole_articles is False:
        yield "They were selected, or do not show that they are whole articles: where whole articles are scored, the"
        yield "labels' shares are estimated from these (`--prior`)."


def _factors_text(question: QuestionCard) -> str:
    if len(question.factors) == 1:
        return ""
    counts, vectors = question.factors
    return f"; the scores of counts are multiplied by {counts:.2f}, those of the encoder's vectors by {vectors:.2f}"


def _card_figure_lines(question: QuestionCard) -> Iterator[str]:
    """Write the card's own figures, where there is no evaluation."""
    figures = question.figures
    if figures is None:
        yield f"No figures: {question.why_no_figures}."
        return
    sample = f"{plural(figures['sentences'], 'sentence')}, {articles_text(question)}, {question.folds} folds"
    yield f"Cross-validated over {sample}:"
    yield ""
    majority = figures["majority"]
    rows = (
        ("this model", f"{figures['macro_f1']:.3f}", f"{figures['accuracy']:.3f}"),
        (f"always {majority['label']}", f"{majority['macro_f1']:.3f}", f"{majority['accuracy']:.3f}"),
    )
    yield from markdown_table(("", "macro-F1", "accuracy"), rows)
    yield ""
    yield from markdown_table(("label", "precision", "recall", "F1", "sentences", "articles"), label_rows(figures))
    yield from ("", f"Calibration error {figures['calibration_error']:.3f}. {abstention_text(question)}")


def label_rows(figures: CardFigures) -> Iterator[tuple[str, ...]]:
    """Give a row for each label: its precision, recall and F1, and its numbers of sentences and articles."""
    for label, part in figures["labels"].items():
        shares = (f"{share:.3f}" for share in (part["precision"], part["recall"], part["f1"]))
        yield (label, *shares, f"{part['sentences']:,}", f"{part['articles']:,}")
