"""The import graph of our code and its tests, by the names that are imported.

`from quizzes.models import Quiz` leads to the module that defines `Quiz`. A graph of modules alone (grimp’s, which
import-linter uses) leads to `quizzes.models`, hence to all its modules: almost any change would reach all tests.
"""

import ast
import functools
from collections.abc import Iterator, KeysView
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
OUR_CODE = (
    "config", "core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption", "demo",
)  # fmt: skip
Imported = tuple[str, str]  # a module, and a name in it or nothing


def module_of(path: str) -> str:
    """The module of a file; the package of an `__init__.py`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def file_of(module: str) -> Path:
    package = ROOT.joinpath(*module.split("."))
    return package / "__init__.py" if package.is_dir() else package.with_suffix(".py")


@functools.cache
def imports() -> dict[str, set[str]]:
    """What each module imports of ours, migrations aside. A test imports the fixtures of its folders too."""
    raw: dict[str, list[Imported]] = {}
    exported: dict[Imported, Imported] = {}
    for top in (*OUR_CODE, "tests"):
        for path in ROOT.glob(f"{top}/**/*.py"):
            module = module_of(str(path.relative_to(ROOT)))
            if ".migrations." not in module:
                names = dict(_names(path, module))
                raw[module] = list(names.values())
                if path.name == "__init__.py":
                    exported |= names
    graph = {module: _defining(raw[module], exported, raw.keys()) for module in raw}
    for module in graph.keys() & set(map(module_of, files_of_tests())):
        graph[module] |= _fixtures(module) & graph.keys()
    return graph


@functools.cache
def files_of_tests() -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/test_*.py")))


@functools.cache
def upstream(module: str) -> set[str]:
    """The module with all that it imports, at whatever distance."""
    found, ahead = {module}, [module]
    while ahead:
        new = imports().get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def importers(module: str) -> set[str]:
    return {importer for importer, imported in imports().items() if module in imported}


def _names(path: Path, module: str) -> Iterator[tuple[Imported, Imported]]:
    """What a file calls each name that it imports, and where that comes from."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (((module, alias.name), (alias.name, "")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield (module, alias.asname or alias.name), (node.module, alias.name)


def _defining(
    names: list[Imported], exported: dict[Imported, Imported], modules: KeysView[str]
) -> set[str]:
    """The modules that define these names, past the packages that only pass them on."""
    found = set()
    for source, name in names:
        while f"{source}.{name}" not in modules and (source, name) in exported:
            source, name = exported[source, name]
        found.add(f"{source}.{name}" if f"{source}.{name}" in modules else source)
    return found & modules


def _fixtures(module: str) -> set[str]:
    parents = module.split(".")[1:-1]
    return {
        ".".join(["tests", *parents[:depth], "conftest"]) for depth in range(1, len(parents) + 1)
    }
