"""Agreement on answers: by hand, against other packages, in whole outcomes, and as the verb prints it."""

from typing import Any

import pandas as pd
import pytest

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.errors import DataError
from exports.agreement.agreement import NO_VERDICT, Agreement, ConfusedLabels, agreements, target_reading
from exports.agreement.annotators import AnnotatorAgreement, AnnotatorPair
from exports.answers.valid import span_counts
from exports.statistics.estimate import ONE_LABEL_USED, Estimate
from exports.statistics.formatting import too_few
from tests.examples.agreement import OBSERVERS, many, table


def codebook_of(*questions: Question) -> Codebook:
    return Codebook("moods", "1", "Moods", "", questions, digest="0123456789abcdef")


def codebook(**questions: str) -> Codebook:
    labels = tuple(Label(name, name[0], "gray", name) for name in "ud")
    return codebook_of(*(Question(name, kind, name, name, labels) for name, kind in questions.items()))


def bare(value: Any, sentences: int, why: str = "") -> Estimate:
    """A figure without an interval."""
    approximate: Any = None if value is None else pytest.approx(value)
    return Estimate(approximate, None, None, sentences, why or too_few(8, "sentences", sentences))


def test_krippendorffs_own_example() -> None:
    (agreement,) = agreements(table(OBSERVERS))
    assert agreement.alpha.value == pytest.approx(0.743, abs=0.0005)
    # the twelfth unit has one answer only; 8 units of three or four agree in all pairs
    assert (agreement.sentences, agreement.answers, agreement.annotators, agreement.reading) == (11, 40, 4, NO_VERDICT)
    scale = codebook_of(Question("mood", "choice", "", "", tuple(Label(x, x, "", x) for x in "12345"), scale=True))
    (agreement,) = agreements(table(OBSERVERS), scale)
    assert agreement.ordinal is not None
    assert agreement.ordinal.value == pytest.approx(0.815, abs=0.0005)
    assert agreement.reading == NO_VERDICT  # of one table without articles nobody knows how sure its alpha is


def test_a_table_worked_out_by_hand() -> None:
    """uu, ud, dd: 2 of 6 values disagree, by chance 18 of 30 ordered pairs would: alpha = 1 - (2/6) / (18/30) = 4/9.

    ann says u twice and d once, bob u once and d twice: they agree in 2/3, by chance in 4/9: kappa = 2/9 / 5/9 = 0.4.
    """
    (agreement,) = agreements(table({"ann": "uud", "bob": "udd"}))
    third, two_thirds = pytest.approx(1 / 3), pytest.approx(2 / 3)
    shares: list[Any] = [{"d": third, "u": two_thirds}, {"d": two_thirds, "u": third}]
    none = Estimate(None, None, None, 0, "nothing to compare")
    each = [
        AnnotatorAgreement(name, bare(200 / 3, 3), 0, share, none, none, none)
        for name, share in zip(("ann", "bob"), shares, strict=True)
    ]
    assert agreement == Agreement(
        question="mood",
        alpha=bare(4 / 9, 3),
        ordinal=None,
        percent=bare(200 / 3, 3),
        sentences=3,
        answers=6,
        annotators=2,
        resampled="sentences",
        reading=NO_VERDICT,
        target=None,
        target_reading="",
        labels=agreement.labels,
        pairs=[AnnotatorPair(("ann", "bob"), bare(0.4, 3), bare(200 / 3, 3))],
        each=each,
        confused=[ConfusedLabels(("d", "u"), 1)],
        merged=None,
    )
    assert [(label.label, label.answers, label.alpha, label.percent) for label in agreement.labels] == [
        ("d", 3, bare(4 / 9, 3), bare(200 / 3, 3)),
        ("u", 3, bare(4 / 9, 3), bare(200 / 3, 3)),
    ]


