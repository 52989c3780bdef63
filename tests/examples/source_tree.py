"""A tree of Python files as the tests of the house rules read it: its modules, and what each imports."""

import ast
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]


PACKAGES = ("annotation", "exports", "training")


TOP = "newsstance"


FREE = {"joblib.Parallel", "joblib.cpu_count", "joblib.delayed"}  # they open nothing


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
            (p for p in path.rglob("*") if p.is_file() and not {"__pycache__", "_build"} & {*p.parts})
            if path.is_dir()
            else (path,)
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


def outside(tree: ast.AST) -> set[str]:
    """The packages that are imported anywhere, but for the names of theirs that are free."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    free = [
        node
        for node in nodes
        if isinstance(node, ast.ImportFrom) and {f"{node.module}.{name.name}" for name in node.names} <= FREE
    ]
    return {name.split(".")[0] for node in nodes if node not in free for name in imported(node)}
