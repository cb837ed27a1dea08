"""The accounts of the demo, seeded from its staff list."""

import pytest

from demo.generation.generator import generate_organisation
from demo.seeding import organisation
from people.enums import Role
from people.models import Person


pytestmark = pytest.mark.django_db


def test_the_editor_has_a_colleague_who_may_review_and_the_ambassador_marks_as_a_trainer():
    demo = generate_organisation(staff=60, months=1)
    organisation.import_staff_lists(demo, organisation.Files(demo))

    cast = organisation.open_accounts(demo.cast)

    second = Person.objects.with_role(Role.EDITOR).exclude(pk=cast["editor"].pk).get()
    assert second not in cast.values()
    assert second.check_password(organisation.PASSWORD)
    assert Person.objects.with_role(Role.TRAINER).get() == cast["ambassador"]
