"""A code shown once, typed on the portal, handed back with a pseudonym: nobody else learns who is who."""

import re
from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from adoption.usage.actions.link_codes import make_link_code
from adoption.usage.actions.links import undo_own_link
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.actions.tokens import make_token
from adoption.usage.importers.codes import import_code_rows
from adoption.usage.importers.links import import_links
from adoption.usage.models import LinkCode, Objection, PortalLink, UseNoticeSeen
from adoption.usage.pseudonyms import subject_of
from cms.models import PortalScreen
from people.actions.privacy import erase_person
from people.actions.retention import purge
from people.models import ImportMapping
from tests.access.listening import listening
from tests.adoption.factories import PortalFactory, PortalLinkFactory
from tests.people.factories import ExternalFactory, PersonFactory
from tests.racing import at_once


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

WRONG = "AAAA-BBBB-CCCC"
NAMES = {"code": "code", "pseudonym": "pseudonym"}


@pytest.fixture
def portal(portal):
    """One whose machine would hand a code back."""
    make_token(portal=portal, name="essais", by=None)
    return portal


def link_page(portal):
    return reverse("adoption:link", args=[portal.slug])


def redeem(portal, code, pseudonym, **options):
    return import_code_rows(
        lambda report: iter([(1, code, pseudonym)]), portal=portal, names=NAMES, **options
    )


def shown(response):
    """The code that stands on the page."""
    (spelled,) = re.findall(r'<p class="spelled".*?</p>', response.content.decode(), re.DOTALL)
    return re.sub(r"<.*?>|\s", "", spelled)


def ask(client, portal, **sent):
    return client.post(link_page(portal), {"notice": "2.0"} | sent)


# --- The page -------------------------------------------------------------------------------------------


def test_the_page_says_before_what_is_sent_and_what_never(client, person, portal):
    client.force_login(person)
    page = client.get(link_page(portal)).content.decode()

    assert "What the portal will send" in page
    assert "What it never sends" in page
    assert 'name="notice" value="2.0"' in page
    assert not LinkCode.objects.exists()


def test_a_code_is_shown_once_and_only_its_keyed_hash_is_kept(client, person, portal):
    client.force_login(person)
    PortalScreen.objects.create(portal=portal, slug="code", name="Mon compte, mon employeur")
    response = ask(client, portal)
    code = shown(response)

    assert f">{portal.url}</a>" in response.content.decode()
    assert "Mon compte, mon employeur" in response.content.decode()
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", code)
    assert "no-store" in response["Cache-Control"]
    assert code not in client.get(link_page(portal)).content.decode()
    kept = LinkCode.objects.get()
    assert kept.subject == subject_of(person)
    assert code.replace("-", "") not in str(LinkCode.objects.values().get())
    assert UseNoticeSeen.objects.filter(purpose="portal_link").count() == 1


def test_nothing_is_made_before_the_notice_was_shown(client, person, portal):
    client.force_login(person)
    response = client.post(link_page(portal))

    assert "fingerprint of it is kept" in response.content.decode()
    assert not LinkCode.objects.exists()


def test_asking_again_replaces_the_code(client, person, portal):
    client.force_login(person)
    first, second = shown(ask(client, portal)), shown(ask(client, portal))

    assert redeem(portal, first, "p-1").refused
    assert redeem(portal, second, "p-1").created == 1


def test_whoever_asks_too_often_waits_and_keeps_the_latest(client, person, portal):
    client.force_login(person)
    *_, latest = [shown(ask(client, portal)) for _each in range(5)]
    refused = ask(client, portal)

    assert refused.status_code == 429
    assert "come back in an hour" in refused.content.decode()
    assert redeem(portal, latest, "p-1").created == 1


def test_who_asked_is_neither_in_the_log_nor_in_the_cache(client, person, portal):
    client.force_login(person)
    with listening() as heard:
        code = shown(ask(client, portal))

    said = heard.getvalue()
    assert not [word for word in (code, str(person.uuid), person.staff_number) if word in said]


def test_whoever_objects_can_ask_for_none_and_loses_the_one_they_had(client, person, portal):
    client.force_login(person)
    code = shown(ask(client, portal))
    object_to_measurement(person=person, keep_logbook=True)

    page = client.get(link_page(portal)).content.decode()
    again = ask(client, portal)

    assert "nothing to link" in page
    assert again.status_code == 302
    assert not LinkCode.objects.exists()
    assert redeem(portal, code, "p-1").refused
    withdraw_objection(person=person)
    assert redeem(portal, code, "p-1").refused


def test_whoever_is_linked_is_told_and_gets_no_code(client, person, portal):
    PortalLinkFactory(portal=portal, person=person)
    client.force_login(person)

    assert "there is no code to ask for" in " ".join(
        client.get(link_page(portal)).content.decode().split()
    )
    assert ask(client, portal).status_code == 302
    assert not LinkCode.objects.exists()


def test_there_is_no_such_page_for_a_partners_learner_nor_of_a_portal_that_is_closed(
    client, person
):
    client.force_login(ExternalFactory())
    assert client.get(link_page(PortalFactory())).status_code == 404
    client.force_login(person)
    assert client.get(link_page(PortalFactory(is_open=False))).status_code == 404


