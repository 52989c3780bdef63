"""How a push is reported: a line for each project, then remarks about each."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from annotation.io.console import plural, remark, result

if TYPE_CHECKING:
    from annotation.push.pushed import Pushed

_MAX_SENTENCES_NAMED: Final = 10


def report_push(pushed_projects: "Sequence[Pushed]", *, as_json: bool = False) -> None:
    """Print what was pushed, project by project; as JSON, this is a list of `Pushed` and nothing else."""
    if as_json:
        result(json.dumps([asdict(pushed) for pushed in pushed_projects], indent=1))
        return
    for pushed in pushed_projects:
        result(_line(pushed))
    for pushed in pushed_projects:
        _write_remarks(pushed)


def _line(pushed: "Pushed") -> str:
    parts = [f"{pushed.added:,} added", f"{pushed.known:,} there before"]
    if pushed.updated:
        parts.append(f"{pushed.updated:,} with new context")
    if pushed.prelabeled or pushed.blind:
        parts.append(f"{pushed.prelabeled:,} pre-labeled, {pushed.blind:,} blind")
    if pushed.audit:
        parts.append(f"{pushed.audit:,} audit")
    return f"{pushed.project}: {'; '.join(parts)}  {pushed.url}"


def _write_remarks(pushed: "Pushed") -> None:
    if pushed.left:
        answered = plural(pushed.left, "answered sentence")
        remark(f"{pushed.project}: {answered} left as answered, though the article's context changed")
    if pushed.doubled:
        doubled = plural(pushed.doubled, "sentence")
        remark(f"{pushed.project}: {doubled} in the project twice; the latest answer counts")
    if pushed.gone:
        names = ", ".join(pushed.gone[:_MAX_SENTENCES_NAMED])
        ellipsis = " …" if len(pushed.gone) > _MAX_SENTENCES_NAMED else ""
        removed = plural(len(pushed.gone), "sentence")
        remark(f"{pushed.project}: {removed} no longer in the article, but left in the project: {names}{ellipsis}")
