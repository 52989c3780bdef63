"""Who will be given what: new rows for the handout, before anything goes to a server. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotation.errors import DataError
from annotation.handout import Given
from annotation.queue import Asked, Queue
from annotation.rounds import BLIND, PRELABELED, arms

Key = tuple[str, str, str]


def plan(
    queue: Queue, handout: Mapping[Key, Given], *, annotators: Sequence[str], round: str, blind: float, key: bytes
) -> dict[Key, Given]:
    """The handout with everything of the queue in it; what was handed out before stays as it was."""
    known = {given.sentence: given.arm for given in handout.values() if given.round == round}
    order = [asked.sentence for asked in queue.asked]
    by_sentence = arms(order, blind=blind, key=key, known=known) if queue.scored else known
    new = {given.key: given for given in _new(queue.asked, annotators, round, by_sentence)}
    for of, given in new.items():
        _check_target(given, handout.get(of, given))
    return {**handout, **{of: given for of, given in new.items() if of not in handout}}


def _check_target(given: Given, before: Given) -> None:
    """Refuse to ask about another person under the same id: nobody could tell the two answers apart."""
    if given.target != before.target:
        raise DataError(
            f"sentence {given.sentence!r} was handed out about {before.target or 'nobody'!r} and is now about "
            f"{given.target or 'nobody'!r}; give it another id (`newsstance split --target NAME` makes one per target)"
        )


def _new(
    queue: Iterable[Asked], annotators: Sequence[str], round: str, by_sentence: Mapping[str, str]
) -> Iterator[Given]:
    for annotator in annotators:
        for asked in queue:
            arm = by_sentence.get(asked.sentence, "")
            yield Given(
                asked.sentence,
                annotator,
                round,
                article=asked.article,
                target=asked.target,
                arm=arm,
                model=asked.model if arm else "",
                shown=asked.shown if arm == PRELABELED else {},
                withheld=asked.shown if arm == BLIND else {},
            )
