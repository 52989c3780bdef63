"""Handing out and fetching while things go wrong: kills, Ctrl-C, two at once, and annotators who keep answering."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any, Final

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice, comment, span
from annotation.study.handout import read_handout
from annotation.study.study import open_study, push_lock
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SENTENCES

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Verbs

pytestmark = pytest.mark.studio
SAMPLES: Final = Path(__file__).parent.parent.parent / "configs" / "samples"
SENTENCES_OF_THE_SAMPLES: Final = 139
Process = subprocess.Popen[str]
Start = Callable[..., Process]
Words = tuple[str, ...]


@pytest.fixture
def sentences(verbs: "Verbs", tmp_path: Path) -> list[str]:
    """The samples, split; the ids of the sentences in order."""
    verbs("split", str(SAMPLES / "articles"), "-o", "sentences.jsonl")
    rows = read_rows(tmp_path / "sentences.jsonl", SENTENCES)
    return [row["sentence"] for row in rows if row["kind"] == "sentence"]


@pytest.fixture
def start(verbs: "Verbs", tmp_path: Path) -> Iterator[Start]:
    """Start a verb in a process of its own; none of them outlives the test."""
    started: list[Process] = []

    def run(*words: str) -> Process:
        command = [sys.executable, "-m", "newsstance", *words, "--data", str(verbs.data)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=tmp_path, text=True, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def push_words(annotators: str, round: str) -> Words:
    return "push", "sentences.jsonl", "--annotators", annotators, "--round", round


def ended(process: Process) -> tuple[int, str]:
    """Wait for a process; gives its status and what it said on standard error."""
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def check_handed_out(studio: Studio, folder: Path, round: str, annotators: str, sentences: list[str]) -> None:
    """Everybody has every sentence once, in order, and the handout says so."""
    handout = read_handout(folder / "handout.csv")
    projects = [(m, p) for m, p in find_projects(studio, open_study(folder)).items() if m.round == round]
    assert sorted(marker.annotator for marker, _ in projects) == annotators.split(",")
    for marker, project in projects:
        tasks = [(task["data"]["sentence"], task["id"]) for task in studio.tasks(project.id)]
        assert [sentence for sentence, _ in tasks] == sentences
        given = [g for g in handout.values() if (g.round, g.annotator) == (round, marker.annotator)]
        assert [(g.sentence, g.task) for g in given] == tasks
        assert all(g.pushed_at and g.project == project.id for g in given)


def test_a_push_killed_at_any_moment_ends_whole_when_repeated(
    verbs: "Verbs", start: Start, studio: Studio, sentences: list[str], tmp_path: Path
) -> None:
    """SIGKILL three times, somewhere between the first word to the server and the last."""
    assert len(sentences) == SENTENCES_OF_THE_SAMPLES
    first, takes = at_work(start, tmp_path, push_words("jo,kim,lou", "whole"))
    assert first == 0
    moments = random.Random(7)  # noqa: S311
    killed = [
        at_work(start, tmp_path, push_words("max,ned,ola", "cut"), kill_after=takes * moments.uniform(0, 0.7))[0]
        for _ in range(3)
    ]
    assert -signal.SIGKILL in killed
    assert at_work(start, tmp_path, push_words("max,ned,ola", "cut"))[0] == 0
    check_handed_out(studio, tmp_path, "cut", "max,ned,ola", sentences)
    check_handed_out(studio, tmp_path, "whole", "jo,kim,lou", sentences)
    for annotator in ("max", "ned", "ola"):
        account = verbs.account(annotator)
        studio.log_in(account.email, account.password).close()


def at_work(start: Start, folder: Path, words: Words, *, kill_after: float | None = None) -> tuple[int, float]:
    """Run a push, to its end or for a while after it took the study's lock; gives its status and that time."""
    lock = folder / ".newsstance" / "lock"
    lock.unlink(missing_ok=True)
    process = start(*words)
    while not lock.exists() and process.poll() is None:
        time.sleep(0.005)
    began = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    return ended(process)[0], time.monotonic() - began


@pytest.mark.usefixtures("ctrl_c_counts")
def test_ctrl_c_ends_a_push_with_130_and_it_can_be_repeated(
    start: Start, studio: Studio, sentences: list[str], tmp_path: Path
) -> None:
    process = start(*push_words("jo", "ctrl-c"))
    study = tmp_path / ".newsstance" / "study.json"
    while not study.exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    status, said = ended(process)
    assert (status, "Traceback" in said) == (130, False), said
    assert ended(start(*push_words("jo", "ctrl-c")))[0] == 0
    check_handed_out(studio, tmp_path, "ctrl-c", "jo", sentences)


def test_a_second_push_is_refused_in_one_line(start: Start, sentences: list[str], tmp_path: Path) -> None:
    with push_lock(open_study(tmp_path, new=True)):
        refused = ended(start(*push_words("jo", "locked")))
    assert refused == (1, refusal(tmp_path))
    assert not (tmp_path / "handout.csv").exists()


def refusal(folder: Path) -> str:
    return f"newsstance: another newsstance is at work in {folder}; wait for it to end\n"


