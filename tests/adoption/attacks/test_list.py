"""The list of attacks names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from tests.adoption import attacks


ROOT = Path(__file__).resolve().parents[3]
LISTED = re.findall(r"^([^:\n]+): (tests/[\w/]+\.py)::(\w+)$", attacks.__doc__, re.MULTILINE)


def test_the_list_is_read_whole():
    assert len(LISTED) == attacks.__doc__.count(".py::") == 24


@pytest.mark.parametrize(
    ("path", "name"), [each[1:] for each in LISTED], ids=[e[0] for e in LISTED]
)
def test_an_attack_has_its_test(path, name):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
