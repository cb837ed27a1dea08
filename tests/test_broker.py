"""The demo's queue of files: what several write at once, one reads whole, each once."""

import subprocess
import sys
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.broker import Transport


SENT = 40
WRITE = """
import sys
from kombu import Connection
from config.broker import Transport
folder, name, count = sys.argv[1:]
options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"}
with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
    queue = connection.SimpleQueue("celery")
    for number in range(int(count)):
        queue.put({"from": f"{name}-{number}", "filling": "x" * 100_000})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("queue")
    (folder / "control").mkdir()
    return folder


@pytest.fixture(scope="module")  # kombu remembers for the whole process which queues there are
def queue(folder):
    options = dict.fromkeys(("data_folder_in", "data_folder_out"), str(folder))
    options["control_folder"] = str(folder / "control")
    with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
        yield connection.SimpleQueue("celery")


def test_of_several_who_write_at_once_each_message_is_read_once(folder, queue):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(folder), str(number), str(SENT)],
            cwd=Path(__file__).parent.parent,
        )
        for number in range(3)
    ]
    found, until = [], time.monotonic() + 120
    while len(found) < 3 * SENT and time.monotonic() < until:
        try:
            message = queue.get(block=False)
        except Empty:
            continue
        found.append(message.payload["from"])
        message.ack()

    assert [writer.wait(30) for writer in writers] == [0, 0, 0]
    assert sorted(found) == sorted(f"{name}-{n}" for name in range(3) for n in range(SENT))
    assert [path.name for path in folder.iterdir()] == ["control"]


def test_what_was_left_half_written_stops_nothing(folder, queue):
    queue.put({"from": "one"})
    (whole,) = folder.glob("*.msg")
    for name, data in (("0", b""), ("00", whole.read_bytes()[:-10]), ("000", b"\xff\xfe")):
        (folder / f"{name}.celery.msg").write_bytes(data)

    assert queue.get(block=False).payload == {"from": "one"}
    with pytest.raises(Empty):
        queue.get(block=False)