def test_two_pushes_at_once_hand_out_once(start: Start, studio: Studio, sentences: list[str], tmp_path: Path) -> None:
    """Both begin a study in the same folder at the same time; one does the work."""
    two = [start(*push_words("jo,kim,lou", "twice")) for _ in range(2)]
    (first, _), second = sorted(ended(process) for process in two)
    assert first == 0
    assert second[0] == 0 or second == (1, refusal(tmp_path))
    check_handed_out(studio, tmp_path, "twice", "jo,kim,lou", sentences)
    titles = [project.title.rpartition(": ")[2] for project in studio.projects() if ": twice · " in project.title]
    assert sorted(titles) == ["twice · jo", "twice · kim", "twice · lou"]


def test_a_folder_becomes_one_study_however_many_begin_it_at_once(tmp_path: Path) -> None:
    """Two studies in one folder would hand everything out twice."""
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        line, found = Barrier(4), set[str]()
        begin = [Thread(target=begin_study, args=(folder, line, found)) for _ in range(4)]
        for one in begin:
            one.start()
        for one in begin:
            one.join()
        assert found == {open_study(folder).id}


def begin_study(folder: Path, line: Barrier, found: set[str]) -> None:
    line.wait()
    found.add(open_study(folder, new=True).id)


def test_what_is_pulled_is_consistent_while_answers_arrive(
    verbs: "Verbs",
    studio: Studio,
    as_annotator: Callable[[str], Studio],
    codebook: Codebook,
    sentences: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each pull has everything given before it began, answers of one sentence whole, and nothing twice."""
    monkeypatch.setattr("annotation.labelstudio.client.ANSWERED_TASKS_PER_PAGE", 8)
    verbs(*push_words("ann,bob,cleo", "counts"))
    wanted = {name: sample_answers(tmp_path, name) for name in ("ann", "bob", "cleo")}
    tasks = {
        marker.annotator: {task["data"]["sentence"]: task["id"] for task in studio.tasks(project.id)}
        for marker, project in find_projects(studio, open_study(tmp_path)).items()
    }
    given: list[tuple[str, str]] = []

    def label(annotator: str, number: int) -> None:
        door = as_annotator(annotator)
        for sentence in list(tasks[annotator])[:number]:
            answers = wanted[annotator][sentence]
            door.answer(tasks[annotator][sentence], result(answers, codebook), seconds=5, skipped="skipped" in answers)
            given.append((annotator, sentence))

    label("ann", 10)
    working = Thread(target=label, args=("bob", 24))
    working.start()
    partial = 0
    try:
        while working.is_alive():
            before = set(given)
            verbs("pull", "-o", "answers.csv")
            found = pulled(tmp_path / "answers.csv")
            assert before <= found.keys()
            assert all(answers == expected(wanted[who][sentence]) for (who, sentence), answers in found.items())
            partial += 10 < len(found) < 34
    finally:
        working.join()
    assert partial, "no pull came while answers arrived"
    label("cleo", 7)
    said = verbs("pull", "-o", "answers.csv")
    found = pulled(tmp_path / "answers.csv")
    assert Counter(who for who, _ in found) == {"ann": 10, "bob": 24, "cleo": 7}
    assert found == {(who, sentence): expected(wanted[who][sentence]) for who, sentence in given}
    counts = {who: Counter("skipped" in wanted[w][s] for w, s in given if w == who) for who in wanted}
    for who, skipped in counts.items():
        assert f" on {skipped[False]} sentences, {skipped[True]} sentence" in next(
            line for line in said.splitlines() if line.startswith(f"{who}: ")
        )


def sample_answers(folder: Path, annotator: str) -> dict[str, dict[str, Any]]:
    """What one of the samples' people answers, by the sentence's id."""
    rows = read_rows(folder / "sentences.jsonl", SENTENCES)
    ids = {(row["article"], row["text"]): row["sentence"] for row in rows}
    lines = map(json.loads, (SAMPLES / "answers.jsonl").read_text(encoding="utf-8").splitlines())
    return {ids[line["article"], line["text"]]: line for line in lines if line["annotator"] == annotator}


def result(answers: dict[str, Any], codebook: Codebook) -> list[dict[str, Any]]:
    """An answer as the page sends it."""
    sent = [comment([answers["comment"]])] if "comment" in answers else []
    for question in codebook.questions:
        if question.kind == "choice" and answers.get(question.name):
            sent.append(choice(question, answers[question.name]))
        elif question.kind == "spans":
            marks = answers.get(question.name) or []
            sent += [span(question, label, start, end, answers["text"]) for start, end, label in marks]
    return sent


def expected(answers: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    """The rows that an answer must come back as."""
    if "skipped" in answers:
        return Counter([("skipped", None, None, None, answers.get("comment"))])
    asked = ("stance", "holder", "sourcing", "bias")
    chosen = [(question, answers[question], None) for question in asked if answers.get(question)]
    marked = [("evidence", label, start) for start, _, label in answers.get("evidence") or []]
    return Counter(("answered", *answer, answers.get("comment")) for answer in chosen + marked)


def pulled(path: Path) -> dict[tuple[str, str], Counter[tuple[Any, ...]]]:
    """What came back, by annotator and sentence."""
    found: dict[tuple[str, str], Counter[tuple[Any, ...]]] = {}
    for row in read_rows(path, ANSWERS):
        cells = (
            row.get(name) if row.get(name) != "" else None
            for name in ("status", "question", "label", "start", "comment")
        )
        found.setdefault((row["annotator"], row["sentence"]), Counter())[tuple(cells)] += 1
    return found
