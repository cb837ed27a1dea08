"""What the documents say of the code, compared with the code. Reads files, and nothing else."""

import ast
import re
from pathlib import Path

import pytest

from faults import cases  # noqa: F401 - they register themselves
from faults.rows import CASES, ROWS, TEST, risks


ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
APPS = ["config", "demo", "adoption", "ambassadors", "learning", "quizzes", "cms", "people", "core"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
# Commands of Django and its libraries that the documents name; every other one must be ours.
DJANGO_COMMANDS = {"axes_reset", "check", "collectstatic", "createsuperuser", "dumpdata", "migrate"}

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_COMMAND = re.compile(r"manage\.py (?P<name>[a-z]\w+)")
_CODE = re.compile(r"`([^`\n]+)`")


def prose(path):
    """A document's text without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def relative_links(path):
    for match in _LINK.finditer(prose(path)):
        if not re.match(r"[a-z]+:", match["target"]):
            yield match["target"]


def anchors(path):
    """The anchors that a forge gives to the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def section(path, heading):
    """What stands under a heading of the second level."""
    return prose(path).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(table):
    """The first cell of each row of the Markdown tables in a text, without their heading lines."""
    rows = [line for line in table.splitlines() if line.startswith("|")]
    return [row.split("|")[1].strip() for row in rows if not row.startswith("|---")][1:]


def settings_variables():
    """Names of the environment variables that the modules of config/ read."""
    modules = (ROOT / "config").glob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules]
    return {
        call.args[0].value
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and ast.unparse(call.func).split(".")[0] in {"env", "secret"}
    }


def our_commands():
    found = [path for app in APPS for path in (ROOT / app).glob("management/commands/*.py")]
    return {path.stem for path in found if not path.stem.startswith("_")}


def classes_of(app):
    """Every class that a module of the app defines, and the names in its body."""
    classes = {}
    for path in (ROOT / app).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, set()).update(_names_in(node))
    return classes


def _names_in(node):
    for statement in node.body:
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def ignored_folders():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return {line.strip("/") for line in lines}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_to_a_file_and_a_heading(path):
    broken = []
    for link in relative_links(path):
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert not broken


def test_the_runbook_lists_exactly_the_variables_that_the_settings_read():
    listed = [cell.strip("`") for cell in first_cells(section(DOCS / "runbook.md", "Variables"))]

    assert len(listed) == len(set(listed))
    assert set(listed) == settings_variables()


def test_every_command_of_ours_is_in_the_runbook_or_the_readme():
    documented = (DOCS / "runbook.md").read_text(encoding="utf-8")
    documented += (ROOT / "README.md").read_text(encoding="utf-8")

    assert our_commands() <= set(_COMMAND.findall(documented))


def test_every_command_that_a_document_names_exists():
    named = {name for path in DOCUMENTS for name in _COMMAND.findall(path.read_text("utf-8"))}

    assert named - DJANGO_COMMANDS <= our_commands()


def test_every_folder_of_the_map_exists():
    folders = {
        code for code in _CODE.findall(prose(DOCS / "map.md")) if re.fullmatch(r"\w[\w/]*/", code)
    }

    assert len(folders) >= len(APPS)
    assert not {folder for folder in folders if not (ROOT / folder).is_dir()}


def test_every_folder_at_the_top_is_on_the_map():
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    table = first_cells(section(DOCS / "map.md", "Folders"))

    assert {f"`{name}/`" for name in tops - ignored_folders()} <= set(table)


def test_every_class_of_the_glossary_exists_in_its_app():
    rows = [
        line.split("|")[2] for line in prose(DOCS / "glossary.md").splitlines() if line[:1] == "|"
    ]
    codes = [code.split(".") for row in rows for code in _CODE.findall(row) if "." in code]
    known = {app: classes_of(app) for app in APPS}
    missing = [
        ".".join([app, name, *attribute])
        for app, name, *attribute in codes
        if name not in known[app] or not set(attribute) <= known[app][name]
    ]

    assert codes
    assert not missing


# The rows that docs/risks.md answers for.
RISKS = [
    *(f"P{number}" for number in range(1, 10)), "P12", *(f"P{number}" for number in range(14, 25)),
    "P26", *(f"P{number}" for number in range(30, 34)),
    *(f"S{number}" for number in range(1, 24)), *(f"S{number}" for number in range(25, 29)),
    *(f"S{number}" for number in range(34, 44)), "S45", "S46", "S51",
    *ROWS, "A8", "A9",
]  # fmt: skip
_INJECTED = re.compile(r"`\./run faults (?P<row>F\d+)`")


def functions_in(path):
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_risk_has_its_row_in_order():
    assert [row for row, _ in risks()] == RISKS


@pytest.mark.parametrize(("row", "said"), risks(), ids=[row for row, _ in risks()])
def test_the_tests_of_a_risk_exist(row, said):
    named = [(match["file"], match["name"]) for match in TEST.finditer(said)]
    injected = _INJECTED.findall(said)

    assert named or injected, "neither a test nor a fault that is injected"
    assert injected == ([row] if row in CASES else []), "other than what faults/cases injects"
    assert said.count("::") == len(named), "written otherwise than `file.py::test_name`"
    assert [test for test in named if test[1] not in functions_in(test[0])] == []


def security_rows():
    """(number, level, what is here, test or reason) of docs/security.md."""
    lines = (DOCS / "security.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line[:1] == "|"]
    return [(row[1], row[2], row[4], row[5]) for row in cells if row[1][:1].isdigit()]


# OWASP ASVS 5.0.0, levels 1 and 2: how many requirements each section has, whose numbers follow one another.
ASVS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip


def test_every_requirement_of_the_standard_has_its_row_once_in_order():
    numbers = [f"{section}.{n}" for section, count in ASVS.items() for n in range(1, count + 1)]

    assert [number for number, *_ in security_rows()] == numbers
    assert sum(level == "1" for _, level, *_ in security_rows()) == 70


def test_every_claim_of_security_has_a_test_that_exists_or_a_reason():
    wrong = []
    for number, _, state, proof in security_rows():
        named = [(match["file"], match["name"]) for match in TEST.finditer(proof)]
        reason = TEST.sub("", proof).strip(" ;")
        gone = [name for file, name in named if name not in functions_in(file)]
        is_known = state in {"met", "**not met**", "not applicable"}
        says_why = bool(reason) or (state == "met" and bool(named))
        if gone or not is_known or not says_why or proof.count("::") != len(named):
            wrong.append((number, gone or proof))

    assert wrong == []


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{number}." in text for number in range(1, 16))
    assert text.rstrip().endswith("require the production of a new EUPL version.")
