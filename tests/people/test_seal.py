"""An invitation opens an account, and not what was private in it before (docs/decisions/0019)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from learning.models import ExerciseTry
from learning.queries.notes import tried_exercises
from people.actions.accounts import invite, open_account
from people.actions.retention import purge
from people.actions.rights import open_data_request
from people.actions.seals import end_seal_by_factor, end_seal_by_mailed_link, end_seal_by_password
from people.enums import NoticePurpose, OpeningCause, RequestKind
from people.models import AccountOpening, NoticeSeen, OpenSession, Person
from people.policies import active_seal, sealed_before
from people.queries.privacy import data_held_about, export_passphrase
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory
from tests.people.test_password_reset import ask, choose, link_in


pytestmark = pytest.mark.django_db

OLD, THEIRS, NEW = "quatre mots vont bien ensemble", "mot choisi par un autre", "encore un autre"
OPEN, LOGIN = reverse("people:open_account"), reverse("people:login")
REOPENED, MY_DATA = reverse("people:reopened"), reverse("people:my_data")
IT_WAS_NOT_ME = f"{reverse('people:ask')}?nature=restriction"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def nadia():
    person = PersonFactory(staff_number="00042", email="nadia@exemple.fr", last_name="Benali")
    person.set_password(OLD)
    person.save()
    open_data_request(person=person, kind=RequestKind.ERASURE, wrong="Effacez ma présence ici.")
    return person


@pytest.fixture
def newcomer():
    person = PersonFactory(staff_number="00077")
    person.set_unusable_password()
    person.save()
    return person


def opened(person, by=None, password=THEIRS):
    """By whoever holds the code."""
    code = invite(person=person, by=by)
    open_account(staff_number=person.staff_number, code=code, password=password)
    return Person.objects.get(pk=person.pk)


def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def told_of_before(person):
    return "Effacez ma présence ici." in browser(person).get(MY_DATA).content.decode()


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


# --- What is closed, and for how long ---------------------------------------------------------------------


def test_whoever_opens_an_account_again_does_not_read_what_its_owner_wrote(nadia, administrator):
    assert told_of_before(nadia)
    nadia = opened(nadia, by=administrator)

    assert not told_of_before(nadia)
    held = {data.holding.key: data for data in data_held_about(nadia)}["people.DataRequest"]
    assert (held.rows, held.seal.since) == ([], nadia.opened_at)


def test_what_is_written_after_is_shown_at_once(nadia, administrator):
    nadia = opened(nadia, by=administrator)
    open_data_request(person=nadia, kind=RequestKind.ACCESS, wrong="Une copie, merci.")

    assert "Une copie, merci." in browser(nadia).get(MY_DATA).content.decode()


def test_exercises_tried_on_the_day_of_a_first_opening_are_ones_own(nadia, newcomer, administrator):
    lesson = make_lesson(make_module()).record
    nadia, newcomer = opened(nadia, by=administrator), opened(newcomer, by=administrator)
    for person in (nadia, newcomer):
        ExerciseTry.objects.create(person=person, lesson=lesson, block="x", tried_on=today())

    assert tried_exercises(newcomer, lesson.pk) == {"x"}
    assert (
        tried_exercises(nadia, lesson.pk) == set()
    )  # hers or somebody else's: the day does not tell


def test_a_seal_ends_by_itself_after_its_days(nadia, administrator, settings):
    nadia = opened(nadia, by=administrator)
    with in_days(settings.ACCOUNT_SEAL_DAYS - 0.01):
        assert sealed_before(nadia) == nadia.opened_at
    with in_days(settings.ACCOUNT_SEAL_DAYS + 0.01):
        assert sealed_before(nadia) is None


def test_sealing_can_be_switched_off_and_a_check_warns(nadia, administrator, settings):
    assert not [message for message in run_checks() if message.id == "people.W001"]
    settings.ACCOUNT_SEAL_DAYS = 0
    nadia = opened(nadia, by=administrator)

    assert sealed_before(nadia) is None
    assert not AccountOpening.objects.exclude(earlier_password="").exists()
    assert [message for message in run_checks() if message.id == "people.W001"]


def test_inviting_oneself_seals_nothing(administrator):
    assert sealed_before(opened(administrator, by=administrator)) is None


def test_an_invitation_without_a_maker_seals_as_well(nadia):
    assert sealed_before(opened(nadia))


def test_a_password_reset_by_mail_alone_never_seals(nadia, mails):
    (message,) = mails(ask)
    choose(Client(), link_in(message), NEW)

    assert told_of_before(Person.objects.get(pk=nadia.pk))


# --- An address, and a provider, that somebody else has just changed ------------------------------------------


def address_changed(person, address, *, days_ago=0):
    """As an import, or a change on screen, does."""
    changed = timezone.now() - timedelta(days=days_ago)
    Person.objects.filter(pk=person.pk).update(email=address, address_changed_at=changed)
    return Person.objects.get(pk=person.pk)


def reset(mails, address):
    (message,) = mails(lambda: ask(address))
    mails(lambda: choose(Client(), link_in(message), NEW))


def test_a_reset_at_an_address_that_was_changed_lately_seals(nadia, mails):
    address_changed(nadia, "intruder@exemple.fr", days_ago=29)
    reset(mails, "intruder@exemple.fr")
    nadia = Person.objects.get(pk=nadia.pk)
    opening = AccountOpening.objects.get(person=nadia)

    assert not told_of_before(nadia)
    assert (opening.cause, opening.invitation) == (OpeningCause.NEW_ADDRESS, None)
    assert "that had been changed lately" in browser(nadia).get(REOPENED).content.decode()
    assert end_seal_by_password(person=nadia, password=OLD)
    assert told_of_before(nadia)


def test_a_second_reset_there_proves_nothing(nadia, mails):
    address_changed(nadia, "intruder@exemple.fr")
    for _again in range(2):
        cache.clear()
        reset(mails, "intruder@exemple.fr")

    assert not told_of_before(Person.objects.get(pk=nadia.pk))


def test_nor_does_one_after_an_invitation(nadia, administrator, mails):
    nadia = address_changed(nadia, "intruder@exemple.fr")
    mails(lambda: opened(nadia, by=administrator))
    reset(mails, "intruder@exemple.fr")

    assert not told_of_before(Person.objects.get(pk=nadia.pk))


def test_a_month_later_the_address_is_theirs(nadia, mails):
    address_changed(nadia, "nadia.benali@exemple.fr", days_ago=31)
    reset(mails, "nadia.benali@exemple.fr")

    assert told_of_before(Person.objects.get(pk=nadia.pk))


def test_once_proven_the_address_is_theirs_too(nadia, mails):
    address_changed(nadia, "nadia.benali@exemple.fr")
    reset(mails, "nadia.benali@exemple.fr")
    end_seal_by_password(person=Person.objects.get(pk=nadia.pk), password=OLD)
    cache.clear()
    reset(mails, "nadia.benali@exemple.fr")

    assert told_of_before(Person.objects.get(pk=nadia.pk))


def test_the_database_knows_why_an_account_is_sealed(nadia, administrator):
    opened(nadia, by=administrator)
    openings = AccountOpening.objects.filter(person=nadia)
    for fields in ({"cause": "other"}, {"cause": "new_address"}, {"invitation": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            openings.update(**fields)


# --- What else is closed ----------------------------------------------------------------------------------------


def test_which_mails_and_notices_came_before_is_not_told(nadia, administrator, mails):
    """They tell that somebody had asked for help, or answered."""
    NoticeSeen.objects.create(person=nadia, purpose=NoticePurpose.HELP, version="1.0")
    mails(ask)
    before = held_rows(nadia)
    after = held_rows(opened(nadia, by=administrator))

    assert before["people.OutgoingMail"] == before["people.NoticeSeen"] == 1
    assert after == {"people.OutgoingMail": 1, "people.NoticeSeen": 0}  # the one of the opening


def held_rows(person):
    keys = ("people.OutgoingMail", "people.NoticeSeen")
    counts = {data.holding.key: len(data.rows) for data in data_held_about(person)}
    return {key: counts[key] for key in keys}


def test_files_made_before_stay_locked(nadia, administrator):
    before = export_passphrase(nadia)
    nadia = opened(nadia, by=administrator)

    assert export_passphrase(nadia) != before
    assert before not in browser(nadia).get(MY_DATA).content.decode()


def test_open_sessions_end_and_second_factors_stay(nadia, administrator):
    theirs = Client()
    theirs.post(LOGIN, {"username": "00042", "password": OLD})
    Authenticator.objects.create(user=nadia, type=Authenticator.Type.TOTP, data={})
    assert theirs.get(MY_DATA).status_code == 200
    opened(nadia, by=administrator)

    assert theirs.get(MY_DATA).status_code == 302
    assert not OpenSession.objects.filter(person=nadia).exists()
    assert Authenticator.objects.filter(user=nadia).exists()


# --- What ends it at once -----------------------------------------------------------------------------------


def test_the_password_of_before_ends_it(nadia, administrator):
    nadia = opened(nadia, by=administrator)
    shown = export_passphrase(nadia)
    client = browser(nadia)

    assert client.post(REOPENED, {"password": THEIRS}).status_code == 200
    assert sealed_before(nadia)
    assert client.post(REOPENED, {"password": OLD}).url == MY_DATA
    assert told_of_before(nadia)
    assert export_passphrase(nadia) != shown
    assert not AccountOpening.objects.exclude(earlier_password="").exists()


def test_nobody_guesses_it(nadia, administrator):
    client = browser(opened(nadia, by=administrator))
    answers = [client.post(REOPENED, {"password": f"essai {n}"}).status_code for n in range(11)]

    assert answers == [200] * 10 + [429]


def test_a_password_reset_at_the_address_of_before_ends_it(nadia, administrator, mails):
    mails(lambda: opened(nadia, by=administrator))
    (message,) = mails(ask)
    choose(Client(), link_in(message), NEW)

    assert told_of_before(Person.objects.get(pk=nadia.pk))


def test_a_link_at_an_address_that_came_since_does_not_end_a_seal(nadia, administrator, mails):
    mails(lambda: opened(nadia, by=administrator))
    Person.objects.filter(pk=nadia.pk).update(email="intruder@exemple.fr")
    (message,) = mails(lambda: ask("intruder@exemple.fr"))
    choose(Client(), link_in(message), NEW)

    assert not told_of_before(Person.objects.get(pk=nadia.pk))


def test_nobody_proves_anything_by_an_address_that_was_never_there(administrator):
    person = PersonFactory(email=None)
    person.set_password(OLD)
    person.save()
    person = opened(person, by=administrator)

    assert not end_seal_by_mailed_link(person=person)
    person.email = "intruder@exemple.fr"
    assert not end_seal_by_mailed_link(person=person)


def factor(person, *, days):
    created = timezone.now() + timedelta(days=days)
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={}, created_at=created
    )


def test_a_factor_set_up_before_ends_it_and_no_other(nadia, administrator):
    before, other = factor(nadia, days=-9), factor(PersonFactory(), days=-9)
    nadia = opened(nadia, by=administrator)
    since = factor(nadia, days=1)

    assert not end_seal_by_factor(person=nadia, used=[since.pk, other.pk])
    assert end_seal_by_factor(person=nadia, used=[before.pk])
    assert sealed_before(nadia) is None


# --- Who opens it twice -------------------------------------------------------------------------------------


def test_an_intruder_who_opens_it_again_has_nothing_to_show(nadia, administrator):
    """Their password, their factor and their address came after the first opening."""
    nadia = opened(nadia, by=administrator)
    theirs = factor(nadia, days=0)
    nadia.email = "intruder@exemple.fr"
    nadia.save()
    nadia = opened(nadia, by=administrator, password=NEW)

    assert not end_seal_by_password(person=nadia, password=THEIRS)
    assert not end_seal_by_factor(person=nadia, used=[theirs.pk])
    assert not end_seal_by_mailed_link(person=nadia)
    assert end_seal_by_password(person=nadia, password=OLD)


def test_what_an_intruder_wrote_is_closed_to_the_owner_who_comes_back(nadia, administrator):
    intruded = opened(nadia, by=administrator)
    first = intruded.opened_at
    nadia = opened(nadia, by=administrator)

    assert sealed_before(nadia) > first


def test_a_password_of_before_is_not_kept_longer_than_the_seal(nadia, administrator, settings):
    opened(nadia, by=administrator)

    assert purge().counts["earlier_passwords"] == 0
    with in_days(settings.ACCOUNT_SEAL_DAYS + 1):
        assert purge().counts["earlier_passwords"] == 1


# --- Who is told --------------------------------------------------------------------------------------------


def test_the_person_is_told_by_mail_and_where_to_read_who_made_the_invitation(
    nadia, administrator, mails
):
    (message,) = mails(lambda: opened(nadia, by=administrator))

    assert message.to == ["nadia@exemple.fr"]
    assert MY_DATA in message.body


@pytest.mark.parametrize("address", ["/", MY_DATA])
def test_the_first_screens_say_so_for_a_month_and_lead_to_the_officer(
    nadia, administrator, address
):
    nadia = opened(nadia, by=administrator)
    page = browser(nadia).get(address).content.decode()

    assert f"an invitation made by {administrator}" in page
    assert IT_WAS_NOT_ME in page
    assert "nothing is lost" in page  # what is hidden, and till when
    with in_days(31):
        assert IT_WAS_NOT_ME not in browser(nadia).get(address).content.decode()


def test_a_reopening_is_still_shown_once_the_seal_is_over(nadia, administrator):
    nadia = opened(nadia, by=administrator)
    end_seal_by_password(person=nadia, password=OLD)
    page = browser(nadia).get(REOPENED).content.decode()

    assert IT_WAS_NOT_ME in page
    assert "earlier" not in page
    assert "nothing is lost" not in page
    assert IT_WAS_NOT_ME in browser(nadia).get(MY_DATA).content.decode()


def test_the_officer_reads_that_it_may_be_somebody_else_who_asks(
    client, nadia, administrator, data_protection_officer
):
    nadia = opened(nadia, by=administrator)
    data_request = open_data_request(person=nadia, kind=RequestKind.ERASURE, wrong="Effacez tout.")
    client.force_login(data_protection_officer)
    page = client.get(
        reverse("rights_admin:request", args=[data_request.uuid]), headers={"accept-language": "en"}
    )

    assert "make sure who asks" in page.content.decode()


# --- Nobody is in the way of a newcomer ---------------------------------------------------------------------


def test_a_newcomer_reads_nothing_of_it(newcomer, training_manager):
    newcomer = opened(newcomer, by=training_manager)
    pages = [browser(newcomer).get(address).content.decode() for address in ("/", MY_DATA)]

    assert active_seal(newcomer).is_first
    assert not [page for page in pages if "reopened" in page or "shows from" in page]
    assert browser(newcomer).get(REOPENED).status_code == 404
    assert not [data for data in data_held_about(newcomer) if data.seal]


def test_whoever_came_in_through_a_provider_before_is_no_newcomer(newcomer, administrator):
    Person.objects.filter(pk=newcomer.pk).update(last_login=timezone.now())

    assert not active_seal(opened(newcomer, by=administrator)).is_first


def test_whoever_opened_their_account_long_ago_costs_no_query(
    nadia, administrator, django_assert_num_queries
):
    nadia = opened(nadia, by=administrator)
    with in_days(40), django_assert_num_queries(0):
        assert sealed_before(nadia) is None
