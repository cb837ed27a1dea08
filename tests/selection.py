"""Which test files a change can break: by the import graph for Python, by rule for all other files.

A test file runs when it imports what changed, at whatever distance. No import shows what is found by name: addresses,
templates, commands, what `ready()` registers. Therefore these run too, of the folder that mirrors the changed package
(`tests/learning` for `learning`):

- for a template, a text or a module that no test imports: all files;
- for another module: the files that use a client or call a command;
- all files of the folders that mirror a module that imports what changed and that no test imports.

The tests of the whole (`tests/test_*.py`) run when code or a template changed. What no rule knows selects every file.
"""

import functools
import re
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from io import BytesIO

from babel.messages.pofile import read_po

from tests.imports import (
    OUR_CODE,
    ROOT,
    file_of,
    files_of_tests,
    importers,
    imports,
    module_of,
    upstream,
)


STORIES = "tests/e2e/*"
PROOFS = ("tests/access/*", "tests/*/attacks/*")  # of privacy and access, run before each commit
CATALOGUE = "locale/fr/LC_MESSAGES/django.po"
INSTALLATION = ("tests/test_installation.py", "tests/test_containers.py", "tests/test_wheel.py")
# Which test files read a file: the first row whose pattern fits. `*` also stands for slashes.
READERS = (
    ("core/templatetags/*", ("tests/*",)),
    ("content/*", ("tests/learning/*", "tests/quizzes/*", "tests/conformance/*", "tests/*demo*")),
    ("docs/*.json", ("tests/adoption/*",)),
    ("ops/*", ("tests/core/test_metrics.py", "tests/test_faults.py", *INSTALLATION)),
    ("Containerfile", INSTALLATION),
    (".containerignore", INSTALLATION),
    (".dockerignore", INSTALLATION),
    ("compose.yaml", INSTALLATION),
    ("docs/runbook.md", ("tests/test_documents.py", "tests/test_default_values.py")),
    ("docs/*", ("tests/test_documents.py",)),
    ("*.md", ("tests/test_documents.py",)),
    ("static/*", ("tests/test_*", "tests/c*", "tests/learning/*scorm*", STORIES)),
    ("benchmarks/*", ("tests/benchmarks/*",)),
    ("films/*", ()),
    ("faults/*", ("tests/test_documents.py",)),
    (".ci/*", ()),
    (".gitignore", ()),
    ("run", ("tests/test_run.py", *INSTALLATION)),
)  # fmt: skip


class Unknown(Exception):
    """No rule says what the change can break."""


def changed_files(base: str) -> set[str]:
    """Of the commits since `base`, and of what is not committed. Raises Unknown where git knows no such commit."""
    try:
        changed = _git("diff", "--name-only", "--no-renames", base, "--")
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unknown(base) from error
    untracked = _git("ls-files", "--others", "--exclude-standard")
    return set((changed + untracked).decode().split("\n")) - {""}


def reached(changed: Iterable[str], base: str) -> set[str]:
    """The test files that these files can break, compared with a commit."""
    found: set[str] = set()
    try:
        for path in changed:
            found |= _reached_from_texts(base) if path == CATALOGUE else _reached_from(path)
    except Unknown:
        return set(files_of_tests())
    return found


def while_working(changed: set[str], base: str) -> set[str]:
    """What `reached` finds; of the proofs, which wait for the commit, those that were edited."""
    return reached(changed, base) - (_fitting(*PROOFS) - changed)


def per_commit(changed: set[str], base: str) -> set[str]:
    """What `reached` finds, the proofs, and the stories if anything changed that is served."""
    served = any(
        path.startswith((*OUR_CODE, "templates/", "static/", "content/", "locale/"))
        for path in changed
    )
    return reached(changed, base) | _fitting(*PROOFS, *[STORIES] * served)


def _reached_from(path: str) -> set[str]:
    for pattern, readers in READERS:
        if fnmatch(path, pattern):
            return _fitting(*readers)
    top, _, below = path.partition("/")
    if top == "tests":
        return _reached_from_tests(path)
    if top == "templates" and below.partition("/")[0] in OUR_CODE:
        return _mirroring(below.replace("/", ".")) | _fitting("tests/test_*")
    if top in OUR_CODE:
        return _reached_from_code(path)
    raise Unknown(path)


