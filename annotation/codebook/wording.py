"""A codebook's questions in the words of the manual: what is asked, when, and what becomes of the answers."""

from collections.abc import Sequence

from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.validation import PLACEHOLDER
from annotation.codebook.words import fixed_words


def question_text(question: Question, codebook: Codebook | None = None) -> str:
    """Return a question's text with "the target" in place of a particular target."""
    words = codebook.fixed_words if codebook else fixed_words("en", {})
    return question.text.replace(PLACEHOLDER, words["the_target"])


def condition_text(question: Question, codebook: Codebook | None = None) -> str:
    """Write when a question is asked and whether it must be answered.

    Args:
        question: the question.
        codebook: the codebook, for its language and its titles; without it, in English and with names.
    """
    words = codebook.fixed_words if codebook else fixed_words("en", {})
    sentences = [
        *([words["only_with_target"]] if question.target else []),
        *([_condition(question, codebook)] if question.only_if else []),
        words["mark_many"] if question.kind == "spans" else words["choose_one"],
        words["must_be_answered"] if question.required else words["optional"],
    ]
    return " ".join(sentences)


def _condition(question: Question, codebook: Codebook | None) -> str:
    condition = question.only_if
    if condition is None:
        return ""
    words = codebook.fixed_words if codebook else fixed_words("en", {})
    name, labels = condition.question, condition.labels
    if codebook:
        deciding = codebook.question(name)
        name, labels = deciding.title, tuple(label.shown for label in deciding.labels if label.name in labels)
    return str(words["only_if"]).format(question=f"`{name}`", labels=_alternatives(labels, words["or"]))


def label_uses(codebook: Codebook) -> list[str]:
    """Write how the answers are used later: which labels are merged, and which ones models are not trained on.

    Questions and labels have their names here, as tables have them.
    """
    words, lines = codebook.fixed_words, []
    for question in codebook.questions:
        name = f"`{question.name}`"
        for merged, labels in question.merge.items():
            alternatives = _alternatives(labels, words["or"])
            lines.append(words["merged_use"].format(question=name, merged=f"`{merged}`", labels=alternatives))
        for label in question.labels:
            if label.train_as is not None and label.train_as != label.name:
                use = words["trained_use"] if label.train_as else words["untrained_use"]
                lines.append(use.format(question=name, label=f"`{label.name}`", other=f"`{label.train_as}`"))
    return lines or [words["plain_use"]]


def stamp_line(codebook: Codebook) -> str:
    """Write which codebook a manual is of."""
    name, version, digest = f"`{codebook.name}`", f"`{codebook.version}`", f"`{codebook.digest[:12]}`"
    return str(codebook.fixed_words["stamp"]).format(name=name, version=version, digest=digest)


def shortcuts(codebook: Codebook) -> list[tuple[str, str]]:
    """Give each shortcut and what it does."""
    pairs = (line.split(": ", 1) for line in codebook.fixed_words["shortcuts"])
    return [(key, "".join(effect)) for key, *effect in pairs]


def first_sentence(text: str) -> str:
    """Give the first sentence of a definition, for a table on one page.

    >>> first_sentence("It praises her (e.g. openly). Or her work; by anyone.")
    'It praises her (e.g. openly).'
    """
    for end, sign in enumerate(text):
        if sign in ".!?" and text[end + 1 : end + 2] == " " and text[end + 2 : end + 3].isupper():
            return text[: end + 1]
    return text


def _alternatives(labels: Sequence[str], last_joint: str) -> str:
    quoted = [f"`{label}`" for label in labels]
    return f" {last_joint} ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
