"""Fetches the staff list of a personnel system over HTTPS, and puts it into the folder that is read at night."""

import os
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from requests import RequestException

from core.dates import today
from core.outbound import guarded_session
from core.tabular import is_opendocument, is_workbook


LONGEST_WAIT = 15  # seconds until the system begins to answer


def fetch_staff_file() -> Path | None:
    """Put today's list of STAFF_IMPORT_URL into STAFF_IMPORT_FOLDER. Returns where, None without settings.

    From there it goes the way of every file of that folder. Again on the same day, the file takes the place
    of the first as long as that has not been taken in. Raises RequestException.
    """
    if not (settings.STAFF_IMPORT_URL and settings.STAFF_IMPORT_FOLDER):
        return None
    headers = {"Authorization": f"Bearer {settings.STAFF_IMPORT_TOKEN}"}
    with guarded_session(most_bytes=settings.IMPORT_MAX_BYTES) as session:
        answer = session.get(
            settings.STAFF_IMPORT_URL,
            headers=headers if settings.STAFF_IMPORT_TOKEN else {},
            timeout=LONGEST_WAIT,
            allow_redirects=False,
        )
    answer.raise_for_status()
    if answer.status_code != HTTPStatus.OK:  # the body of a redirection, or a part, is no list
        raise RequestException(f"The personnel system answered {answer.status_code}, not 200.")
    data = answer.content
    path = Path(settings.STAFF_IMPORT_FOLDER) / f"personnel-{today().isoformat()}{_ending(data)}"
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data)
    os.replace(beside, path)
    return path


def _ending(data: bytes) -> str:
    if not is_workbook(data):
        return ".csv"
    return ".ods" if is_opendocument(data) else ".xlsx"
