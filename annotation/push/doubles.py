"""Doubled tasks: sentences that are in a project more than once, so that somebody would answer them twice.

They come about where Label Studio repeats an import by itself because its database was locked, where something between
newsstance and the server sends a request twice, and where an interrupted import arrives late.
"""

from annotation.labelstudio.client import Studio
from annotation.push.server_state import ServerState, Task, has_draft, is_answered


def remove_unanswered_doubles(state: ServerState, studio: Studio, project: int) -> int:
    """Delete all doubled tasks that nobody has answered or begun; returns how many were deleted.

    A sentence keeps one task, and every task with an answer, a skip or a draft; `state` is brought up to date.
    """
    removed: list[int] = []
    for sentence, doubles in list(state.doubles.items()):
        kept: list[Task] = []
        for task in doubles:
            if is_answered(task) or has_draft(studio, task):
                kept.append(task)
            else:
                removed.append(task["id"])
        if kept:
            state.doubles[sentence] = kept
        else:
            del state.doubles[sentence]
    if removed:
        studio.delete_tasks(project, removed)
    for task_id in removed:
        state.predictions.pop(task_id, None)
    return len(removed)
