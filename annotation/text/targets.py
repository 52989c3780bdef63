"""Targets, and where a text names them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

from annotation.errors import ConfigError, DataError

Span = tuple[int, int]  # code points of a text

_ACCENTS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f"  # each is part of the letter before it


@dataclass(frozen=True)
class Target:
    """The person or organization that stance is about, and its other names."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the full one first."""
        return (self.name, *self.aliases)


def row_target(row: Mapping[str, Any]) -> Target | None:
    """The target of a sentence's row; None where it has none."""
    name = row.get("target") or ""
    return Target(name, split_names(row.get("aliases") or "", "|")) if name else None


def read_targets(target: str, aliases: str, where: str) -> tuple[Target, ...]:
    """Take an article's cells apart: names joined by `;`, aliases by `|`, each target's group again by `;`.

    >>> read_targets("Elon Musk; NASA", "Musk|Elon;", "articles.csv:2")
    (Target(name='Elon Musk', aliases=('Musk', 'Elon')), Target(name='NASA', aliases=()))
    """
    names = split_names(target, ";")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{where} names the target {twice[0]!r} twice")
    groups = [split_names(group, "|") for group in aliases.split(";")] if aliases.strip() else [()] * len(names)
    if not names and any(groups):
        raise DataError(f"{where} has aliases ({aliases}) but no target that they belong to")
    if len(groups) != len(names) and any(groups):
        raise DataError(
            f"{where} gives aliases for {len(groups)} ({aliases}) but names {len(names)} ({'; '.join(names)}) "
            "as target; give each target its own, in the same order, such as 'Musk|Elon; Putin'"
        )
    return tuple(Target(name, group) for name, group in zip(names, groups, strict=False))


def given_targets(names: Sequence[str], aliases: Sequence[str]) -> tuple[Target, ...]:
    """Make targets of what `--target` and `--alias` say.

    >>> given_targets(["Elon Musk"], ["Musk", "Elon"])
    (Target(name='Elon Musk', aliases=('Musk', 'Elon')),)
    """
    if aliases and not names:
        raise ConfigError(f"--alias {aliases[0]!r} is another name of nobody; say whose with --target NAME")
    targets = read_targets(";".join(names), "", "--target")
    if not aliases:
        return targets
    if len(targets) > 1:
        raise ConfigError(
            f"--alias {aliases[0]!r} could belong to any of {len(targets)} targets; run once for each target, "
            "or give a table of articles with the columns target ('Elon Musk; Vladimir Putin') "
            "and aliases ('Musk|Elon; Putin')"
        )
    return tuple(Target(target.name, split_names("|".join(aliases), "|")) for target in targets)


def join_targets(targets: Sequence[Target]) -> tuple[str, str]:
    """Give the cells `target` and `aliases` of an article, the way `read_targets` takes them apart.

    >>> join_targets([Target("Elon Musk", ("Musk", "Elon")), Target("NASA")])
    ('Elon Musk; NASA', 'Musk|Elon; ')
    """
    groups = ["|".join(target.aliases) for target in targets]
    return "; ".join(target.name for target in targets), "; ".join(groups) if any(groups) else ""


def split_names(joined: str, separator: str) -> tuple[str, ...]:
    """Take a cell of several names apart.

    >>> split_names("Musk| Elon |", "|")
    ('Musk', 'Elon')
    """
    return tuple(name for part in joined.split(separator) if (name := part.strip()))


def mentions(text: str, names: Sequence[str]) -> list[Span]:
    """Where any of the names stands in the text, as code point spans, the longest name first.

    Case counts ("May" is no month), but a shouted name is found too; line breaks may stand for spaces. Accents count,
    whether a letter and its accent are one code point or two.

    >>> mentions("Elon Musk's ally said MUSK left.", ("Elon Musk", "Musk"))
    [(0, 9), (22, 26)]
    """
    found = _pattern(tuple(names))
    return [match.span() for match in found.finditer(text)] if found else []


def first_mention(text: str, names: Sequence[str]) -> tuple[int, int] | tuple[None, None]:
    """Where a name stands first in the text.

    >>> first_mention("They met Musk, and Musk left.", ("Elon Musk", "Musk")), first_mention("They met.", ("Musk",))
    ((9, 13), (None, None))
    """
    pattern = _pattern(tuple(names))
    found = pattern.search(text) if pattern else None
    return found.span() if found else (None, None)


def either(names: Iterable[str], between: str = r"\s+") -> str:
    """Write a regular expression for any of the names as a whole, the longest first, its accents written either way.

    >>> re.findall(either(["Bo", "Bo Lee"], "[ -]"), "Bo-Lee, Bo and Bob")
    ['Bo-Lee', 'Bo']
    """
    forms = {form for name in names for form in (name, normalize("NFC", name), normalize("NFD", name))}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    told = "|".join(_flexible(form, between) for form in longest_first)
    return rf"(?<![\w{_ACCENTS}])(?:{told})(?![\w{_ACCENTS}])"


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    cased = {form for name in names if name.strip() for form in (name.strip(), name.strip().upper())}
    return re.compile(either(cased)) if cased else None


def _flexible(name: str, between: str) -> str:
    """Make a name's spaces match what may stand between its words, and its apostrophes straight and curly ones."""
    return between.join(re.sub("['’]", "['’]", re.escape(word)) for word in name.split())
