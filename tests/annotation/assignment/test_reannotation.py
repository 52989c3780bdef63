"""After a change of the codebook: exactly what it touches goes back to exactly those who had answered it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.assignment.queue import make_queue
from annotation.assignment.reannotation import affected_answers, other_codebooks, plan_reannotation, reannotation_queue
from annotation.codebook.codebook import Codebook, Condition, Label, Question, read_codebook
from annotation.errors import ConfigError, DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.handout import read_handout
from annotation.study.study import open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SENTENCES, check_row
from annotation.tables.write import write_rows
from newsstance import app
from tests.conftest import CONFIGS


def label(name: str, definition: str = "It is.") -> Label:
    return Label(name, name[0], "#112233", definition)


MOOD = Question("mood", "choice", "Mood", "Which way?", (label("up"), label("down"), label("flat")))
WHY = Question("why", "choice", "Why", "Why?", (label("sun"), label("rain")), only_if=Condition("mood", ("up", "down")))
PACE = Question("pace", "choice", "Pace", "How fast?", (label("quick"), label("slow")))
OLD = Codebook("moods", "1", "Moods", "", (MOOD, WHY, PACE), "a" * 16)
Found = list[tuple[str | None, ...]]


def book(*questions: Question) -> Codebook:
    return replace(OLD, version="2", digest="b" * 16, questions=questions)


def answers(*given: str, **more: str) -> list[dict[str, Any]]:
    columns = ("sentence", "annotator", "question", "label")
    return [{**dict(zip(columns, line.split(), strict=True)), "codebook": OLD.stamp, **more} for line in given]


GIVEN = answers(
    *("s1 ann mood up", "s1 ann why sun", "s1 ann pace slow"),
    *("s1 bob mood flat", "s1 bob pace slow"),
    *("s2 ann mood flat", "s2 ann pace quick"),
)


def keys(rows: list[dict[str, Any]]) -> Found:
    return [(row["sentence"], row["annotator"], row["question"], row["label"]) for row in rows]


def test_a_changed_definition_touches_all_answers_to_its_question_and_no_other() -> None:
    """What was another label before may be this one now."""
    new = book(MOOD, WHY, replace(PACE, labels=(label("quick", "Very quick."), label("slow"))))
    rows = affected_answers(OLD, new, GIVEN)
    assert keys(rows) == [
        ("s1", "ann", "pace", "slow"),
        ("s1", "bob", "pace", "slow"),
        ("s2", "ann", "pace", "quick"),
    ]
    assert {row["change"] for row in rows} == {"definition of label 'quick' changed: 'It is.' -> 'Very quick.'"}


def test_a_label_that_is_gone_touches_those_who_gave_it() -> None:
    assert keys(affected_answers(OLD, book(replace(MOOD, labels=MOOD.labels[1:]), WHY, PACE), GIVEN)) == [
        ("s1", "ann", "mood", "up")
    ]


def test_what_only_looks_different_touches_nothing() -> None:
    new = book(replace(MOOD, title="The mood", labels=(replace(MOOD.labels[0], color="#000000"), *MOOD.labels[1:])))
    assert affected_answers(OLD, replace(new, questions=(*new.questions, WHY, PACE)), GIVEN) == []


def test_a_question_that_is_gone_is_not_asked_again() -> None:
    assert affected_answers(OLD, book(MOOD, WHY), GIVEN) == []


def test_a_new_question_is_asked_of_all_who_would_be_asked_it() -> None:
    new = replace(WHY, name="when", labels=(label("now"), label("then")))
    assert keys(affected_answers(OLD, book(MOOD, WHY, PACE, new), GIVEN)) == [("s1", "ann", "when", None)]


def test_a_wider_condition_asks_those_it_newly_meets_and_a_narrower_one_nobody() -> None:
    wider, narrower = (
        book(MOOD, replace(WHY, only_if=Condition("mood", labels)), PACE)
        for labels in (("up", "down", "flat"), ("down",))
    )
    assert keys(affected_answers(OLD, wider, GIVEN)) == [("s1", "bob", "why", None), ("s2", "ann", "why", None)]
    assert affected_answers(OLD, narrower, GIVEN) == []


def test_what_was_answered_anew_or_no_longer_stands_is_left_out() -> None:
    """She answered s1 anew: flat, so why is not asked of ann any more."""
    new = book(replace(MOOD, text="Whither?"), replace(WHY, text="How come?"), PACE)
    now = [{**row, "codebook": new.stamp} for row in answers("s1 ann mood flat")]
    gone = answers("s3 ann mood up", status="superseded")
    assert keys(affected_answers(OLD, new, [*GIVEN, *now, *gone])) == [
        ("s1", "bob", "mood", "flat"),
        ("s2", "ann", "mood", "flat"),
    ]


def test_row_order_changes_nothing() -> None:
    new = book(replace(MOOD, text="Whither?"), WHY, PACE)
    assert affected_answers(OLD, new, GIVEN[::-1]) == affected_answers(OLD, new, GIVEN)


def test_answers_under_a_third_codebook_are_counted_and_left_alone() -> None:
    third = [{**row, "codebook": "moods 0 cccc"} for row in GIVEN]
    new = book(replace(MOOD, text="Whither?"), WHY, PACE)
    assert (affected_answers(OLD, new, third), other_codebooks(OLD, new, third)) == ([], {"moods 0 cccc": 7})


def test_each_is_asked_what_that_person_had_answered_with_what_hangs_on_it() -> None:
    """Whether why is asked hangs on mood; nothing hangs on pace."""
    new = book(MOOD, replace(WHY, text="How come?"), PACE)
    again = plan_reannotation(affected_answers(OLD, new, GIVEN), new)
    assert (again.assignees, again.annotators) == ({"s1": frozenset({"ann"})}, ("ann",))
    assert [question.name for question in again.codebook.questions] == ["mood", "why"]
    assert again.codebook.stamp == new.stamp
    pace = book(MOOD, WHY, replace(PACE, text="What speed?"))
    asked = plan_reannotation(affected_answers(OLD, pace, GIVEN), pace, only=("bob",))
    assert (asked.assignees, [q.name for q in asked.codebook.questions]) == ({"s1": frozenset({"bob"})}, ["pace"])


def test_a_question_that_the_codebook_does_not_ask_is_refused() -> None:
    with pytest.raises(DataError, match=r"asks no question 'pace' \(it asks: mood, why\); name the new codebook"):
        plan_reannotation(answers("s1 ann pace slow"), book(MOOD, WHY))


def test_sentences_that_are_not_given_are_named_and_a_models_labels_are_left_out() -> None:
    new = book(MOOD, WHY, replace(PACE, text="What speed?"))
    again = plan_reannotation(affected_answers(OLD, new, GIVEN), new)
    rows = [{"sentence": "s1", "text": "It rose.", "pace": "slow", "pace_probability": 0.9, "model": "m"}]
    queue = make_queue((check_row(SENTENCES, row, "x") for row in rows), again.codebook)
    assert queue.scored
    with pytest.raises(DataError, match=r"^1 of the 2 sentences to be asked again are not among .* \(such as s2\)"):
        reannotation_queue(queue, again)
    kept = reannotation_queue(queue, plan_reannotation(affected_answers(OLD, new, GIVEN[:3]), new))
    assert [(asked.sentence, asked.prelabels, asked.model) for asked in kept.sentences] == [("s1", {}, "")]
    assert not kept.scored


class Work:
    """Four sentences under codebook 1.0; rosalind answers three of them, quentin two."""

    LABELS = (("stance", "none"), ("sourcing", "named"), ("bias", "not_biased"))

    def __init__(self, folder: Path, data: Path, studio: Studio) -> None:
        self.folder, self.data, self.studio = folder, data, studio
        rows = [{"sentence": f"s{n}", "text": f"Number {n}.", "article": "a", "target": "Ada"} for n in range(4)]
        write_rows(folder / "sentences.jsonl", rows, SENTENCES)
        old = (CONFIGS / "stance_sourcing.toml").read_text(encoding="utf-8")
        assert old.count("Is the wording biased?") == 1
        new = old.replace("Is the wording biased?", "Does the wording judge?").replace(
            'version = "1.0"', 'version = "1.1"'
        )
        (folder / "old.toml").write_text(old, encoding="utf-8")
        (folder / "new.toml").write_text(new, encoding="utf-8")
        self.run("push", "sentences.jsonl", "--annotators", "rosalind,quentin", "--codebook", "old.toml")
        for who, sentences in (("rosalind", ("s0", "s1", "s2")), ("quentin", ("s1", "s3"))):
            for sentence in sentences:
                self.answer(who, sentence, "main", self.LABELS)
        self.run("pull", "-o", "answers.csv", "--codebook", "old.toml")

    def try_to(self, *words: str) -> Result:
        """Run a verb, whatever comes of it."""
        data = ("--data", str(self.data)) if words[0] in ("push", "pull", "adjudicate") else ()
        return CliRunner().invoke(app, [*words, *data])

    def run(self, *words: str) -> Result:
        """Run a verb that must succeed."""
        done = self.try_to(*words)
        assert done.exit_code == 0, done.exception or done.output
        return done

    def tasks(self, who: str, round: str) -> dict[str, dict[str, Any]]:
        """Somebody's tasks in a round, by sentence."""
        projects = find_projects(self.studio, open_study(self.folder)).items()
        found = [project for marker, project in projects if (marker.annotator, marker.round) == (who, round)]
        return {task["data"]["sentence"]: task for made in found for task in self.studio.tasks(made.id)}

    def answer(self, who: str, sentence: str, round: str, labels: tuple[tuple[str, str], ...]) -> None:
        """Answer a sentence in somebody's project."""
        asked = read_codebook(self.folder / "new.toml")
        result = [choice(asked.question(question), given) for question, given in labels]
        self.studio.answer(self.tasks(who, round)[sentence]["id"], result, seconds=5.0)


