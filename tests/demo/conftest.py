"""The demo organisation, and others drawn from other seeds."""

import pytest

from demo.generation.generator import generate
from tests.adoption.conftest import _on_the_24th_of_november  # noqa: F401


@pytest.fixture(scope="session")
def demo():
    return generate()


@pytest.fixture(scope="session", params=[(60, 1), (61, 7), (150, 3), (407, 2026), (1200, 5)])
def any_demo(request):
    staff, seed = request.param
    return generate(staff=staff, seed=seed)
