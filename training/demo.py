"""The whole circle on real parts: the verbs as anybody would type them, and three people's answers through the API."""

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
from annotation.tables.schema import ANSWERS, SENTENCES

ANNOTATORS: Final = ("ann", "bob", "cleo")
FIRST: Final = "first"
SECOND: Final = "second"
_MADE: Final = "demo.json"  # marks a folder that a demo made, and may make anew
Say = Callable[[str], None]
Answer = tuple[str, str, str, int | None, int | None]  # sentence, question, label, start, end


@dataclass(frozen=True)
class Demo:
    """One run: where it works, where the samples are, and who is told."""

    folder: Path
    samples: Path
    say: Say

    @property
    def data(self) -> Path:
        """The data folder of its Label Studio."""
        return self.folder / "studio"

    def verb(self, *words: str) -> str:
        """Run a verb as a person would, in a process of its own, showing the command; gives what it printed."""
        self.say(f"\n$ newsstance {shlex.join(words)}")
        located = [
            str(self.samples / word.removeprefix("samples/")) if word.startswith("samples/") else word for word in words
        ]
        command = [sys.executable, "-m", "newsstance", *located]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise NewsstanceError(f"the demo stopped: `newsstance {words[0]}` ended with status {done.returncode}")
        return done.stdout

    def show(self, *words: str) -> None:
        """Run a verb and show what it printed."""
        self.say(self.verb(*words).rstrip())


def run(demo: Demo, environment: Path | None) -> str:
    """Go once around; gives the id of the model that came out of it."""
    venv = ["--environment", str(environment.absolute())] if environment else []
    demo.show("studio", "--background", *venv)
    demo.show("codebook", "check")
    demo.show("split", "samples/articles", "-o", "sentences.jsonl")
    demo.show("push", "sentences.jsonl", "--annotators", ",".join(ANNOTATORS), "--round", FIRST)
    answer_as_people(demo)
    demo.show("pull", "-o", "answers.csv")
    check_pulled(demo)
    demo.show("agree", "answers.csv")
    demo.show("gold", "answers.csv", "-o", "gold.csv", "--sentences", "sentences.jsonl", "--labeled", "labeled.jsonl")
    trained = demo.verb("train", "labeled.jsonl", "-o", "models", "--precision", "0.5")
    demo.say(trained.rstrip())
    model = Path(trained.strip().splitlines()[-1]).name
    demo.show("prelabel", "samples/new", "--model", model, "--annotators", "ann", "--round", SECOND)
    check_prelabels(demo)
    demo.show("score", "samples/new", "--model", model, "--no-abstain", "-o", "scores.jsonl")
    return model


def fresh(folder: Path) -> None:
    """Make the demo's folder, anew if an earlier demo made it; anybody else's is left alone."""
    if (folder / _MADE).exists():
        server.stop(folder / "studio")
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise DataError(f"{folder} is not empty, and no demo made it; name another with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MADE).write_text(json.dumps({"made by": "newsstance demo"}))


def answer_as_people(demo: Demo) -> None:
    """Have each annotator answer with an account of their own, as the page would send it."""
    demo.say("\n(three people label now; here their answers come through Label Studio's API)")
    book, study = read_codebook(), open_study(demo.folder)
    wanted, accounts = _sample_answers(demo), read_accounts(accounts_file(demo.data))
    with connect_local(demo.data) as admin:
        for annotator in ANNOTATORS:
            account = accounts[annotator]
            tasks = _tasks(admin, study, annotator, FIRST)
            with admin.log_in(account.email, account.password) as door:
                for sentence, given in wanted[annotator].items():
                    result = list(_result(given, book))
                    door.answer(tasks[sentence]["id"], result, seconds=given["seconds"], skipped="skipped" in given)
            demo.say(f"  {annotator} went through {len(wanted[annotator])} sentences")


def check_pulled(demo: Demo) -> None:
    """Make sure that what was pulled is what was given: every label and span, per person, no more and no less."""
    book = read_codebook()
    rows = list(read_rows(demo.folder / "answers.csv", ANSWERS))
    for annotator, sentences in _sample_answers(demo).items():
        mine = [row for row in rows if row["annotator"] == annotator]
        pulled = Counter(_answer(row) for row in mine if row["status"] == "answered")
        given = Counter(answer for sentence, one in sentences.items() for answer in _answers(sentence, one, book))
        if pulled != given:
            odd = sorted((pulled - given) + (given - pulled), key=str)[0]
            raise DataError(f"{annotator} gave {given.total()} answers, {pulled.total()} came back; one is {odd}")
        skipped = {row["sentence"] for row in mine if row["status"] == "skipped"}
        if skipped != {sentence for sentence, one in sentences.items() if "skipped" in one}:
            raise DataError(f"{annotator} skipped other sentences than came back: {sorted(skipped)}")
        demo.say(f"  {annotator}: {given.total()} answers and {len(skipped)} skips given, and the same came back")


def check_prelabels(demo: Demo) -> None:
    """Make sure that the pre-labels are in Label Studio, and that no blind sentence has one."""
    study = open_study(demo.folder)
    given = {g.sentence: g for g in read_handout(study.handout).values() if g.round == SECOND}
    with connect_local(demo.data) as admin:
        for sentence, task in _tasks(admin, study, "ann", SECOND).items():
            if task["total_predictions"] != bool(given[sentence].shown):
                raise DataError(f"{sentence} is {given[sentence].arm} and has {task['total_predictions']} pre-labels")
    shown = sum(bool(one.shown) for one in given.values())
    blind = sum(one.arm == "blind" for one in given.values())
    demo.say(f"  {shown} sentences wait in Label Studio with a pre-label, {blind} are blind and have none")


def _tasks(admin: Studio, study: Study, annotator: str, round: str) -> dict[str, dict[str, Any]]:
    """All of an annotator's tasks in a round, by sentence: those with a target and those without."""
    mine = [
        project
        for marker, project in find_projects(admin, study).items()
        if (marker.annotator, marker.round) == (annotator, round)
    ]
    return {task["data"]["sentence"]: task for project in mine for task in admin.tasks(project.id)}


def _sample_answers(demo: Demo) -> dict[str, dict[str, Mapping[str, Any]]]:
    """What each annotator answers, by the sentence's id."""
    ids = {
        (row["article"], row["text"]): row["sentence"] for row in read_rows(demo.folder / "sentences.jsonl", SENTENCES)
    }
    found: dict[str, dict[str, Mapping[str, Any]]] = {annotator: {} for annotator in ANNOTATORS}
    with (demo.samples / "answers.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            found[given["annotator"]][ids[given["article"], given["text"]]] = given
    return found


def _result(given: Mapping[str, Any], book: Codebook) -> Iterator[dict[str, Any]]:
    for question in book.questions:
        answer = given.get(question.name)
        if answer and question.kind == "choice":
            yield choice(question, answer)
        elif answer:
            yield from (span(question, label, start, end, given["text"]) for start, end, label in answer)
    if given.get("comment"):
        yield comment([given["comment"]])


def _answers(sentence: str, given: Mapping[str, Any], book: Codebook) -> Iterator[Answer]:
    for question in book.questions:
        answer = given.get(question.name)
        if answer and question.kind == "choice":
            yield sentence, question.name, str(answer), None, None
        elif answer:
            yield from ((sentence, question.name, label, start, end) for start, end, label in answer)


def _answer(row: Mapping[str, Any]) -> Answer:
    return row["sentence"], row["question"], row["label"], row.get("start"), row.get("end")
