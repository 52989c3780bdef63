"""The annotators' manual, made from the codebook: as Markdown, as an HTML page, and as Label Studio's instructions."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.validation import PLACEHOLDER

if TYPE_CHECKING:
    from markupsafe import Markup

ANNOTATION_STEPS: Final = (
    "Read the sentence first, then the sentences around it, and make up your mind before you look at any answer.",
    "Some sentences come with answers already chosen. They are a machine's guess and often wrong: "
    "decide for yourself, then compare. Submitting a guess unread is worse than skipping.",
    "Answer each question by pressing the key beside the answer. Another key of the same question changes it; "
    "pressing the key of a chosen answer again unchooses it.",
    "Some questions appear only after certain answers to another one. What you see must be answered, "
    "unless it is called optional.",
    "To mark words, press the key of the mark, then double-click a word or drag over several. "
    "Click a marked stretch and press Backspace to remove it.",
    "For a comment, click into the box, write, and press Enter: that adds it. "
    "Only then submit; inside the box the keys for answers and for submitting do nothing.",
    "Submit, and the next sentence comes by itself. If a warning says that an answer is missing, close it with Escape.",
)
ADJUDICATION_STEPS: Final = (
    "These sentences were answered before, and the answers leave something open. You settle it.",
    "Read the sentence first, then the sentences around it. Below each question stands how often each answer was "
    "given, in the order of the codebook; nobody's name is there, and the order says nothing about who it was.",
    "Answer every question that says *To settle*, by the definitions below and not by counting: of two people either "
    "may be right, and both may be wrong.",
    "Leave the other questions empty: what was agreed on stands. Answer one only where you are sure that what was "
    "said is wrong; your answer then takes its place.",
    "Some questions appear only after certain answers to another one: to settle one of these, answer that one too.",
    *ANNOTATION_STEPS[4:],
)
SHORTCUTS: Final = (
    ("Ctrl+Enter", "submit, and go on to the next sentence"),
    ("Ctrl+Space", "skip the sentence"),
    ("Ctrl+Z", "undo the last step"),
    ("Escape", "close a warning, let go of a mark"),
    ("on a Mac", "Command+Enter submits, Option+Enter skips, Command+Z undoes"),
)
# Label Studio resets the style of every tag and drops `style` attributes, but keeps a <style> element without ">".
_STYLE: Final = """<style>
.ns-manual { line-height: 1.5; }
.ns-manual h1 { font-size: 22px; line-height: 1.25; margin: 0 0 8px; }
.ns-manual h2 { font-size: 18px; line-height: 1.3; margin: 28px 0 6px; }
.ns-manual p { margin: 0 0 10px; }
.ns-manual ol { list-style: decimal; padding-left: 24px; margin: 0 0 12px; }
.ns-manual ul { list-style: disc; padding-left: 24px; margin: 0 0 12px; }
.ns-manual li { margin: 0 0 4px; }
.ns-manual table { width: 100%; border-collapse: collapse; margin: 8px 0 12px; }
.ns-manual th, .ns-manual td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0;
  border-bottom: 1px solid rgba(128, 128, 128, .35); }
.ns-manual code { font-size: .9em; padding: 0 4px; border-radius: 3px; background: rgba(128, 128, 128, .18); }
</style>"""


def manual_markdown(codebook: Codebook) -> str:
    """Write the manual in Markdown, with one wide table of labels for each question."""
    return _markdown(codebook, _wide_table)


def _markdown(
    codebook: Codebook, label_table: Callable[[Question], str], steps: Sequence[str] = ANNOTATION_STEPS
) -> str:
    parts = [
        f"# {_escaped(codebook.title)}",
        f"Codebook `{codebook.name}`, version `{codebook.version}` (`{codebook.digest[:12]}`).",
        *map(_escaped, _paragraphs(codebook.introduction)),
        "## How to work",
        _numbered(steps),
        _table(("Key", "What it does"), SHORTCUTS),
        *(part for question in codebook.questions for part in _question_parts(question, label_table(question))),
        "## For the researchers",
        "\n".join(f"- {_escaped(line)}" for line in label_uses(codebook)),
    ]
    return "\n\n".join(parts) + "\n"


def manual_html(codebook: Codebook) -> str:
    """Write the manual as one HTML page without other files, for the screen (light or dark) and for print."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        with_code=_with_code, condition_text=condition_text, question_text=question_text, paragraphs=_paragraphs
    )
    template = environment.from_string(Path(__file__).with_suffix(".html.j2").read_text(encoding="utf-8"))
    page = template.render(
        codebook=codebook, steps=ANNOTATION_STEPS, shortcuts=SHORTCUTS, label_uses=label_uses(codebook)
    )
    return page + "\n"


def instructions(codebook: Codebook, *, adjudication: bool = False) -> str:
    """Write the manual as HTML for Label Studio's instructions, a narrow window that resets the style of every tag.

    With `adjudication`, its steps say how to settle what the annotators left open.
    """
    from markdown_it import MarkdownIt

    markdown = _markdown(codebook, _narrow_table, ADJUDICATION_STEPS if adjudication else ANNOTATION_STEPS)
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return f'{_STYLE}\n<div class="ns-manual">\n{html}</div>\n'


def question_text(question: Question) -> str:
    """Return a question's text with "the target" in place of a particular target."""
    return question.text.replace(PLACEHOLDER, "the target")


def condition_text(question: Question) -> str:
    """Write when a question is asked and whether it must be answered."""
    condition = question.only_if
    sentences = [
        *(["Only for sentences with a target."] if question.target else []),
        *([f"Only if `{condition.question}` is {_alternatives(condition.labels)}."] if condition else []),
        "Mark as many stretches of the sentence as there are." if question.kind == "spans" else "Choose one answer.",
        "Must be answered." if question.required else "Optional.",
    ]
    return " ".join(sentences)


def label_uses(codebook: Codebook) -> list[str]:
    """Write how the answers are used later: which labels are merged, and which ones models are not trained on."""
    lines = []
    for question in codebook.questions:
        for name, labels in question.merge.items():
            lines.append(f"`{question.name}`: the coarser set has `{name}` for {_alternatives(labels)}.")
        for label in question.labels:
            if label.train_as is not None and label.train_as != label.name:
                use = f"is trained as `{label.train_as}`" if label.train_as else "is not trained on"
                lines.append(f"`{question.name}`: `{label.name}` {use}.")
    return lines or ["All labels are trained on as they are."]


def _question_parts(question: Question, label_table: str) -> list[str]:
    rules = [_numbered(map(_escaped, question.rules))] if question.rules else []
    return [
        f"## {_escaped(question.title)}: {_escaped(question_text(question))}",
        condition_text(question),
        *rules,
        label_table,
    ]


def _wide_table(question: Question) -> str:
    rows = []
    for label in question.labels:
        texts = map(_escaped, (label.definition, label.use_when, label.not_when))
        examples = "<br>".join(map(_escaped, label.examples))
        rows.append((f"`{label.name}`", f"`{label.hotkey}`", *texts, examples))
    return _table(("Label", "Key", "Definition", "Use when", "Not when", "Examples"), rows)


def _narrow_table(question: Question) -> str:
    rows = []
    for label in question.labels:
        texts = (("", label.definition), ("*Use when:* ", label.use_when), ("*Not when:* ", label.not_when))
        lines = [heading + _escaped(text) for heading, text in texts if text]
        lines += [f"*Example:* {_escaped(example)}" for example in label.examples]
        rows.append((f"**{_escaped(label.name)}** `{label.hotkey}`", "<br>".join(lines)))
    return _table(("Label", "Meaning"), rows)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |" for line in lines)


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


def _alternatives(labels: tuple[str, ...]) -> str:
    quoted = [f"`{label}`" for label in labels]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _escaped(text: str) -> str:
    r"""Escape a codebook's text for Markdown, except for its `code`.

    >>> print(_escaped("a < b * c, but `a_b`"))
    a &lt; b \* c, but `a_b`
    """
    parts = re.split(r"(`[^`|]*`)", " ".join(text.split()))  # every second part is code
    escaped = "".join(part if index % 2 else _escaped_plain(part) for index, part in enumerate(parts))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped)  # else Markdown takes "1." or "-" for the start of a list


def _escaped_plain(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_|\[\]>#~])", r"\\\1", escaped)


def _with_code(text: str) -> "Markup":
    """Escape a text for HTML, and mark up its `code`."""
    from markupsafe import Markup

    code, plain = Markup("<code>{}</code>"), Markup("{}")
    parts = enumerate(re.split(r"`([^`]*)`", text))  # every second part is code
    return Markup("").join((code if index % 2 else plain).format(part) for index, part in parts)
