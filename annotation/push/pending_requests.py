"""Requests that were sent to the server and never confirmed, because the push was killed or the connection broke.

The server may still be at work on such a request when the same push is run again: Label Studio goes on although nobody
waits for its answer, and if its database is locked, it tries again for minutes. If the push sent the same right away, a
project or its sentences would be there twice.
"""

import json
import time
from pathlib import Path
from typing import Any, Final, TypedDict

from annotation.errors import DataError
from annotation.io.console import remark
from annotation.io.files import write_text
from annotation.io.json_files import read_json_file
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import Marker, read_marker
from annotation.study.study import Study

# Label Studio repeats an import whose database is locked after 3, 6, 12, 24, 48 ... seconds: the longest pause so far
# is at most as long as the import has taken. After six attempts in vain it is taken for lost.
LONGEST_IMPORT_SECONDS: Final = 240.0
SHORTEST_PAUSE_SECONDS: Final = 10.0
LONGEST_PAUSE_SECONDS: Final = 60.0
# A project is created in one attempt, which waits 5 seconds for a locked database.
LONGEST_CREATION_SECONDS: Final = 15.0
_POLL_SECONDS: Final = 0.5


class PendingContent(TypedDict):
    """The content of `.newsstance/pending-requests.json`; times are in seconds since 1970.

    Keys:
        creations: when the creation of a project was sent, by the project's description.
        imports: when an import was sent, and how many tasks the project has once it has arrived, by project id.
    """

    creations: dict[str, float]
    imports: dict[str, tuple[float, int]]


class PendingRequests:
    """The unconfirmed requests of a study; each is recorded before it is sent."""

    def __init__(self, study: Study) -> None:
        self._path = study.folder / ".newsstance" / "pending-requests.json"
        self._content = _read(self._path)

    def begin_creation(self, marker: Marker) -> None:
        """Record that a project is being created."""
        self._content["creations"][str(marker)] = time.time()
        self._write()

    def confirm_creation(self, marker: Marker) -> None:
        """Forget the creation of a project: it is there."""
        if self._content["creations"].pop(str(marker), None) is not None:
            self._write()

    def begin_import(self, project: int, tasks_afterwards: int) -> None:
        """Record that tasks are being imported."""
        self._content["imports"][str(project)] = (time.time(), tasks_afterwards)
        self._write()

    def confirm_import(self, project: int) -> None:
        """Forget the import into a project: the server has said how it ended, or it is taken for lost."""
        if self._content["imports"].pop(str(project), None) is not None:
            self._write()

    def wait_for_creations(self, studio: Studio) -> None:
        """Wait until all projects whose creation was not confirmed are there, or can be expected no more."""
        for description, sent_at in list(self._content["creations"].items()):
            marker = read_marker(description)
            while 0 <= time.time() - sent_at < LONGEST_CREATION_SECONDS:
                if any(read_marker(project.description) == marker for project in studio.projects()):
                    break
                time.sleep(_POLL_SECONDS)
            del self._content["creations"][description]
            self._write()

    def wait_for_import(self, project: int, studio: Studio) -> None:
        """Wait until an unconfirmed import into a project has arrived, or nothing more is to be expected of it."""
        pending = self._content["imports"].get(str(project))
        if pending is None:
            return
        sent_at, tasks_afterwards = pending
        taken = time.time() - sent_at
        if 0 <= taken < LONGEST_IMPORT_SECONDS:
            remark(f"an import into project {project} was interrupted; waiting until Label Studio is done with it")
            pause = min(LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, taken))
            _wait_until_still(project, studio, tasks_afterwards, pause)
        self.confirm_import(project)

    def _write(self) -> None:
        if any(self._content.values()):
            write_text(self._path, json.dumps(self._content), private=True)
        else:
            self._path.unlink(missing_ok=True)


def _wait_until_still(project: int, studio: Studio, tasks_afterwards: int, pause: float) -> None:
    """Wait until all tasks are there, or their number has not changed for as long as the pause is."""
    tasks, changed_at = -1, time.monotonic()
    while tasks < tasks_afterwards and time.monotonic() - changed_at < pause:
        if tasks >= 0:
            time.sleep(_POLL_SECONDS)
        counted, _ = studio.task_and_prediction_counts(project)
        if counted != tasks:
            tasks, changed_at = counted, time.monotonic()


def _read(path: Path) -> PendingContent:
    if not path.exists():
        return {"creations": {}, "imports": {}}
    content = read_json_file(path)
    try:
        return _checked(content)
    except (AttributeError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise DataError(
            f"{path} was changed and cannot be read; if the last push ended more than five minutes ago, delete it"
        ) from error


def _checked(content: Any) -> PendingContent:  # noqa: ANN401 - whatever the file holds
    creations = {str(description): float(sent_at) for description, sent_at in content["creations"].items()}
    imports = {
        str(int(project)): (float(sent_at), int(tasks)) for project, (sent_at, tasks) in content["imports"].items()
    }
    return {"creations": creations, "imports": imports}
