"""Asks every page as a web process would, and says what that has loaded. Run by test_web_process.py in a process of its own:
in that of other tests, what they load would be there too.
"""

import sys
from importlib import import_module

import pytest

from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_matrix import first_let_in, undone


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]

FOR_WORKERS = {
    "ortools",
    "scipy",
    "matplotlib",
    "typst",
    "diff_diff",
    "pandas",
    "boto3",
    "botocore",
    "pyrage",
}


def forget_what_tests_loaded():
    for name in [module for module in sys.modules if module.partition(".")[0] in FOR_WORKERS]:
        del sys.modules[name]


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_loads_what_only_workers_use(world, method):
    import_module("config.wsgi")  # what a web process loads
    loaded_by, drawings, documents = {}, 0, 0
    forget_what_tests_loaded()
    for row in MATRIX:
        role = first_let_in(row)
        with undone():
            send = getattr(world.client(role), method)
            response = send(address(row, world, role), row.sent(world))
            kind = response.get("Content-Type", "")
            response.close()
        if response.status_code == 200:
            drawings += kind == "image/svg+xml"
            documents += kind == "application/pdf"
        for name in FOR_WORKERS & sys.modules.keys() - loaded_by.keys():
            loaded_by[name] = row.name

    assert loaded_by == {}
    if method == "get":
        assert drawings >= 2
        assert documents >= 2
