"""Rules about the code itself."""

import ast
import dataclasses
import importlib
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from wagtail.models import Page

from people.models import Person
from people.privacy_registry import holdings


ROOT = Path(__file__).parent.parent
OURS = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
SOURCES = [
    path
    for config in OURS
    for path in Path(config.path).rglob("*.py")
    if "migrations" not in path.parts
]


def test_every_app_has_a_layer():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    apps, *by_subject, rooms, _pure = pyproject["tool"]["importlinter"]["contracts"]
    names = {config.name for config in OURS}

    assert names == set(apps["layers"])
    subjects = {
        f"{contract['containers'][0]}.{subject}"
        for contract in by_subject
        for subject in contract["layers"]
    }
    assert subjects == {
        f"{app}.{folder.name}" for app in ("adoption", "ambassadors") for folder in folders_of(app)
    }
    assert (names - {"config", "core"}) | subjects == set(rooms["containers"])


def folders_of(app):
    """Its subjects: all folders but those whose names Django gives."""
    given = {"management", "migrations", "templatetags", "__pycache__"}
    return [path for path in (ROOT / app).iterdir() if path.is_dir() and path.name not in given]


def points_at_a_person(model):
    related = [
        field
        for field in [*model._meta.get_fields(), *model._meta.many_to_many]
        if getattr(field, "related_model", None) is Person and not field.auto_created
    ]
    keyed = [field for field in model._meta.fields if field.name in ("subject", "pseudonym")]
    return related or keyed


def held_models():
    """Our models about a person. A page only names who wrote it, in Wagtail's own columns."""
    return sorted(
        model._meta.label
        for config in OURS
        for model in config.get_models()
        if model is Person or (points_at_a_person(model) and not issubclass(model, Page))
    )


# Who uploaded a file or changed a setting: exported and set to null by people/authorship.py.
CONTENT = {"cms.Picture", "cms.Attachment", "people.SettingChange"}


@pytest.mark.parametrize("label", held_models())
def test_every_model_about_a_person_has_an_answer_in_a_privacy_module(label):
    answered = {holding.model for holding in holdings()}

    assert label in answered | CONTENT


def test_no_signals_for_our_own_logic():
    """cms/wagtail_extensions.py cleans what wagtail-localize stores: its model is not ours."""
    guilty = [
        path
        for path in SOURCES
        if re.search(r"@receiver|(?<!Database)\.connect\(", path.read_text())
    ]

    assert guilty == [ROOT / "cms" / "wagtail_extensions.py"]


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(ROOT), node


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{path}:{node.name}" for path, node in functions() if node.end_lineno - node.lineno >= 50
    ]

    assert long == []


def test_no_file_is_longer_than_five_hundred_lines():
    long = [str(path) for path in SOURCES if len(path.read_text().splitlines()) > 500]

    assert long == []


def imported():
    """The top-level packages that our code imports, of what is neither ours nor Python's own."""
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text()))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    ours = {config.name for config in OURS}
    return {name.split(".")[0] for name in names} - ours - sys.stdlib_module_names


def test_every_package_that_we_import_is_declared():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = [re.match(r"[\w.-]+", each)[0] for each in pyproject["project"]["dependencies"]]
    providers = importlib.metadata.packages_distributions()

    undeclared = {
        package: providers[package]
        for package in imported()
        if not set(names) & {name.lower().replace("_", "-") for name in providers[package]}
    }

    assert undeclared == {}


def registers(node):
    return (
        isinstance(node, ast.FunctionDef)
        and node.name.startswith("register_")
        and (node.args.args or node.args.vararg)
    )


def registries():
    """Every function of ours that registers what it is given, with its module."""
    return [
        pytest.param(name, node.name, id=f"{name}.{node.name}")
        for path in SOURCES
        for name in [".".join(path.relative_to(ROOT).with_suffix("").parts)]
        for node in ast.parse(path.read_text()).body
        if registers(node)
    ]


def members(module, function):
    """What the function keeps things in: a container of its module, or a field of an object there."""
    names = function.__code__.co_names
    kept = [vars(module)[name] for name in names if name in vars(module)]
    fields = [
        getattr(registry, name)
        for registry in kept
        if dataclasses.is_dataclass(registry) and not isinstance(registry, type)
        for name in names
        if hasattr(registry, name)
    ]
    return [value for value in kept if isinstance(value, list | dict | set)] + fields


@pytest.mark.parametrize(("module", "function"), registries())
def test_every_registry_has_a_member_in_the_application(module, function):
    """One that only its tests fill is dead code with a living test."""
    module = importlib.import_module(module)

    kept = members(module, getattr(module, function))

    assert kept
    assert all(kept)
