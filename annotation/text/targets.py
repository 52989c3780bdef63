"""Targets (the persons or organizations that stance is about), and the places where a text mentions them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

from annotation.errors import ConfigError, DataError

Span = tuple[int, int]  # start and end in a text, in code points; the end is not part of it

# Combining characters, as ranges of a regular expression: each belongs to the letter before it.
_ACCENTS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f"


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


def mentions(text: str, names: Sequence[str]) -> list[Span]:
    """Find all mentions of any of the names in a text; where several names match, the longest counts.

    Case counts (the name "May" does not match "may"), but a name in capitals is found too. A line break may stand in
    place of a space. Accents count, whether a letter and its accent are one code point or two.

    >>> mentions("Elon Musk's ally said MUSK left.", ("Elon Musk", "Musk"))
    [(0, 9), (22, 26)]
    """
    pattern = _names_pattern(tuple(names))
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def first_mention(text: str, names: Sequence[str]) -> Span | tuple[None, None]:
    """Find the first mention of any of the names in a text; `(None, None)` if there is none.

    >>> first_mention("They met Musk, and Musk left.", ("Elon Musk", "Musk")), first_mention("They met.", ("Musk",))
    ((9, 13), (None, None))
    """
    pattern = _names_pattern(tuple(names))
    match = pattern.search(text) if pattern else None
    return match.span() if match else (None, None)


def names_regex(names: Iterable[str], word_separator: str = r"\s+") -> str:
    """Write a regular expression that matches any of the names as a whole, the longest first.

    An accented letter matches as one code point or two, and an apostrophe matches straight or curly.

    Args:
        names: The names.
        word_separator: A regular expression for what may stand between two words of a name.

    >>> re.findall(names_regex(["Bo", "Bo Lee"], "[ -]"), "Bo-Lee, Bo and Bob")
    ['Bo-Lee', 'Bo']
    """
    forms = {form for name in names for form in (name, normalize("NFC", name), normalize("NFD", name))}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    alternatives = "|".join(_form_regex(form, word_separator) for form in longest_first)
    return rf"(?<![\w{_ACCENTS}])(?:{alternatives})(?![\w{_ACCENTS}])"


@lru_cache(maxsize=4096)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Compile the regular expression of names, as they are written and in capitals; None if all names are blank."""
    forms = {form for name in names if name.strip() for form in (name.strip(), name.strip().upper())}
    return re.compile(names_regex(forms)) if forms else None


def _form_regex(name: str, word_separator: str) -> str:
    return word_separator.join(re.sub("['’]", "['’]", re.escape(word)) for word in name.split())
