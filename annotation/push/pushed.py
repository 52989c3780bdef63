"""What a push did in one annotator's project."""

from dataclasses import dataclass, field


@dataclass
class Pushed:
    """What a push did in one annotator's project; the fields are the keys of `push --json`.

    Attributes:
        annotator: the annotator's pseudonym.
        project: the project's round and annotator.
        url: the project's address.
        added: sentences that were imported.
        known: sentences that were there before.
        updated: sentences that show new context.
        left: sentences whose context changed after they were answered, and which were therefore not updated.
        blind: sentences without a pre-label; audit sentences are blind as well, and counted separately.
        audit: audit sentences.
        prelabeled: sentences with a pre-label that stands on the server.
        doubled: sentences that are in the project twice, both times answered or begun.
        gone: sentences in the project that are no longer in their article.
        abstained: sentences that could be pre-labeled, but for which the model gave no label.
        restored: pre-labels that were lost on the server, and were brought there again.
        not_shown: sentences that were answered without the pre-label that had been planned; they are in neither arm.
        altered: sentences whose pre-label somebody changed on the server; they are in neither arm.
        unplanned: sentences to which somebody else added a pre-label on the server.
        removed: unanswered doubles of sentences, removed from the project.
        repaired: unanswered sentences whose task somebody had edited on the server, put right.
        edited: answered sentences whose task somebody edited on the server.
        missing: sentences handed out earlier, and not now, whose task is gone from the project.
        foreign: tasks of the project that newsstance did not hand out.
    """

    annotator: str
    project: str
    url: str
    added: int = 0
    known: int = 0
    updated: int = 0
    left: int = 0
    blind: int = 0
    audit: int = 0
    prelabeled: int = 0
    doubled: int = 0
    gone: list[str] = field(default_factory=list)
    abstained: int = 0
    restored: int = 0
    not_shown: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unplanned: list[str] = field(default_factory=list)
    removed: int = 0
    repaired: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    foreign: int = 0
