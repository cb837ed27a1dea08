"""Sharing: the pages on which a file is made, looked at and taken in, and the comparison."""

import base64
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption.publishing.actions.publications import publish
from adoption.sharing.actions import describe_sharing, import_shared_file
from adoption.sharing.keys import new_key
from adoption.sharing.models import OtherOrganisation
from adoption.sharing.queries import FORMER_VERSIONS
from people.actions.accounts import grant_role
from people.enums import Role
from tests.adoption.conftest import OCTOBER
from tests.adoption.shared_files import SEPTEMBER, of, shared, signed
from tests.people.factories import PersonFactory, PositionFactory, informed


@pytest.fixture
def out(declared, settings):
    settings.SHARING_KEY = new_key()
    publish(portal=declared["portal"], month=OCTOBER)
    return declared["portal"]


@pytest.fixture
def hr(db):
    person = informed(PersonFactory())
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    return person


def posted(client, file, **more):
    return client.post(
        reverse("adoption:receive_figures"),
        {"file": SimpleUploadedFile("x.json", file)} | more,
        follow=True,
    )


@pytest.mark.django_db
def test_a_file_is_looked_at_before_it_is_taken_in(client, out, hr):
    client.force_login(hr)
    file = signed(shared())
    page = posted(client, file).content.decode()
    assert "compare the fingerprint" in page
    assert not OtherOrganisation.objects.exists()
    given = {"take_in": "yes", "file": base64.b64encode(file).decode(), "known_as": "Habitat"}
    again = client.post(reverse("adoption:receive_figures"), given).content.decode()
    assert not OtherOrganisation.objects.exists()  # the fingerprint was not compared
    assert given["file"] in again  # and the file need not be sent again
    assert 'value="Habitat"' in again
    changed = base64.b64encode(file.replace(b": 44", b": 45")).decode()
    client.post(reverse("adoption:receive_figures"), given | {"compared": "yes", "file": changed})
    assert (
        not OtherOrganisation.objects.exists()
    )  # nor is it believed because it was looked at before
    client.post(reverse("adoption:receive_figures"), given | {"compared": "yes"})
    assert OtherOrganisation.objects.get().known_as == "Habitat"


@pytest.mark.django_db
def test_its_rates_are_read_before_it_is_taken_in(client, out, hr):
    client.force_login(hr)
    import_shared_file(
        data=signed(shared(months={SEPTEMBER: {"used": of(40)}})), trust_as="Habitat"
    )
    page = posted(client, signed(shared())).content.decode()
    rows = [
        re.findall(r"<t[hd][^>]*>\s*(.*?)\s*</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]
    assert ["October 2026", "80%", "61%", "45%", "20–30%", "new"] in rows
    assert ["September 2026", "–", "60–64%", "40–44%", "–", "stays as it is"] in rows


@pytest.mark.django_db
def test_a_forged_file_is_refused_in_words(client, out, hr):
    client.force_login(hr)
    page = posted(client, signed(shared()).replace(b": 44", b": 45")).content.decode()
    assert "The signature does not match" in page


@pytest.mark.django_db
def test_the_page_of_comparison_and_its_files(client, out, hr):
    describe_sharing(label="", sector="housing", portal_kind="tenants")
    import_shared_file(data=signed(shared(label="")), trust_as="Le secret")
    manager = informed(PositionFactory(is_manager=True).person)
    client.force_login(manager)
    page = client.get(reverse("adoption:comparison")).content.decode()
    assert "Social housing, 200 to 499 staff" in page
    assert "Le secret" not in page
    assert re.search(r'<td class="r">[\d–]+%</td>', page)  # a cell of its own below the chart
    for name in ("comparison_table", "comparison_workbook"):
        assert client.get(reverse(f"adoption:{name}")).status_code == 200
    headings, first, *_others = (
        client.get(reverse("adoption:comparison_table")).content.decode("utf-8-sig").splitlines()
    )
    assert headings.count("in per cent, at least") == headings.count("in per cent, at most") == 4
    assert "%" not in first  # bounds are numbers, each in its column
    chart = client.get(reverse("adoption:comparison_chart", args=["dark-narrow"]))
    assert chart.content.startswith(b"<?xml")
    for said in ("Your organisation", "Social housing, 200 to 499 staff"):
        assert said.encode() in chart.content
    assert b"Le secret" not in chart.content


@pytest.mark.django_db
def test_months_that_cannot_be_compared_are_said_in_a_line(client, out, hr):
    describe_sharing(label="", sector="housing", portal_kind="tenants")
    file = signed(shared(definitions=FORMER_VERSIONS))
    client.force_login(hr)
    assert "not set beside shares of all the staff" in posted(client, file).content.decode()
    import_shared_file(data=file, trust_as="Habitat")
    page = client.get(reverse("adoption:comparison")).content.decode()
    assert "2 months that other organisations shared are left out" in page
    assert "Habitat 29" not in page


@pytest.mark.django_db
def test_sharing_is_for_hr_and_administrators(client, out):
    client.force_login(informed(PositionFactory(is_manager=True).person))
    for name in ("sharing", "shared_file"):
        assert client.get(reverse(f"adoption:{name}")).status_code == 404
    assert client.post(reverse("adoption:receive_figures")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 9])
def test_queries_do_not_grow_with_organisations(client, out, hr, count, django_assert_num_queries):
    describe_sharing(label="", sector="housing", portal_kind="tenants")
    for number in range(count):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
        import_shared_file(
            data=signed(shared(label=f"Office {number}"), key), trust_as=f"Office {number}"
        )
    client.force_login(hr)
    client.get(reverse("adoption:comparison"))
    with django_assert_num_queries(8):
        client.get(reverse("adoption:comparison"))
