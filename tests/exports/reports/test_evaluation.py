"""The page of an evaluation: whatever the figures are, they are shown with what they rest on, and nothing is run."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Final

import pytest

from exports.pages import plots
from exports.reports.evaluation import evaluation_page
from exports.reports.evaluation_text import evaluation_headline, evaluation_verdicts
from tests.examples.evaluation import EVIL, LABELS, PageReader, estimate, evaluation, figures, question, split

TEXTS: Final = {"s1": f"Ann & Bo “won” {EVIL}"}


def whys(node: object) -> Iterator[str]:
    """Every sentence that stands where a figure can't."""
    if isinstance(node, Mapping):
        yield from (node[key] for key in ("why", "warning") if key in node)
        yield from (why for inner in node.values() for why in whys(inner))
    elif isinstance(node, list):
        yield from (why for inner in node for why in whys(inner))


def test_no_text_becomes_a_tag_and_nothing_is_fetched() -> None:
    page = evaluation_page(evaluation(**{EVIL: question()}), TEXTS)
    reader = PageReader(page)
    assert reader.open_tags == []
    assert {"script", "link", "img", "iframe", "object", "style"} & {tag for tag, _ in reader.tags} == {"style"}
    assert not re.findall(r"@import|url\(\s*['\"]?(?!#)|(?:src|href)=\"(?!#)", page)
    for words in (*LABELS[:2], f"Ann & Bo “won” {EVIL}", f"{EVIL} Times", f"31 hybrid {EVIL}"):
        assert words in reader.text


def test_every_reason_for_a_missing_figure_is_shown() -> None:
    page_text = PageReader(evaluation_page(evaluation(), {})).text.lower()
    reasons = set(whys(evaluation()))
    assert len(reasons) == 7
    assert [why for why in reasons if " ".join(why.split()).lower() not in page_text] == []
    assert "(the text is not at hand)" in page_text


@pytest.mark.parametrize("missing", ["splits", "everything"])
def test_a_question_that_could_not_be_judged_says_why_and_shows_no_figure(missing: str) -> None:
    evaluated = question()
    why = {"why": "all sentences are of one article"}
    evaluated["splits"] = {name: why for name in evaluated["splits"]}
    if missing == "everything":
        evaluated["baselines"] = {name: why for name in evaluated["baselines"]}
        evaluated["slices"] = {name: why for name in evaluated["slices"]}
        evaluated |= {"confusion": why, "reliability": [], "coverage": [], "mistakes": [], "learning_curve": []}
        evaluated["learning"] = "can't be said"
    page = evaluation_page(evaluation(view=evaluated), {})
    assert "No figures: all sentences are of one article" in PageReader(page).text
    assert "<svg" not in page


def test_each_picture_is_told_in_words_and_has_an_id_space_of_its_own() -> None:
    page = evaluation_page(evaluation(one=question(), two=question()), TEXTS)
    tags = PageReader(page).tags
    pictures = [attributes["aria-label"] for tag, attributes in tags if tag == "svg"]
    assert len(pictures) == 2 * 9
    assert all(pictures)
    assert pictures[0] is not None
    assert pictures[0].startswith(
        "By article: macro-f1 .67 (.63 to .71), accuracy .72 (.69 to .75); By outlet: macro-f1 .61 (.57 to .65)"
    )
    assert "Shuffled (flatters): macro-f1 .74" in pictures[0]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r"(?:href=\"|url\()#([\w-]+)", page))
    assert pointed <= set(ids)


def test_several_questions_can_be_reached_and_one_needs_no_way() -> None:
    two = PageReader(evaluation_page(evaluation(one=question(), two=question()), {})).tags
    assert [attributes["href"] for tag, attributes in two if tag == "a"] == ["#q1", "#q2"]
    assert [attributes for tag, attributes in PageReader(evaluation_page(evaluation(), {})).tags if tag == "nav"] == []


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    page = evaluation_page(evaluation(), TEXTS)
    assert page == evaluation_page(evaluation(), TEXTS)
    assert not re.search(r"20\d\d-\d\d-\d\d", page)


def test_the_verdicts_say_which_figures_to_believe() -> None:
    assert (
        evaluation_headline(question())
        == "Macro-F1 .67 (.63 to .71) on 1,200 sentences of articles the model saw nothing of."
    )
    assert list(evaluation_verdicts(question())) == [
        "Shuffled sentences would show .74, .07 more: sentences of one article then stand on both sides. "
        "Don't quote it.",
        "On outlets it saw nothing of, macro-F1 is .61 (.57 to .65), .06 less than by article: believe that figure for "
        "new outlets.",
        "Whoever knows nothing but the outlet is right for .74 of the sentences, and the model for .72: the figure by "
        "article may be the outlet recognized, not the sentence read. Believe the figure by outlet.",
        "People, each against the majority of the others, reach .78 (.70 to .80) on 1,100 sentences: "
        "the model is .11 below.",
    ]


