"""Pushes that are killed while somebody else holds the database's write lock, while Label Studio is killed as well.

Each trial hands out a table of scores to two annotators. A seeded draw says when the push is killed, when another
process takes the write lock of Label Studio's database and for how long, whether Label Studio itself is killed and
started again, and which sentences are answered in between. Then the same push is run until it succeeds, and what is on
the server is compared with the handout. After all trials everything is compared again, since an interrupted import may
arrive late.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import NewsstanceError
from annotation.labelstudio import server
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.labelstudio.transport import accepts_key
from annotation.push.sync import sync_projects
from annotation.study.handout import read_handout
from annotation.study.study import Study, open_study
from annotation.tables.schema import SENTENCES, check_row

ANNOTATORS = ("ann", "bob")
SENTENCES_PER_STUDY = 60
LONGEST_LOCK_SECONDS = 8.0
LONGEST_PUSH_SECONDS = 2.5  # about what the push takes from here, so that kills fall into it
ATTEMPTS = 4  # pushes without any disturbance, after which a study counts as stuck


@dataclass
class Faults:
    """What was wrong, in sentences; `stuck` counts studies, and `interrupted` the pushes that were cut short."""

    lost: int = 0
    doubled: int = 0
    claimed: int = 0
    stuck: int = 0
    interrupted: int = 0
    messages: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything was wrong."""
        return bool(self.lost or self.doubled or self.claimed or self.stuck)


@dataclass(frozen=True)
class Place:
    """Where the trials happen: the studio folder, a connection, and the codebook."""

    studio_folder: Path
    studio: Studio
    codebook: Codebook

    def push(self, study: Study) -> None:
        """Hand the scores out to both annotators."""
        queue = make_queue((check_row(SENTENCES, row, "trial") for row in score_rows(self.codebook)), self.codebook)
        sync_projects(queue, study, self.studio, self.codebook, HandOutOptions(ANNOTATORS, "trial", 0.25))


def score_rows(codebook: Codebook) -> list[dict[str, object]]:
    """A table of scores in which the model gives each sentence a stance and a kind of sourcing."""
    stance, sourcing = (codebook.question(name).label_names[-2] for name in ("stance", "sourcing"))
    return [
        {
            "sentence": f"s{number:03d}",
            "text": f"Mayor Vega closed mill {number}.",
            "article": f"a{number // 10}",
            "position": number % 10,
            "target": "Vega",
            "stance": stance,
            "stance_probability": 0.7,
            "sourcing": sourcing,
            "sourcing_probability": 0.6,
            "model": "m1-00000000",
        }
        for number in range(SENTENCES_PER_STUDY)
    ]


def run_trial(seed: int, place: Place, folder: Path, restart: Callable[[], None] | None) -> tuple[Study, Faults]:
    """Disturb one study as the seed says, push until it succeeds, and compare.

    `restart` kills Label Studio and starts it again; without it Label Studio stays up.
    """
    draw = random.Random(seed)  # noqa: S311 - a simulation
    study, faults = open_study(folder, new=True), Faults()
    for _ in range(draw.randint(1, 2)):
        faults.interrupted += _interrupted_push(place, study, draw)
        if restart is not None and draw.random() < 0.3:
            restart()
        if draw.random() < 0.3:
            _answer_some(place, study, draw)
    for attempt in range(ATTEMPTS):
        try:
            place.push(study)
            break
        except NewsstanceError as error:
            faults.messages.append(f"seed {seed}, attempt {attempt + 1}: {error}")
            time.sleep(3)
    else:
        faults.stuck += 1
    compare(place, study, faults)
    return study, faults


def _interrupted_push(place: Place, study: Study, draw: random.Random) -> int:
    """Push in a process of its own and kill it, beside a process that holds the write lock; returns 1 if it was cut."""
    lock_after, lock_seconds = draw.uniform(0, LONGEST_PUSH_SECONDS), draw.uniform(0.5, LONGEST_LOCK_SECONDS)
    kill_after = draw.choice([draw.uniform(0, LONGEST_PUSH_SECONDS), draw.uniform(0, LONGEST_PUSH_SECONDS + 9)])
    locker = _forked(lambda: _hold_write_lock(place.studio_folder, lock_after, lock_seconds))
    pusher = _forked(lambda: _push_alone(place, study))
    deadline = time.monotonic() + kill_after
    while time.monotonic() < deadline and _still_runs(pusher):
        time.sleep(0.01)
    cut = _still_runs(pusher)
    if cut:
        os.kill(pusher, signal.SIGKILL)
        os.waitpid(pusher, 0)
    if draw.random() < 0.5:  # else the next push runs while the lock is still held
        os.waitpid(locker, 0)
    else:
        os.kill(locker, signal.SIGKILL)
        os.waitpid(locker, 0)
    return int(cut)


