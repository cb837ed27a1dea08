"""Demo organisations, and a day on which October 2026 is closed."""

from datetime import UTC, datetime

import pytest
import time_machine

from demo.generation.generator import generate_organisation


@pytest.fixture(autouse=True)
def _on_the_24th_of_november():
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=True):
        yield


@pytest.fixture(scope="session")
def demo():
    return generate_organisation()


@pytest.fixture(scope="session", params=[(60, 1), (61, 7), (150, 3), (407, 2026), (1200, 5)])
def any_demo(request):
    staff, seed = request.param
    return generate_organisation(staff=staff, seed=seed)