def test_where_macro_f1_has_no_interval_there_is_no_verdict() -> None:
    one_article = question()
    one_article["splits"]["article"]["macro_f1"] = estimate(
        1.0, why="an interval needs at least 10 articles, and there is 1"
    )
    assert evaluation_headline(one_article) == (
        "Macro-F1 1.00 on 1,200 sentences of articles the model saw nothing of: no verdict, since an "
        "interval needs at least 10 articles, and there is 1."
    )
    assert list(evaluation_verdicts(one_article)) == [
        "Read nothing into differences below: with other articles each figure may be quite another. Label more."
    ]


def test_a_difference_within_the_interval_may_be_chance() -> None:
    close = question()
    close["splits"]["shuffled"]["macro_f1"] = estimate(0.7)
    assert next(evaluation_verdicts(close)) == (
        "Shuffled sentences would show .70, .03 more: sentences of one article then stand on both sides, and chance "
        "may do as much. Don't quote it."
    )


def test_a_calibration_error_stands_beside_what_chance_shows_and_claims_no_interval() -> None:
    evaluated = question()
    assert "calibration error .028: how far" in PageReader(evaluation_page(evaluation(view=evaluated), {})).text
    error = estimate(0.028, why="no interval that we tried") | {"by_chance": 0.03}
    evaluated["splits"]["article"]["calibration_error"] = error
    text = PageReader(evaluation_page(evaluation(view=evaluated), {})).text
    assert "calibration error .028 (exact probabilities would show .030 by chance): how far" in text
    assert "no interval that we tried" not in text


def test_a_model_that_beats_the_outlet_is_not_accused_and_one_that_beats_nothing_is() -> None:
    good, bad = question(), question()
    good["baselines"]["outlet"] = figures(0.4, 0.5)
    bad["baselines"]["majority"]["accuracy"] = estimate(0.72)
    assert (
        "Whoever knows nothing but the outlet is right for .50 of the sentences, the model for .72."
        in evaluation_verdicts(good)
    )
    assert not any("learned nothing" in verdict for verdict in evaluation_verdicts(good))
    assert (
        f"Always saying “{LABELS[1]}” is right for .72 of the sentences, and the model for .72: "
        "by accuracy it has learned nothing."
    ) in evaluation_verdicts(bad)


def test_a_held_out_evaluation_has_no_other_splits() -> None:
    evaluated = question()
    evaluated["splits"] = {"held out": split(0.6, 0.7)}
    del evaluated["learning_curve"], evaluated["learning"]
    text = PageReader(evaluation_page(evaluation(view=evaluated), {})).text
    assert "Macro-F1 .60 (.56 to .64) on 1,200 sentences that were held out." in text
    assert "Shuffled" not in text


def test_a_label_that_is_never_said_is_named() -> None:
    text = PageReader(evaluation_page(evaluation(), {})).text
    assert f"Never said: {LABELS[1]}. The model may answer so" in text
    assert "Never answered, by the codebook: hybrid." in text
    assert "Not among these sentences, so in no figure: unheard." in text


def test_confusion_has_shares_of_the_gold_label_and_none_where_there_is_no_gold() -> None:
    tags = PageReader(evaluation_page(evaluation(), {})).tags
    cells = [
        attributes["style"]
        for tag, attributes in tags
        if tag == "td" and (attributes.get("style") or "").startswith("--x")
    ]
    assert cells == ["--x: 0", "--x: 0.750", "--x: 0.250", "--x: 0", "--x: 0"]


def test_a_picture_keeps_long_names_and_draws_figures_at_their_place() -> None:
    drawn = plots.dot_plot("p", ["F1"], [plots.DotRow(LABELS[2], [estimate(0.5)]), plots.DotRow(LABELS[0], [None])])
    assert "a label with quite a long" in drawn
    assert "name that goes on" in drawn
    assert "no figure" in drawn
    assert ">$for_1$ &amp; 名<" in drawn  # a dollar sign is a dollar sign
    assert not re.findall(r"#0\d0\d0\d|DejaVu", drawn)  # the page's own colors and fonts


def test_the_page_does_not_change_what_it_is_given() -> None:
    evaluated = evaluation()
    before = deepcopy(evaluated)
    evaluation_page(evaluated, TEXTS)
    assert evaluated == before


def test_whole_articles_have_their_shares_and_others_have_no_table() -> None:
    text = PageReader(evaluation_page(evaluation(), {})).text
    assert f"If all were {LABELS[1]}" in text
    assert "in the mean over 80 whole articles" in " ".join(text.split())
    assert (
        "If all were"
        not in PageReader(
            evaluation_page(evaluation(view={**question(), "article_shares": {"why": "no positions"}}), {})
        ).text
    )
