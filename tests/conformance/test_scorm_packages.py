"""The packages of Moodle's own tests: the valid ones come in, the invalid ones are refused with the reason."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from learning.models import ScormPackage


ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
PACKAGES = SHARED / "data" / "moodle" / "mod" / "scorm" / "tests" / "packages"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not PACKAGES.is_dir(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/moodle",
    ),
]

VALID = {
    "RuntimeMinimumCalls_SCORM12.zip": ("Golf Explained - Minimum Run-time Calls", 18),
    "RuntimeMinimumCalls_SCORM12-mini.zip": ("Golf Explained - Minimum Run-time Calls", 9),
    "singlesco_scorm12.zip": ("Golf Explained - CP Single SCO", 1),
    "singlescobasic.zip": ("Golf Explained - Run-time Basic Calls", 1),
}
INVALID = {
    "invalid.zip": "imsmanifest.xml",
    "validaicc.zip": "AICC",
    # Moodle asks for the manifest's name alone; this one holds an XML declaration and no element.
    "validscorm.zip": "XML",
}


def door(path, *options):
    said = StringIO()
    try:
        call_command("import_scorm", str(path), "--json", *options, stdout=said)
    except SystemExit as ended:
        return ended.code, json.loads(said.getvalue())
    return 0, json.loads(said.getvalue())


def test_each_sample_is_expected():
    assert {path.name for path in PACKAGES.glob("*.zip")} == set(VALID) | set(INVALID)


@pytest.mark.parametrize("name", VALID)
def test_a_valid_package_comes_in_whole_and_only_once(name):
    title, units = VALID[name]
    assert door(PACKAGES / name, "--dry-run")[1]["created"] == 1
    assert not ScormPackage.objects.exists()

    code, report = door(PACKAGES / name)
    assert (code, report["created"], report["applied"]) == (0, 1, True)
    package = ScormPackage.objects.get()
    assert (package.title, package.version, len(package.units)) == (title, "1.2", units)
    with package.archive.open("rb") as kept:
        assert kept.read() == (PACKAGES / name).read_bytes()

    code, report = door(PACKAGES / name)
    assert (code, report["created"], report["unchanged"]) == (0, 0, 1)
    assert ScormPackage.objects.count() == 1


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_package_is_refused_with_the_reason(name):
    code, report = door(PACKAGES / name)

    assert (code, report["applied"]) == (1, False)
    assert INVALID[name] in report["refused"][0]["reason"]
    assert report["refused"][0]["expected"]
    assert not ScormPackage.objects.exists()
