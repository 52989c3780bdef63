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
    """A person or organization that stance is about, with its other names, and names of others like them."""

    name: str
    aliases: tuple[str, ...] = ()
    not_aliases: tuple[str, ...] = ()  # such as "Musk Foundation", in which the alias "Musk" is no mention

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the full name first."""
        return (self.name, *self.aliases)


def row_target(row: Mapping[str, Any]) -> Target | None:
    """Return the target of a row with the columns `target`, `aliases` and `not_aliases`; None if it has no target.

    >>> row_target({"target": "Elon Musk", "aliases": "Musk|Elon"})
    Target(name='Elon Musk', aliases=('Musk', 'Elon'), not_aliases=())
    """
    name = row.get("target") or ""
    names = (split_names(row.get(column) or "", "|") for column in ("aliases", "not_aliases"))
    return Target(name, *names) if name else None


def target_cells(target: Target | None, text: str) -> dict[str, Any]:
    """Write the cells of a sentence's row that tell its target, and where its text first mentions it.

    >>> target_cells(Target("Elon Musk", ("Musk",)), "Then Musk left.")
    {'target': 'Elon Musk', 'aliases': 'Musk', 'target_start': 5, 'target_end': 9}
    """
    if target is None:
        return {"target": None, "aliases": None, "target_start": None, "target_end": None}
    start, end = first_mention(text, target.names, target.not_aliases)
    not_aliases = {"not_aliases": "|".join(target.not_aliases)} if target.not_aliases else {}
    aliases = "|".join(target.aliases) or None
    return {"target": target.name, "aliases": aliases, **not_aliases, "target_start": start, "target_end": end}


def read_targets(target: str, aliases: str, not_aliases: str, location: str) -> tuple[Target, ...]:
    """Read the targets of an article from its cells `target`, `aliases` and `not_aliases`.

    Targets are joined by `;`. The aliases of one target are joined by `|`, and these groups again by `;`.

    Args:
        target: The cell with the names, such as "Elon Musk; NASA".
        aliases: The cell with the other names, such as "Musk|Elon;".
        not_aliases: The cell with names of others, such as "Kimbal Musk|Musk Foundation;".
        location: Where the cells are, for messages.

    Raises:
        DataError: A target is named twice, a name is both the target's and not, or aliases and targets do not match.

    >>> read_targets("Elon Musk; NASA", "Musk|Elon;", "", "articles.csv:2")[0]
    Target(name='Elon Musk', aliases=('Musk', 'Elon'), not_aliases=())
    """
    names = split_names(target, ";")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise DataError(f"{location} names the target {repeated[0]!r} twice; name each target once")
    groups = _name_groups(names, aliases, "aliases", location)
    not_groups = _name_groups(names, not_aliases, "not_aliases", location)
    targets = tuple(Target(*parts) for parts in zip(names, groups, not_groups, strict=False))
    for target_read in targets:
        _refuse_contradiction(target_read, location)
    return targets


def _name_groups(names: Sequence[str], cell: str, column: str, location: str) -> list[tuple[str, ...]]:
    """Read a cell with a group of names for each target; raises DataError if there are not as many groups."""
    groups = [split_names(group, "|") for group in cell.split(";")]
    if not any(groups):
        return [()] * len(names)
    if not names:
        raise DataError(f"{location} has {column} ({cell}) but no target that they belong to; name the target")
    if len(groups) != len(names):
        raise DataError(
            f"{location} has different numbers of targets, {len(names)} ({'; '.join(names)}), and of groups of "
            f"{column}, {len(groups)} ({cell}); give each target its own group, in the same order, "
            "such as 'Musk|Elon; Putin'"
        )
    return groups


def _refuse_contradiction(target: Target, location: str) -> None:
    contradictions = [name for name in target.not_aliases if name in target.names]
    if contradictions:
        raise DataError(
            f"{location} gives {contradictions[0]!r} both as a name of the target {target.name!r} and as a name that "
            "is not the target's; take it out of one of the two"
        )


def targets_from_options(
    names: Sequence[str], aliases: Sequence[str], not_aliases: Sequence[str] = ()
) -> tuple[Target, ...]:
    """Make targets of the values of the options `--target`, `--alias` and `--not`.

    Raises ConfigError if there are aliases, or names of others, but not exactly one target that they could belong to.

    >>> targets_from_options(["Elon Musk"], ["Musk", "Elon"], ["Kimbal Musk"])
    (Target(name='Elon Musk', aliases=('Musk', 'Elon'), not_aliases=('Kimbal Musk',)),)
    """
    targets = read_targets(";".join(names), "", "", "--target")
    if aliases:
        _check_one_target("--alias", aliases[0], "is another name of", "and aliases ('Musk|Elon; Putin')", targets)
    if not_aliases:
        columns = "and not_aliases ('Kimbal Musk|Musk Foundation; ')"
        _check_one_target("--not", not_aliases[0], "is not", columns, targets)
    if not (aliases or not_aliases):
        return targets
    target = Target(targets[0].name, split_names("|".join(aliases), "|"), split_names("|".join(not_aliases), "|"))
    _refuse_contradiction(target, "the command line")
    return (target,)


def _check_one_target(option: str, name: str, relation: str, columns: str, targets: Sequence[Target]) -> None:
    if not targets:
        raise ConfigError(f"{option} {name!r} needs a target that it {relation}; name it with --target NAME")
    if len(targets) > 1:
        raise ConfigError(
            f"{option} {name!r} could belong to any of {len(targets)} targets; run once for each target, "
            f"or give a table of articles with the columns target ('Elon Musk; Vladimir Putin') {columns}"
        )


def join_targets(targets: Sequence[Target]) -> tuple[str, str, str]:
    """Write targets as the cells `target`, `aliases` and `not_aliases` of an article, as `read_targets` reads them.

    >>> join_targets([Target("Elon Musk", ("Musk", "Elon")), Target("NASA")])
    ('Elon Musk; NASA', 'Musk|Elon; ', '')
    """
    cells = (["|".join(names) for names in column] for column in zip(*map(_alias_groups, targets), strict=True))
    groups = ["; ".join(column) if any(column) else "" for column in cells] or ["", ""]
    return "; ".join(target.name for target in targets), groups[0], groups[1]


def _alias_groups(target: Target) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return target.aliases, target.not_aliases


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
    not_spans = [match.span() for match in not_pattern.finditer(plain.text)] if not_pattern else []
    index = 0
    for match in pattern.finditer(plain.text):
        while index < len(not_spans) and not_spans[index][1] <= match.start():
            index += 1
        last = bisect_left(not_spans, (match.end(), 0), lo=index)
        if all(_is_mere_part(span, match.span()) for span in not_spans[index:last]):
            yield plain.original_span(*match.span())


def _is_mere_part(other_name: Span, mention: Span) -> bool:
    """Whether the name of somebody else is only a part of a mention, such as "Musk" of "Elon Musk"."""
    return mention != other_name and mention[0] <= other_name[0] and other_name[1] <= mention[1]


@lru_cache(maxsize=4096)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Compile the regular expression of names; None if all names are blank."""
    names_with_letters = [name for name in names if plain_text(name).text.strip()]
    return re.compile(names_regex(names_with_letters)) if names_with_letters else None
