"""What PostgreSQL keeps with each row: the transactions that wrote and that locked it.

Two rows with the same number were touched at the same time. None about use may share one with a row that
names somebody: a copy of the database would then say whose it is.
"""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from adoption.surveys.actions.rounds import open_round
from adoption.surveys.models import SurveyRound
from adoption.tasks import scrub_transaction_ids_task
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.actions.tokens import make_token
from adoption.usage.models import PortalLink, WithdrawnPseudonym
from adoption.usage.pseudonyms import subject_of
from core.background import Queue
from core.dates import today
from people.enums import NoticePurpose, PublicContact
from people.models import OutboxTask, Person
from people.queries.notices import current_notices
from tests.access.surveys import load_surveys
from tests.adoption.factories import PortalFactory, PortalLinkFactory, PortalServiceFactory
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db, settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("of what PostgreSQL keeps with each row")
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


@pytest.fixture
def portal(on_postgresql):
    portal = PortalFactory()
    PortalServiceFactory(portal=portal, slug="attestation")
    make_token(portal=portal, name="essais", by=None)
    return portal


@pytest.fixture
def staff(portal):
    load_surveys()
    people = [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]
    for survey in ("barometer", "habits"):
        open_round(survey=survey, closes_on=today() + timedelta(days=9))
    return people


def about_use():
    """Tables under a subject, a pseudonym, or of the counts of an anonymous box."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model._meta.label in {"adoption.BallotBox", "adoption.TallyBox"} or (
            model._meta.app_label == "adoption" and names & {"subject", "pseudonym"}
        ):
            yield model._meta.db_table


def naming():
    """People themselves, whatever points at them, and their sessions."""
    yield "django_session"
    for model in apps.get_models(include_auto_created=True):
        pointed = [field for field in model._meta.concrete_fields if field.related_model is Person]
        if model is Person or pointed:
            yield model._meta.db_table


def numbers(tables, since):
    """By table, the transactions from `since` on that wrote or locked one of its rows."""
    found = {}
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT xmin::text::bigint, xmax::text::bigint FROM {table}"  # noqa: S608
            )
            rows = {number for row in cursor.fetchall() for number in row if number >= since}
        if rows:
            found[table] = rows
    return found


def written(tables, since):
    """By table, the transactions that wrote its rows, if any is from `since` on."""
    found = {}
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT xmin::text::bigint FROM {table}")  # noqa: S608
            found[table] = {number for (number,) in cursor.fetchall() if number >= since}
    return found


def now_is():
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return cursor.fetchone()[0]


def acts(client, person, portal):
    """Everything that somebody does of which a row remains, as their browser sends it."""

    def post(name, *args, **sent):
        purpose = {"link": NoticePurpose.PORTAL_LINK, "goals": NoticePurpose.DECLARED_USE}
        surveys = {"barometer", "habits", "keep_copy"}
        of = NoticePurpose.SURVEYS if name in surveys else purpose.get(name)
        (notice,) = current_notices([of or NoticePurpose.DECLARED_USE])
        answer = client.post(
            reverse(f"adoption:{name}", args=args), {"notice": notice.version} | sent
        )
        assert answer.status_code in (200, 302), (name, answer.status_code)

    month = f"{today():%Y-%m}"
    service = portal.services.get()
    barometer = SurveyRound.objects.get(survey="barometer").uuid
    PositionFactory(person=person, site=SiteFactory(), contact=PublicContact.FRONT_OFFICE)
    client.force_login(person)
    client.get("/")
    post("declare", portal.slug, month, answer="yes")
    post("goals", portal.slug, **{f"service-{service.pk}": "monthly"})
    post("tick", portal.slug, service="attestation", month=month)
    post("link", portal.slug)
    post("barometer", **{"q-wish": "2"})
    post("keep_copy", round=barometer, **{"q-wish": "2"})
    post("habits", **{"q-main_worry": "left_behind"})
    post("desk", quoi="used", envoi=f"{person.pk}")


def test_no_transaction_touches_a_name_and_a_row_about_use(client, staff, portal):
    since = now_is()
    for person in staff[:3]:
        acts(client, person, portal)
    for person in staff[3:5]:
        client.force_login(person)
        client.post(reverse("adoption:measurement"), {"counted": "no", "logbook": "erase"})
    client.post(reverse("adoption:measurement"), {"counted": "yes"})

    use, names = numbers(about_use(), since), numbers(naming(), since)
    assert use.keys() >= {
        *("adoption_declaration", "adoption_usegoal", "adoption_usetick", "adoption_linkcode"),
        *("adoption_surveytoken", "adoption_ballotbox", "adoption_surveyanswers"),
        *("adoption_barometercopy", "adoption_objection", "adoption_usenoticeseen"),
        "adoption_tallybox",
    }
    assert names.keys() >= {"django_session", "people_person"}
    both = [(one, other) for one in use for other in names if use[one] & names[other]]
    assert both == []


def test_after_a_night_no_row_is_beside_the_session_of_whoever_wrote_it(client, staff, portal):
    """The number after an answer’s is that of the session: a copy of the database would say whose it is."""
    since = now_is()
    for person in staff[:3]:
        acts(client, person, portal)
    object_to_measurement(person=staff[4], keep_logbook=True)
    object_to_measurement(person=staff[5], keep_logbook=True)
    for place in (6, 7):
        PortalLinkFactory(portal=portal, person=staff[place])
        undo_link(person=staff[place], portal=portal)
        PortalLinkFactory(portal=portal, person=staff[place])
    tables = set(about_use()) - {"adoption_ballotbox", "adoption_usageday"}
    tables |= {WithdrawnPseudonym._meta.db_table}
    before = written(tables, since)
    assert {table for table, rows in before.items() if len(rows) > 1} == tables

    scrub_transaction_ids_task()

    after = written(tables, since)
    assert {table for table, rows in after.items() if len(rows) > 1} == set()
    assert min(set.union(*after.values())) > max(set.union(*before.values()))


def test_the_outbox_is_scrubbed_around_what_a_long_import_holds():
    for key in ("held", "free"):
        OutboxTask.objects.create(task="people.tasks.purge_task", queue=Queue.DEFAULT, key=key)
    places = "SELECT key, ctid::text FROM people_outboxtask WHERE key IN ('held', 'free')"

    def rows():
        with connection.cursor() as cursor:
            cursor.execute(places)
            return dict(cursor.fetchall())

    before, beside = rows(), connection.copy()
    try:
        with beside.cursor() as cursor:
            beside.set_autocommit(False)
            cursor.execute("UPDATE people_outboxtask SET place = 'import' WHERE key = 'held'")
            with connection.cursor() as impatient:
                impatient.execute("SET lock_timeout = '2s'")
            scrub_transaction_ids_task()
            beside.commit()
    finally:
        beside.close()

    after = rows()
    assert after.keys() == before.keys()
    assert after["free"] != before["free"]
    assert OutboxTask.objects.get(key="held").place == "import"


def test_a_lock_on_the_row_of_a_person_would_be_found(staff, portal):
    """Otherwise the test above would look at the wrong numbers."""
    since = now_is()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=staff[0].pk)
        PortalLink.objects.create(
            portal=portal, pseudonym="p-1", subject=subject_of(staff[0]), linked_on=today()
        )
    use, names = numbers(about_use(), since), numbers(naming(), since)
    assert use["adoption_portallink"] & names["people_person"]
