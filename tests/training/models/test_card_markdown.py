"""The model card: what people read before they trust a model."""

from dataclasses import replace
from typing import Any

from annotation.io.visible import plain_markdown
from tests.examples.card import CARD, VIEW
from tests.examples.evaluation import LABELS, evaluation, question
from training.models.card_markdown import model_card

QUESTION = replace(VIEW, labels=LABELS, counts=dict.fromkeys(LABELS, 3), threshold=0.5, with_article=True)
FULL = replace(
    CARD,
    questions=(replace(QUESTION, accepted={"sentences": 600, "share": 0.5, "precision": 0.812}),),
)


def card(figures: dict[str, Any] | None = None) -> list[str]:
    return model_card(FULL, figures or evaluation()).splitlines()


def test_its_parts_are_those_a_reviewer_asks_for() -> None:
    titles = [line for line in card() if line.startswith("#")]
    assert titles == [
        f"# {FULL.id}",
        *("## What for", "## What not for", "## Data", "## How evaluated", "## view"),
        *("## Limits", "## Files", "## License"),
    ]
    assert "gold.csv, 4 rows. Codebook b 2 (digest 0123456789ab)." in card()


def test_figures_stand_with_their_intervals_and_what_they_rest_on() -> None:
    lines = card()
    start = lines.index("**Macro-F1 .67 (.63 to .71) on 1,200 sentences of articles the model saw nothing of.**")
    assert lines[start + 1].startswith(
        "Rests on 1,200 sentences of 80 articles; intervals resample articles. Judged on"
    )
    table = lines.index("| judged | macro-F1 | accuracy | sentences |")
    assert lines[table + 2 : table + 10] == [
        "| By article | .67 (.63 to .71) | .72 (.69 to .75) | 1,200 |",
        "| By outlet | .61 (.57 to .65) | .66 (.63 to .69) | 1,200 |",
        "| By time | no figures: 'published' is &lt;script>alert(1)&lt;/script>, no date |  |  |",
        "| Shuffled (flatters) | .74 (.70 to .78) | .76 (.73 to .79) | 1,200 |",
        "| Most frequent label | .33 (.29 to .37) | .55 (.52 to .58) | 1,200 |",
        "| Outlet only | .58 (.54 to .62) | .74 (.71 to .77) | 1,200 |",
        "| Previous model | no figures: there was none |  |  |",
        "| People | .78 (.70 to .80) | .80 (no interval) | 1,100 |",
    ]
    for text in (
        f"| {LABELS[0]} | .50 | .40 | .44 (.40 to .50) | 40 | 30 |",
        f"Never predicted for these sentences: {LABELS[1]}.",
        "Not among these sentences: unheard.",
        "Brier score .410 (.400 to .420), calibration error .028.",
        "| others | .50 (no interval) | .60 (no interval) | 30 sentences of 4 articles |",
        "By target: no figures, no row names a target.",
        "More labeling still helps.",
        "Without an interval: too few to resample.",
        "**they FLATTER.**",
        "It answers from a probability of 0.500 on: 50% of the sentences (600), and 0.812 of those answers are right.",
    ):
        assert plain_markdown(text) in lines, text
    assert "<script" not in "".join(lines)


def test_a_question_that_could_not_be_judged_has_reasons_and_no_figures() -> None:
    judged = question()
    why = {"why": "all sentences are of one article"}
    judged["splits"] = {name: why for name in judged["splits"]}
    lines = card(evaluation(view=judged))
    assert "**No figures: all sentences are of one article.**" in lines
    assert "| By article | no figures: all sentences are of one article |  |  |" in lines
    assert not any(line.startswith("| label |") for line in lines)


def test_a_name_cannot_break_a_table() -> None:
    judged = question()
    judged["slices"]["length"][0]["slice"] = "short|\nvery"
    assert "| short\\| very | .50 (no interval) | .60 (no interval) | 30 sentences of 4 articles |" in card(
        evaluation(view=judged)
    )


def test_limits_are_those_of_how_it_was_evaluated() -> None:
    held_out = {**evaluation(), "kind": "held out"}
    assert any("cross-validation on the training data" in line for line in card())
    assert not any("cross-validation on the training data" in line for line in card(held_out))


def test_without_an_evaluation_the_cards_own_figures_stand() -> None:
    lines = model_card(FULL).splitlines()
    assert "No figures: too few." in lines
    assert "## How evaluated" not in lines


def test_how_sentences_were_chosen_and_where_no_precision_is_promised() -> None:
    accepted: Any = {"sentences": 600, "share": 0.5, "precision": 0.812}

    def text(**fields: Any) -> str:
        return model_card(replace(FULL, questions=(replace(QUESTION, accepted=accepted, **fields),)), evaluation())

    assert "They are whole articles" in text(whole_articles=True)
    assert "labels' shares are estimated from these (`--prior`)" in text(whole_articles=False)
    assert "whole articles" not in text(whole_articles=None)
    assert "Of sentences of other outlets or of later times it reaches the precision" in text(
        not_kept=("outlet", "time")
    )
    assert "at no probability" not in text(not_kept=())
