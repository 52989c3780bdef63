"""The house rules that a machine can check; each check is also seen to fail, on a tiny tree made to break it."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("annotation", "exports", "training")
TOP = "newsstance"
FOLDERS = {*PACKAGES, "configs", "tests", "docs", "benchmarks"}
# Every wing, lowest first: a wing may import itself and those before it; another package's verbs (`cli`) only its own.
ORDER = (
    *("annotation.errors", "annotation.io", "annotation.text", "annotation.tables", "annotation.articles"),
    *("annotation.codebook", "annotation.study", "annotation.labelstudio", "annotation.assignment", "annotation.push"),
    "annotation.cli",
    *("exports.statistics", "exports.answers", "exports.pages", "exports.pull", "exports.agreement", "exports.gold"),
    *("exports.anchoring", "exports.dataset", "exports.reports", "exports.terminal", "exports.cli"),
    *("training.language", "training.masking", "training.data", "training.syntax", "training.features"),
    *("training.encoders", "training.vectorize", "training.learning", "training.models", "training.metrics"),
    *("training.evaluation", "training.scoring", "training.train", "training.persistence", "training.selection"),
    *("training.demo", "training.cli"),
    TOP,
)
STRICTER: Mapping[str, tuple[str, ...]] = {  # where a wing starts with the key, all of ours that it may import
    "annotation.text": ("annotation.errors", "annotation.text"),
    "exports.statistics": ("exports.statistics",),
    "exports.pages": ("exports.pages", "exports.statistics", "annotation.io"),
}
FORBIDDEN: Mapping[str, tuple[str, ...]] = {  # what a wing may not import, though it stands before it
    "annotation.codebook": ("annotation.articles",),
    "training.syntax": ("training.data",),
    "training.features": ("training.data",),
}
SKLEARN = {
    *("training/vectorize/transformers.py", "training/vectorize/pipeline.py", "training/encoders/transformer.py"),
    *("training/learning/logistic.py", "training/learning/fit.py", "training/learning/design_matrix.py"),
    *("training/data/splits.py", "training/persistence/store.py"),
}
DOORS = {
    "label_studio_sdk": {"annotation/labelstudio/client.py"},
    "httpx": {"annotation/labelstudio/client.py"},
    "fcntl": {"annotation/io/locks.py", "annotation/labelstudio/server.py"},  # the server hands its lock to its process
    "sqlite3": {"annotation/labelstudio/server.py", "training/encoders/cache.py"},
    "joblib": {"training/persistence/store.py"},
    "pickle": {"training/persistence/store.py"},
    "zipfile": {"training/persistence/npz.py"},
    "sklearn": SKLEARN,  # so that scoring starts without it
    "fastapi": set(),
    "dask": set(),
    "requests": set(),
    "onnxruntime": {"training/encoders/onnx_encoder.py"},
    "safetensors": {"training/encoders/static_encoder.py"},
    "tokenizers": {"training/encoders/tokenizer.py"},
}
FREE = {"joblib.Parallel", "joblib.cpu_count", "joblib.delayed"}  # they open nothing
HOMONYMS = {  # words that are labels too, and mean something else where they stand
    "author": {
        "annotation/tables/schema.py",
        "annotation/articles/articles.py",
        "training/masking/outlets.py",
    },  # who wrote an article
    "none": {  # an empty list in a message; no color in a drawing
        *("annotation/tables/schema.py", "training/data/questions.py", "training/data/examples.py"),
        "exports/pages/svg.py",
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
SHARED = ("options", "settings", "push_report", "remarks", "inputs", "outputs", "tables")  # files of a `cli`, not verbs
UNGUESSABLE = ("said", "shown", "held", "given", "seen", "told", "how", "once", "again", "around")
Check = Callable[[Path], list[str]]


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours (no tests), by its path below the root."""
    for path in sorted([*root.glob("*.py"), *(file for room in PACKAGES for file in (root / room).rglob("*.py"))]):
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def ignored_names(root: Path) -> list[str]:
    """Names and patterns at the top of the tree that Git ignores: what the demo, a study or a tool leaves there."""
    file = root / ".gitignore"
    lines = file.read_text(encoding="utf-8").split() if file.exists() else []
    return [line.strip("/") for line in lines if "/" not in line.strip("/")]


def own_files(root: Path) -> Iterator[Path]:
    """Every file of the project; hidden ones, and what Git ignores, are none."""
    ignored = ignored_names(root)
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        yield from (
            (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts) if path.is_dir() else (path,)
        )


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of all modules that are imported anywhere below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def at_import_time(tree: ast.Module) -> Iterator[str]:
    """The modules imported when this one is: not in functions, not for type checkers alone."""
    for node in tree.body:
        deferred = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not deferred and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from imported(node)


