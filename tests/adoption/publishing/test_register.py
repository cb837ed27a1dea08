"""The register of publications: how each was made and what it cost, and nothing that hangs on hidden values."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.foundation.periods import Month
from adoption.publishing.actions import publications as publishing
from adoption.publishing.actions.publications import publish
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.publishing.disclosure.auditor import AuditResult, Finding
from adoption.publishing.disclosure.losses import Loss
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.mails import WITHHELD
from adoption.publishing.models import Figure, Publication
from adoption.publishing.queries import provenance
from adoption.publishing.queries.register import losses_of
from adoption.usage.actions.sources import record_intake
from adoption.usage.enums import SourceKind
from adoption.usage.models import SourceIntake, UsageDay
from learning.models import Enrolment
from people.mail.message import decrypt_mail, message_for
from people.models import OutgoingMail
from tests.adoption.conftest import OCTOBER
from tests.learning.factories import make_path


pytestmark = pytest.mark.django_db

LIST = reverse("adoption:register")
PAGE = "adoption:publication"
FILE = "adoption:publication_file"


def address(name, portal, month="2026-10"):
    return reverse(name, args=[portal.slug, month])


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def withheld(declared, administrator, data_protection_officer, editor, monkeypatch):
    """October, of which the audit fixes somebody; whoever has a role had it before."""
    drafted = publishing.draft

    def leaking(**values):
        made = drafted(**values)
        found = Finding(made.tree.root.id, 3, True, ())
        return replace(made, audit=AuditResult((found,), 20, 7, 3, 1.5, 10))

    monkeypatch.setattr(publishing, "draft", leaking)
    for _twice in range(2):
        publish(portal=declared["portal"], month=OCTOBER)
    monkeypatch.undo()
    return declared


# --- What it says -------------------------------------------------------------------------------------


def test_the_page_says_how_a_month_was_made(published, client, administrator):
    client.force_login(administrator)

    page = client.get(address(PAGE, published["portal"])).content.decode()

    for words in (
        "Espace locataire, October 2026",
        "10 people",
        "3 people",
        "5 November 2026",
        "Have an account",
        "version 3",
        "Monthly declarations",
        "5 groups, from the deepest",
        "What protecting the figures cost",
        "none left out",
    ):
        assert words in page
    assert address(PAGE, published["portal"]) in client.get(LIST).content.decode()


def test_what_is_lost_is_counted_from_what_is_stored(published):
    """Teams of 24, 20 and 9 with their division of 60, which is the whole organisation.

    Accounts are of the last two alone.
    """
    publication = Publication.objects.get()

    found = losses_of(publication)

    assert found["account"] == {4: Loss(exact=1), 6: Loss(exact=1)}
    assert sum(each.total for each in found["used"].values()) == 5
    assert found["used"][0] == Loss(hidden=1)


def test_nothing_in_the_register_hangs_on_values_that_are_hidden(declared, client, administrator):
    """Two organisations of which the same is published differ in the audit's own count, not here."""
    portal = declared["portal"]
    publish(portal=portal, month=OCTOBER)
    client.force_login(administrator)
    before = client.get(address(FILE, portal)).json(), client.get(address(PAGE, portal)).content
    with connection.cursor() as cursor:  # as no page can: what the audit counted was otherwise
        audit = Publication.objects.get().audit | {
            "coalitions": 3,
            "coalitions_left_out": 9,
            "seconds": 2.75,
        }
        lift_the_guard(cursor)
        cursor.execute("UPDATE adoption_publication SET audit = %s", [json.dumps(audit)])

    after = client.get(address(FILE, portal)).json(), client.get(address(PAGE, portal)).content
    assert before[0] == after[0]
    assert len(before[1]) == len(after[1])


def lift_the_guard(cursor):
    if connection.vendor == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'adoption_publication'"
        cursor.execute(names)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute("ALTER TABLE adoption_publication DISABLE TRIGGER USER")


def test_only_who_reads_every_figure_finds_figures_in_the_file(
    published, client, administrator, data_protection_officer
):
    client.force_login(administrator)
    said = client.get(address(FILE, published["portal"])).json()
    assert "figures" not in said
    assert said["parameters"]["order"]
    assert said["audit"]["passed"]

    client.force_login(data_protection_officer)
    said = client.get(address(FILE, published["portal"])).json()
    assert len(said["figures"]) == Figure.objects.count()


def test_a_hidden_figure_is_hidden_in_the_file_too(published, client, data_protection_officer):
    client.force_login(data_protection_officer)

    said = client.get(address(FILE, published["portal"])).json()

    small = [each for each in said["figures"] if each["team_name"] == "Régie"]
    assert {(each["kind"], each["low"], each["high"]) for each in small} == {("hidden", None, None)}


@pytest.mark.parametrize("role", ["editor", "person"])
def test_others_find_no_register(published, client, role, request):
    client.force_login(request.getfixturevalue(role))

    for url in (LIST, address(PAGE, published["portal"]), address(FILE, published["portal"])):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("month", ["2026-09", "2026-13", "demain"])
def test_a_month_that_never_was_is_not_found(published, client, administrator, month):
    client.force_login(administrator)

    assert client.get(address(PAGE, published["portal"], month)).status_code == 404


def test_a_quarter_of_learning_reach_is_registered(declared, client, administrator):
    path = make_path()
    Enrolment.objects.create(person=declared["people"]["north"][0], path=path)
    Enrolment.objects.update(enrolled_at="2026-07-02T09:00Z")
    publish_learning_reach()
    client.force_login(administrator)

    listed = client.get(reverse("adoption:registered_quarters")).content.decode()
    page = client.get(reverse("adoption:registered_quarter", args=["2026-Q3"])).content.decode()
    said = client.get(reverse("adoption:quarter_file", args=["2026-Q3"])).json()

    assert "hird quarter of 2026" in listed
    assert "Smallest organisation with a figure" in page
    assert said["parameters"]["least_population"] == 50
    assert set(said["lost"]) == {"started", "finished"}
    assert "members" not in json.dumps(said)


def test_one_publication_costs_the_same_for_few_groups_and_for_many(
    published, client, administrator
):
    client.force_login(administrator)
    client.get(address(PAGE, published["portal"]))
    with CaptureQueriesContext(connection) as seen:
        client.get(address(PAGE, published["portal"]))

    assert len(seen) <= 10


# --- Where it comes from ------------------------------------------------------------------------------


def usage_file(folder, *rows):
    file = folder / "usage.csv"
    file.write_text("\n".join(["pseudonyme;service;jour", *rows]) + "\n")
    return file


def test_the_days_of_intake_are_told_and_never_how_much_came(
    declared, client, administrator, tmp_path
):
    portal = declared["portal"]
    rows = [f"p{number};messagerie;2026-10-{1 + number % 28:02}" for number in range(77)]
    call_command("import_usage", usage_file(tmp_path, *rows), "--portal", portal.slug)
    record_intake(portal=portal, kind=SourceKind.API, on=date(2026, 11, 3))
    record_intake(portal=portal, kind=SourceKind.API, on=date(2026, 11, 3))
    publish(portal=portal, month=OCTOBER)
    client.force_login(administrator)

    page = client.get(address(PAGE, portal)).content.decode()
    said = client.get(address(FILE, portal)).json()

    assert "File of days of use" in page
    assert "24 November 2026" in page
    assert "Interface of the portal" in page
    assert "3 November 2026" not in page.replace("23 November", "")
    assert ">77<" not in page
    assert " 77 " not in page
    assert said["parameters"]["intakes"] == {"api": [], "file": ["2026-11-24"]}


def test_a_file_that_is_refused_or_only_tried_is_no_intake(declared, tmp_path):
    good = usage_file(tmp_path, "p1;messagerie;2026-10-01")
    call_command("import_usage", good, "--portal", declared["portal"].slug, "--dry-run")
    bad = usage_file(tmp_path, "p1;messagerie;hier")
    with pytest.raises(SystemExit):
        call_command("import_usage", bad, "--portal", declared["portal"].slug)

    assert not SourceIntake.objects.exists()


@pytest.mark.parametrize(
    ("accounts", "least", "many"), [(49, 1, False), (50, 1, True), (50, 200, False)]
)
def test_late_days_are_told_as_many_or_not_and_never_change_afterwards(
    declared, monkeypatch, accounts, least, many, client, administrator
):
    monkeypatch.setattr(provenance, "LEAST_STAFF", least)
    portal = declared["portal"]
    publish(portal=portal, month=OCTOBER)
    service = portal.services.first()
    UsageDay.objects.bulk_create(
        UsageDay(
            portal=portal,
            pseudonym=f"p{each}",
            service=service,
            day=date(2026, 10, 5),
            is_late=True,
        )
        for each in range(accounts)
    )
    later = publish(portal=portal, month=Month(2026, 11), today=date(2027, 1, 10))
    client.force_login(administrator)
    before = client.get(address(PAGE, portal, "2026-11")).content.decode()
    UsageDay.objects.filter(pseudonym__in=["p0", "p1"]).delete()  # links that are undone

    assert later.parameters["late"] == {"month": "2026-10", "many": many}
    assert ("50 accounts or more" in before) == many
    assert ("fewer than 50 accounts" in before) != many
    after = client.get(address(PAGE, portal, "2026-11")).content.decode()
    assert len(before) == len(after)


# --- Withheld -----------------------------------------------------------------------------------------


def test_administrators_and_officers_are_told_once_that_a_month_is_withheld(
    withheld, administrator, data_protection_officer
):
    mails = list(OutgoingMail.objects.filter(kind=WITHHELD))

    assert {each.person for each in mails} == {administrator, data_protection_officer}
    assert len(mails) == 2
    message = message_for(administrator, mails[:1], [decrypt_mail(mails[0].content)])
    assert "Espace locataire, 10/2026" in message.body
    assert address(PAGE, withheld["portal"]) in message.body


def test_nobody_is_told_of_a_month_that_went_out(published, administrator):
    assert not OutgoingMail.objects.filter(kind=WITHHELD).exists()


def test_a_withheld_month_says_so_and_nothing_of_what_it_would_have_said(
    withheld, client, administrator
):
    client.force_login(administrator)

    page = client.get(address(PAGE, withheld["portal"])).content.decode()
    said = client.get(address(FILE, withheld["portal"])).json()

    assert "Withheld" in page
    assert "What protecting the figures cost" not in page
    assert "put to the test" not in page
    assert said["status"] == PublicationStatus.WITHHELD
    assert said["audit"] == {"passed": False}
    assert said["lost"] == {}
