"""How the export of a Matomo is to be read: saved, refused, tried."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from adoption.usage.importers.matomo_mapping import save_matomo_mapping
from adoption.usage.importers.visits import from_matomo_mapping
from adoption.usage.models import MatomoMapping
from people.models import ImportMapping
from tests.adoption.usage.matomo import EXAMPLES, PARIS, example_mapping


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def mapping(db):
    return example_mapping()


def saved(**changes):
    text = json.loads((EXAMPLES / "matomo-mapping.json").read_text()) | changes
    return save_matomo_mapping(name="matomo", text=json.dumps(text))


@pytest.mark.parametrize(
    "changes",
    [
        {"pseudonyms": "userId"},
        {"pseudonym": ""},
        {"time_zone": "Paris"},
        {"clock": "server"},
        {"patterns": []},
        {"patterns": [{"where": "url", "matches": "*"}]},
        {"patterns": [{"where": "eventName", "matches": "*", "service": "messagerie"}]},
        {"ignored_visit_keys": ["userId"]},
        {"ignored_visit_keys": ["actionDetails"]},
        {"ignored_action_keys": ["url"]},
        {"ignored_action_keys": [3]},
    ],
)
def test_a_mapping_that_is_not_in_order_is_not_saved(changes):
    with pytest.raises(ValidationError):
        saved(**changes)

    assert not MatomoMapping.objects.exists()


def test_a_mapping_is_saved_in_the_place_of_the_one_of_its_name():
    assert saved()[1] is True
    assert saved(pseudonym="dimension1")[1] is False
    assert MatomoMapping.objects.get().pseudonym_key == "dimension1"


def test_one_name_is_not_two_mappings(portal, tmp_path):
    ImportMapping.objects.create(kind="usage", name="matomo")
    with pytest.raises(ValidationError):
        saved()
    ImportMapping.objects.all().delete()
    saved()
    ImportMapping.objects.create(kind="usage", name="matomo")
    path = tmp_path / "visits.json"
    path.write_text("[]")
    with pytest.raises(CommandError, match="matomo"):
        call_command("import_usage", str(path), portal=portal.slug, mapping="matomo")


def test_the_command_that_saves_can_be_tried(tmp_path):
    path = str(EXAMPLES / "matomo-mapping.json")
    call_command("save_matomo_mapping", "essai", path, dry_run=True)
    assert not MatomoMapping.objects.exists()

    wrong = tmp_path / "mapping.json"
    wrong.write_text("{}")
    with pytest.raises(CommandError):
        call_command("save_matomo_mapping", "essai", str(wrong))


def test_the_reading_of_the_example_is_what_it_says(mapping):
    reading = from_matomo_mapping(mapping)

    assert reading.pseudonym_key == "userId"
    assert reading.site == PARIS
    assert not reading.is_utc
    assert [pattern.service for pattern in reading.patterns] == [None, "messagerie", "attestation"]