def wing(module: str) -> str:
    """The wing that a module of ours belongs to; empty for any other.

    `training.train` and `newsstance` are wings of one file.
    """
    parts = module.split(".")
    if module == TOP:
        return TOP
    return ".".join(parts[:2]) if parts[0] in PACKAGES and len(parts) > 1 else ""


def wings_imported(root: Path) -> Iterator[tuple[str, str, str, str]]:
    """Every import of ours: the file, its wing, the module it imports, and that module's wing."""
    for path, tree in sources(root):
        module = path.removesuffix(".py").replace("/", ".")
        if path.endswith("__init__.py"):
            continue
        for name in own_modules(tree):
            yield path, wing(module), name, wing(name)


def own_modules(tree: ast.AST) -> Iterator[str]:
    """Our modules that are imported anywhere in a tree, in functions and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if wing(name.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module in PACKAGES
            names = [f"{node.module}.{name.name}" if whole else node.module for name in node.names]
            yield from (name for name in dict.fromkeys(names) if wing(name))


def upward_imports(root: Path) -> list[str]:
    """Imports against the one way, and files in no wing that ORDER names."""
    strangers = {
        f"{path} is in no wing of ORDER"
        for path, _ in sources(root)
        if not path.endswith("__init__.py") and wing(path.removesuffix(".py").replace("/", ".")) not in ORDER
    }
    upward = {
        f"{path} imports {name}"
        for path, own, name, other in wings_imported(root)
        if own in ORDER and (other not in ORDER or ORDER.index(other) > ORDER.index(own))
    }
    return sorted(strangers | upward)


def stricter_imports(root: Path) -> list[str]:
    """Imports that stand lower and are still not allowed to a wing."""
    return sorted(
        {
            f"{path} imports {name}"
            for path, own, name, other in wings_imported(root)
            if (own in STRICTER and other not in STRICTER[own]) or other in FORBIDDEN.get(own, ())
        }
    )


def cli_is_a_leaf(root: Path) -> list[str]:
    """Typer and `cli` wings imported outside the command line, and verbs that import verbs."""
    breaches = []
    for path, tree in sources(root):
        in_cli = "/cli/" in path or path == f"{TOP}.py"
        if not in_cli and "typer" in outside(tree):
            breaches.append(f"{path} imports typer")
        for name in own_modules(tree):
            if wing(name).endswith(".cli"):
                verb = name.rpartition(".")[2] not in SHARED
                if not in_cli or (verb and not path.endswith(("/app.py", f"{TOP}.py"))):
                    breaches.append(f"{path} imports {name}")
    return breaches


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


def import_cycles(root: Path) -> list[str]:
    """Modules that need each other to be imported first."""
    modules = {path.removesuffix(".py").replace("/", "."): tree for path, tree in sources(root)}
    needs = {name: {need for need in at_import_time(tree) if need in modules} for name, tree in modules.items()}
    while free := [name for name, of in needs.items() if not of & needs.keys()]:
        needs = {name: of for name, of in needs.items() if name not in free}
    return sorted(needs)


def outside(tree: ast.AST) -> set[str]:
    """The packages that are imported anywhere, but for the names of theirs that are free."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    free = [
        node
        for node in nodes
        if isinstance(node, ast.ImportFrom) and {f"{node.module}.{name.name}" for name in node.names} <= FREE
    ]
    return {name.split(".")[0] for node in nodes if node not in free for name in imported(node)}


def second_doors(root: Path) -> list[str]:
    """Imports of an outside thing anywhere but at its door."""
    return [
        f"{path} imports {name}"
        for path, tree in sources(root)
        for name in sorted(outside(tree))
        if path not in DOORS.get(name, {path})
    ]


