"""Pushing 10,000 sentences beside the bare import endpoint: one process, on a real Label Studio, in turn.

Imports of Python and the making of projects are left out on both sides. What counts is the ratio of each pair.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.codebook.interface import labeling_interface
from annotation.labelstudio import server
from annotation.labelstudio.client import Studio
from annotation.labelstudio.tasks import task_data
from annotation.labelstudio.transport import accepts_key
from annotation.push.sync import sync_projects
from annotation.study.study import open_study
from annotation.tables.schema import SENTENCES, Row, check_row

SENTENCES_PUSHED = 10_000
PAIRS = 5
BARE_BATCH = 1000


def rows() -> Iterator[Row]:
    """Sentences of about the length that news has, with their context."""
    text = "The minister said on Tuesday that the plan would cost less than the council had feared, {}."
    for number in range(SENTENCES_PUSHED):
        values = {
            "sentence": f"s{number:06d}",
            "text": text.format(number),
            "article": f"a{number // 40}",
            "position": number % 40,
            "before": text.format(number - 1) + " " + text.format(number - 2),
            "after": text.format(number + 1),
            "target": "Ada Byron",
            "title": "A headline of some fifty characters, as headlines go",
        }
        yield check_row(SENTENCES, values, "bench")


def bare_import_seconds(studio: Studio, token: str, codebook: Codebook) -> float:
    """Seconds that the import endpoint takes for the same tasks in batches of 1,000."""
    project = studio.create_project("bare", "", labeling_interface(codebook), "")
    tasks = [{"data": task_data(row)} for row in rows()]
    headers = {"Authorization": f"Token {token}"}
    with httpx.Client(base_url=studio.url, headers=headers, timeout=600) as client:
        begun = time.perf_counter()
        for start in range(0, len(tasks), BARE_BATCH):
            answer = client.post(f"/api/projects/{project.id}/import", json=tasks[start : start + BARE_BATCH])
            answer.raise_for_status()
        return time.perf_counter() - begun


def push_seconds(studio: Studio, codebook: Codebook) -> tuple[float, float]:
    """Seconds of a push into a project that is there already, and of the same push again."""
    with tempfile.TemporaryDirectory() as folder:
        study = open_study(Path(folder), new=True)
        all_rows = list(rows())

        def push(queued_rows: list[Row]) -> tuple[float, int]:
            begun = time.perf_counter()
            queue = make_queue(queued_rows, codebook)
            (report,) = sync_projects(queue, study, studio, codebook, HandOutOptions(("ann",), "bench", 0.2))
            return time.perf_counter() - begun, report.added

        push(all_rows[:1])  # makes the project
        first, added = push(all_rows)
        second, added_again = push(all_rows)
    if (added, added_again) != (SENTENCES_PUSHED - 1, 0):
        sys.exit(f"the push added {added} sentences and then {added_again}; nothing was measured")
    return first, second


def main() -> None:
    """Print each pair and the medians; fail where a push is slower than it may be."""
    codebook = read_codebook()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        started = server.start(data, server.find_program(), answers=accepts_key)
        token = server.read_login(data).token
        ratios, seconds = [], []
        try:
            with Studio(started.url, token) as studio:
                for number in range(PAIRS + 1):
                    plain, (first, second) = (
                        bare_import_seconds(studio, token, codebook),
                        push_seconds(studio, codebook),
                    )
                    if number:  # the first pair warms the server up
                        ratios.append(plain / first)
                        seconds.append(second / first)
                        rates = (
                            f"bare endpoint {SENTENCES_PUSHED / plain:,.0f}/s, push {SENTENCES_PUSHED / first:,.0f}/s"
                        )
                        repeat = f"push again {second:.2f} s, {second / first:.2f} of the first"
                        print(f"{rates}: ratio {plain / first:.2f}; {repeat}")
        finally:
            server.stop(data)
    print(
        f"median: push at {statistics.median(ratios):.2f} of the bare endpoint's rate (at least 0.80 is wanted), "
        f"push again in {statistics.median(seconds):.2f} of the first push's time (below 1 is wanted)"
    )
    if statistics.median(ratios) < 0.8 or statistics.median(seconds) >= 1:
        sys.exit("slower than wanted")


if __name__ == "__main__":
    main()
