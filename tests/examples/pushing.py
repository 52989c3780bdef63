"""What tests of pushing share: an article's sentences, and the project that they are pushed to."""

from collections.abc import Callable, Iterator
from typing import Any

from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import find_projects
from annotation.push.pushed import Pushed
from annotation.study.study import Study

Push = Callable[..., list[Pushed]]


def sentences(*texts: str, target: str = "Ada", **more: Any) -> Iterator[dict[str, Any]]:
    """An article of these sentences, as `split` would give it."""
    for position, text in enumerate(texts):
        yield {
            "sentence": f"{target} {text}",
            "text": text,
            "article": "a1",
            "position": position,
            "before": texts[position - 1] if position else "",
            "after": texts[position + 1] if position + 1 < len(texts) else "",
            "target": target,
            **more,
        }


def project(study: Study, studio: Studio, annotator: str = "ann") -> Project:
    (found,) = [made for marker, made in find_projects(studio, study).items() if marker.annotator == annotator]
    return found