def test_there_is_no_code_for_a_portal_that_would_not_hand_it_back(client, person):
    other = PortalFactory()
    client.force_login(person)
    logbook = reverse("adoption:logbook")
    assert link_page(other) not in client.get(logbook).content.decode()
    assert client.get(link_page(other)).status_code == 404

    ImportMapping.objects.create(kind="links", name="codes", columns={"code": "code"})
    assert link_page(other) in client.get(logbook).content.decode()
    assert client.get(link_page(other)).status_code == 200


def test_the_logbook_leads_to_it_until_there_is_a_link(client, person, portal):
    client.force_login(person)
    logbook = reverse("adoption:logbook")
    assert link_page(portal) in client.get(logbook).content.decode()

    PortalLinkFactory(portal=portal, person=person)
    assert link_page(portal) not in client.get(logbook).content.decode()


# --- Redeeming --------------------------------------------------------------------------------------------


def refusal(report):
    assert not report.applied
    return [(each.line, each.reason, each.expected) for each in report.refused]


def test_wrong_used_expired_and_withdrawn_by_objection_are_one_answer(portal):
    used, old, objector = PersonFactory.create_batch(3)
    codes = {name: make_link_code(person=name, portal=portal) for name in (used, old, objector)}
    redeem(portal, codes[used], "p-1")
    Objection.objects.create(subject=subject_of(objector))  # as after a restored backup
    answers = [
        redeem(portal, WRONG, "p-2"),
        redeem(portal, "", "p-2"),
        redeem(portal, codes[used], "p-2"),
        redeem(portal, codes[objector], "p-2"),
        redeem(PortalFactory(), codes[old], "p-2"),
    ]
    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        answers.append(redeem(portal, codes[old], "p-2"))

    assert len({str(refusal(answer)) for answer in answers}) == 1
    assert [link.pseudonym for link in PortalLink.objects.all()] == ["p-1"]


def test_a_code_is_good_through_its_last_day(portal):
    code = make_link_code(person=PersonFactory(), portal=portal)
    with time_machine.travel(datetime(2026, 12, 1, 22, tzinfo=UTC)):
        assert redeem(portal, code, "p-1").created == 1


def test_the_same_again_changes_nothing(portal):
    code = make_link_code(person=PersonFactory(), portal=portal)
    redeem(portal, code, "p-1")

    again = redeem(portal, code, "p-1")

    assert (again.created, again.unchanged, again.refused) == (0, 1, [])


@pytest.mark.usefixtures("in_english")
def test_a_pseudonym_is_nobody_elses_and_a_refusal_spends_no_code(portal):
    PortalLinkFactory(portal=portal, pseudonym="p-1", person=PersonFactory())
    code = make_link_code(person=PersonFactory(), portal=portal)

    assert "nobody else has" in refusal(redeem(portal, code, "p-1"))[0][2]
    assert redeem(portal, code, "p-2").created == 1


@pytest.mark.usefixtures("in_english")
def test_a_withdrawn_pseudonym_stays_withdrawn_and_a_fresh_one_links_again(person, portal):
    first = make_link_code(person=person, portal=portal)
    redeem(portal, first, "p-1")
    undo_own_link(person=person, portal=portal)
    assert not LinkCode.objects.exists()
    second = make_link_code(person=person, portal=portal)

    assert refusal(redeem(portal, first, "p-1")) == refusal(redeem(portal, WRONG, "p-1"))
    assert "new pseudonym" in refusal(redeem(portal, second, "p-1"))[0][2]
    assert redeem(portal, second, "p-2").created == 1


@pytest.mark.usefixtures("in_english")
def test_the_staff_number_is_no_pseudonym(portal):
    person = PersonFactory(staff_number="A0042")
    code = make_link_code(person=person, portal=portal)

    assert "staff number" in refusal(redeem(portal, code, "a0042"))[0][2]


@pytest.mark.usefixtures("in_english")
def test_somebody_linked_by_a_file_meanwhile_keeps_the_first_link(portal):
    person = PersonFactory()
    code = make_link_code(person=person, portal=portal)
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-1")

    assert "first link is kept" in refusal(redeem(portal, code, "p-2"))[0][2]


def test_an_erased_person_cannot_be_linked(portal):
    person = PersonFactory()
    code = make_link_code(person=person, portal=portal)
    erase_person(person=person)

    assert refusal(redeem(portal, code, "p-1")) == refusal(redeem(portal, WRONG, "p-1"))
    assert not LinkCode.objects.exists()


def test_expired_codes_are_purged_and_others_stay(portal):
    make_link_code(person=PersonFactory(), portal=portal)
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        purge()
        assert LinkCode.objects.count() == 1
    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        purged = purge()

    assert not LinkCode.objects.exists()
    assert purged.counts["link_codes"] is None


# --- A file of codes ---------------------------------------------------------------------------------------