def test_the_others_majority_ties_and_halves() -> None:
    """Against the others cleo is right on 0, wrong on 1 and 3, and not compared on 2, where ann and bob differ."""
    answers = table({"ann": "uudu", "bob": "uuuu", "cleo": "uddd"})
    timed = answers.assign(answered_at=[f"2026-01-0{9 - int(s[1:])}T10:00:00Z" for s in answers["sentence"]])
    cleo = agreements(timed)[0].each[2]
    assert (cleo.annotator, cleo.percent, cleo.ties) == ("cleo", bare(100 / 3, 3), 1)
    assert (cleo.first_half, cleo.second_half) == (bare(0, 1), bare(50, 2))  # answered from the last sentence back
    assert cleo.change.value == 50


def test_confused_labels_come_with_the_most_pairs_first() -> None:
    (agreement,) = agreements(table({"ann": "abcb", "bob": "acbc"}))
    assert agreement.confused == [ConfusedLabels(("b", "c"), 3)]
    (agreement,) = agreements(table({"ann": "aab", "bob": "bbc", "cleo": "abc"}))
    assert agreement.confused == [ConfusedLabels(("a", "b"), 4), ConfusedLabels(("b", "c"), 2)]


def test_merged_labels_are_measured_beside_the_full_ones() -> None:
    labels = tuple(Label(name, name, "gray", name) for name in "uda")
    merge = {"sure": ("u", "d"), "rest": ("a",)}
    question = Question(
        "mood", "choice", "", "", labels, merge=merge, agreement_target=0.8, merged_agreement_target=0.9
    )
    (agreement,) = agreements(table({"ann": "udaa", "bob": "uuaa"}), codebook_of(question))
    assert agreement.merged is not None
    assert [label.label for label in agreement.labels] == ["u", "d", "a"]
    assert [label.label for label in agreement.merged.labels] == ["sure", "rest"]
    assert (agreement.merged.alpha.value, agreement.merged.percent.value) == (1.0, 100.0)
    assert (agreement.target, agreement.target_reading, agreement.merged.target_reading) == (
        0.8,
        "no verdict",
        "no verdict",
    )


@pytest.mark.parametrize(
    ("alpha", "reading"),
    [
        (Estimate(0.9, 0.85, 0.95, 9), "met"),
        (Estimate(0.9, None, None, 9), "no verdict"),
        (Estimate(0.9, 0.7, 0.95, 9), "met, but the interval reaches below"),
        (Estimate(0.7, 0.6, 0.85, 9), "not met, but the interval reaches it"),
        (Estimate(0.7, 0.6, 0.75, 9), "not met"),
        (Estimate(None, None, None, 9), "unknown"),
    ],
)
def test_whether_a_target_is_met(alpha: Estimate, reading: str) -> None:
    assert target_reading(alpha, 0.8) == reading


def test_row_order_changes_nothing_in_any_figure_or_interval() -> None:
    answers = many(3)
    (agreement,) = agreements(answers)
    assert agreement.alpha.low is not None
    assert agreements(answers.sample(frac=1, random_state=1)) == [agreement]


def test_the_seed_decides_the_resamples_and_the_figure_not() -> None:
    answers = many(3)
    answers["label"] = answers.groupby(["article", "annotator"])["label"].transform("first")  # articles differ much
    first, same_seed, other_seed = (agreements(answers, seed=seed)[0].alpha for seed in (1, 1, 2))
    assert first == same_seed
    assert (first.value, first.low) != (other_seed.value, other_seed.low)
    assert first.value == other_seed.value


def test_articles_are_resampled_where_rows_name_one_else_sentences() -> None:
    """All answers of an article alike: twenty articles say far less than their two hundred sentences."""
    answers = many(3)
    first = answers.groupby(["article", "annotator"])["label"].transform("first")
    clustered = answers.assign(label=first)
    (by_article,), (by_sentence,) = agreements(clustered), agreements(clustered.drop(columns="article"))
    assert (by_article.resampled, by_sentence.resampled) == ("articles", "sentences")
    widths = [(agreement.alpha.high or 0) - (agreement.alpha.low or 0) for agreement in (by_article, by_sentence)]
    assert widths[0] > 2.5 * widths[1] > 0


