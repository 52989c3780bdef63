"""The demo: the whole way on real parts, by the verbs as a user types them and three people's answers by the API."""

import json
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import DataError, NewsstanceError
from annotation.labelstudio import server
from annotation.labelstudio.accounts import accounts_file, read_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.connection import connect_local
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice, comment, span
from annotation.study.handout import read_handout
from annotation.study.study import Study, open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERED, ANSWERS, BLIND, SENTENCES, SKIPPED

ANNOTATORS: Final = ("ann", "bob", "cleo")
FIRST_ROUND: Final = "first"
SECOND_ROUND: Final = "second"
_MARKER: Final = "demo.json"  # is in a folder that a demo made, and that a demo may delete
PrintLine = Callable[[str], None]
SampleAnswer = Mapping[str, Any]  # a line of answers.jsonl: an annotator's answers to all questions about a sentence
AnswerKey = tuple[str, str, str, int | None, int | None]  # sentence, question, label, start and end of a span


@dataclass(frozen=True)
class Demo:
    """One run of the demo: its folder, the folder of the samples, and what prints a line."""

    folder: Path
    samples: Path
    print_line: PrintLine

    @property
    def data(self) -> Path:
        """The data folder of its Label Studio."""
        return self.folder / "studio"

    def run_verb(self, *words: str) -> str:
        """Run a verb as a person would, in a process of its own; prints the command, and gives the verb's output.

        Raises NewsstanceError if the verb fails.
        """
        self.print_line(f"\n$ newsstance {shlex.join(words)}")
        arguments = [
            str(self.samples / word.removeprefix("samples/")) if word.startswith("samples/") else word for word in words
        ]
        command = [sys.executable, "-m", "newsstance", *arguments]
        process = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, text=True, check=False)
        if process.returncode:
            raise NewsstanceError(f"the demo stopped: `newsstance {words[0]}` ended with status {process.returncode}")
        return process.stdout

    def show_verb(self, *words: str) -> str:
        """Run a verb and print its output, which is also given."""
        output = self.run_verb(*words)
        self.print_line(output.rstrip())
        return output


def run_demo(demo: Demo, environment: Path | None) -> str:
    """Go the whole way: label, agree, train, pre-label, score; gives the id of the trained model.

    Raises DataError or NewsstanceError at the first step that fails.
    """
    venv = ["--environment", str(environment.absolute())] if environment else []
    demo.show_verb("studio", "--background", *venv)
    demo.show_verb("codebook", "check")
    demo.show_verb("split", "samples/articles", "-o", "sentences.jsonl")
    demo.show_verb("push", "sentences.jsonl", "--annotators", ",".join(ANNOTATORS), "--round", FIRST_ROUND)
    answer_as_people(demo)
    demo.show_verb("pull", "-o", "answers.csv")
    check_pulled(demo)
    demo.show_verb("agree", "answers.csv")
    gold = ("gold", "answers.csv", "-o", "gold.csv", "--sentences", "sentences.jsonl", "--labeled", "labeled.jsonl")
    demo.show_verb(*gold)
    training_output = demo.show_verb("train", "labeled.jsonl", "-o", "models", "--precision", "0.5")
    model = Path(training_output.strip().splitlines()[-1]).name
    demo.show_verb("prelabel", "samples/new", "--model", model, "--annotators", "ann", "--round", SECOND_ROUND)
    check_prelabels(demo)
    demo.show_verb("score", "samples/new", "--model", model, "--no-abstain", "-o", "scores.jsonl")
    return model


