"""Targets (the persons or organizations that stance is about), and the places where a text mentions them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from annotation.errors import ConfigError, DataError
from annotation.text.letter_forms import Span as Span
from annotation.text.letter_forms import plain_text
from annotation.text.name_patterns import names_regex


@dataclass(frozen=True)
class Target:
    """A person or organization that stance is about, with its other names."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the full name first."""
        return (self.name, *self.aliases)


def row_target(row: Mapping[str, Any]) -> Target | None:
    """Return the target of a row with the columns `target` and `aliases`; None if it has no target.

    >>> row_target({"target": "Elon Musk", "aliases": "Musk|Elon"})
    Target(name='Elon Musk', aliases=('Musk', 'Elon'))
    """
    name = row.get("target") or ""
    return Target(name, split_names(row.get("aliases") or "", "|")) if name else None


def read_targets(target: str, aliases: str, location: str) -> tuple[Target, ...]:
    """Read the targets of an article from its cells `target` and `aliases`.

    Targets are joined by `;`. The aliases of one target are joined by `|`, and these groups again by `;`.

    Args:
        target: The cell with the names, such as "Elon Musk; NASA".
        aliases: The cell with the other names, such as "Musk|Elon;".
        location: Where the cells are, for messages.

    Raises:
        DataError: A target is named twice, or aliases and targets do not match.

    >>> read_targets("Elon Musk; NASA", "Musk|Elon;", "articles.csv:2")
    (Target(name='Elon Musk', aliases=('Musk', 'Elon')), Target(name='NASA', aliases=()))
    """
    names = split_names(target, ";")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise DataError(f"{location} names the target {repeated[0]!r} twice; name each target once")
    groups = [split_names(group, "|") for group in aliases.split(";")] if aliases.strip() else [()] * len(names)
    if not names and any(groups):
        raise DataError(f"{location} has aliases ({aliases}) but no target that they belong to; name the target")
    if len(groups) != len(names) and any(groups):
        raise DataError(
            f"{location} has different numbers of targets, {len(names)} ({'; '.join(names)}), and of groups of "
            f"aliases, {len(groups)} ({aliases}); give each target its own group, in the same order, "
            "such as 'Musk|Elon; Putin'"
        )
    return tuple(Target(name, group) for name, group in zip(names, groups, strict=False))


def targets_from_options(names: Sequence[str], aliases: Sequence[str]) -> tuple[Target, ...]:
    """Make targets of the values of the options `--target` and `--alias`.

    Raises ConfigError if there are aliases but not exactly one target that they could belong to.

    >>> targets_from_options(["Elon Musk"], ["Musk", "Elon"])
    (Target(name='Elon Musk', aliases=('Musk', 'Elon')),)
    """
    if aliases and not names:
        raise ConfigError(
            f"--alias {aliases[0]!r} needs a target that it is another name of; name it with --target NAME"
        )
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
    """Write targets as the cells `target` and `aliases` of an article, in the form that `read_targets` reads.

    >>> join_targets([Target("Elon Musk", ("Musk", "Elon")), Target("NASA")])
    ('Elon Musk; NASA', 'Musk|Elon; ')
    """
    groups = ["|".join(target.aliases) for target in targets]
    return "; ".join(target.name for target in targets), "; ".join(groups) if any(groups) else ""


def split_names(joined: str, separator: str) -> tuple[str, ...]:
    """Split a cell of several names; empty names are left out.

    >>> split_names("Musk| Elon |", "|")
    ('Musk', 'Elon')
    """
    return tuple(name for part in joined.split(separator) if (name := part.strip()))


def mentions(text: str, names: Sequence[str], not_names: Sequence[str] = ()) -> list[Span]:
    """Find all mentions of any of the names in a text; where several names match, the longest counts.

    Case counts (the name "May" does not match "may"), but a name in capitals is found too, and so are a name's small
    first letter as a capital ("von der Leyen" as "Von der Leyen") and the capitals after Mc, Mac and De. Accents count.
    Invisible characters, ligatures, and other kinds of blanks, apostrophes and hyphens do not.

    Args:
        text: The text in which the spans count.
        names: The target's names.
        not_names: Names of others; a mention that is a part of one of them, or overlaps one, does not count.

    >>> mentions("Elon Musk's ally said MUSK left.", ("Elon Musk", "Musk"))
    [(0, 9), (22, 26)]
    >>> mentions("Kimbal Musk met Musk.", ("Elon Musk", "Musk"), ("Kimbal Musk",))
    [(16, 20)]
    """
    return list(_mentions(text, names, not_names))


def first_mention(text: str, names: Sequence[str], not_names: Sequence[str] = ()) -> Span | tuple[None, None]:
    """Find the first mention, as `mentions` finds them, of any of the names; `(None, None)` if there is none.

    >>> first_mention("They met Musk, and Musk left.", ("Elon Musk", "Musk")), first_mention("They met.", ("Musk",))
    ((9, 13), (None, None))
    """
    return next(_mentions(text, names, not_names), (None, None))


def _mentions(text: str, names: Sequence[str], not_names: Sequence[str]) -> Iterator[Span]:
    pattern, not_pattern = _names_pattern(tuple(names)), _names_pattern(tuple(not_names))
    if pattern is None:
        return
    plain = plain_text(text)
    others = [match.span() for match in not_pattern.finditer(plain.text)] if not_pattern else []
    index = 0
    for match in pattern.finditer(plain.text):
        while index < len(others) and others[index][1] <= match.start():
            index += 1
        last = bisect_left(others, (match.end(), 0), lo=index)
        if all(_is_mere_part(other, match.span()) for other in others[index:last]):
            yield plain.original_span(*match.span())


def _is_mere_part(other: Span, mention: Span) -> bool:
    """Whether the name of somebody else is only a part of a mention, such as "Musk" of "Elon Musk"."""
    return mention != other and mention[0] <= other[0] and other[1] <= mention[1]


@lru_cache(maxsize=4096)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Compile the regular expression of names; None if all names are blank."""
    named = [name for name in names if plain_text(name).text.strip()]
    return re.compile(names_regex(named)) if named else None
