"""Small inputs that tests spoil, and what is on disk before and after."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.conftest import CONFIGS

Refused = Callable[..., str]


ARTICLE = {"a.txt": "He won. She lost."}


SENTENCES = '{"sentence": "s1", "text": "He won.", "article": "a", "position": 0, "target": "Ada"}\n'


ANSWERS = '{"sentence": "s1", "annotator": "ann", "question": "tone", "label": "calm"}\n'


DEFAULT = (CONFIGS / "stance_sourcing.toml").read_text(encoding="utf-8")


OTHER = (CONFIGS / "climate_framing.toml").read_text(encoding="utf-8")


def files() -> dict[str, bytes]:
    """Every file below the working folder, but the user's trust list and what a study knows of itself."""
    found = (path for path in Path().rglob("*") if path.is_file() and path.parts[0] not in ("config", ".newsstance"))
    return {path.as_posix(): path.read_bytes() for path in found}


def write(contents: Mapping[str, str | bytes]) -> None:
    """Write files below the working folder; a name that ends in a slash is a folder."""
    for name, content in contents.items():
        path = Path(name)
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