def _reached_from_tests(path: str) -> set[str]:
    """A helper is imported; data are read by the tests beside them."""
    if not path.endswith(".py"):
        return _fitting(f"{path.rpartition('/')[0]}/*")
    if module_of(path) in {"tests.conftest", "tests.settings", *imports()["tests.conftest"]}:
        raise Unknown(path)
    return _importing(module_of(path))


def _reached_from_code(path: str) -> set[str]:
    if path == "config/settings.py":
        raise Unknown(path)
    app, module = path.partition("/")[0], module_of(path)
    if "/migrations/" in path:
        module = f"{app}.models"
    found = _importing(module) | _fitting("tests/test_*")
    mirroring = _mirroring(module)
    found |= set(filter(_acts, mirroring)) if module in _imported_by_tests() else mirroring
    for importer in importers(module) - _imported_by_tests():
        found |= _mirroring(importer)
    return found


@functools.cache
def _imported_by_tests() -> set[str]:
    return set[str]().union(*(upstream(module_of(path)) for path in files_of_tests()))


def _importing(module: str) -> set[str]:
    return {path for path in files_of_tests() if module in upstream(module_of(path))}


def _mirroring(module: str) -> set[str]:
    """The tests whose folder mirrors a package that this module is of, but for the proofs: those run before each commit."""
    mirroring = {
        path for path in files_of_tests() if f"{module}.".startswith(f"{_mirrored(path)}.")
    }
    return mirroring - _fitting(*PROOFS)


@functools.cache
def _acts(path: str) -> bool:
    """Whether a test, or a helper that it imports, asks for an address or calls a command."""
    files = (file_of(module) for module in upstream(module_of(path)) if module.startswith("tests."))
    sources = (file.read_text("utf-8") for file in files if file.name != "conftest.py")
    return any(re.search(r"\b(client|Client|call_command)\b", source) for source in sources)


@functools.cache
def _mirrored(path: str) -> str:
    """`learning` for tests/learning/test_done.py. Empty for tests of the whole."""
    package = ".".join(path.split("/")[1:-1])
    while package and package not in imports():
        package = package.rpartition(".")[0]
    return package


def _fitting(*patterns: str) -> set[str]:
    return {path for path in files_of_tests() for pattern in patterns if fnmatch(path, pattern)}


# --- Texts --------------------------------------------------------------------------------------------


def _reached_from_texts(base: str) -> set[str]:
    """The tests that mirror the files that show a text whose translation is not what it was."""
    found: set[str] = set()
    for text in _changed_texts(base):
        shown = showing(text)
        for path in shown:
            found |= _mirroring(module_of(path)) if path.endswith(".py") else _reached_from(path)
        if not shown and text in _translations((ROOT / CATALOGUE).read_bytes()):
            raise Unknown(text)
    return found


def showing(text: str) -> set[str]:
    """The files of code and the templates that show a text of the catalogue."""
    return {path for path, source in _sources().items() if _plain(text) in source}


def _changed_texts(base: str) -> set[str]:
    """The source texts whose translation is new, gone or another."""
    try:
        before = _translations(_git("show", f"{base}:{CATALOGUE}"))
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unknown(CATALOGUE) from error
    now = _translations((ROOT / CATALOGUE).read_bytes())
    return {text for text in before.keys() | now.keys() if before.get(text) != now.get(text)}


def _translations(catalogue: bytes) -> dict[str, object]:
    messages = [message for message in read_po(BytesIO(catalogue)) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in messages
    }


@functools.cache
def _sources() -> dict[str, str]:
    files = [
        *ROOT.glob("templates/**/*.*"),
        *(path for app in OUR_CODE for path in ROOT.glob(f"{app}/**/*.py")),
    ]
    return {str(path.relative_to(ROOT)): _plain(path.read_text("utf-8")) for path in files}


def _plain(text: str) -> str:
    """The same text as a literal over several lines, as a block of a template or in the catalogue."""
    joined = re.sub(r'"\s+"', "", text)
    return " ".join(re.sub(r"\{\{ ?([\w.]+) ?\}\}", r"%(\1)s", joined).replace("%%", "%").split())


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout
