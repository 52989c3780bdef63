"""The annotators' manual, made from the codebook: as Markdown, as an HTML page, and as Label Studio's instructions."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.codebook.wording import (
    condition_text,
    first_sentence,
    label_uses,
    question_text,
    shortcuts,
    stamp_line,
)

if TYPE_CHECKING:
    from markupsafe import Markup

# Label Studio resets the style of every tag and drops `style` attributes, but keeps a <style> element without ">".
_STYLE: Final = """<style>
.ns-manual { line-height: 1.5; }
.ns-manual h1 { font-size: 22px; line-height: 1.25; margin: 0 0 8px; }
.ns-manual h2 { font-size: 18px; line-height: 1.3; margin: 28px 0 6px; }
.ns-manual h3 { font-size: 16px; line-height: 1.3; margin: 16px 0 2px; }
.ns-manual .ns-progress { font-weight: 600; }
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
    codebook: Codebook, label_table: Callable[[Question, Codebook], str], *, adjudication: bool = False
) -> str:
    """Write the manual: first what fits on one page, then everything, and what is for the researchers at the end."""
    words = codebook.fixed_words
    parts = [
        f"# {_escaped(codebook.title)}",
        *([] if adjudication else _first_page(codebook)),
        f"## {words['in_full']}",
        *map(_escaped, _paragraphs(codebook.introduction)),
        f"## {words['how_to_work']}",
        _numbered(words["adjudication_steps" if adjudication else "steps"]),
        _table((words["key"], words["effect"]), shortcuts(codebook)),
        *(part for question in codebook.questions for part in _question_parts(question, codebook, label_table)),
        f"## {words['for_researchers']}",
        stamp_line(codebook),
        "\n".join(f"- {_escaped(line)}" for line in label_uses(codebook)),
    ]
    return "\n\n".join(parts) + "\n"


def _first_page(codebook: Codebook) -> list[str]:
    """The steps in short, and each question with the keys of its labels."""
    words = codebook.fixed_words
    parts = [f"## {words['at_a_glance']}", _numbered(words["first_steps"])]
    for question in codebook.questions:
        rows = [
            (f"`{label.hotkey}`", f"**{_escaped(label.shown)}**", _escaped(first_sentence(label.definition)))
            for label in question.labels
        ]
        parts += [
            f"### {_escaped(question.title)}",
            _escaped(question_text(question, codebook)),
            *([words["marking"]] if question.kind == "spans" else []),
            _table((words["key"], words["label"], words["meaning"]), rows),
        ]
    return parts


def manual_html(codebook: Codebook) -> str:
    """Write the manual as one HTML page without other files, for the screen (light or dark) and for print."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        with_code=_with_code,
        paragraphs=_paragraphs,
        first_sentence=first_sentence,
    )
    environment.globals.update(condition_text=condition_text, question_text=question_text)
    template = environment.from_string(Path(__file__).with_suffix(".html.j2").read_text(encoding="utf-8"))
    page = template.render(
        codebook=codebook,
        words=codebook.fixed_words,
        shortcuts=shortcuts(codebook),
        label_uses=label_uses(codebook),
        stamp=stamp_line(codebook),
    )
    return page + "\n"


def instructions(codebook: Codebook, *, adjudication: bool = False, progress: str = "") -> str:
    """Write the manual as HTML for Label Studio's instructions, a narrow window that resets the style of every tag.

    With `adjudication`, its steps say how to settle what the annotators left open. `progress` is a line that says how
    far the annotator is; it stands first.
    """
    from markdown_it import MarkdownIt

    markdown = _markdown(codebook, _narrow_table, adjudication=adjudication)
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    line = f'<p class="ns-progress">{escape(progress)}</p>\n' if progress else ""
    return f'{_STYLE}\n<div class="ns-manual">\n{line}{html}</div>\n'


def _question_parts(
    question: Question, codebook: Codebook, label_table: Callable[[Question, Codebook], str]
) -> list[str]:
    rules = [_numbered(map(_escaped, question.rules))] if question.rules else []
    return [
        f"## {_escaped(question.title)}: {_escaped(question_text(question, codebook))}",
        _escaped(condition_text(question, codebook)),
        *rules,
        label_table(question, codebook),
    ]


def _wide_table(question: Question, codebook: Codebook) -> str:
    words, rows = codebook.fixed_words, []
    for label in question.labels:
        texts = map(_escaped, (label.definition, label.use_when, label.not_when))
        examples = "<br>".join(map(_escaped, label.examples))
        rows.append((_title_and_name(label), f"`{label.hotkey}`", *texts, examples))
    return _table(tuple(words[key] for key in ("label", "key", "definition", "use_when", "not_when", "examples")), rows)


def _title_and_name(label: Label) -> str:
    """A label's title, and its name where that is another: rules and examples may speak of either."""
    title = f"**{_escaped(label.shown)}**"
    return title if label.shown == label.name else f"{title} (`{label.name}`)"


def _narrow_table(question: Question, codebook: Codebook) -> str:
    words, rows = codebook.fixed_words, []
    for label in question.labels:
        texts = (
            ("", label.definition),
            (f"*{words['use_when']}:* ", label.use_when),
            (f"*{words['not_when']}:* ", label.not_when),
        )
        lines = [heading + _escaped(text) for heading, text in texts if text]
        lines += [f"*{words['example']}:* {_escaped(example)}" for example in label.examples]
        rows.append((f"{_title_and_name(label)} `{label.hotkey}`", "<br>".join(lines)))
    return _table((words["label"], words["meaning"]), rows)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |" for line in lines)


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


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