@pytest.fixture
def work(tmp_path: Path, studio_data: Path, studio: Studio) -> Work:
    return Work(tmp_path, studio_data, studio)


DIFF = ("codebook", "diff", "old.toml", "new.toml", "--answers", "answers.csv")
PUSH = ("push", "sentences.jsonl", "--again", "changed.jsonl", "--codebook", "new.toml")


@pytest.mark.studio
def test_each_gets_back_exactly_what_they_had_answered_and_it_all_ends_under_the_new_codebook(work: Work) -> None:
    done = work.run(*DIFF, "-o", "changed.jsonl")
    assert done.stdout.splitlines()[-1] == "bias: 5 answers of 2 annotators on 4 sentences to be asked again"
    pushed = work.run(*PUSH, "--round", "again")
    assert [line.split("  http")[0] for line in pushed.stdout.splitlines()] == [
        "again · quentin: 2 added; 0 there before",
        "again · rosalind: 3 added; 0 there before",
    ]
    assert "asked: bias\n" in pushed.stderr
    assert {who: list(work.tasks(who, "again")) for who in ("rosalind", "quentin")} == {
        "rosalind": ["s0", "s1", "s2"],
        "quentin": ["s1", "s3"],
    }
    handout = (work.folder / "handout.csv").read_bytes()
    assert ": 0 added; 3 there before" in work.run(*PUSH, "--round", "again").stdout
    assert (work.folder / "handout.csv").read_bytes() == handout

    work.answer("quentin", "s3", "again", (("bias", "biased"),))
    work.run("pull", "-o", "answers.csv", "--codebook", "new.toml")
    rows = [
        row for row in read_rows("answers.csv", ANSWERS) if (row["annotator"], row["sentence"]) == ("quentin", "s3")
    ]
    assert sorted((row["question"], row["label"], row["status"], row["codebook"].split()[1]) for row in rows) == [
        ("bias", "biased", "answered", "1.1"),
        ("bias", "not_biased", "superseded", "1.0"),
        ("sourcing", "named", "answered", "1.0"),
        ("stance", "none", "answered", "1.0"),
    ]
    left = json.loads(work.run(*DIFF, "--json").stdout)
    assert left["ask_again"] == ["bias"]
    assert left["touched"] == {"bias": {"answers": 4, "annotators": 2, "sentences": 3}}
    gold = work.run("gold", "answers.csv", "--codebook", "new.toml", "--any-codebook", "--json")
    assert [row["total"] for row in json.loads(gold.stdout)] == [4, 4, 4]

    work.answer("quentin", "s1", "again", (("bias", "biased"),))
    work.run("pull", "-o", "answers.csv", "--codebook", "new.toml")
    settle = ("adjudicate", "answers.csv", "--adjudicator", "dana", "--codebook", "new.toml")
    assert isinstance(work.try_to(*settle).exception, DataError)
    assert work.run(*settle, "--any-codebook").stdout.startswith("adjudication · dana: 1 added")
    assert list(work.tasks("dana", "adjudication")) == ["s1"]