def relative_imports(root: Path) -> list[str]:
    """Imports that start with a dot."""
    return [
        f"{path}:{node.lineno}"
        for path, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
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
    """Folders beside the rooms that the project doesn't know."""
    tops = {path.relative_to(root).parts[0] for path in own_files(root) if path.parent != root}
    return sorted(tops - FOLDERS)


def packages_left_out(root: Path) -> list[str]:
    """Folders that setuptools would not put into the wheel: without an `__init__.py`, or below no listed name."""
    finder = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.rpartition("/")[0] for path, _ in sources(root) if "/" in path}
    return sorted(
        folder
        for folder in folders
        if not (root / folder / "__init__.py").exists()
        or not any(fnmatch(folder.replace("/", "."), pattern) for pattern in finder["find"]["include"])
    )


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
FINDER = "[tool.setuptools.packages.find]\ninclude = ['annotation*']\n"
BROKEN: Mapping[Check, tuple[Mapping[str, str], list[str]]] = {
    upward_imports: (
        {
            "annotation/io/a.py": "def f():\n    from annotation.tables.read import read_rows\n",
            "annotation/cli/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import exports.gold.c\n",
            "annotation/errors.py": "from annotation import io\n",
            "exports/gold/c.py": "import newsstance\nfrom exports import statistics\n",
            "exports/pages/d.py": "from annotation.strange.e import f\n",
            "training/strange/g.py": "",
        },
        [
            "annotation/cli/b.py imports exports.gold.c",
            "annotation/errors.py imports annotation.io",
            "annotation/io/a.py imports annotation.tables.read",
            "exports/gold/c.py imports newsstance",
            "exports/pages/d.py imports annotation.strange.e",
            "training/strange/g.py is in no wing of ORDER",
        ],
    ),
    stricter_imports: (
        {
            "annotation/text/a.py": "from annotation.io.files import f\nfrom annotation.errors import DataError\n",
            "annotation/codebook/b.py": "from annotation.articles.articles import Article\n",
            "exports/statistics/c.py": "import annotation.errors\n",
            "exports/pages/d.py": "def f():\n    import exports.answers.read\n",
            "training/features/e.py": "from training.data.examples import Examples\n",
            "training/syntax/f.py": "import training.data.examples\n",
            "training/learning/g.py": "from training.data.examples import Examples\n",
        },
        [
            "annotation/codebook/b.py imports annotation.articles.articles",
            "annotation/text/a.py imports annotation.io.files",
            "exports/pages/d.py imports exports.answers.read",
            "exports/statistics/c.py imports annotation.errors",
            "training/features/e.py imports training.data.examples",
            "training/syntax/f.py imports training.data.examples",
        ],
    ),
    cli_is_a_leaf: (
        {
            "annotation/push/a.py": "import typer\n",
            "annotation/cli/push.py": "import typer\nfrom annotation.cli.options import Url\n",
            "exports/cli/pull.py": "from annotation.cli.push import push\n",
            "exports/cli/app.py": "from exports.cli.pull import pull\n",
            "exports/gold/b.py": "from exports.cli.options import Answers\n",
            "newsstance.py": "import typer\nfrom exports.cli.app import verbs\n",
        },
        [
            "annotation/push/a.py imports typer",
            "exports/cli/pull.py imports annotation.cli.push",
            "exports/gold/b.py imports exports.cli.options",
        ],
    ),
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
    import_cycles: (
        {
            "annotation/a.py": "from annotation.b import f",
            "annotation/b.py": "from annotation import a",
            "annotation/c.py": "import annotation.d",
            "annotation/d.py": "def f():\n    import annotation.c\n",
        },
        ["annotation.a", "annotation.b"],
    ),
    second_doors: (
        {
            "annotation/labelstudio/client.py": "import httpx\nfrom label_studio_sdk import LabelStudio\n",
            "annotation/labelstudio/tasks.py": "from label_studio_sdk.core import ApiError\n",
            "training/learning/fit.py": "def f():\n    import joblib\n",
            "training/train.py": "from joblib import Parallel, delayed\n",
            "training/watch.py": "from joblib import Parallel, load\n",
        },
        [
            "annotation/labelstudio/tasks.py imports label_studio_sdk",
            "training/learning/fit.py imports joblib",
            "training/watch.py imports joblib",
        ],
    ),
    relative_imports: ({"exports/a.py": "import os\nfrom . import b\n"}, ["exports/a.py:2"]),
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
            "demo/x": "",
            "a.egg-info/x": "",
            ".gitignore": "/demo/\n*.egg-info/\n",
        },
        ["utils"],
    ),
    packages_left_out: (
        {
            "pyproject.toml": FINDER,
            "annotation/__init__.py": "",
            "annotation/io/files.py": "",
            "exports/__init__.py": "",
            "tests/__init__.py": "",
        },
        ["annotation/io", "exports"],
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


def test_the_rules_look_at_real_files() -> None:
    """A check that sees nothing would always be green."""
    seen = {path for path, _ in sources(ROOT)}
    assert {
        "newsstance.py",
        "annotation/labelstudio/client.py",
        "exports/gold/aggregation.py",
        "training/persistence/store.py",
    } <= seen
    assert {ROOT / "pyproject.toml", ROOT / "configs" / "stance_sourcing.toml"} <= set(own_files(ROOT))