def _forked(work: Callable[[], None]) -> int:
    """Do work in a child process, which says nothing; returns its process id."""
    child = os.fork()
    if child:
        return child
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        work()
    finally:
        os._exit(0)


def _still_runs(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG) == (0, 0)
    except ChildProcessError:  # it was waited for already
        return False


def _push_alone(place: Place, study: Study) -> None:
    with Studio(place.studio.url, server.read_login(place.studio_folder).token) as studio:
        Place(place.studio_folder, studio, place.codebook).push(study)


def _hold_write_lock(studio_folder: Path, after: float, seconds: float) -> None:
    time.sleep(after)
    database = sqlite3.connect(studio_folder / "label_studio.sqlite3", timeout=30, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    time.sleep(seconds)
    database.execute("ROLLBACK")


def _answer_some(place: Place, study: Study, draw: random.Random) -> None:
    """Answer a few sentences, as far as the server has them and takes the answers."""
    question = place.codebook.question("sourcing")
    for project in find_projects(place.studio, study).values():
        for task in place.studio.tasks(project.id):
            if draw.random() < 0.1:
                try:
                    place.studio.answer(task["id"], [choice(question, question.label_names[0])], seconds=2)
                except NewsstanceError:
                    return


def compare(place: Place, study: Study, faults: Faults) -> None:
    """Compare what is on the server with the handout, and add what is wrong to the faults."""
    handout = read_handout(study.handout)
    try:
        projects = find_projects(place.studio, study)
    except NewsstanceError as error:  # a project stands there twice
        faults.doubled += 1
        faults.messages.append(str(error))
        return
    for marker, project in projects.items():
        rows = {row.sentence: row for row in handout.values() if row.annotator == marker.annotator}
        tasks = list(place.studio.tasks(project.id))
        numbers = Counter(task["data"]["sentence"] for task in tasks)
        answered = {task["id"] for task in tasks if task["total_annotations"] or task["cancelled_annotations"]}
        faults.lost += len(rows.keys() - numbers.keys())
        faults.doubled += sum(number > 1 for number in numbers.values())
        predicted = {prediction["task"] for prediction in place.studio.predictions(project.id)}
        for task in tasks:
            row = rows[task["data"]["sentence"]]
            planned = bool(row.shown)
            shown = task["id"] in predicted
            if planned != shown and not (shown and task["id"] in answered and not row.arm):
                faults.claimed += 1
    if len({row.annotator for row in handout.values()}) != len(ANNOTATORS):
        faults.lost += SENTENCES_PER_STUDY


def main() -> None:
    """Run the trials and print what was wrong; end with status 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.trials} trials")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        studio_folder = folder / "studio"
        running = server.start(studio_folder, server.find_program(), answers=accepts_key)
        port = int(running.url.rpartition(":")[2])

        def restart() -> None:
            current = server.running_server(studio_folder)
            if current is not None:
                os.killpg(current.pid, signal.SIGKILL)
                server.wait(current)
            server.start(studio_folder, server.find_program(), port=port, answers=accepts_key)

        try:
            with Studio(running.url, server.read_login(studio_folder).token) as studio:
                place = Place(studio_folder, studio, read_codebook())
                wrong = _run_trials(options.trials, options.seed, place, folder, restart)
        finally:
            server.stop(studio_folder)
    sys.exit(wrong)


def _run_trials(trials: int, seed: int, place: Place, folder: Path, restart: Callable[[], None]) -> int:
    studies, total, begun = [], Faults(), time.monotonic()
    for number in range(trials):
        study, faults = run_trial(seed * 10_000 + number, place, folder / f"study-{number}", restart)
        studies.append(study)
        for name in ("lost", "doubled", "claimed", "stuck", "interrupted"):
            setattr(total, name, getattr(total, name) + getattr(faults, name))
        state = "WRONG" if faults.any else "right"
        print(
            f"{number + 1:3} {state} after {time.monotonic() - begun:.0f} s", *faults.messages, sep="\n    ", flush=True
        )
    late = Faults()
    for study in studies:
        compare(place, study, late)
    print(
        f"{total.interrupted} pushes cut short in {trials} studies: {total.lost} sentences lost, {total.doubled} "
        f"doubled, {total.claimed} pre-labels claimed that were not there, {total.stuck} studies stuck; "
        f"looked at again at the end: {late.lost} lost, {late.doubled} doubled, {late.claimed} claimed"
    )
    return int(total.any or late.any)


if __name__ == "__main__":
    main()