@pytest.mark.studio
def test_only_the_named_are_asked_and_the_others_later(work: Work) -> None:
    work.run(*DIFF, "-o", "changed.jsonl")
    first = work.run(*PUSH, "--round", "again", "--annotators", "quentin")
    assert "1 annotator left out, as --annotators doesn't name them: rosalind" in first.stderr
    assert work.tasks("rosalind", "again") == {}
    work.run(*PUSH, "--round", "again")
    given = [
        (row.annotator, row.sentence)
        for row in read_handout(work.folder / "handout.csv").values()
        if row.round == "again"
    ]
    assert given == [("quentin", "s1"), ("quentin", "s3"), ("rosalind", "s0"), ("rosalind", "s1"), ("rosalind", "s2")]


@pytest.mark.studio
def test_a_round_of_its_own_and_nothing_to_deal_out(work: Work) -> None:
    work.run(*DIFF, "-o", "changed.jsonl")
    refused = work.try_to(*PUSH, "--round", "main").exception
    assert isinstance(refused, ConfigError)
    assert "round 'main' was handed out with the codebook" in str(refused)
    assert work.try_to(*PUSH, "--overlap", "0.5").exit_code == 2
    nobody = work.try_to(*PUSH, "--round", "again", "--annotators", "eve").exception
    assert str(nobody) == "changed.jsonl names nothing to be asked again of eve"


def test_push_needs_somebody_and_a_diff_something_to_write() -> None:
    """A wrong command line is status 2."""
    missing = CliRunner().invoke(app, ["push", "sentences.jsonl"])
    assert (missing.exit_code, "Missing option '--annotators'" in missing.output) == (2, True)
    old = str(CONFIGS / "stance_sourcing.toml")
    assert CliRunner().invoke(app, ["codebook", "diff", old, old, "-o", "changed.jsonl"]).exit_code == 2
