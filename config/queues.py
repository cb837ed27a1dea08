"""Sets how Celery reaches its broker: whoever sends a message does not wait for a broker that is away."""

from pathlib import Path
from typing import Any


LONGEST_TASK = 4 * 60 * 60  # seconds; a message that is kept for longer is delivered again
PUBLISH_RETRY = False
WORKER_RETRIES = None  # a worker waits for its broker however long
CONNECTION_TIMEOUT = 1


def transport_options(broker_url: str, var_dir: Path) -> dict[str, Any]:
    if broker_url.startswith("filesystem://"):
        return {
            "data_folder_in": str(var_dir / "queue"),
            "data_folder_out": str(var_dir / "queue"),
            "control_folder": str(var_dir / "control"),
            "store_processed": False,
        }
    return {
        "visibility_timeout": LONGEST_TASK,
        "socket_connect_timeout": CONNECTION_TIMEOUT,
        "socket_timeout": 2,  # longer than the second for which a worker waits for a message
        "retry_on_timeout": False,
        "max_retries": 0,  # of a connection to publish by
    }
