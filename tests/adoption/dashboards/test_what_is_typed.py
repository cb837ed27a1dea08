"""What may be typed into the parts of adoption by hand or by a forged form: names and signs."""

import warnings
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.charts.contacts import draw
from adoption.contacts.enums import ContactDoor
from adoption.contacts.models import OwnChannel
from adoption.contacts.queries.substitution import read_substitution
from adoption.dashboards.models import SavedView
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.charts.frame import PALETTES, as_svg, new_figure
from adoption.sharing.actions import describe_sharing, import_shared_file, preview_import
from adoption.sharing.models import OtherOrganisation, SharingProfile
from core.spreadsheets import workbook_bytes
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Team
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory
from tests.adoption.sharing.test_sharing import shared, signed
from tests.people.factories import PersonFactory, informed


pytestmark = pytest.mark.django_db

UNREADABLE = ["a\x00b", "a\x0bb", "a\nb", "\u202etxen", "\u200b", "a\u2028b", "\ud800"]


@pytest.fixture
def training(client):
    person = informed(PersonFactory())
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    client.force_login(person)
    return person


# --- Names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*UNREADABLE, "x" * 121])
def test_an_organisation_is_called_something_that_can_be_read(name):
    with pytest.raises(ValidationError):
        import_shared_file(data=signed(shared()), trust_as=name)

    assert not OtherOrganisation.objects.exists()


@pytest.mark.parametrize("name", [*UNREADABLE, "x" * 121])
def test_our_file_names_us_so_that_others_take_it(name):
    with pytest.raises(ValidationError):
        describe_sharing(label=name, sector="housing", portal_kind="tenants")

    assert not SharingProfile.objects.exists()


@pytest.mark.parametrize("name", ["\u202etxen", "a\u2028b", "\u200b", "a\u0085b"])
def test_no_name_in_a_file_turns_or_hides_the_text_around_it(name):
    with pytest.raises(ValidationError):
        preview_import(signed(shared(label=name)))


@pytest.mark.parametrize("name", ["a\x00b", "x" * 61, " "])
def test_a_view_is_renamed_to_what_a_view_may_be_called(client, training, name):
    view = SavedView.objects.create(person=training, name="Habitude", query="")

    client.post(reverse("adoption:rename_view", args=[view.uuid]), {"name": name})

    view.refresh_from_db()
    assert view.name == "Habitude"


@pytest.mark.parametrize("name", ["Prix $x^2_{$", "_caché", "50 $ et 60 $", "a\x0bb", "<b>&amp;"])
def test_a_channel_may_be_called_anything_on_its_chart(name):
    portal = PortalFactory()
    OwnChannel.objects.create(slug="autre", name=name)
    record_contact_volumes(
        portal=portal,
        volumes=[ReportedVolume(Month(2026, number), "autre", 10 * number) for number in (9, 10)],
        by=PersonFactory(),
        door=ContactDoor.FORM,
    )

    svg = draw(read_substitution(portal), "light")

    texts = "".join(ElementTree.fromstring(svg).itertext())  # noqa: S314 - our own
    assert name.replace("\x0b", " ") in texts


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "\ud800", "\ufffe"])
def test_a_workbook_opens_whatever_a_name_holds(text):
    file = workbook_bytes([["Équipe"], [text]], sheet="x")

    assert load_workbook(BytesIO(file)).active["A2"].value


@pytest.mark.parametrize("name", ["Prix $x^2_{$", "50 $ et 60 $", "<b>&amp;"])
def test_a_team_may_be_called_anything_on_the_chart_of_its_page(declared, client, name):
    Team.objects.filter(pk=declared["teams"]["north"].pk).update(name=name)
    publish(portal=declared["portal"], month=OCTOBER)
    client.force_login(declared["people"]["north"][0])

    answer = client.get(reverse("adoption:chart", args=["light"]))

    texts = "".join(ElementTree.fromstring(answer.content).itertext())  # noqa: S314 - our own
    assert name in texts


def test_no_sign_of_control_stays_in_a_drawing():
    figure = new_figure(100, 100, PALETTES["light"])
    figure.subplots().set_xlabel("a\x0bb")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the face has no such sign
        svg = as_svg(figure)

    assert "a b" in "".join(ElementTree.fromstring(svg).itertext())  # noqa: S314 - our own
