"""How a push is reported: a line for each project, then what to know about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotation.io.console import plural, remark, result

if TYPE_CHECKING:
    from annotation.push.sync import Pushed


_NAMED = 10


def report_push(done: "Sequence[Pushed]") -> None:
    """Say what was pushed, project by project."""
    for pushed in done:
        result(_line(pushed))
    for pushed in done:
        _remarks(pushed)


def _line(pushed: "Pushed") -> str:
    parts = [f"{pushed.added:,} added", f"{pushed.known:,} there before"]
    if pushed.updated:
        parts.append(f"{pushed.updated:,} with new context")
    if pushed.prelabeled or pushed.blind:
        parts.append(f"{pushed.prelabeled:,} pre-labeled, {pushed.blind:,} blind")
    if pushed.audit:
        parts.append(f"{pushed.audit:,} audit")
    return f"{pushed.project}: {'; '.join(parts)}  {pushed.url}"


def _remarks(pushed: "Pushed") -> None:
    if pushed.left:
        changed = plural(pushed.left, "answered sentence")
        remark(f"{pushed.project}: {changed} left as answered, though the article's context changed")
    if pushed.doubled:
        remark(f"{pushed.project}: {plural(pushed.doubled, 'sentence')} stand there twice; the latest answer counts")
    if pushed.gone:
        named = ", ".join(pushed.gone[:_NAMED]) + (" …" if len(pushed.gone) > _NAMED else "")
        gone = plural(len(pushed.gone), "sentence")
        remark(f"{pushed.project}: {gone} no longer in the article, left where they are: {named}")
