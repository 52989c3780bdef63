"""Verbs run through a faulty proxy: what came of the command, and whether the command that is run again is exact."""

import io
import json
import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import newsstance
from annotation.codebook.codebook import read_codebook
from annotation.labelstudio import server, transport
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.handout import read_handout
from annotation.study.study import open_study
from tests.examples.faulty_proxy import LATE_SECONDS, FaultyProxy

SECONDS: Final = {"FIRST_SECONDS": 4.0, "READ_SECONDS": 4.0, "CHANGE_SECONDS": 5.0}  # instead of minutes
MOST_SECONDS: Final = 20.0  # of a command with one fault: the longest of these, and what the command takes anyway
PEOPLE: Final = ("ann", "bob")
SENTENCES: Final = 12
VERBS: Final = {
    "push": ("push", "scores.jsonl", "--annotators", ",".join(PEOPLE), "--round", "pilot"),
    "pull": ("pull", "-o", "answers.csv"),
    "rounds": ("rounds", "--json"),
}


@dataclass(frozen=True)
class Outcome:
    """What came of one fault; `problem` is empty if all was as it should be."""

    verb: str
    kind: str
    request: str
    line: str
    seconds: float
    problem: str

    def __str__(self) -> str:
        end = self.problem or self.line or "done"
        return f"{self.verb:6} {self.kind:18} {self.seconds:4.1f} s  {self.request[:60]}: {end}"


@dataclass(frozen=True)
class Run:
    """A command that was run: its status, what it printed, and how long it took."""

    status: int
    output: str
    errors: str
    seconds: float

    @property
    def line(self) -> str:
        """The last line on standard error."""
        return (self.errors.splitlines() or [""])[-1]


