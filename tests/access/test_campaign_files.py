"""A campaign that leaves names nobody, wherever somebody stands in the database, and tells no figure of theirs."""

import io
import zipfile

import pytest
from django.urls import reverse

from adoption.usage.pseudonyms import subject_of
from tests.access.planting import plant
from tests.access.world import SIGNED_IN, STAFF, TRAINING


pytestmark = pytest.mark.django_db


def test_nobody_stands_in_the_files_of_a_campaign(client, world):
    plant(world, world.people[STAFF])
    client.force_login(world.people[TRAINING])

    answer = client.post(reverse("adoption:campaign_file"), {"with_name": "yes"})
    page = client.get(reverse("adoption:campaign"))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        said = "\n".join(archive.read(name).decode() for name in archive.namelist())
    people = [world.people[name] for name in SIGNED_IN if world.people.get(name)]
    marks = [
        mark
        for person in people
        for mark in (person.last_name, person.email, person.staff_number, subject_of(person))
        if mark
    ]
    team = world.shared["other_team"].name  # the other is called as a screen is
    assert len(marks) > 10
    assert "Espace locataire" in said
    assert [mark for mark in (*marks, team) if mark in said] == []
    # The page has the head with the viewer’s own name.
    shown = page.content.decode().partition("<main")[2]
    assert [mark for mark in marks if mark in shown] == []
