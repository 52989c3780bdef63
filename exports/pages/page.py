"""A page from its template: self-contained HTML, in the style that all pages share (`page.css`)."""

from pathlib import Path

from annotation.io.console import plural
from exports.statistics import formatting


def render(template: str, **values: object) -> str:
    """Fill in a template of the folder `templates`; every text in it is escaped, and a missing value is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    engine = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (
        *(formatting.decimal, formatting.with_interval, formatting.value_low_high),
        *(formatting.calibration_in_words, formatting.with_full_stop, formatting.as_sentence, plural),
    )
    engine.filters.update({function.__name__: function for function in filters})
    engine.tests.update(has_figures=formatting.has_figures)
    return engine.get_template(template).render(values) + "\n"
