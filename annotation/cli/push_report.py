"""How a push is reported: a line for each project, then remarks about each."""

import json
from collections.abc import Iterator, Sequence
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
    if pushed.prelabeled or pushed.blind or pushed.abstained:
        parts.append(f"{pushed.prelabeled:,} pre-labeled, {pushed.blind:,} blind")
    if pushed.abstained:
        parts[-1] += f", {pushed.abstained:,} without a label of the model"
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
        removed = plural(len(pushed.gone), "sentence")
        remark(f"{pushed.project}: {removed} no longer in the article, but left in the project: {_names(pushed.gone)}")
    for text in (*_server_remarks(pushed), *_prelabel_remarks(pushed)):
        remark(f"{pushed.project}: {text}")


def _server_remarks(pushed: "Pushed") -> Iterator[str]:
    """What somebody, or Label Studio itself, did to the project's tasks."""
    if pushed.removed:
        yield f"{plural(pushed.removed, 'unanswered double')} of sentences removed from the project"
    if pushed.repaired:
        repaired = plural(len(pushed.repaired), "task")
        yield f"{repaired} edited on the server, and put right: {_names(pushed.repaired)}"
    if pushed.edited:
        edited = plural(len(pushed.edited), "task")
        yield (f"{edited} edited on the server, so that an answer may be about another text: {_names(pushed.edited)}")
    if pushed.missing:
        missing = plural(len(pushed.missing), "sentence")
        yield (
            f"{missing} handed out earlier, and no longer in the project: {_names(pushed.missing)}; push the table "
            "that they came from to hand them out again"
        )
    if pushed.foreign:
        yield f"{plural(pushed.foreign, 'task')} not handed out by newsstance; `pull` names their answers"


def _prelabel_remarks(pushed: "Pushed") -> Iterator[str]:
    """What became of the pre-labels, and whether the model is of use."""
    if pushed.restored:
        yield f"{plural(pushed.restored, 'pre-label')} missing on the server, and brought there again"
    if pushed.not_shown:
        not_shown = plural(len(pushed.not_shown), "sentence")
        yield (
            f"{not_shown} answered while the pre-label was missing on the server, and now in neither arm: "
            f"{_names(pushed.not_shown)}"
        )
    if pushed.altered:
        altered = plural(len(pushed.altered), "pre-label")
        yield (f"{altered} changed on the server; the sentences are now in neither arm: {_names(pushed.altered)}")
    if pushed.unplanned:
        unplanned = plural(len(pushed.unplanned), "sentence")
        yield f"{unplanned} given a pre-label by somebody else, though none was planned: {_names(pushed.unplanned)}"
    if pushed.abstained > pushed.prelabeled:
        of_all = pushed.abstained + pushed.prelabeled
        yield (
            f"the model gave no label for {pushed.abstained:,} of {of_all:,} sentences; a model that abstains on most "
            "is a poor pre-labeler (--no-abstain of score and prelabel shows its guesses; better, label more first)"
        )


def _names(sentences: Sequence[str]) -> str:
    ellipsis = " …" if len(sentences) > _MAX_SENTENCES_NAMED else ""
    return ", ".join(sentences[:_MAX_SENTENCES_NAMED]) + ellipsis
