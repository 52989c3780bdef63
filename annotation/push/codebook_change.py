"""What a change of the codebook means for answers that were given before: which of them must be asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from annotation.assignment.reannotation import AffectedCounts, affected_answers, affected_counts, other_codebooks
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.codebook.diff import Change, changes
from annotation.tables.label_cells import plain_answers
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS
from annotation.tables.write import write_rows


class CodebookChangeJson(TypedDict):
    """What `newsstance codebook diff --json` prints.

    Keys:
        changes: each change, with its question, what changed, and whether the meaning changed.
        ask_again: the questions whose meaning changed.
        touched: the affected answers of each question, counted; only where a table of answers was given.
    """

    changes: list[dict[str, Any]]
    ask_again: list[str]
    touched: NotRequired[Mapping[str, AffectedCounts]]


@dataclass(frozen=True)
class CodebookChange:
    """The changes from one codebook to another, and the answers that they affect.

    Attributes:
        old: the codebook before.
        new: the codebook after.
        changes: what changed, question by question.
        affected: the affected answers; None if no table of answers was given.
        other_codebooks: how many answers were given under each codebook that is neither of the two.
    """

    old: Codebook
    new: Codebook
    changes: Sequence[Change]
    affected: Sequence[Mapping[str, Any]] | None = None
    other_codebooks: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, AffectedCounts]:
        """The affected answers of each question, counted."""
        return affected_counts(self.affected or ())

    def as_json(self) -> CodebookChangeJson:
        """The change as a dictionary for JSON."""
        names = {question.name for question in self.new.questions}
        changed = [change.question for change in self.changes if change.meaning and change.question in names]
        facts: CodebookChangeJson = {
            "changes": [asdict(change) for change in self.changes],
            "ask_again": list(dict.fromkeys(changed)),
        }
        if self.affected is not None:
            facts["touched"] = self.counts
        return facts


def compare_codebooks(
    old_path: Path, new_path: Path, answers_path: Path | None, output: str, *, for_spreadsheets: bool = False
) -> CodebookChange:
    """Compare two codebooks, and find the affected answers in a table of answers if one is given.

    Args:
        old_path: the codebook before.
        new_path: the codebook after.
        answers_path: a table of answers under the old codebook.
        output: where the affected answers are written, for `newsstance push --again`; empty for nowhere.
        for_spreadsheets: whether cells of CSV that a spreadsheet would run are written as text.

    Raises:
        ConfigError: if one of the two is not a codebook.
        DataError: if the table is not a table of answers.
    """
    old, new = read_codebook(old_path), read_codebook(new_path)
    if answers_path is None:
        return CodebookChange(old, new, changes(old, new))
    answers = plain_answers(read_rows(answers_path, ANSWERS))
    affected = affected_answers(old, new, answers)
    if output:
        write_rows(output, affected, ANSWERS, for_spreadsheets=for_spreadsheets)
    return CodebookChange(old, new, changes(old, new), affected, other_codebooks(old, new, answers))
