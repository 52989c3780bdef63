"""Inputs damaged or made by somebody who means harm: valid files, changed at random places by a seed."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any, Final

_HOSTILE_TEXTS: Final = (
    *(
        "9" * 20,
        "9" * 400,
        "9" * 5_000,
        "-" + "9" * 30,
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "1e-400",
        "0x10",
        "1_000",
    ),
    *(
        "null",
        "true",
        "[]",
        "{}",
        '""',
        "[[]]",
        "=1+1",
        "-1.5",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\r",
        "\n",
        "\t",
        '"',
        "'",
    ),
    *("[" * 200, "{" * 200, '{"a":' * 150, "[" * 3_000, "](x)", "<script>", "&#0;", "&#x110000;", "\\ud800", "\\u0000"),
    *("9999-99-99", "99999-01-01", "0000-00-00", "é" * 300, "a." * 150, "```", "---\n", "---", "\ufeff", "𝒳", "…" * 99),
)
_HOSTILE_BYTES: Final = (b"\xff", b"\xfe\xff", b"\xff\xfe", b"\x80", b"\xed\xa0\x80", b"\xc3", b"\x00\x00\x00", b"PAR1")
_HOSTILE_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, 2**64, -(2**63) - 1, 10**25, 1e308, "", "x", "\x1b[2J", "\u202e"),
    *([], {}, [None], [[]], {"a": 1}, [1, "a"], "a" * 3_000, "9" * 30, "-", ["a"] * 50, {"": ""}, [{}], "\ud800"),
)
_TOKEN: Final = re.compile(rb'"[^"\n]{0,60}"|-?[0-9]+(?:\.[0-9]+)?|[A-Za-z_]{3,}|true|false|null')


def mutated(content: bytes, random: Random) -> bytes:
    """Change a file at one to four random places."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        content = random.choice(_MUTATIONS)(content, random)
    return content[:2_000_000]


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content or b"\0")
    for _ in range(random.choice((1, 1, 3, 20))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _remove(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start + random.choice((1, 2, 10, 100)) :]


def _repeat(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    part = content[start : start + random.choice((1, 4, 40, 400))]
    return content[:start] + part * random.choice((2, 3, 20, 300)) + content[start:]


def _insert(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    inserted = random.choice(_HOSTILE_TEXTS).encode() if random.random() < 0.8 else random.choice(_HOSTILE_BYTES)
    return content[:start] + inserted + content[start:]


def _replace_token(content: bytes, random: Random) -> bytes:
    """Put a hostile text in the place of a word, a number or a quoted text."""
    tokens = list(_TOKEN.finditer(content[:200_000]))
    if not tokens:
        return _insert(content, random)
    token = random.choice(tokens)
    text = random.choice(_HOSTILE_TEXTS)
    written = (json.dumps(text) if random.random() < 0.4 else text).encode()
    return content[: token.start()] + written + content[token.end() :]


def _swap_lines(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _other_value(content: bytes, random: Random) -> bytes:
    """Put a value of another type at a random place of JSON, or of a line of it."""
    lines = [content] if content.count(b"\n{") < 2 else content.split(b"\n")
    index = random.randrange(len(lines))
    try:
        value = json.loads(lines[index])
    except (ValueError, RecursionError):
        return _replace_token(content, random)
    lines[index] = json.dumps(_with_other_value(value, random)).encode()
    return b"\n".join(lines)


def _with_other_value(value: Any, random: Random) -> Any:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(value, dict | list) or not value or random.random() < 0.15:
        return random.choice(_HOSTILE_VALUES)
    if isinstance(value, list):
        index = random.randrange(len(value))
        return [*value[:index], _with_other_value(value[index], random), *value[index + 1 :]]
    key = random.choice(list(value))
    kind = random.random()
    if kind < 0.1:
        return {name: part for name, part in value.items() if name != key}
    if kind < 0.2:
        return {**value, str(random.choice(_HOSTILE_TEXTS)): value[key]}
    return {**value, key: _with_other_value(value[key], random)}


_MUTATIONS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    *(_flip, _cut, _remove, _repeat, _insert, _insert, _replace_token, _replace_token, _swap_lines),
    *(_other_value, _other_value, _other_value),
)