@pytest.fixture
def mapping(db):
    return ImportMapping.objects.create(
        kind="links",
        name="codes",
        columns={"code": "code saisi", "pseudonym": "identifiant"},
        ignored=["navigateur"],
        separator=";",
    )


def file_of(*rows):
    return "\n".join(["identifiant;navigateur;code saisi", *rows, ""]).encode()


def test_a_file_of_codes_and_pseudonyms_is_taken_in_by_its_mapping(portal, mapping):
    people = PersonFactory.create_batch(2)
    codes = [make_link_code(person=person, portal=portal) for person in people]
    data = file_of(*[f"p-{n};Firefox;{code}" for n, code in enumerate(codes)])

    report = import_links(data, portal=portal, mapping=mapping)
    again = import_links(data, portal=portal, mapping=mapping)

    assert (report.created, report.refused, report.applied) == (2, [], True)
    assert (again.created, again.unchanged) == (0, 2)
    assert {link.subject for link in PortalLink.objects.all()} == {
        subject_of(person) for person in people
    }


def test_one_wrong_code_refuses_the_file_unless_it_is_left_out(portal, mapping):
    code = make_link_code(person=PersonFactory(), portal=portal)
    data = file_of(f"p-1;x;{WRONG}", f"p-2;x;{code}")

    whole = import_links(data, portal=portal, mapping=mapping)
    assert [each.line for each in whole.refused] == [2]
    assert "p-1" not in str(whole)
    assert WRONG not in str(whole)
    assert not PortalLink.objects.exists()
    assert import_links(data, portal=portal, mapping=mapping, dry_run=True).created == 1
    assert not PortalLink.objects.exists()

    rest = import_links(data, portal=portal, mapping=mapping, skip_refused=True)
    assert (rest.created, len(rest.refused), rest.applied) == (1, 1, True)


def test_another_column_refuses_a_file_of_codes(portal, mapping):
    data = b"identifiant;navigateur;code saisi;nom\np-1;x;AAAA;nadia\n"
    report = import_links(data, portal=portal, mapping=mapping)

    assert not report.applied
    assert "nadia" not in str(report)


def test_the_command_takes_it(portal, mapping, tmp_path):
    code = make_link_code(person=PersonFactory(), portal=portal)
    path = tmp_path / "codes.csv"
    path.write_bytes(file_of(f"p-1;x;{code}"))

    call_command(
        "import_links", str(path), portal=portal.slug, mapping="codes", as_of=date(2026, 11, 1)
    )

    assert PortalLink.objects.get().linked_on == date(2026, 11, 1)


# --- At once -----------------------------------------------------------------------------------------------

race = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@race
def test_a_code_that_is_used_twice_at_once_links_one_pseudonym(transactional_portal):
    portal = transactional_portal
    code = make_link_code(person=PersonFactory(), portal=portal)
    answers = at_once(*[partial(redeem, portal, code, f"p-{n}") for n in range(4)])

    assert sum(answer.created for answer in answers) == 1
    assert sum(len(answer.refused) for answer in answers) == 3
    assert PortalLink.objects.count() == 1


@race
@pytest.mark.parametrize("go", [erase_person, object_to_measurement])
def test_a_code_that_is_used_while_its_owner_goes_leaves_no_link(
    transactional_portal, settings, tmp_path, go
):
    """Neither waits for the other while it holds what the other needs."""
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    portal = transactional_portal
    for _each in range(10):
        person = PersonFactory()
        code = make_link_code(person=person, portal=portal)
        at_once(partial(go, person=person), partial(redeem, portal, code, f"p-{person.pk}"))

        assert not PortalLink.objects.exists()
        assert not LinkCode.objects.exists()


@race
def test_asking_twice_at_once_leaves_one_code(transactional_portal):
    person, portal = PersonFactory(), transactional_portal
    codes = at_once(*[partial(make_link_code, person=person, portal=portal) for _n in range(3)])

    assert LinkCode.objects.count() == 1
    assert sum(redeem(portal, code, "p-1").created for code in codes) == 1


@pytest.fixture
def transactional_portal(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")
    return PortalFactory()


# --- While a seal lasts -----------------------------------------------------------------------------------


def test_no_code_while_a_seal_lasts_whether_or_not_there_is_a_link(client, portal, settings):
    from people.actions.accounts import invite, open_account
    from tests.access.test_sealed import PASSWORD

    settings.ACCOUNT_SEAL_DAYS = 7
    told = []
    for has_link in (True, False):
        person = PersonFactory()
        if has_link:
            PortalLinkFactory(portal=portal, person=person)
        code = invite(person=person, by=PersonFactory())
        open_account(staff_number=person.staff_number, code=code, password=PASSWORD)
        person = type(person).objects.get(pk=person.pk)
        with pytest.raises(ValidationError) as refused:
            make_link_code(person=person, portal=portal)
        client.force_login(person)
        page = client.get(link_page(portal)).content.decode()
        told.append((refused.value.code, "The code comes later" in page))

    assert told == [("sealed", True)] * 2


def test_the_codes_of_a_day_are_all_different(portal):
    codes = {make_link_code(person=PersonFactory(), portal=portal) for _each in range(20)}

    assert len(codes) == 20
