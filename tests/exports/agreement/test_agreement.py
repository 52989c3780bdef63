"""Agreement on answers: by hand, against other packages, in whole outcomes, and as the verb prints it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.codebook.codebook import Codebook, Label, Question, read_codebook
from annotation.errors import DataError
from exports.agreement.agreement import Agreement, ConfusedLabels, agreements, target_reading
from exports.agreement.annotators import AnnotatorAgreement, AnnotatorPair
from exports.agreement.sample import Basis
from exports.answers.valid import span_counts
from exports.statistics.estimate import ONE_LABEL_USED, Estimate
from newsstance import app
from tests.examples.agreement import OBSERVERS

CODEBOOK = Path(__file__).parents[3] / "configs" / "stance_sourcing.toml"


def table(observers: dict[str, str], question: str = "mood") -> pd.DataFrame:
    """One answer for each character that is no gap."""
    rows = [
        {"sentence": f"s{place:02}", "annotator": name, "question": question, "label": label}
        for name, labels in observers.items()
        for place, label in enumerate(labels)
        if label != "."
    ]
    return pd.DataFrame(rows, dtype="str")


def codebook_of(*questions: Question) -> Codebook:
    return Codebook("moods", "1", "Moods", "", questions, digest="0123456789abcdef")


def codebook(**questions: str) -> Codebook:
    labels = tuple(Label(name, name[0], "gray", name) for name in "ud")
    return codebook_of(*(Question(name, kind, name, name, labels) for name, kind in questions.items()))


FEW = "an interval needs at least 8 sentences, and there are {}"


def bare(value: Any, sentences: int, why: str = "") -> Estimate:
    """A figure without an interval."""
    about: Any = None if value is None else pytest.approx(value)
    return Estimate(about, None, None, sentences, why or FEW.format(sentences))


def test_krippendorffs_own_example() -> None:
    (found,) = agreements(table(OBSERVERS))
    assert found.alpha.value == pytest.approx(0.743, abs=0.0005)
    # the twelfth unit has one answer only; 8 units of three or four agree in all pairs
    assert (found.sentences, found.answers, found.annotators, found.reading) == (11, 40, 4, "tentative")
    scale = codebook_of(Question("mood", "choice", "", "", tuple(Label(x, x, "", x) for x in "12345"), scale=True))
    (found,) = agreements(table(OBSERVERS), scale)
    assert found.ordinal is not None
    assert found.ordinal.value == pytest.approx(0.815, abs=0.0005)
    assert found.reading == "reliable"


def test_a_table_worked_out_by_hand() -> None:
    """uu, ud, dd: 2 of 6 values disagree, by chance 18 of 30 ordered pairs would: alpha = 1 - (2/6) / (18/30) = 4/9.

    ann says u twice and d once, bob u once and d twice: they agree in 2/3, by chance in 4/9: kappa = 2/9 / 5/9 = 0.4.
    """
    (found,) = agreements(table({"ann": "uud", "bob": "udd"}))
    third, two_thirds = pytest.approx(1 / 3), pytest.approx(2 / 3)
    shares: list[Any] = [{"d": third, "u": two_thirds}, {"d": two_thirds, "u": third}]
    none = Estimate(None, None, None, 0, "nothing to compare")
    each = [
        AnnotatorAgreement(name, bare(200 / 3, 3), 0, share, none, none, none)
        for name, share in zip(("ann", "bob"), shares, strict=True)
    ]
    assert found == Agreement(
        question="mood",
        alpha=bare(4 / 9, 3),
        ordinal=None,
        percent=bare(200 / 3, 3),
        sentences=3,
        answers=6,
        annotators=2,
        resampled="sentences",
        reading="not reliable",
        target=None,
        target_reading="",
        labels=found.labels,
        pairs=[AnnotatorPair(("ann", "bob"), bare(0.4, 3), bare(200 / 3, 3))],
        each=each,
        confused=[ConfusedLabels(("d", "u"), 1)],
        merged=None,
    )
    assert [(one.label, one.answers, one.alpha, one.percent) for one in found.labels] == [
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
    (found,) = agreements(table({"ann": "abcb", "bob": "acbc"}))
    assert found.confused == [ConfusedLabels(("b", "c"), 3)]
    (found,) = agreements(table({"ann": "aab", "bob": "bbc", "cleo": "abc"}))
    assert found.confused == [ConfusedLabels(("a", "b"), 4), ConfusedLabels(("b", "c"), 2)]


def test_merged_labels_are_measured_beside_the_full_ones() -> None:
    labels = tuple(Label(name, name, "gray", name) for name in "uda")
    merge = {"sure": ("u", "d"), "rest": ("a",)}
    question = Question(
        "mood", "choice", "", "", labels, merge=merge, agreement_target=0.8, merged_agreement_target=0.9
    )
    (found,) = agreements(table({"ann": "udaa", "bob": "uuaa"}), codebook_of(question))
    assert found.merged is not None
    assert [one.label for one in found.labels] == ["u", "d", "a"]
    assert [one.label for one in found.merged.labels] == ["sure", "rest"]
    assert (found.merged.alpha.value, found.merged.percent.value) == (1.0, 100.0)
    assert (found.target, found.target_reading, found.merged.target_reading) == (0.8, "not met", "met")


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (Estimate(0.9, 0.85, 0.95, 9), "met"),
        (Estimate(0.9, None, None, 9), "met"),
        (Estimate(0.9, 0.7, 0.95, 9), "met, but the interval reaches below"),
        (Estimate(0.7, 0.6, 0.85, 9), "not met, but the interval reaches it"),
        (Estimate(0.7, 0.6, 0.75, 9), "not met"),
        (Estimate(None, None, None, 9), "unknown"),
    ],
)
def test_whether_a_target_is_met(alpha: Estimate, said: str) -> None:
    assert target_reading(alpha, 0.8) == said


def many(seed: int, articles: int = 20) -> pd.DataFrame:
    """Three people's answers to ten sentences of each of some articles."""
    chance = np.random.default_rng(seed)
    meant = chance.integers(0, 3, articles * 10)
    drawn = [np.where(chance.random(len(meant)) < 0.7, meant, chance.integers(0, 3, len(meant))) for _ in "abc"]
    answers = table({name: "".join(map(str, row)) for name, row in zip(("ann", "bob", "cleo"), drawn, strict=True)})
    return answers.assign(article=["a" + str(int(s[1:]) // 10) for s in answers["sentence"]])


def test_row_order_changes_nothing_in_any_figure_or_interval() -> None:
    answers = many(3)
    (found,) = agreements(answers)
    assert found.alpha.low is not None
    assert agreements(answers.sample(frac=1, random_state=1)) == [found]


def test_the_seed_decides_the_resamples_and_the_figure_not() -> None:
    first, again, other = (agreements(many(3), seed=seed)[0].alpha for seed in (1, 1, 2))
    assert first == again
    assert (first.value, first.low) != (other.value, other.low)
    assert first.value == other.value


def test_articles_are_resampled_where_rows_name_one_else_sentences() -> None:
    """All answers of an article alike: twenty articles say far less than their two hundred sentences."""
    answers = many(3)
    first = answers.groupby(["article", "annotator"])["label"].transform("first")
    clustered = answers.assign(label=first)
    (by_article,), (by_sentence,) = agreements(clustered), agreements(clustered.drop(columns="article"))
    assert (by_article.resampled, by_sentence.resampled) == ("articles", "sentences")
    widths = [(one.alpha.high or 0) - (one.alpha.low or 0) for one in (by_article, by_sentence)]
    assert widths[0] > 2.5 * widths[1] > 0


def test_names_of_labels_change_nothing() -> None:
    answers = many(5)
    renamed = answers.assign(label=answers["label"].map(dict(zip("012", "zyx", strict=True))))
    assert agreements(answers)[0].alpha.value == agreements(renamed)[0].alpha.value


def test_there_is_no_alpha_where_only_one_label_was_used() -> None:
    (found,) = agreements(table({"ann": "uu.", "bob": "uud"}))
    assert (found.alpha, found.percent.value, found.reading) == (bare(None, 2, ONE_LABEL_USED), 100.0, ONE_LABEL_USED)


def test_there_is_no_figure_where_no_sentence_has_two_answers() -> None:
    nothing = bare(None, 0, "nothing to compare")
    (found,) = agreements(table({"ann": "u.", "bob": ".d"}))
    assert (found.alpha, found.percent, found.pairs, found.each, found.labels) == (nothing, nothing, [], [], [])
    assert found.reading == "nothing to compare: no sentence has two answers"
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
    with pytest.raises(DataError, match=r"sentence s00 has the answer 'u' to no question \(1 such rows\)"):
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
    assert [found.question for found in agreements(answers)] == ["mood"]
    assert span_counts(answers) == {"evidence": 2}


def test_questions_come_in_the_order_of_the_codebook_else_sorted() -> None:
    answers = pd.concat([table({"ann": "ud", "bob": "ud"}, name) for name in ("mood", "age")])
    book = codebook(mood="choice", words="spans", age="choice", pace="choice")
    assert [found.question for found in agreements(answers)] == ["age", "mood"]
    assert [(found.question, found.sentences) for found in agreements(answers, book)] == [
        ("mood", 2),
        ("age", 2),
        ("pace", 0),
    ]


def test_a_sentence_without_an_article_among_others_stands_for_itself() -> None:
    answers = many(3, articles=2)
    lost = answers.assign(article=answers["article"].where(answers["sentence"] > "s09", None))
    assert "and there are 11" in agreements(lost)[0].alpha.why  # ten sentences and an article


def write_csv(path: Path, answers: pd.DataFrame) -> str:
    answers.to_csv(path, index=False)
    return str(path)


def test_agree_prints_tables(tmp_path: Path) -> None:
    """An annotator may be called None: that is a name, not a missing value."""
    given = write_csv(tmp_path / "answers.csv", table({"ann": "uud", "None": "udd"}))
    ran = CliRunner().invoke(app, ["agree", given])
    assert ran.stdout.splitlines() == [
        "question  alpha  95 % interval  sentences  answers  people  agree  reading",
        "mood      0.444              -          3        6       2   67 %  not reliable",
        "",
        "question  label  alpha  95 % interval  answers  agree",
        "mood      d      0.444              -        3   67 %",
        "mood      u      0.444              -        3   67 %",
        "",
        "question  annotators    kappa  95 % interval  sentences  agree",
        "mood      None and ann  0.400              -          3   67 %",
        "",
        "question  annotator  with the others  95 % interval  sentences  ties  first half  second half  labels",
        "mood      None                  67 %              -          3     0           -            -  d 67%, u 33%",
        "mood      ann                   67 %              -          3     0           -            -  d 33%, u 67%",
        "",
        "question  often confused  pairs",
        "mood      d and u             1",
    ]
    assert ".800 and more counts as reliable, .667 to .800 as tentative" in ran.stderr
    assert "the answers name no articles: intervals resample sentences" in ran.stderr


def test_agree_shows_targets_scales_and_merged_labels(tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text(BOOK, encoding="utf-8")
    given = write_csv(tmp_path / "answers.csv", table({"ann": "udaa", "bob": "uuaa"}))
    shown = CliRunner().invoke(app, ["agree", given, "--codebook", str(book)]).stdout.splitlines()[:4]
    assert shown == [
        "question          alpha  95 % interval  sentences  answers  people  agree  reading   target",
        "mood              0.632              -          4        8       2   75 %",
        "mood, as a scale  0.900              -          4        8       2   75 %  reliable  0.800: met",
        "mood, merged      1.000              -          4        8       2  100 %  reliable  0.900: met",
    ]


def test_nobodys_pace_or_times_are_shown(tmp_path: Path) -> None:
    answers = many(1).assign(answered_at="2026-01-01T10:00:00Z", seconds="77.7")
    given = write_csv(tmp_path / "answers.csv", answers)
    for words in (["agree", given], ["agree", given, "--json"]):
        ran = CliRunner().invoke(app, words)
        assert not any(found in ran.output for found in ("2026", "77.7", 'second"', "seconds", "pace"))


def test_agree_says_in_words_where_there_is_no_alpha(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "answers.csv", table({"ann": "ud"}))
    assert CliRunner().invoke(app, ["agree", given]).stdout.splitlines()[1:] == [
        "mood          -              -          0        0       0      -  nothing to compare: only ann answered"
    ]


def test_agree_as_json_has_every_figure_and_names_the_versions_it_mixed(tmp_path: Path) -> None:
    answers = table({"ann": "uud", "bob": "udd"}).assign(codebook=["moods 1 aa"] * 3 + ["moods 2 bb"] * 3)
    ran = CliRunner().invoke(app, ["agree", write_csv(tmp_path / "answers.csv", answers), "--json", "--seed", "4"])
    found = json.loads(ran.stdout)
    (question,) = found.pop("questions")
    assert found == {
        "spans": [],
        "basis": asdict(Basis(2, 6, 3, 3, 0, [], audit=0, blind=0, prelabeled=0)),
        "codebooks": {"moods 1 aa": 3, "moods 2 bb": 3},
        "seed": 4,
        "resamples": 2000,
    }
    assert question == json.loads(json.dumps(asdict(agreements(answers, seed=4)[0])))
    assert question["alpha"] == {
        "value": pytest.approx(4 / 9),
        "low": None,
        "high": None,
        "sentences": 3,
        "why": FEW.format(3),
    }
    assert ran.stderr == "the answers were given under 2 codebook versions (moods 1 aa: 3, moods 2 bb: 3)\n"


BOOK = """
name = "moods"
version = "1"
title = "Moods"
introduction = "Read."

[[questions]]
name = "mood"
kind = "choice"
title = "Mood"
text = "Which mood?"
scale = true
agreement_target = 0.8
merged_agreement_target = 0.9
merge = { sure = ["u", "d"], rest = ["a"] }
labels = [
  { name = "u", hotkey = "1", color = "#0072b2", definition = "Up." },
  { name = "d", hotkey = "2", color = "#0072b2", definition = "Down." },
  { name = "a", hotkey = "3", color = "#0072b2", definition = "Away." },
]
"""


def test_an_answer_the_codebook_does_not_know_is_named_with_its_line(tmp_path: Path) -> None:
    question = read_codebook(CODEBOOK).questions[0]
    answers = table({"ann": "u"}, question.name)
    given = write_csv(tmp_path / "answers.csv", answers)
    ran = CliRunner().invoke(app, ["agree", given, "--codebook", str(CODEBOOK)])
    labels = ", ".join(question.label_names)
    assert str(ran.exception) == (
        f"{given}:2: 'u' is no label of {question.name!r} in the codebook (its labels: {labels})"
    )


def test_answers_of_the_default_codebook_are_checked_and_ordered_by_it(tmp_path: Path) -> None:
    book = read_codebook(CODEBOOK)
    asked = [question for question in book.questions if question.kind == "choice"]
    rows = [
        {"sentence": "s1", "annotator": name, "question": q.name, "label": q.label_names[0], "codebook": book.stamp}
        for q in reversed(asked)
        for name in ("ann", "bob")
    ]
    ran = CliRunner().invoke(app, ["agree", write_csv(tmp_path / "answers.csv", pd.DataFrame(rows))])
    shown = ran.stdout.split("\n\n")[0].splitlines()[1:]
    assert [line.split()[0] for line in shown if "merged" not in line] == [question.name for question in asked]
