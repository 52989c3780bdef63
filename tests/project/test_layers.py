"""The house rules that a machine can check; each check is also seen to fail, on a tiny tree made to break it."""

import ast
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.examples.source_tree import (
    ROOT,
    TOP,
    Check,
    at_import_time,
    outside,
    own_files,
    own_modules,
    sources,
    wing,
    wings_imported,
)

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
    "label_studio_sdk": {"annotation/labelstudio/interface_checks.py", "annotation/labelstudio/transport.py"},
    "httpx": {
        *("annotation/labelstudio/transport.py", "annotation/labelstudio/bounded_http.py"),
        "training/encoders/hub.py",  # only there, and only when asked, an encoder is downloaded
    },
    "httpcore": {"annotation/labelstudio/bounded_http.py"},
    "fcntl": {"annotation/io/locks.py", "annotation/labelstudio/server.py"},  # the server hands its lock to its process
    "sqlite3": {"annotation/labelstudio/server_process.py", "training/encoders/cache.py"},
    "joblib": {"training/persistence/store.py"},
    "pickle": {"training/persistence/store.py"},
    "zipfile": {"training/persistence/npz.py"},
    "sklearn": SKLEARN,  # so that scoring starts without it
    "fastapi": set(),
    "dask": set(),
    "requests": set(),
    "onnx": {"training/encoders/transformer_graph.py"},
    "onnxruntime": {"training/encoders/onnx_encoder.py", "training/encoders/export.py"},
    "safetensors": {"training/encoders/static_encoder.py", "training/encoders/transformer_weights.py"},
    "tokenizers": {"training/encoders/tokenizer.py"},
}
SHARED = (
    "options",
    "settings",
    "push_report",
    "grouped_help",
    "remarks",
    "inputs",
    "outputs",
    "tables",
)  # files of a `cli`, not verbs


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


def import_cycles(root: Path) -> list[str]:
    """Modules that need each other to be imported first."""
    modules = {path.removesuffix(".py").replace("/", "."): tree for path, tree in sources(root)}
    needs = {name: {need for need in at_import_time(tree) if need in modules} for name, tree in modules.items()}
    while free := [name for name, of in needs.items() if not of & needs.keys()]:
        needs = {name: of for name, of in needs.items() if name not in free}
    return sorted(needs)


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
            "annotation/labelstudio/transport.py": "import httpx\nfrom label_studio_sdk import LabelStudio\n",
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
