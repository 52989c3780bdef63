"""What was odd about the answers on the server, and the lines that say so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from annotation.io.console import plural
from exports.pull.json_values import DELETED_ACCOUNT, Account

_NAMED: Final = 10  # sentences that a line names one by one
Sentences = defaultdict[tuple[str, Account], list[str]]  # by annotator and account


def _sentences() -> Sentences:
    return defaultdict(list)


@dataclass
class PullRemarks:
    """What was odd about the answers; lists have one text for each case, which begins with annotator and sentence.

    Attributes:
        left_out: What cannot be used.
        changed: What is used otherwise than it stands on the server.
        misplaced: How many annotations stood in another annotator's project.
        never_pushed: Sentences that were answered and never pushed.
        edited_tasks: Sentences whose task shows something else than what was handed out.
        superseded: Sentences that were answered again.
        touched: Sentences of which an earlier answer was touched after the one that counts.
        imported: Sentences whose answer was imported, so that nobody knows when it was given.
        adjudication_rounds: Rounds that were not fetched.
        projects: What is wrong with projects, one text for each.
        counted_accounts: Sentences by the project's annotator and an account that is not the annotator's, whose answers
            count as the annotator's.
        refused_accounts: The same, where the annotator has answered too, so that the others' answers are left out.
        unchecked_accounts: Sentences by the project's annotator and the account, where the annotator's is not known.
        edited: Sentences by annotator and the other account that last changed the answer.
        not_as_handed_out: Sentences by how what could be seen differs from the handout.
        drafts: Sentences by annotator that have a draft which was not submitted.
    """

    left_out: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    misplaced: int = 0
    never_pushed: list[str] = field(default_factory=list)
    edited_tasks: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    imported: list[str] = field(default_factory=list)
    adjudication_rounds: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    counted_accounts: Sentences = field(default_factory=_sentences)
    refused_accounts: Sentences = field(default_factory=_sentences)
    unchecked_accounts: Sentences = field(default_factory=_sentences)
    edited: Sentences = field(default_factory=_sentences)
    not_as_handed_out: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    drafts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def accounts(self) -> set[Account]:
        """All accounts that the lines name."""
        by_account = (self.counted_accounts, self.refused_accounts, self.unchecked_accounts, self.edited)
        return {account for sentences in by_account for _, account in sentences}


def remark_lines(remarks: PullRemarks, names: Mapping[Account, str]) -> Iterator[str]:
    """Say what was odd about the answers, a line for each.

    Args:
        remarks: What was odd.
        names: The pseudonym or e-mail address of each account.
    """
    yield from remarks.projects
    yield from (f"left out: {text}" for text in remarks.left_out)
    yield from remarks.changed
    if remarks.misplaced:
        answers = plural(remarks.misplaced, "answer")
        yield f"{answers} stood in another annotator's project; each counts for who gave it"
    for round in remarks.adjudication_rounds:
        yield f"{round} left out: an adjudicator is not one more annotator; `pull --round {round}` fetches it"
    yield from _list_lines(remarks)
    yield from _account_lines(remarks, names)
    for reason, sentences in sorted(remarks.not_as_handed_out.items()):
        yield f"{named_sentences(sentences)}: {reason}; the answers stand in no arm"
    yield from draft_lines(remarks.drafts)


def draft_lines(drafts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say in whose projects answers were begun or changed and not submitted: sentences by annotator."""
    for annotator, sentences in sorted(drafts.items()):
        if sentences:
            yield f"{annotator}: a draft that was not submitted waits on {named_sentences(sentences)}"


def named_sentences(sentences: Iterable[str]) -> str:
    """Count sentences and name the first ten.

    >>> named_sentences(["s2", "s1", "s1"])
    '2 sentences (s1; s2)'
    """
    distinct = sorted(set(sentences))
    names = "; ".join(distinct[:_NAMED]) + (" …" if len(distinct) > _NAMED else "")
    return f"{plural(len(distinct), 'sentence')} ({names})"


def account_name(account: Account, names: Mapping[Account, str]) -> str:
    """Name an account as people know it."""
    if account is None:
        return DELETED_ACCOUNT
    return names.get(account) or (f"user {account}" if isinstance(account, int) else f"account {account}")


def _list_lines(remarks: PullRemarks) -> Iterator[str]:
    for sentences, what in (
        (remarks.never_pushed, "answered, but never pushed"),
        (remarks.edited_tasks, "shown otherwise than handed out: somebody edited the task in Label Studio"),
        (remarks.superseded, "answered again: the earlier answer is kept as superseded"),
        (remarks.imported, "imported into Label Studio: when the answers were given is not known"),
        (
            remarks.touched,
            "with an earlier answer that was starred, edited or imported after the latest one was given; the latest "
            "counts",
        ),
    ):
        if sentences:
            distinct = sorted(set(sentences))
            names = "; ".join(distinct[:_NAMED]) + (" …" if len(distinct) > _NAMED else "")
            yield f"{plural(len(distinct), 'sentence')} {what}: {names}"


def _account_lines(remarks: PullRemarks, names: Mapping[Account, str]) -> Iterator[str]:
    for by_account, fate in (
        (remarks.counted_accounts, "counted as {annotator}'s"),
        (remarks.refused_accounts, "left out: {annotator} has answered too"),
    ):
        for (annotator, account), sentences in sorted(by_account.items(), key=str):
            whose = "" if account is None else f", which is not {annotator}'s account"
            yield (
                f"{plural(len(set(sentences)), 'sentence')} in {annotator}'s project answered by "
                f"{account_name(account, names)}{whose}; {fate.format(annotator=annotator)}"
            )
    unchecked: defaultdict[str, set[str]] = defaultdict(set)
    for annotator, account in remarks.unchecked_accounts:
        unchecked[annotator].add(account_name(account, names))
    for annotator, accounts in sorted(unchecked.items()):
        who = ", ".join(sorted(accounts))
        yield f"which account is {annotator}'s is not known, so not checked: in their project answered {who}"
    for (annotator, account), sentences in sorted(remarks.edited.items(), key=str):
        yield (
            f"{annotator}: {named_sentences(sentences)} last changed by {account_name(account, names)} and not by who "
            "answered (an edit, or only a star)"
        )
