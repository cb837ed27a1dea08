"""Defines the demo's Celery broker: files in a folder. Each message stands there whole or not at all."""

import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):  # type: ignore[override]
        """Write a message under another name first: kombu would write it under the name by which its
        reader, who may come too early, finds it."""
        name = f"{time.time_ns():020}_{uuid4()}.{queue}.msg"
        file = Path(self.data_folder_out, name)
        _written_aside(file, dumps(payload)).replace(file)

    def _get(self, queue):  # type: ignore[override]
        """Return the next message, passing over one that a power cut left half written."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning(
                    "A message of the queue %s could not be read and was left out.", queue
                )

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        """Write the file of bindings at once: kombu makes it first and fills it later."""
        file = self._exchange_file(exchange)  # type: ignore[attr-defined]
        self.control_folder.mkdir(exist_ok=True)
        if not file.exists():
            aside = _written_aside(file, "[]")
            with suppress(FileExistsError):
                os.link(aside, file)
            aside.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


def _written_aside(file: Path, text: str) -> Path:
    aside = file.with_name(f"{file.name}.{uuid4()}.part")
    aside.write_text(text, encoding="utf-8")
    return aside


class Transport(filesystem.Transport):
    Channel = Channel
