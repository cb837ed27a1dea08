from typing import Any

from django.core import checks

from core.disk import storage_problems


@checks.register()
def check_storage(**kwargs: Any) -> list[checks.CheckMessage]:
    """Say at boot which folder cannot be written: the site reads on without it."""
    return [
        checks.Warning(
            f"{setting} is {problem}: nothing can be stored there.",
            hint="Give it to the user of the process, on a disk with room.",
            id="core.W001",
        )
        for setting, problem in storage_problems().items()
    ]
