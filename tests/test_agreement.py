"""Krippendorff's alpha: against his own example, against the krippendorff package, and by hand."""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from annotation.codebook import Codebook, Label, Question, read_codebook
from annotation.errors import DataError
from exports.agreement import Agreement, agreements, alpha, label_counts, parts
from exports.counted import span_counts
from newsstance import app

CODEBOOK = Path(__file__).parent.parent / "configs" / "stance_sourcing.toml"
# "Computing Krippendorff's Alpha-Reliability" (2011), nominal data, four observers, twelve units, gaps.
OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}


def table(observers: dict[str, str], question: str = "mood") -> pd.DataFrame:
    """One answer for each character that is no gap."""
    rows = [
        {"sentence": f"s{place:02}", "annotator": name, "question": question, "label": label}
        for name, labels in observers.items()
        for place, label in enumerate(labels)
        if label != "."
    ]
    return pd.DataFrame(rows, dtype="str")


def random_table(seed: int) -> tuple[pd.DataFrame, list[list[float]]]:
    """Answers at random with gaps, and the same as the oracle wants them."""
    chance = np.random.default_rng(seed)
    drawn = chance.integers(0, chance.integers(2, 6), size=(chance.integers(2, 6), 30)).astype(float)
    drawn[chance.random(drawn.shape) < 0.4] = np.nan
    observers = {str(name): "".join("." if np.isnan(x) else str(int(x)) for x in row) for name, row in enumerate(drawn)}
    return table(observers), drawn.tolist()


def codebook(**questions: str) -> Codebook:
    labels = tuple(Label(name, name[0], "gray", name) for name in ("up", "down"))
    asked = tuple(Question(name, kind, name, name, labels) for name, kind in questions.items())
    return Codebook("moods", "1", "Moods", "", asked, digest="0123456789abcdef")


def test_krippendorffs_own_example() -> None:
    (found,) = agreements(table(OBSERVERS))
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    # the twelfth unit has one answer only; 8 units of three or four agree in all pairs
    assert (found.sentences, found.answers, found.annotators, found.reading) == (11, 40, 4, "tentative")


def test_a_table_worked_out_by_hand() -> None:
    """uu, ud, dd: 2 of 6 values disagree, by chance 18 of 30 ordered pairs would: alpha = 1 - (2/6) / (18/30) = 4/9."""
    (found,) = agreements(table({"ann": "uud", "bob": "udd"}))
    assert found == Agreement("mood", found.alpha, 3, 6, 2, found.percent, "not reliable")
    assert (found.alpha, found.percent) == pytest.approx((4 / 9, 200 / 3))


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_the_krippendorff_package_says(seed: int) -> None:
    answers, drawn = random_table(seed)
    expected = krippendorff.alpha(reliability_data=drawn, level_of_measurement="nominal")
    assert agreements(answers)[0].alpha == pytest.approx(expected, abs=1e-12)


def test_neither_row_order_nor_names_of_labels_change_anything() -> None:
    answers, _ = random_table(3)
    renamed = answers.assign(label=answers["label"].map(dict(zip("01234", "zyxwv", strict=True))))
    assert agreements(answers.sample(frac=1, random_state=1)) == agreements(answers) == agreements(renamed)


def test_parts_of_sentences_add_up_to_the_alpha_of_any_sample() -> None:
    answers, _ = random_table(5)
    counts = label_counts(answers).to_numpy()
    assert float(alpha(parts(counts).sum(axis=0))) == agreements(answers)[0].alpha  # lone answers are no part of it
    chance = np.random.default_rng(7)
    weights = chance.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=50)
    whole = alpha(weights @ parts(counts))
    one_by_one = [float(alpha(parts(np.repeat(counts, times, axis=0)).sum(axis=0))) for times in weights]
    assert whole.tolist() == pytest.approx(one_by_one)


def test_there_is_no_alpha_where_only_one_label_was_used() -> None:
    assert agreements(table({"ann": "uu.", "bob": "uud"})) == [
        Agreement("mood", None, 2, 4, 2, 100.0, "undefined: only one label was ever used")
    ]


def test_there_is_no_alpha_where_no_sentence_has_two_answers() -> None:
    assert agreements(table({"ann": "u.", "bob": ".d"})) == [
        Agreement("mood", None, 0, 0, 0, None, "nothing to compare: no sentence has two answers")
    ]


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


def write_csv(path: Path, answers: pd.DataFrame) -> str:
    answers.to_csv(path, index=False)
    return str(path)


def test_agree_prints_a_table(tmp_path: Path) -> None:
    """An annotator may be called None: that is a name, not a missing value."""
    given = write_csv(tmp_path / "answers.csv", table({"ann": "uud", "None": "udd"}))
    ran = CliRunner().invoke(app, ["agree", given])
    assert ran.stdout == (
        "question  alpha  sentences  answers  annotators  agree  reading\n"
        "mood      0.444          3        6           2   67 %  not reliable\n"
    )
    assert ".800 and more counts as reliable, .667 to .800 as tentative" in ran.stderr


def test_agree_says_in_words_where_there_is_no_alpha(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "answers.csv", table({"ann": "u.", "bob": ".d"}))
    assert CliRunner().invoke(app, ["agree", given]).stdout.splitlines()[1].split(maxsplit=6) == [
        *("mood", "-", "0", "0", "0", "-"),
        "nothing to compare: no sentence has two answers",
    ]


def test_agree_as_json_names_the_versions_it_mixed(tmp_path: Path) -> None:
    answers = table({"ann": "uud", "bob": "udd"}).assign(codebook=["moods 1 aa"] * 3 + ["moods 2 bb"] * 3)
    ran = CliRunner().invoke(app, ["agree", write_csv(tmp_path / "answers.csv", answers), "--json"])
    assert json.loads(ran.stdout) == {
        "questions": [
            {
                "question": "mood",
                "alpha": pytest.approx(4 / 9),
                "sentences": 3,
                "answers": 6,
                "annotators": 2,
                "percent": pytest.approx(200 / 3),
                "reading": "not reliable",
            }
        ],
        "spans": {},
        "codebooks": {"moods 1 aa": 3, "moods 2 bb": 3},
    }
    assert ran.stderr == "the answers were given under 2 codebook versions (moods 1 aa: 3, moods 2 bb: 3)\n"


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
    assert [line.split()[0] for line in ran.stdout.splitlines()[1:]] == [question.name for question in asked]