def make_folder_anew(folder: Path) -> None:
    """Make the demo's folder, and delete what an earlier demo left in it.

    Raises DataError if the folder has other content.
    """
    if (folder / _MARKER).exists():
        server.stop(folder / "studio")
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise DataError(f"{folder} is not empty, and no demo made it; name another with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).write_text(json.dumps({"made by": "newsstance demo"}))


def answer_as_people(demo: Demo) -> None:
    """Have each annotator answer with an account of their own, as the page would send it."""
    demo.print_line("\n(three people label now; here their answers come through Label Studio's API)")
    codebook, study = read_codebook(), open_study(demo.folder)
    answers, accounts = sample_answers(demo), read_accounts(accounts_file(demo.data))
    with connect_local(demo.data) as admin:
        for annotator in ANNOTATORS:
            account = accounts[annotator]
            tasks = _tasks(admin, study, annotator, FIRST_ROUND)
            with admin.log_in(account.email, account.password) as client:
                for sentence, answer in answers[annotator].items():
                    result = list(_annotation_result(answer, codebook))
                    task = tasks[sentence]["id"]
                    client.answer(task, result, seconds=answer["seconds"], skipped="skipped" in answer)
            demo.print_line(f"  {annotator} went through {len(answers[annotator])} sentences")


def check_pulled(demo: Demo) -> None:
    """Check that what was pulled is what was answered: every label and span of each person, no more and no less.

    Raises DataError, which names one of the differences.
    """
    codebook = read_codebook()
    rows = list(read_rows(demo.folder / "answers.csv", ANSWERS))
    for annotator, answers in sample_answers(demo).items():
        own_rows = [row for row in rows if row["annotator"] == annotator]
        pulled = Counter(_row_key(row) for row in own_rows if row["status"] == ANSWERED)
        sent = Counter(key for sentence, answer in answers.items() for key in answer_keys(sentence, answer, codebook))
        if pulled != sent:
            difference = sorted((pulled - sent) + (sent - pulled), key=str)[0]
            raise DataError(f"{annotator} gave {sent.total()} answers, {pulled.total()} came back; one is {difference}")
        skipped = {row["sentence"] for row in own_rows if row["status"] == SKIPPED}
        if skipped != {sentence for sentence, answer in answers.items() if "skipped" in answer}:
            raise DataError(f"{annotator} skipped other sentences than came back: {sorted(skipped)}")
        demo.print_line(f"  {annotator}: {sent.total()} answers and {len(skipped)} skips given, and the same came back")


def check_prelabels(demo: Demo) -> None:
    """Check that the pre-labels are in Label Studio, and that no blind sentence has one.

    Raises DataError, which names a sentence with too many or too few.
    """
    study = open_study(demo.folder)
    round_rows = [row for row in read_handout(study.handout).values() if row.round == SECOND_ROUND]
    handout = {row.sentence: row for row in round_rows if row.annotator == "ann"}
    with connect_local(demo.data) as admin:
        for sentence, task in _tasks(admin, study, "ann", SECOND_ROUND).items():
            if task["total_predictions"] != bool(handout[sentence].shown):
                arm, number = handout[sentence].arm, task["total_predictions"]
                raise DataError(f"{sentence} is {arm} and has {number} pre-labels")
    prelabeled = sum(bool(row.shown) for row in handout.values())
    blind = sum(row.arm == BLIND for row in handout.values())
    demo.print_line(f"  {prelabeled} sentences wait in Label Studio with a pre-label, {blind} are blind and have none")


def sample_answers(demo: Demo) -> dict[str, dict[str, SampleAnswer]]:
    """Give what each annotator answers about each sentence, by the annotator and the sentence's id."""
    ids = {
        (row["article"], row["text"]): row["sentence"] for row in read_rows(demo.folder / "sentences.jsonl", SENTENCES)
    }
    answers: dict[str, dict[str, SampleAnswer]] = {annotator: {} for annotator in ANNOTATORS}
    with (demo.samples / "answers.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            answers[answer["annotator"]][ids[answer["article"], answer["text"]]] = answer
    return answers


def answer_keys(sentence: str, answer: SampleAnswer, codebook: Codebook) -> Iterator[AnswerKey]:
    """List the labels and spans that an annotator gave about a sentence."""
    for question in codebook.questions:
        value = answer.get(question.name)
        if value and question.kind == "choice":
            yield sentence, question.name, str(value), None, None
        elif value:
            yield from ((sentence, question.name, label, start, end) for start, end, label in value)


def _tasks(admin: Studio, study: Study, annotator: str, round: str) -> dict[str, dict[str, Any]]:
    """Give all of an annotator's tasks in a round, by sentence: those with a target and those without."""
    projects = [
        project
        for marker, project in find_projects(admin, study).items()
        if (marker.annotator, marker.round) == (annotator, round)
    ]
    return {task["data"]["sentence"]: task for project in projects for task in admin.tasks(project.id)}


def _annotation_result(answer: SampleAnswer, codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Write a sample answer as the `result` of Label Studio's annotation."""
    for question in codebook.questions:
        value = answer.get(question.name)
        if value and question.kind == "choice":
            yield choice(question, value)
        elif value:
            yield from (span(question, label, start, end, answer["text"]) for start, end, label in value)
    if answer.get("comment"):
        yield comment([answer["comment"]])


def _row_key(row: Mapping[str, Any]) -> AnswerKey:
    return row["sentence"], row["question"], row["label"], row.get("start"), row.get("end")
