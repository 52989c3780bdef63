"""In which arm an annotator answers a sentence: drawn for each annotator and sentence, or for each sentence alone.

The functions take and return ids only; they read no file and call no server.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from annotation.assignment.randomization import assign_arms, assign_personal_arms
from annotation.tables.schema import BLIND

SentenceAndAnnotator = tuple[str, str]


class Arms(StrEnum):
    """What a draw of the arms is for.

    By person, a sentence is blind for one annotator and pre-labeled for another, so that their answers to the same
    sentence are compared. By sentence, all its annotators see it alike.
    """

    PERSON = "person"
    SENTENCE = "sentence"


def draw_arms(
    new: Sequence[SentenceAndAnnotator],
    earlier_arms: Mapping[SentenceAndAnnotator, str],
    *,
    audit: Collection[str],
    is_scored: bool,
    blind: float,
    by: Arms | None,
    key: bytes,
) -> dict[SentenceAndAnnotator, str]:
    """Draw the arms of what is handed out anew; what was handed out before keeps its arm.

    Audit sentences are blind for everybody. A sentence that was handed out in this round before there was a model has
    no arm, for new annotators neither; nor has anything if no model has scored the queue. The blind sentences are the
    stated share of all sentences, the audit included.

    Args:
        new: the sentences and annotators to draw for: annotator by annotator, in the order in which they are asked.
        earlier_arms: the arms of what was handed out in this round before.
        audit: the audit sentences.
        is_scored: whether a model has scored any sentence of the queue.
        blind: the share that is blind.
        by: what is drawn; if None, what `usual_arms` says.
        key: the study's key, which decides the draw.
    """
    if by is None:
        by = usual_arms(new, earlier_arms, audit)
    arms = {pair: BLIND if pair[0] in audit else "" for pair in new}
    if not is_scored:
        return arms
    earlier = _arms_by_sentence(earlier_arms)
    inherited = {
        sentence: sentence_arms[0] for sentence, sentence_arms in earlier.items() if _is_inherited(sentence_arms, by)
    }
    arms |= {(sentence, annotator): inherited[sentence] for sentence, annotator in new if sentence in inherited}
    to_draw = [pair for pair in new if pair[0] not in audit and pair[0] not in inherited]
    sentences = {sentence for sentence, _ in new if sentence not in inherited}
    to_draw_sentences = {sentence for sentence, _ in to_draw}
    share = min(1.0, blind * len(sentences) / len(to_draw_sentences)) if to_draw else 0.0
    handed_out = {sentence for sentence in to_draw_sentences if sentence in earlier}
    by_sentence = [pair for pair in to_draw if by is Arms.SENTENCE and pair[0] not in handed_out]
    by_person = [pair for pair in to_draw if by is Arms.PERSON or pair[0] in handed_out]
    arms |= _drawn_by_sentence(by_sentence, share, key)
    return arms | assign_personal_arms(
        _by_annotator(by_person),
        blind=share,
        key=key,
        annotators=_by_sentence({*new, *earlier_arms}),
        blind_counts=Counter(sentence for (sentence, _), arm in earlier_arms.items() if arm == BLIND),
    )


def usual_arms(
    new: Iterable[SentenceAndAnnotator], earlier_arms: Mapping[SentenceAndAnnotator, str], audit: Collection[str] = ()
) -> Arms:
    """Give what is drawn where the user does not say it: by person where a sentence has two annotators or more.

    A round that was begun by sentence goes on by sentence: one where a sentence is blind for two annotators or more,
    and none is blind for one and pre-labeled for another.

    >>> usual_arms([("s1", "ann"), ("s1", "bob")], {}).value
    'person'
    >>> usual_arms([("s1", "cleo")], {("s1", "ann"): "blind", ("s1", "bob"): "blind"}).value
    'sentence'
    """
    in_arms = _arms_by_sentence({pair: arm for pair, arm in earlier_arms.items() if arm and pair[0] not in audit})
    differ = any(len(set(sentence_arms)) > 1 for sentence_arms in in_arms.values())
    if not differ and any(len(sentence_arms) > 1 and sentence_arms[0] == BLIND for sentence_arms in in_arms.values()):
        return Arms.SENTENCE
    annotators = Counter(sentence for sentence, _ in {*new, *earlier_arms})
    return Arms.PERSON if annotators and max(annotators.values()) > 1 else Arms.SENTENCE


def _is_inherited(sentence_arms: Sequence[str], by: Arms) -> bool:
    """Whether a new annotator of a sentence gets the arm that its annotators have."""
    return set(sentence_arms) == {""} or (by is Arms.SENTENCE and len(set(sentence_arms)) == 1)


def _drawn_by_sentence(
    pairs: Sequence[SentenceAndAnnotator], share: float, key: bytes
) -> dict[SentenceAndAnnotator, str]:
    """Draw an arm for each sentence.

    An annotator's queue consists of the sentences of each group of annotators that the annotator belongs to. Blind
    sentences are spread over each group's sentences separately: they are then spread evenly over every annotator's
    queue, and every sentence is equally likely to be blind.
    """
    annotators = _by_sentence(pairs)
    # The sort is stable: within each group of annotators the sentences keep their order.
    by_group = sorted(annotators, key=lambda sentence: sorted(annotators[sentence]))
    arms = assign_arms(by_group, blind=share, key=key, assigned_arms={})
    return {(sentence, annotator): arms[sentence] for sentence, annotator in pairs}


def _by_sentence(pairs: Iterable[SentenceAndAnnotator]) -> dict[str, list[str]]:
    annotators: dict[str, list[str]] = defaultdict(list)
    for sentence, annotator in pairs:
        annotators[sentence].append(annotator)
    return annotators


def _by_annotator(pairs: Iterable[SentenceAndAnnotator]) -> dict[str, list[str]]:
    queues: dict[str, list[str]] = defaultdict(list)
    for sentence, annotator in pairs:
        queues[annotator].append(sentence)
    return queues


def _arms_by_sentence(arms: Mapping[SentenceAndAnnotator, str]) -> dict[str, list[str]]:
    by_sentence: dict[str, list[str]] = defaultdict(list)
    for (sentence, _), arm in arms.items():
        by_sentence[sentence].append(arm)
    return by_sentence
