"""Labels as cells of a table hold them: one where two are meant to be one, and never two of one look."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from unicodedata import category, normalize

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.tables.schema import Row, shortened
from annotation.text.letter_forms import plain_text

_DECIMAL: Final = re.compile(r"([+-]?\d+)\.(\d*?)0*")
# What programs write into a cell that has no value, and what people write there.
_GAPS: Final = frozenset(
    (
        *("nan", "na", "n/a", "#n/a", "#na", "<na>", "nat", "none", "null", "nil", "n.a."),
        *("missing", "undefined", "-", "--", ".", "?"),
    )
)
_MAX_EXAMPLES: Final = 3  # spellings in a remark


def has_label(row: Mapping[str, Any], name: str) -> bool:
    """Whether a row's cell holds a label; 0 and false are labels, an empty cell and a blank are none.

    >>> [has_label({"view": value}, "view") for value in ("pro", 0, False, "", " ", None)]
    [True, True, True, False, False, False]
    """
    value = row.get(name)
    return bool(_plain_text_label(value)) if isinstance(value, str) else value is not None


def plain_labels(rows: Sequence[Row], name: str) -> list[Row]:
    """Give the rows with the labels of one question as plain text; rows without a label as they are.

    A number or a truth value is the label that CSV would have: 1 is `1`, and so are 1.0 and "1.0"; true is `true`.
    Blanks around a label and invisible characters in it do not count, nor does which kind of blank it has.

    Raises DataError if a value can be no label.
    """
    return [_with_plain_label(row, name) for row in rows]


def refuse_lookalikes(labeled: Iterable[Row], name: str) -> None:
    """Raise DataError if two plain labels of one question look alike: they differ in capitals, say."""
    first_rows: dict[str, Row] = {}
    for row in labeled:
        first = first_rows.setdefault(_look(row[name]), row)
        if first[name] != row[name]:
            raise DataError(
                f"{name!r} is {shortened(first[name])} at {first.where} and {shortened(row[name])} at {row.where}, two "
                "labels that look alike (they differ in capitals or in a mark); write them in one way"
            )


def plain_answers(rows: Iterable[Row]) -> list[Row]:
    """Give rows of answers or gold with their labels as plain text, as `plain_labels` does.

    Raises DataError if two labels of one question look alike.
    """
    plain = plain_labels(list(rows), "label")
    for question in dict.fromkeys(row.get("question") for row in plain):
        refuse_lookalikes([row for row in plain if row.get("question") == question and row.get("label")], "label")
    return plain


def label_remarks(rows: Iterable[Mapping[str, Any]], name: str, defined: Sequence[str] = ()) -> Iterator[str]:
    """Say what was read otherwise than it stands, and which labels look like gaps; `defined` are the codebook's.

    >>> rows = [{"view": "pro"}, {"view": "pro "}, {"view": "nan"}, {"view": " "}]
    >>> for text in label_remarks(rows, "view"):
    ...     print(text)
    view: 'pro ' (1 row) is read as the label pro; blanks, and zeros at a number's end, do not count
    view: 1 row has nothing but a blank for a label, which counts as missing
    view: the label nan (1 row) looks like a gap; if it is one, leave the cell empty
    """
    values = Counter(row[name] for row in rows if isinstance(row.get(name), str) and row[name])
    labels = {value: _plain_text_label(value) for value in values}
    respelled = [value for value, label in labels.items() if label not in (value, "")]
    if respelled:
        examples = ", ".join(
            f"{shortened(value)} ({plural(values[value], 'row')}) is read as the label {labels[value]}"
            for value in respelled[:_MAX_EXAMPLES]
        )
        rest_text = f" and {len(respelled) - _MAX_EXAMPLES} more so" if len(respelled) > _MAX_EXAMPLES else ""
        yield f"{name}: {examples}{rest_text}; blanks, and zeros at a number's end, do not count"
    if blank := sum(number for value, number in values.items() if not labels[value]):
        rows_text = plural(blank, "row has", "rows have")
        yield f"{name}: {rows_text} nothing but a blank for a label, which counts as missing"
    rows_with: Counter[str] = Counter()
    for value, number in values.items():
        rows_with[labels[value]] += number
    for label, number in rows_with.items():
        if label.casefold() in _GAPS and label not in defined:
            rows_text = plural(number, "row")
            yield f"{name}: the label {label} ({rows_text}) looks like a gap; if it is one, leave the cell empty"


def answer_remarks(answers: Sequence[Mapping[str, Any]], defined: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say of each question what `label_remarks` says, for rows with the columns question and label.

    `defined` has the codebook's labels of each of its questions.
    """
    labels_by_question: defaultdict[str, list[Any]] = defaultdict(list)
    for row in answers:
        labels_by_question[row.get("question") or ""].append(row.get("label"))
    for question, labels in labels_by_question.items():
        yield from label_remarks([{question: label} for label in labels], question, defined.get(question, ()))


def plain_label(value: object) -> str | None:
    r"""Write a cell's value as a label; None for what can be none, such as a list.

    >>> [plain_label(value) for value in (" not  so\u00a0", 1, 1.0, "1.0", "0.50", True, ["pro"])]
    ['not so', '1', '1', '1', '0.5', 'true', None]
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return _plain_text_label(str(value)) if isinstance(value, str | int | float) else None


def _plain_text_label(text: str) -> str:
    if not text.isascii():
        text = normalize("NFC", "".join(character for character in text if category(character) != "Cf"))
    text = " ".join(text.split())
    if match := _DECIMAL.fullmatch(text):
        return f"{match[1]}.{match[2]}" if match[2] else match[1]
    return text


def _with_plain_label(row: Row, name: str) -> Row:
    value = row.get(name)
    if value is None or value == "":
        return row
    label = plain_label(value)
    if label is None:
        raise DataError(
            f"{row.where}: {name!r} is {shortened(value)}, not a label; a label is text, a number, or true or false"
        )
    return row if label == value and isinstance(value, str) else Row({**row, name: label}, row.where)


def _look(label: str) -> str:
    return " ".join(plain_text(label).text.casefold().split())
