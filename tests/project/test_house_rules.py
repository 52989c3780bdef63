"""House rules that a machine can check, besides imports; each check is also seen to fail on a tree made to break it."""

import ast
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.examples.source_tree import PACKAGES, ROOT, Check, imported, own_files, sources

FOLDERS = {*PACKAGES, "configs", "tests", "docs", "benchmarks"}
FILES = {
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", ".gitignore"),
    *("newsstance.py", "pyproject.toml", "constraints.txt", "constraints-studio.txt"),
}


HOMONYMS = {  # words that are labels too, and mean something else where they stand
    "author": {
        "annotation/tables/schema.py",
        "annotation/articles/articles.py",
        "training/masking/outlets.py",
    },  # who wrote an article
    "none": {  # an empty list in a message; no color in a drawing; a word for a gap
        *("annotation/tables/column_checks.py", "training/data/questions.py", "training/data/examples.py"),
        *("exports/pages/svg.py", "annotation/tables/label_cells.py"),
    },
    "source": {  # the file trained on
        *(
            "training/models/card_validation.py",
            "training/models/card_markdown.py",
            "training/cli/models.py",
            "training/train.py",
        ),
    },
    "named": {"training/features/registry.py", "training/evaluation/report.py"},  # that a sentence names its target
}


LINES = 300


LOOSE = 4


UNGUESSABLE = ("said", "shown", "held", "given", "seen", "told", "how", "once", "again", "around")


def classes_with_one_name(root: Path) -> list[str]:
    """Public classes that share their name with another one."""
    homes: dict[str, list[str]] = {}
    for path, tree in sources(root):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    return [f"{name}: {', '.join(paths)}" for name, paths in sorted(homes.items()) if len(paths) > 1]


def mirrorless_tests(root: Path) -> list[str]:
    """Tests of a file that isn't there: `tests/<package>/<wing>/test_x.py` is about `<package>/<wing>/x.py`."""
    return [
        path
        for path in sorted(file.relative_to(root).as_posix() for file in root.glob("tests/*/**/test_*.py"))
        if path.split("/")[1] in PACKAGES and not (root / path.removeprefix("tests/").replace("/test_", "/")).exists()
    ]


def unguessable_names(root: Path) -> list[str]:
    """Files whose name says nothing about what is in them."""
    return [path for path, _ in sources(root) if path.rpartition("/")[2].removesuffix(".py") in UNGUESSABLE]


def loose_files(root: Path) -> list[str]:
    """Packages with more than four files that stand in no wing."""
    loose = {package: [p for p in (root / package).glob("*.py") if p.name != "__init__.py"] for package in PACKAGES}
    return [f"{package} has {len(paths)} loose files" for package, paths in loose.items() if len(paths) > LOOSE]


def borrowing_tests(root: Path) -> list[str]:
    """Tests that borrow from another test: what several need is in `tests/examples/`."""
    return [
        f"{path.relative_to(root).as_posix()} imports {name}"
        for path in sorted(root.glob("tests/**/*.py"))
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("tests.") and name.rpartition(".")[2].startswith("test_")
    ]


def prints_and_asserts(root: Path) -> list[str]:
    """Results go through annotation.console; input is refused with our errors."""
    return [
        f"{path}:{node.lineno}"
        for path, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
    ]


def long_files(root: Path) -> list[str]:
    """Files with more than one idea, by their length."""
    lengths = {path: len((root / path).read_text(encoding="utf-8").splitlines()) for path, _ in sources(root)}
    return [f"{path} has {lines}" for path, lines in lengths.items() if lines > LINES]


def code_in_init(root: Path) -> list[str]:
    """Anything but one docstring in an `__init__.py`."""
    return [
        path
        for path, tree in sources(root)
        if path.endswith("__init__.py") and (len(tree.body) != 1 or not ast.get_docstring(tree))
    ]


def strange_folders(root: Path) -> list[str]:
    """Folders and files beside the rooms that the project doesn't know."""
    tops = {path.relative_to(root).parts[0] for path in own_files(root)}
    return sorted(tops - FOLDERS - FILES)


def typed_labels(root: Path) -> list[str]:
    """Labels of the default codebook written out in code or a template."""
    codebook = tomllib.loads((root / "configs" / "stance_sourcing.toml").read_text(encoding="utf-8"))
    labels = {label["name"] for question in codebook["questions"] for label in question["labels"]}
    quoted = re.compile(rf"""(['"`])({"|".join(sorted(map(re.escape, labels)))})\1""")
    return [
        f"{path.relative_to(root)}: {match[2]}"
        for path in own_files(root)
        if path.suffix in (".py", ".j2", ".css") and path.relative_to(root).parts[0] not in ("configs", "tests")
        for match in quoted.finditer(path.read_text(encoding="utf-8"))
        if path.relative_to(root).as_posix() not in HOMONYMS.get(match[2], ())
    ]


