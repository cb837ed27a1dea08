from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Keeps a file whole or not at all: Django leaves the half that a full disk took."""

    def _save(self, name: str, content: Any) -> str:
        file = Path(self.path(name))
        was_there = file.exists()  # another's, which takes this name at this moment
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not was_there:
                file.unlink(missing_ok=True)
            raise