def test_names_of_labels_change_nothing() -> None:
    answers = many(5)
    renamed = answers.assign(label=answers["label"].map(dict(zip("012", "zyx", strict=True))))
    assert agreements(answers)[0].alpha.value == agreements(renamed)[0].alpha.value


def test_there_is_no_alpha_where_only_one_label_was_used() -> None:
    (agreement,) = agreements(table({"ann": "uu.", "bob": "uud"}))
    assert (agreement.alpha, agreement.percent.value, agreement.reading) == (
        bare(None, 2, ONE_LABEL_USED),
        100.0,
        ONE_LABEL_USED,
    )


def test_there_is_no_figure_where_no_sentence_has_two_answers() -> None:
    nothing = bare(None, 0, "nothing to compare")
    (agreement,) = agreements(table({"ann": "u.", "bob": ".d"}))
    assert (agreement.alpha, agreement.percent, agreement.pairs, agreement.each, agreement.labels) == (
        nothing,
        nothing,
        [],
        [],
        [],
    )
    assert agreement.reading == "nothing to compare: no sentence has two answers"
    (alone,) = agreements(table({"ann": "ud"}))
    assert (alone.alpha, alone.reading) == (nothing, "nothing to compare: only ann answered")


def test_skipped_and_superseded_answers_and_gaps_do_not_count() -> None:
    answers = table({"ann": "uud", "bob": "udd"}).assign(status="answered")
    beside = pd.DataFrame(
        [
            {"sentence": "s00", "annotator": "ann", "question": "mood", "label": "d", "status": "superseded"},
            {"sentence": "s01", "annotator": "cleo", "status": "skipped"},
            {"sentence": "s02", "annotator": "cleo", "question": "mood", "status": "answered"},
        ]
    )
    assert agreements(pd.concat([answers, beside])) == agreements(answers)


def test_an_annotator_who_answers_twice_is_named() -> None:
    answers = pd.concat([table({"ann": "ud", "bob": "uu"}), table({"ann": "uu"})])
    with pytest.raises(DataError, match=r"^ann answered 'mood' twice on sentence s00 \(4 such rows\); mark the one"):
        agreements(answers)


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(DataError, match="status is 'done'; the statuses are answered, skipped, superseded"):
        agreements(table({"ann": "u"}).assign(status="done"))


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(DataError, match=r"the answer 'u' on sentence s00 names no question \(1 such row\); fill the"):
        agreements(table({"ann": "u"}).assign(question=""))


def test_no_answers_at_all_is_an_error() -> None:
    with pytest.raises(DataError, match="none of 0 rows is an answer that counts"):
        agreements(table({"ann": "u"})[:0])


def test_spans_are_counted_beside_alpha() -> None:
    spans = pd.DataFrame(
        {
            "sentence": "s00",
            "annotator": "ann",
            "question": "evidence",
            "label": "word",
            "start": [0, 4],
            "end": [2, 6],
        }
    )
    answers = pd.concat([table({"ann": "uud", "bob": "udd"}), spans])
    assert [agreement.question for agreement in agreements(answers)] == ["mood"]
    assert span_counts(answers) == {"evidence": 2}


def test_questions_come_in_the_order_of_the_codebook_else_sorted() -> None:
    answers = pd.concat([table({"ann": "ud", "bob": "ud"}, name) for name in ("mood", "age")])
    book = codebook(mood="choice", words="spans", age="choice", pace="choice")
    assert [agreement.question for agreement in agreements(answers)] == ["age", "mood"]
    assert [(agreement.question, agreement.sentences) for agreement in agreements(answers, book)] == [
        ("mood", 2),
        ("age", 2),
        ("pace", 0),
    ]


def test_a_sentence_without_an_article_among_others_stands_for_itself() -> None:
    answers = many(3, articles=2)
    lost = answers.assign(article=answers["article"].where(answers["sentence"] > "s09", None))
    assert "and there are 11" in agreements(lost)[0].alpha.why  # ten sentences and an article