def machine_traces(root: Path) -> list[str]:
    """Paths of somebody's machine, addresses of package indexes."""
    somebody = r"/(?:work|root|Users|home)/(?!ann\b)\w"  # Ann is nobody
    trace = re.compile(rf"(?<![\w.]){somebody}|index-{'url'}|https?://[^\s/]*(?:pypi|:\d+/simple)")
    return [
        f"{path.relative_to(root)}: {match[0]}"
        for path in own_files(root)
        if path.suffix not in (".parquet", ".joblib", ".png")
        for match in trace.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]


def loose_constraints(root: Path) -> list[str]:
    """Lines of the constraints files that are no `name==version`."""
    pinned = re.compile(r"[A-Za-z0-9][\w.\-]*==[\w.!+]+")
    return [
        f"{path.name}: {line}"
        for path in sorted(root.glob("constraints*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not pinned.fullmatch(line)
    ]


LABEL = "[[questions]]\nname = 'tone'\n[[questions.labels]]\nname = 'glad'\n"


BROKEN: Mapping[Check, tuple[Mapping[str, str], list[str]]] = {
    classes_with_one_name: (
        {
            "annotation/io/a.py": "class Row: ...\nclass _Part: ...\n",
            "exports/gold/b.py": "class Row: ...\nclass _Part: ...\nclass Tie: ...\n",
        },
        ["Row: annotation/io/a.py, exports/gold/b.py"],
    ),
    mirrorless_tests: (
        {
            "exports/gold/a.py": "",
            "tests/exports/gold/test_a.py": "",
            "tests/exports/gold/test_b.py": "",
            "tests/training/test_c.py": "",
            "tests/project/test_d.py": "",
        },
        ["tests/exports/gold/test_b.py", "tests/training/test_c.py"],
    ),
    unguessable_names: ({"exports/gold/said.py": "", "exports/gold/ties.py": ""}, ["exports/gold/said.py"]),
    loose_files: (
        {f"exports/{name}.py": "" for name in ("__init__", "a", "b", "c", "d", "e")} | {"training/a.py": ""},
        ["exports has 5 loose files"],
    ),
    borrowing_tests: (
        {
            "tests/test_a.py": "from tests.exports.test_b import x\n",
            "tests/exports/test_b.py": "from tests.examples.gold import x\n",
        },
        ["tests/test_a.py imports tests.exports.test_b"],
    ),
    prints_and_asserts: ({"exports/a.py": "assert True\nprint('x')\n"}, ["exports/a.py:1", "exports/a.py:2"]),
    long_files: ({"exports/a.py": "\n" * 301, "exports/b.py": "\n" * 300}, ["exports/a.py has 301"]),
    code_in_init: (
        {"exports/__init__.py": '"""After."""\nX = 1\n', "training/__init__.py": '"""Learning."""\n'},
        ["exports/__init__.py"],
    ),
    strange_folders: (
        {
            "utils/a.py": "",
            "configs/a.toml": "",
            ".cache/x": "",
            "README.md": "",
            "notes.txt": "",
            "demo/x": "",
            "a.egg-info/x": "",
            ".gitignore": "/demo/\n*.egg-info/\n",
        },
        ["notes.txt", "utils"],
    ),
    typed_labels: (
        {"configs/stance_sourcing.toml": LABEL, "exports/a.py": "x = 'glad'; y = 'gladly'", "tests/a.py": "'glad'"},
        ["exports/a.py: glad"],
    ),
    machine_traces: (
        {
            "a.md": f"see {'/'}home/bob/x, {'/'}home/ann/x",
            "b.txt": f"--{'index'}-url x",
            "c.py": "'https://example.org/home/x'",
        },
        [f"a.md: {'/'}home/b", f"b.txt: {'index'}-url"],
    ),
    loose_constraints: (
        {"constraints.txt": "a==1.0\nb>=2\n# why\n", "constraints-studio.txt": "c==1.2.post1\n"},
        ["constraints.txt: b>=2", "constraints.txt: # why"],
    ),
}


@pytest.mark.parametrize("check", BROKEN, ids=lambda check: check.__name__)
def test_the_project_keeps_the_rule(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize("check", BROKEN, ids=lambda check: check.__name__)
def test_a_tree_that_breaks_the_rule_is_seen(check: Check, tmp_path: Path) -> None:
    files, expected = BROKEN[check]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert check(tmp_path) == expected
