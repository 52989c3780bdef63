"""Imports that were sent to the server and never confirmed, because the push was killed or the connection broke.

The server may still be at work on such an import when the same push is run again: Label Studio goes on although nobody
waits for its answer, and if its database is locked, it tries again for minutes. If the push sent the sentences again
right away, they would be in the project twice.
"""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.console import remark
from annotation.io.files import write_text
from annotation.io.json_files import read_json_file
from annotation.labelstudio.client import Studio
from annotation.study.study import Study

# Label Studio repeats an import whose database is locked after 3, 6, 12, 24, 48 ... seconds: the longest pause so far
# is at most as long as the import has taken. After six attempts in vain it is taken for lost.
LONGEST_IMPORT_SECONDS: Final = 240.0
SHORTEST_PAUSE_SECONDS: Final = 10.0
LONGEST_PAUSE_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.5


@dataclass(frozen=True)
class PendingImport:
    """An import that was sent: when (seconds since 1970), and how many tasks the project has once it has arrived."""

    sent_at: float
    tasks_afterwards: int


class PendingImports:
    """The unconfirmed imports of a study, by project id, in `.newsstance/pending-imports.json`."""

    def __init__(self, study: Study) -> None:
        self._path = study.folder / ".newsstance" / "pending-imports.json"
        self._imports = _read(self._path)

    def begin(self, project: int, tasks_afterwards: int) -> None:
        """Record an import before it is sent."""
        self._imports[project] = PendingImport(time.time(), tasks_afterwards)
        self._write()

    def confirm(self, project: int) -> None:
        """Forget the import of a project: the server has said how it ended, or it is taken for lost."""
        if self._imports.pop(project, None) is not None:
            self._write()

    def wait(self, project: int, studio: Studio) -> None:
        """Wait until an unconfirmed import into a project has arrived, or nothing more is to be expected of it."""
        pending = self._imports.get(project)
        if pending is None:
            return
        taken = time.time() - pending.sent_at
        if 0 <= taken < LONGEST_IMPORT_SECONDS:
            remark(f"an import into project {project} was interrupted; waiting until Label Studio is done with it")
            _wait_until_still(project, studio, pending, min(LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, taken)))
        self.confirm(project)

    def _write(self) -> None:
        if self._imports:
            content = {str(project): asdict(pending) for project, pending in self._imports.items()}
            write_text(self._path, json.dumps(content), private=True)
        else:
            self._path.unlink(missing_ok=True)


def _wait_until_still(project: int, studio: Studio, pending: PendingImport, pause: float) -> None:
    """Wait until all tasks are there, or their number has not changed for as long as the pause is."""
    tasks, changed_at = -1, time.monotonic()
    while tasks < pending.tasks_afterwards and time.monotonic() - changed_at < pause:
        if tasks >= 0:
            time.sleep(_POLL_SECONDS)
        counted, _ = studio.task_and_prediction_counts(project)
        if counted != tasks:
            tasks, changed_at = counted, time.monotonic()


def _read(path: Path) -> dict[int, PendingImport]:
    if not path.exists():
        return {}
    content = read_json_file(path)
    try:
        return {int(project): _pending_import(fields) for project, fields in _as_dict(content).items()}
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DataError(
            f"{path} was changed and cannot be read; if the last push ended more than five minutes ago, delete it"
        ) from error


def _as_dict(content: object) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise TypeError
    return content


def _pending_import(fields: dict[str, float]) -> PendingImport:
    return PendingImport(float(fields["sent_at"]), int(fields["tasks_afterwards"]))
