"""How much of the sentences handed out each annotator has answered or skipped, round by round.

Only `fetch_statuses` asks the server; everything else computes.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker
from annotation.labelstudio.study_projects import MissingProject, find_study_projects
from annotation.study.handout import HandoutRow, read_handout
from annotation.study.study import Study
from annotation.tables.schema import ANSWERED, BLIND, SKIPPED, SUPERSEDED
from exports.pull.annotations import GivenAnnotation, read_annotations
from exports.pull.latest import count_latest
from exports.pull.pull import drafted_sentences, project_source
from exports.pull.remarks import PullRemarks

RoundAnnotator = tuple[str, str]


@dataclass(frozen=True)
class Progress:
    """How many sentences an annotator was given in a round, and how many of them are answered or skipped.

    `shared` were given to other annotators too, `audit` are in the audit sample, `blind` are in the blind arm and not
    in the audit sample, and `waiting` are planned but not on the server, because a push was interrupted.
    """

    round: str
    annotator: str
    given: int
    answered: int
    skipped: int
    shared: int
    audit: int
    blind: int
    waiting: int

    @property
    def left(self) -> int:
        """How many sentences are neither answered nor skipped.

        >>> Progress("pilot", "ann", given=10, answered=4, skipped=1, shared=0, audit=0, blind=0, waiting=0).left
        5
        """
        return self.given - self.answered - self.skipped


@dataclass
class FetchedStatuses:
    """What the server has of each round and annotator.

    Attributes:
        statuses: Whether each sentence is answered or skipped, by round and annotator.
        on_server: The rounds and annotators that have a project on the server.
        projects: These projects, each with its marker.
        missing: The projects that the handout names and the server does not have.
        drafts: The sentences by annotator that have a draft which was not submitted.
    """

    statuses: dict[RoundAnnotator, dict[str, str]] = field(default_factory=dict)
    on_server: set[RoundAnnotator] = field(default_factory=set)
    projects: list[tuple[Marker, Project]] = field(default_factory=list)
    missing: list[MissingProject] = field(default_factory=list)
    drafts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def fetch_statuses(
    study: Study, studio: Studio, codebook: Codebook, *, pseudonyms: Mapping[int, str], round: str = ""
) -> FetchedStatuses:
    """Find out which sentences are answered or skipped, by the same rules as `pull`, but each round by itself.

    Args:
        study: The study whose projects are read.
        studio: The server.
        codebook: The codebook of projects whose own codebook was not kept in the study.
        pseudonyms: The annotator's pseudonym by user id.
        round: The round to read; empty for all rounds.
    """
    fetched = FetchedStatuses()
    handout = read_handout(study.handout)
    annotations_by_round: defaultdict[str, list[GivenAnnotation]] = defaultdict(list)
    on_server = find_study_projects(studio, study, handout.values(), codebook)
    fetched.missing = [project for project in on_server.missing if round in ("", project.round)]
    for marker, project in on_server.projects:
        if round in ("", marker.round):
            fetched.on_server.add((marker.round, marker.annotator))
            fetched.projects.append((marker, project))
            source = project_source(marker, project, study, codebook, handout=handout, pseudonyms=pseudonyms)
            annotations_by_round[marker.round].extend(
                read_annotations(studio.answered_tasks(project.id), source, PullRemarks())
            )
            fetched.drafts[marker.annotator].extend(drafted_sentences(studio, project))
    for name, annotations in annotations_by_round.items():
        for row in count_latest(annotations, PullRemarks()):
            if row["status"] != SUPERSEDED:
                of_annotator = fetched.statuses.setdefault((name, row["annotator"]), {})
                of_annotator[row["sentence"]] = row["status"]
    return fetched


def round_progress(
    handout: Iterable[HandoutRow], statuses: Mapping[RoundAnnotator, Mapping[str, str]], round: str = ""
) -> list[Progress]:
    """Count how many sentences each annotator was given, answered and skipped, sorted by round and annotator.

    Args:
        handout: All sentences handed out.
        statuses: The status of each sentence by round and annotator (see `fetch_statuses`).
        round: The round to count; empty for all rounds.

    Raises:
        DataError: If nothing was handed out, or not in this round.
    """
    rows = list(handout)
    if not rows:
        raise DataError(
            "nothing was handed out yet; `newsstance push SENTENCES --annotators ann,bob` hands sentences out"
        )
    rounds = sorted({row.round for row in rows})
    if round and round not in rounds:
        raise DataError(f"no round {round!r} was handed out (there are: {', '.join(rounds)})")
    annotator_rows: defaultdict[RoundAnnotator, list[HandoutRow]] = defaultdict(list)
    for row in rows:
        annotator_rows[row.round, row.annotator].append(row)
    annotator_counts = Counter((row.round, row.sentence) for row in rows)
    return [
        _count(
            part,
            statuses.get(round_annotator, {}),
            shared=sum(annotator_counts[row.round, row.sentence] > 1 for row in part),
        )
        for round_annotator, part in sorted(annotator_rows.items())
        if round in ("", round_annotator[0])
    ]


def missing_projects(progress: Iterable[Progress], on_server: Collection[RoundAnnotator]) -> Iterator[Progress]:
    """Give the progress of those whose project is not on the server, though something was pushed to it."""
    for part in progress:
        if (part.round, part.annotator) not in on_server and part.waiting < part.given:
            yield part


def _count(rows: Sequence[HandoutRow], statuses: Mapping[str, str], shared: int) -> Progress:
    """Count the rows of one annotator in one round."""
    row_statuses = [statuses.get(row.sentence, "") for row in rows]
    return Progress(
        rows[0].round,
        rows[0].annotator,
        given=len(rows),
        answered=row_statuses.count(ANSWERED),
        skipped=row_statuses.count(SKIPPED),
        shared=shared,
        audit=sum(row.audit for row in rows),
        blind=sum(row.arm == BLIND and not row.audit for row in rows),
        waiting=sum(not row.pushed_at for row in rows),
    )
