"""Partners' learners: they sign in and learn until a day, and no count, list or right knows them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from adoption.foundation.periods import Month
from adoption.publishing.queries.facts import team_by_person
from learning.queries.page_progress import people_of_team
from people.actions.accounts import grant_role
from people.actions.externals import (
    add_external,
    change_external,
    end_external,
    get_or_create_partner,
)
from people.actions.positions import PositionDetails, add_position
from people.enums import PartnerKind, PersonKind, Role, ViewedData
from people.importers.staff import import_staff
from people.models import Look, Partner, Person, Team
from tests.adoption.factories import PortalFactory
from tests.people.factories import (
    ExternalFactory,
    PartnerFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

TODAY, LAST = date(2026, 3, 20), date(2026, 4, 30)
SOME_DAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
HEADING = "matricule;nom;prenom;courriel;equipe"


@pytest.fixture
def external():
    return ExternalFactory(employed_from=TODAY, employed_until=LAST, last_login=SOME_DAY)


# --- What makes one ------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "fields",
    [
        {"employed_until": None},
        {"partner": None},
        {"is_superuser": True},
        {"kind": "visitor"},
        {"kind": PersonKind.STAFF},
    ],
)
def test_the_database_refuses_one_without_end_or_partner_or_with_rights(external, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=external.pk).update(**fields)


def test_an_external_is_added_with_a_number_of_their_own_and_no_password():
    partner = get_or_create_partner(name="Maison de Segré", kind=PartnerKind.PUBLIC_SERVICE_HOUSE)
    person = add_external(
        first_name="Aïcha",
        last_name="Kone",
        email="",
        partner=partner,
        from_day=TODAY,
        last_day=LAST,
    )

    assert person.staff_number.startswith("EXT-")
    assert (person.kind, person.employed_until) == (PersonKind.EXTERNAL, LAST)
    assert not person.has_usable_password()
    assert get_or_create_partner(name="Maison de Segré", kind=PartnerKind.OTHER) == partner


def test_an_address_that_somebody_has_is_refused(external):
    with pytest.raises(ValidationError):
        change_external(
            person=external, email=PersonFactory().email, last_day=LAST, by=PersonFactory()
        )


# --- Until the end date --------------------------------------------------------------------------------


def test_the_door_is_open_until_the_last_day_and_an_open_session_ends_with_it(client, external):
    client.force_login(external)
    page = reverse("people:my_data")
    answers = []
    for day in (LAST, LAST + timedelta(days=1)):
        with time_machine.travel(day, tick=False):
            answers.append(client.get(page).status_code)

    assert answers == [200, 302]


def test_an_external_who_is_ended_is_out_at_the_next_click_and_can_be_let_in_again(
    client, external
):
    client.force_login(external)
    page = reverse("people:my_data")
    with time_machine.travel(TODAY, tick=False):
        end_external(person=external)
        assert client.get(page).status_code == 302
        change_external(person=external, email="", last_day=LAST, by=PersonFactory())
        client.force_login(external)
        assert client.get(page).status_code == 200


def test_another_address_is_noted_with_who_changed_it(external, administrator):
    for address in ("premiere@exemple.fr", "autre@exemple.fr", "autre@exemple.fr"):
        change_external(person=external, email=address, last_day=date(2099, 1, 1), by=administrator)

    looks = Look.objects.filter(subject=external).values_list("viewer", "seen")
    assert set(looks) == {(administrator.pk, ViewedData.ADDRESS)}
    external.refresh_from_db()
    assert external.address_changed_at


def test_staff_are_not_ended_by_hand(person):
    with pytest.raises(ValidationError):
        end_external(person=person)
    with pytest.raises(ValidationError):
        change_external(person=person, email="", last_day=date(2099, 1, 1), by=PersonFactory())


def test_externals_learn_and_ask_for_help_and_are_asked_nothing_of_their_use(
    client, external, portal
):
    month = f"{TODAY:%Y-%m}"
    with time_machine.travel(TODAY, tick=False):
        client.force_login(external)
        assert client.get(reverse("learning:paths")).status_code == 200
        assert client.get(reverse("ambassadors:own_request")).status_code == 200
        assert client.get(reverse("ambassadors:offer")).status_code == 404
        declare = reverse("adoption:declare", args=[portal.slug, month])
        assert client.post(declare, {"answer": "not_yet"}).status_code == 404
        home = client.get("/").content.decode()
    assert declare not in home


@pytest.fixture
def portal():
    from tests.adoption.factories import PortalFactory

    return PortalFactory()


# --- Never counted, never in charge ----------------------------------------------------------------------


def forced_into(team, external):
    """A position that no action makes: what is counted must not rest on there being none."""
    return PositionFactory(
        person=external, team=team, is_manager=True, started_on=date(2026, 1, 1), ended_on=LAST
    )


def test_no_figure_counts_externals():
    external = ExternalFactory(employed_from=date(2026, 1, 1), employed_until=LAST)
    colleague = PositionFactory().person
    team = TeamFactory()
    forced_into(team, external)

    assert set(team_by_person(PortalFactory(), Month(2026, 3))) == {str(colleague.uuid)}
    assert not people_of_team(Team.objects.get(pk=team.pk), on=TODAY).exists()


def test_externals_manage_nothing_whatever_the_tables_say(external):
    team = TeamFactory()
    forced_into(team, external)

    assert not Team.objects.managed_by(external, TODAY).exists()


def test_externals_are_given_no_position_and_no_role(external):
    with pytest.raises(ValidationError):
        grant_role(person=external, role=Role.EDITOR)
    with pytest.raises(ValidationError):
        add_position(
            person=external, work=PositionDetails(team=TeamFactory()), started_on=date(2099, 1, 1)
        )

    assert not external.groups.exists()
    assert not external.positions.exists()


def test_a_role_given_behind_the_back_of_the_action_counts_for_nothing(external, editor):
    external.groups.set(editor.groups.all())

    assert external.roles == set()


# --- The staff list ----------------------------------------------------------------------------------------


def load(*lines, **options):
    with translation.override("en"):
        return import_staff(
            "\n".join([HEADING, *lines]).encode(), as_of=TODAY, answers=ANSWERED, **options
        )


def test_a_full_list_neither_makes_them_leave_nor_counts_them(external):
    before = Person.objects.filter(pk=external.pk).values().get()
    load("001;Benali;Nadia;;Accueil")
    ExternalFactory.create_batch(9)
    report = load("001;Benali;Nadia;;Accueil", full=True)

    assert report.applied
    assert report.leavers == []
    assert Person.objects.filter(pk=external.pk).values().get() == before


def test_externals_do_not_count_in_the_share_of_leavers():
    """One of two members of staff leaves: too many, however many learners there are."""
    load("001;Benali;Nadia;;Accueil", "002;Petit;Marc;;Accueil")
    Person.objects.update(employed_from=date(2019, 1, 7))
    ExternalFactory.create_batch(9)

    assert load("001;Benali;Nadia;;Accueil", full=True).refused


def test_a_list_that_names_them_is_refused(external):
    by_number = load(f"{external.staff_number};Kone;Aïcha;;Accueil")
    by_address = load(f"001;Kone;Aïcha;{external.email.upper()};Accueil")

    assert [refusal.line for refusal in by_number.refused] == [2]
    assert [refusal.line for refusal in by_address.refused] == [2]
    assert not Team.objects.filter(code="Accueil").exists()


def test_a_partner_with_learners_stays(external):
    from django.db.models import ProtectedError

    PartnerFactory().delete()
    with pytest.raises(ProtectedError):
        Partner.objects.get().delete()
