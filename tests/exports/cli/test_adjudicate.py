"""Adjudication on a real Label Studio: exactly what is open, without names, and gold that is settled by it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.codebook.codebook import Codebook
from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice, comment
from annotation.study.handout import read_handout
from annotation.study.study import Study, open_study
from annotation.tables.frames import read_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES
from annotation.tables.write import write_rows
from exports.pull.task_texts import shown_texts
from newsstance import app

pytestmark = pytest.mark.studio
PEOPLE = ("rosalind", "quentin")
PLAIN = {"stance": "neutral", "sourcing": "named", "bias": "not_biased"}
Labels = Mapping[str, str]


class Work:
    """A study of five sentences that two people answered."""

    def __init__(self, folder: Path, data: Path, studio: Studio, codebook: Codebook) -> None:
        self.folder, self.data, self.studio, self.codebook = folder, data, studio, codebook
        texts = ("One.", "Two.", "Three.", "Four.", "Five.")
        rows = [
            {
                "sentence": f"s{n}",
                "text": text,
                "article": "a",
                "position": n,
                "before": texts[n - 1] if n else "",
                "after": texts[n + 1] if n < len(texts) - 1 else "",
                "target": "Ada",
                "title": "Ada counts",
            }
            for n, text in enumerate(texts)
        ]
        write_rows(folder / "sentences.jsonl", rows, SENTENCES)
        self.run("push", "sentences.jsonl", "--annotators", ",".join(PEOPLE), "--round", "pilot")

    @property
    def study(self) -> Study:
        """The study."""
        return open_study(self.folder)

    def try_to(self, *words: str) -> Result:
        """Run a verb, whatever comes of it."""
        return CliRunner().invoke(app, [*words, *(() if words[0] == "gold" else ("--data", str(self.data)))])

    def run(self, *words: str) -> Result:
        """Run a verb that must succeed."""
        done = self.try_to(*words)
        assert done.exit_code == 0, done.exception or done.output
        return done

    def project(self, who: str, round: str = "pilot") -> Project:
        """Somebody's project in a round."""
        (found,) = [
            p for m, p in find_projects(self.studio, self.study).items() if (m.annotator, m.round) == (who, round)
        ]
        return found

    def tasks(self, who: str, round: str = "pilot") -> dict[str, dict[str, Any]]:
        """Somebody's tasks in a round, by sentence."""
        return {task["data"]["sentence"]: task for task in self.studio.tasks(self.project(who, round).id)}

    def answer(self, who: str, sentence: str, labels: Labels, said: str = "", round: str = "pilot") -> None:
        """Answer a sentence in somebody's project."""
        result = [choice(self.codebook.question(question), label) for question, label in labels.items()]
        task = self.tasks(who, round)[sentence]["id"]
        self.studio.answer(task, [*result, *([comment([said])] if said else [])], seconds=9.0)

    def gold(self, *more: str) -> dict[tuple[str, str], tuple[str | None, str]]:
        """What gold says: label and how it was decided, by sentence and question."""
        self.run("gold", "answers.csv", "-o", "gold.jsonl", *more)
        rows = read_rows("gold.jsonl", GOLD)
        return {(row["sentence"], row["question"]): (row["label"], row["decided_by"]) for row in rows}


@pytest.fixture
def work(tmp_path: Path, studio_data: Path, studio: Studio, codebook: Codebook) -> Work:
    """s1 ties on stance, s3 on sourcing; s0, s2 are agreed on, and one person answered s4."""
    made = Work(tmp_path, studio_data, studio, codebook)
    for sentence in ("s0", "s1", "s2", "s3", "s4"):
        made.answer("rosalind", sentence, PLAIN)
    made.answer("quentin", "s0", PLAIN)
    made.answer("quentin", "s1", {**PLAIN, "stance": "favorable", "holder": "author"}, said="Praise, I think.")
    made.answer("quentin", "s2", PLAIN)
    made.answer("quentin", "s3", {**PLAIN, "sourcing": "anonymous"})
    made.run("pull", "-o", "answers.csv")
    return made


