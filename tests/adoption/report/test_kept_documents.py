"""The register of processing and the impact assessment, in the organisation's own words, by version."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from adoption.report.models import DocumentEdition
from adoption.report.pack.document import compose_document
from people.actions.privacy import erase_person
from people.queries.processors import subprocessors_text


pytestmark = pytest.mark.django_db

REGISTER, IMPACT = reverse("kept_admin:register"), reverse("kept_admin:impact")
WORDS = {"after": 0, "controller": "La directrice de la caisse.", "legal_basis": ""}


def test_words_are_saved_as_versions_and_go_into_the_file(client, data_protection_officer):
    client.force_login(data_protection_officer)
    shown = client.get(REGISTER).content.decode()
    assert 'name="controller"' in shown
    assert escape(subprocessors_text()) in shown  # what the settings say, beside it

    client.post(REGISTER, WORDS)
    client.post(REGISTER, WORDS | {"after": 1, "controller": "Le directeur."})

    assert list(DocumentEdition.objects.values_list("edition", flat=True)) == [2, 1]
    page = client.get(REGISTER).content.decode()
    assert "La directrice" in page  # as it was before
    document = str(compose_document("fr").as_dict())
    assert "Le directeur." in document
    assert "La directrice" not in document
    client.post(IMPACT, {"after": 0, "decision": "Acceptée le 3 mars."})
    assert "Acceptée le 3 mars." in str(compose_document("en").as_dict())


def test_of_two_who_save_the_second_keeps_what_they_typed(client, data_protection_officer):
    client.force_login(data_protection_officer)
    client.post(REGISTER, WORDS)

    late = client.post(REGISTER, WORDS | {"controller": "Quelqu’un d’autre."})

    form = late.context["form"]
    assert form.non_field_errors()
    assert (form["controller"].value(), form["after"].value()) == ("Quelqu’un d’autre.", 1)
    assert DocumentEdition.objects.count() == 1
    same = client.post(REGISTER, WORDS | {"after": 1})
    assert same.context["form"].non_field_errors()


def test_a_version_outlives_whoever_saved_it_without_their_name(client, data_protection_officer):
    client.force_login(data_protection_officer)
    client.post(REGISTER, WORDS)

    erase_person(person=data_protection_officer)

    assert DocumentEdition.objects.get().saved_by is None
