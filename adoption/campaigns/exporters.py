"""Writes a campaign as an archive of three files."""

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from adoption.campaigns.files.checks import CALENDAR, SETTINGS, WORDS, Files
from adoption.campaigns.files.writing import write_yaml


FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the zip format: the same campaign is the same archive


def write_archive(files: Files) -> bytes:
    texts = {
        SETTINGS: write_yaml(files.settings, _("What the organisation is, and its portals.")),
        WORDS: write_yaml(files.words, _("What staff read.")),
        CALENDAR: write_yaml(
            files.calendar, _("What happens when: months are counted before the last closed one.")
        ),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode())
    return packed.getvalue()