def test_exactly_what_is_open_is_pushed_with_what_was_said_and_no_name(work: Work) -> None:
    done = work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    assert done.stdout.startswith("adjudication · dana: 2 added; 0 there before")
    project = work.project("dana", "adjudication")
    assert project.title.endswith(": adjudication · dana")
    tasks = work.tasks("dana", "adjudication")
    assert list(tasks) == ["s1", "s3"]
    assert {name: str(value).replace("\xa0", " ") for name, value in tasks["s1"]["data"].items()} == {
        **{name: str(value) for name, value in work.tasks("rosalind")["s1"]["data"].items()},
        "open_stance": "To settle: 1 × favorable, 1 × neutral",
        "agreed_stance": "",
        "open_holder": "",
        "agreed_holder": "Holder, said: 1 × author",
        "open_sourcing": "",
        "agreed_sourcing": "Agreed: 2 × named",
        "open_bias": "",
        "agreed_bias": "Agreed: 2 × not biased",
        "marked_evidence": "",
        "comments": "Comments: “Praise, I think.”",
    }
    assert tasks["s1"]["data"]["before"] == "One."
    whole = json.dumps([work.studio.task(task["id"]) for task in tasks.values()]) + repr(project)
    assert [who for who in PEOPLE if who in whole.lower()] == []
    assert [task["total_predictions"] for task in tasks.values()] == [0, 0]


def test_what_is_settled_there_settles_gold_and_nothing_else_moves(work: Work) -> None:
    """Dana settles stance of s1 and sourcing of s3; on s1 she repeats a sourcing that all agreed on."""
    before = work.gold()
    assert {key for key, (_, how) in before.items() if how == "tie"} == {("s1", "stance"), ("s3", "sourcing")}
    work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    work.answer("dana", "s1", {"stance": "favorable", "holder": "source", "sourcing": "named"}, round="adjudication")
    work.answer("dana", "s3", {"sourcing": "document"}, round="adjudication")
    work.run("pull", "--round", "adjudication", "-o", "settled.csv")
    assert work.gold("--adjudicated", "settled.csv") == {
        **before,
        ("s1", "stance"): ("favorable", "adjudicated"),
        ("s1", "holder"): ("source", "adjudicated"),
        ("s3", "sourcing"): ("document", "adjudicated"),
    }
    again = work.run("adjudicate", "answers.csv", "--adjudicator", "dana", "--adjudicated", "settled.csv")
    assert again.stderr == "the answers leave nothing open: there is nothing to adjudicate\n"


def test_an_adjudicator_is_not_one_more_annotator(work: Work) -> None:
    """Without its name, a round of adjudication is left out of what is pulled, and that is said."""
    work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    work.answer("dana", "s1", {"stance": "neutral"}, round="adjudication")
    before = Path("answers.csv").read_bytes()
    done = work.run("pull", "-o", "answers.csv")
    assert Path("answers.csv").read_bytes() == before
    assert (
        "adjudication left out: an adjudicator is not one more annotator; `pull --round adjudication` fetches it\n"
        in done.stderr
    )
    work.run("pull", "--round", "adjudication", "-o", "settled.csv")
    assert {row["annotator"] for row in read_rows("settled.csv", ANSWERS)} == {"dana"}


def test_repeating_adds_nothing_and_what_opens_later_is_added(work: Work) -> None:
    work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    handout = work.study.handout.read_bytes()
    again = work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    assert again.stdout.startswith("adjudication · dana: 0 added; 2 there before")
    assert work.study.handout.read_bytes() == handout
    work.answer("quentin", "s4", {**PLAIN, "bias": "biased"})
    work.run("pull", "-o", "answers.csv")
    more = work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    assert more.stdout.startswith("adjudication · dana: 1 added; 2 there before")
    assert list(work.tasks("dana", "adjudication")) == ["s1", "s3", "s4"]


