"""Does a megabyte of any mark, word or line that comes again and again take longer to split than a megabyte of news?

Run it with a seed: `benchmarks/repeated_text.py 7`. The same seed gives the same texts. Each is split as a file, with a
target, and the ratio of times per megabyte to news is printed; it ends with 1 if a ratio is above 3.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from annotation.articles.split_files import split_files
from annotation.text.targets import Target

LIMIT: Final = 3.0
LENGTH: Final = 300_000  # code points of each text
PAIRS: Final = 150  # of units, drawn at random
_SLOWEST: Final = 10  # that are printed
_MARKS: Final = "“”„‚‘’«»\"'`´()[]{}<>.,;:!?…‼–—-_=+*#/\\|~^&%$§@°·•¿¡。！？।٫‹›′″\u00a0\u200b\u00ad\u2028\u0301\t\n"
_LETTERS: Final = ("a", "A", "1", "é", "ß", "ж", "字", "ا", "😀", "ﬁ", "Ａ")
_UNITS: Final = (
    *("1. ", "a\n", "a.\n", "A.\n", ". ", "Mr. ", "Mr.", "a ", "A ", "a. ", "A. ", "a? ", "a! ", "A? "),
    *("A! B? ", "a.b", "U.S. ", "J.D. ", "3 p.m. ", "Jan. 1 ", "No. 1 ", "e.g. ", "e.g., ", "(a) ", "(A. "),
    *("[a]", "[1] ", "a.[1] ", "[a", "“a.” ", "“A. ", "“?” ", "“A?” said ", "”. ", "’. ", ".” ", ".”” "),
    *(".’” ", "?” he said. ", "A? “", "‘90s ", "5'10\" ", "'a ", "' ", '" ', '"a" ', '"a." ', '"A. B." '),
    *('("', '"(', "“‘", "’”", "“ ", "” ", "‘ ", "’ ", "( ", ") ", "« ", "» ", "# ", "- ", "* ", "+ ", "> "),
    *("# a\n", "- a\n", "1. a\n", "> a\n", "---\n", "***\n", "===\n", "a\n===\n", "```\n", "~~~\n", "!["),
    *("](", "[a](b) ", "[a]: b\n", "<a>", "</a>", "<!--", "&amp;", "&#1;", "`a` ", "**a** ", "_a_ ", "*a"),
    *("_a", "~~a", "|a|b|\n", "|-|-|\n", "\\", "\\a", "<b ", "http://a.b ", "a@b.c ", "#a ", "@a ", "Bo "),
    *("Bo. ", "Bo\n", "Bo-", "Bo's ", "\n\n", "\r\n", "\r", " \n", "\t\n", "\u2029", "\x0c", "\x85"),
    *("\u3000", "  \n", "á", "á́", "\xada", "Yes.\n", "No. ", "Hi! ", "He left. ", "He left.\n"),
    *("The mayor left the town. ", "“The mayor left the town. ", "The mayor left the town\n", "key: value\n"),
    *("Ms. Hale, 45, asked.\n", "“Why?” Ms. Hale asked. ", "… a", "...a ", ". . . "),
)
_TARGET: Final = Target("Bo Hale", ("Bo", "Hale"), ("Bo Moss",))


def main(seed: int) -> int:
    """Split each text, and give the exit status."""
    print(f"seed {seed}", flush=True)
    too_slow = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".txt", ".md"):
            _seconds(Path(folder, f"first{ending}"), "Die Stadt ist klein. " * 30)  # reads what is read once
            news = median(_seconds(Path(folder, f"news{ending}"), _news(dice)) for dice in _dice(seed, 3))
            ratios = []
            for unit in _units(seed):
                seconds = _seconds(Path(folder, f"text{ending}"), (unit * (LENGTH // len(unit) + 1))[:LENGTH])
                ratios.append((seconds / news, unit))
            print(f"{ending}: news takes {news / LENGTH * 1e6:.2f} s a megabyte; {len(ratios)} texts, the slowest are")
            for ratio, unit in sorted(ratios, reverse=True)[:_SLOWEST]:
                print(f"  {ratio:6.2f} times as long: {unit!r}", flush=True)
            too_slow += [unit for ratio, unit in ratios if ratio > LIMIT]
    return 1 if too_slow else 0


def _dice(seed: int, number: int) -> Iterator[random.Random]:
    return (random.Random(f"{seed} {index}") for index in range(number))  # noqa: S311 - the same texts again


def _units(seed: int) -> list[str]:
    """Give what is repeated: each mark and letter, each unit, and pairs of them."""
    simple = [*_MARKS, *_LETTERS, *(f"{mark} " for mark in _MARKS), *(f"a{mark} " for mark in _MARKS), *_UNITS]
    (dice,) = _dice(seed, 1)
    return list(dict.fromkeys([*simple, *("".join(dice.choices(simple, k=2)) for _ in range(PAIRS))]))


def _news(dice: random.Random) -> str:
    """Write sentences like those of news, of 8 to 30 words, in paragraphs."""
    words = ["the", "mayor", "of", "a", "town", "met", "Bo Hale", "and", "said", "that", "it", "will", "cost", "$2,024"]
    paragraphs = []
    length = 0
    while length < LENGTH:
        sentences = (" ".join(dice.choices(words, k=dice.randint(8, 30))).capitalize() for _ in range(4))
        paragraphs.append(". ".join(sentences) + ".\n\n")
        length += len(paragraphs[-1])
    return "".join(paragraphs)[:LENGTH]


def _seconds(path: Path, text: str) -> float:
    path.write_text("A\n" + text + "\nB", encoding="utf-8", newline="")
    begun = time.process_time()
    split_files([str(path)], str(path.with_suffix(".jsonl")), targets=(_TARGET,))
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())))