class FaultyConnection:
    """A proxy in front of the server on a studio folder, and studies whose commands go through it."""

    def __init__(self, folder: Path, studio_folder: Path) -> None:
        running = server.running_server(studio_folder)
        assert running is not None
        self._key = server.read_login(studio_folder).token
        self._url = running.url
        self._folder = folder
        self.proxy = FaultyProxy(int(running.url.rpartition(":")[2]))
        self._studies = 0

    def __enter__(self) -> "FaultyConnection":
        self.proxy.__enter__()
        os.environ.update({"LABEL_STUDIO_URL": self.proxy.url, "LABEL_STUDIO_API_KEY": self._key})
        self._usual_seconds = {name: getattr(transport, name) for name in SECONDS}
        for name, seconds in SECONDS.items():
            setattr(transport, name, seconds)
        return self

    def __exit__(self, *_: object) -> None:
        for name, seconds in self._usual_seconds.items():
            setattr(transport, name, seconds)
        for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
            del os.environ[name]
        self.proxy.pass_all()
        self.proxy.__exit__()

    def new_study(self) -> Path:
        """A folder with scores that nobody has pushed yet."""
        self._studies += 1
        study = self._folder / f"study-{self._studies}"
        study.mkdir(parents=True)
        rows = [_scored(number) for number in range(SENTENCES)]
        (study / "scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return study

    def answered_study(self) -> Path:
        """A study with some answers, and its tables as they are without a fault."""
        study = self.new_study()
        pushed = run(study, "push")
        assert pushed.status == 0, pushed
        stance = choice(read_codebook().question("sourcing"), "named")
        with chdir(study), Studio(self._url, self._key) as studio:
            for project in find_projects(studio, open_study(Path())).values():
                for task in list(studio.tasks(project.id))[: SENTENCES // 2]:
                    studio.answer(task["id"], [stance], seconds=9)
        pulled = run(study, "pull")
        assert pulled.status == 0, pulled
        return study

    def problem_of_push(self, study: Path) -> str:
        """What is wrong on the server or in the handout; empty if each has each sentence once, in one project."""
        with chdir(study), Studio(self._url, self._key) as studio:
            projects = find_projects(studio, open_study(Path()))
            tasks = {marker.annotator: list(studio.tasks(project.id)) for marker, project in projects.items()}
            rows = read_handout(Path("handout.csv")).values()
        expected = {f"s{number}": 1 for number in range(SENTENCES)}
        if sorted(marker.annotator for marker in projects) != sorted(PEOPLE):
            return f"projects of {sorted(tasks)}"
        for annotator, there in tasks.items():
            if Counter(task["data"]["sentence"] for task in there) != expected:
                return f"{annotator} has {len(there)} tasks, not {SENTENCES}"
            shown = sum(bool(row.shown) for row in rows if row.annotator == annotator)
            if shown != sum(task["total_predictions"] for task in there):
                return f"the handout says that {annotator} has {shown} pre-labels"
        return "" if all(row.pushed_at and row.task for row in rows) else "a row of the handout is not pushed"


def fault_outcomes(
    connection: FaultyConnection, dice: random.Random, kinds_by_verb: Mapping[str, Sequence[str]]
) -> Iterator[Outcome]:
    """Spoil one request in each way of each verb, one that the dice choose, and look at what came of it."""
    answered = connection.answered_study()
    for verb, kinds in kinds_by_verb.items():
        connection.proxy.requests.clear()
        undisturbed = run(connection.new_study() if verb == "push" else answered, verb)
        requests = len(connection.proxy.requests)
        for kind in kinds:
            study = connection.new_study() if verb == "push" else answered
            yield _outcome(connection, study, verb, kind, dice.randint(1, requests), undisturbed)


def _outcome(connection: FaultyConnection, study: Path, verb: str, kind: str, nth: int, undisturbed: Run) -> Outcome:
    table = study / "answers.csv"
    expected = table.read_bytes() if verb == "pull" else b""
    connection.proxy.spoil_next(kind, nth)
    faulty = run(study, verb)
    request = connection.proxy.spoiled
    connection.proxy.pass_all()
    problem = _problem(faulty)
    if verb != "push" and faulty.status == 0 and faulty.output != undisturbed.output:
        problem = problem or "it ended as if all were well, with another result"
    if verb == "pull" and table.read_bytes() != expected:
        problem = problem or "the table was replaced by another one"
    if kind == "late":
        time.sleep(LATE_SECONDS + 0.5)
    again = run(study, verb)
    if again.status:
        problem = problem or f"run again: {again.line}"
    elif verb == "push":
        problem = problem or connection.problem_of_push(study)
    elif again.output != undisturbed.output or (verb == "pull" and table.read_bytes() != expected):
        problem = problem or "run again, it has another result"
    if verb == "push":
        shutil.rmtree(study)
    return Outcome(verb, kind, request, faulty.line if faulty.status else "", faulty.seconds, problem)


def _problem(faulty: Run) -> str:
    """What is wrong with how a command with a fault ended; empty if it ended well or in one clear line, in time."""
    if faulty.seconds > MOST_SECONDS:
        return f"it took {faulty.seconds:.0f} s"
    if faulty.status == 0:
        return ""
    if faulty.status != 1 or not faulty.line.startswith("newsstance: ") or not faulty.line.isprintable():
        return f"it ended with status {faulty.status} and: {faulty.line}"
    return ""


def run(study: Path, verb: str) -> Run:
    """Run a verb in a study's folder, as the command line does."""
    output, errors = io.StringIO(), io.StringIO()
    status, began, arguments = 0, time.monotonic(), sys.argv
    with chdir(study), redirect_stdout(output), redirect_stderr(errors):
        sys.argv = ["newsstance", *VERBS[verb]]
        try:
            newsstance.main()
        except SystemExit as end:
            status = int(end.code or 0)
        except Exception as error:  # a bug: what a user would see as a traceback
            status, _ = 70, errors.write(f"\n{type(error).__name__}: {error}")
        finally:
            sys.argv = arguments
    return Run(status, output.getvalue(), errors.getvalue(), time.monotonic() - began)


def _scored(number: int) -> dict[str, object]:
    return {
        "sentence": f"s{number}",
        "text": f"Ada Rivera told the council about item {number}.",
        "article": f"a{number // 4}",
        "position": number % 4,
        "target": "Ada Rivera",
        "stance": "neutral",
        "stance_probability": 0.9,
        "sourcing": "named",
        "sourcing_probability": 0.8,
        "model": "m-2026",
    }