def test_killed_half_way_and_repeated_it_ends_the_same(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tasks arrived, and nobody lived to say so."""
    imported = Studio.import_tasks

    def dies(self: Studio, project: int, tasks: Any) -> list[int]:
        imported(self, project, tasks)
        raise LabelStudioError("the wire was cut")

    with monkeypatch.context() as broken:
        broken.setattr(Studio, "import_tasks", dies)
        failed = work.try_to("adjudicate", "answers.csv", "--adjudicator", "dana")
        assert isinstance(failed.exception, LabelStudioError)
    done = work.run("adjudicate", "answers.csv", "--adjudicator", "dana")
    assert done.stdout.startswith("adjudication · dana: 0 added; 2 there before")
    assert list(work.tasks("dana", "adjudication")) == ["s1", "s3"]
    given = [row for row in read_handout(work.study.handout).values() if row.round == "adjudication"]
    assert [(row.annotator, row.sentence, bool(row.pushed_at)) for row in given] == [
        ("dana", s, True) for s in ("s1", "s3")
    ]


def test_an_annotator_may_settle_and_that_is_said(work: Work) -> None:
    """The adjudication stands apart from the annotator's own project, and is answered there anew."""
    done = work.run("adjudicate", "answers.csv", "--adjudicator", "quentin")
    assert "quentin answered 2 of these sentences as an annotator, and settles a tie of their own making" in done.stderr
    assert len(work.tasks("quentin")) == 5
    assert list(work.tasks("quentin", "adjudication")) == ["s1", "s3"]
    work.answer("quentin", "s1", {"stance": "neutral"}, round="adjudication")
    work.run("pull", "--round", "adjudication", "-o", "settled.csv")
    assert work.gold("--adjudicated", "settled.csv")["s1", "stance"] == ("neutral", "adjudicated")


def test_rounds_of_annotators_and_of_adjudication_never_mix(work: Work) -> None:
    taken = work.try_to("adjudicate", "answers.csv", "--adjudicator", "dana", "--round", "pilot").exception
    assert isinstance(taken, ConfigError)
    assert str(taken) == "round 'pilot' is a round of annotators; give this another name (--round NAME)"
    work.run("adjudicate", "answers.csv", "--adjudicator", "dana", "--round", "last words")
    asked = work.try_to("push", "sentences.jsonl", "--annotators", "rosalind", "--round", "last words").exception
    assert str(asked) == "round 'last words' is an adjudication; give this another name (--round NAME)"


def test_the_studys_own_round_is_not_meant(work: Work) -> None:
    (work.folder / "newsstance.toml").write_text('round = "pilot"\n', encoding="utf-8")
    assert work.run("adjudicate", "answers.csv", "--adjudicator", "dana").stdout.startswith("adjudication · dana: 2 ")


def test_what_only_a_majority_settled_is_asked_where_that_is_wanted(work: Work) -> None:
    work.run("push", "sentences.jsonl", "--annotators", "cleo", "--round", "pilot")
    work.answer("cleo", "s3", PLAIN)
    work.run("pull", "-o", "answers.csv")
    work.run("adjudicate", "answers.csv", "--adjudicator", "dana", "--disagreed")
    tasks = work.tasks("dana", "adjudication")
    assert list(tasks) == ["s1", "s3"]
    assert tasks["s3"]["data"]["open_sourcing"].replace("\xa0", " ") == "To settle: 2 × named, 1 × anonymous"


def test_sentences_come_from_a_table_where_one_is_given(work: Work) -> None:
    write_rows("some.jsonl", [r for r in read_rows("sentences.jsonl", SENTENCES) if r["sentence"] != "s3"], SENTENCES)
    words = ("adjudicate", "answers.csv", "--adjudicator", "dana", "--sentences")
    missing = work.try_to(*words, "some.jsonl").exception
    assert isinstance(missing, DataError)
    assert str(missing).startswith(
        "some.jsonl has no sentence s3 (1 such), which the answers leave open; give the table"
    )
    work.run(*words, "sentences.jsonl")
    assert work.tasks("dana", "adjudication")["s1"]["data"]["before"] == "One."


def test_sentences_that_no_server_has_come_from_the_answers(work: Work) -> None:
    """Another study's answers: they carry text and target, and no context."""
    elsewhere = open_study(work.folder / "elsewhere", new=True)
    found = shown_texts({"s1"}, read_frame("answers.csv", ANSWERS), elsewhere, work.studio)
    carried = {"sentence": "s1", "text": "Two.", "article": "a", "target": "Ada", "text_with_marks": "Two."}
    assert found == {"s1": {**dict.fromkeys(("before", "after", "headline", "outlet", "published"), ""), **carried}}


def test_answers_under_another_codebook_need_that_codebook(work: Work) -> None:
    rows = [{**row, "codebook": "other 1 0123456789ab"} for row in read_rows("answers.csv", ANSWERS)]
    write_rows("answers.csv", rows, ANSWERS)
    refused = work.try_to("adjudicate", "answers.csv", "--adjudicator", "dana").exception
    assert isinstance(refused, DataError)
    assert str(refused).startswith("the answers were given under the codebook other 1 0123456789ab, and this is stance")
    assert str(refused).endswith("name theirs with --codebook")


def test_one_person_settles(work: Work) -> None:
    assert work.try_to("adjudicate", "answers.csv", "--adjudicator", "dana,eve").exit_code == 2
