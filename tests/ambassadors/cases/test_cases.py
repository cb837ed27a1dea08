"""Case studies: struck on the page, read by two, worked through, found, taken down."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambassadors.cases.actions import (
    add_case_line,
    finish_workshop,
    forget_in_cases,
    keep_case,
    propose_case,
    take_down_case,
)
from ambassadors.cases.enums import CaseKind, CaseState, CaseStep, RemovalOutcome
from ambassadors.cases.models import CaseRemoval, CaseStudy
from ambassadors.cases.notifications import ask_for_readings
from ambassadors.cases.policies import cases_to_decide_on
from ambassadors.cases.queries import MOST_COMPARED, strike_texts
from ambassadors.cases.views import propose
from ambassadors.practices.models import Testimony as Quote  # no class of tests
from cms.models import SearchEntry
from core.dates import today
from people.actions.accounts import grant_role
from people.actions.retention import purge
from people.enums import NoticePurpose, Role
from people.models import Notification, Site
from people.queries.notices import current_notices
from tests.access.listening import listening
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db

TOLD = "Mme Canarive a appelé le 06 12 34 56 78 depuis Villecanari.\nDupontel lui a dit d’attendre."
KEPT = "Mme […] a appelé le […] depuis […].\n[…] lui a dit d’attendre."
CANARIES = ("Canarive", "06 12 34 56 78", "depuis Villecanari", "Dupontel lui")
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def readers(granted):
    return [granted(Role.TRAINING_MANAGER), granted(Role.EDITOR)]


@pytest.fixture
def granted():
    def grant(role):
        person = PersonFactory()
        grant_role(person=person, role=role, by=PersonFactory())
        return person

    return grant


def signed_in(person):
    client = Client(headers=ENGLISH)
    client.force_login(person)
    return client


def sent(client, **more):
    (notice,) = current_notices([NoticePurpose.HELP])
    data = {"kind": "complaint", "title": "Attendre", "is_signed": "no", "notice": notice.version}
    return client.post(reverse("cases:propose"), data | more)


def proposed(**more):
    texts = {"title": "Attendre un mois", "happened": "Personne n’a rappelé."}
    return propose_case(**{"kind": CaseKind.COMPLAINT, "texts": texts} | more)


def shown(readers, **more):
    case = proposed(**more)
    for reader in readers:
        case = keep_case(case=case, reader=reader)
    return case


def everything_stored():
    """Return every cell of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield from (f"{table} {row}" for row in cursor.fetchall())


def test_names_are_struck_on_the_page_and_the_original_is_stored_nowhere(person, readers):
    Site.objects.create(name="Villecanari")
    PersonFactory(last_name="Dupontel")
    client = signed_in(person)
    session = dict(client.session)

    with listening() as heard:
        looked = sent(client, happened=TOLD)
        page = looked.content.decode()
        assert not CaseStudy.objects.exists()
        refused = sent(client, happened=f"{TOLD} Elle est diabétique.", act="send")
        assert not CaseStudy.objects.exists()
        answer = sent(client, happened=TOLD, act="send")  # struck anew: shown before it is sent
        assert answer.status_code == 200
        assert not CaseStudy.objects.exists()
        taken = sent(client, happened=KEPT, act="send", strike="")

    for word in ("Canarive", "06 12 34 56 78", "Villecanari", "Dupontel"):
        assert f"struck: </span>{word}</del>" in " ".join(page.split())
        assert word not in page.partition("<textarea")[2]
    assert "no-store" in looked["Cache-Control"]
    assert "diabétique" in refused.content.decode()
    assert taken.status_code == 302
    told = " ".join(map(str, get_messages(taken.wsgi_request)))
    assert CaseStudy.objects.get().reference in told
    assert "Not sent yet" in answer.content.decode()
    assert CaseStudy.objects.get().happened == KEPT
    assert {key: value for key, value in client.session.items() if key in session} == session
    stored = "\n".join(everything_stored())
    said = "\n".join(str(message.message()) for message in mail.outbox)
    for canary in CANARIES:
        assert canary not in stored
        assert canary not in said
        assert canary not in heard.getvalue()


def test_the_list_of_staff_is_not_read_through_what_is_struck(person):
    """More words than are compared are all struck, and past the limit nothing is."""
    PersonFactory(last_name="Dupontel")
    PersonFactory(last_name="Partirel", employed_until=today() - timedelta(days=1))
    names = [f"Inconn{letter}." for letter in "abcdefghijklmnopqrstuvwxyz"]
    known = strike_texts({"text": "Dupontel. Partirel. " + " ".join(names)})["text"].struck
    assert known == ["Dupontel", *(name.strip(".") for name in names[MOST_COMPARED - 2 :])]

    client = signed_in(person)
    with CaptureQueriesContext(connection) as queries:
        struck = sent(client, title="attendre", happened="Dupontel attend.").content.decode()
    assert "Dupontel</del>" in struck
    assert not any("dupontel" in query["sql"].lower() for query in queries)
    for _try in range(19):
        sent(client, title="", happened="il attend.")
    refused = sent(client, happened="Dupontel attend.").content.decode()
    assert "many proposals" in refused
    assert "Dupontel attend." in refused
    assert "<del>" not in refused


def test_a_report_of_an_error_would_hold_nothing_of_it(person):
    request = RequestFactory().post("/", {"happened": TOLD})
    request.user = person
    propose(request)

    assert request.sensitive_post_parameters == "__ALL__"


def test_what_names_somebody_or_speaks_of_health_is_refused_by_the_action_too():
    for text in ("Mme Durand attend.", "Il est diabétique."):
        with pytest.raises(ValidationError):
            proposed(texts={"title": "Un titre", "happened": text})
    assert not CaseStudy.objects.exists()


def test_partners_learners_bring_and_read_no_case(readers):
    partner = signed_in(ExternalFactory())
    case = shown(readers)

    assert partner.get(reverse("cases:propose")).status_code == 404
    assert partner.get(reverse("cases:case", args=[case.uuid])).status_code == 404
    assert case.title not in partner.get(reverse("cases:index")).content.decode()


# --- Two readers ------------------------------------------------------------------------------------


def test_two_people_read_it_before_it_is_seen_and_may_strike_more(person, readers):
    case = proposed(signed_by=person)
    first, second = map(signed_in, readers)
    staff, read = signed_in(person), reverse("cases:read", args=[case.uuid])
    assert staff.get(read).status_code == 404
    assert not Notification.objects.exists()  # a bell would say when it came
    assert (ask_for_readings(), ask_for_readings()) == (2, 0)
    assert case.title in first.get(reverse("cases:index")).content.decode()
    assert case.title not in staff.get(reverse("cases:index")).content.decode()

    listed = first.get(reverse("cases:index")).content.decode()
    assert "Complaint · first reading" in listed
    assert 'for="sorte">Kind of case<' in listed
    first.post(read, {"act": "keep", "strike": "rappelé", "seen": "rappelé"})
    listed = second.get(reverse("cases:index")).content.decode()
    assert "Complaint · second reading" in listed
    assert first.get(read).status_code == 404  # one’s own reading is not a second
    assert staff.get(reverse("cases:case", args=[case.uuid])).status_code == 404
    second.post(read, {"act": "keep"})

    page = staff.get(reverse("cases:case", args=[case.uuid])).content.decode()
    assert "Personne n’a […]." in page
    assert str(person) in page.partition("<main")[2]
    case.refresh_from_db()
    assert page.count(case.reference) == 2
    assert not Notification.objects.filter(kind="case_waiting").exists()
    assert Notification.objects.get(kind="case_shown").person == person


def test_what_a_reader_strikes_is_shown_struck_before_it_is_noted(readers):
    case, client = proposed(), signed_in(readers[0])
    read = reverse("cases:read", args=[case.uuid])

    for words in ("rappelé", "rappelé, attendre"):  # typed anew: shown anew
        looked = client.post(read, {"act": "keep", "strike": words, "seen": "personne"})
        page = " ".join(looked.content.decode().split())
        assert "Not recorded yet" in page
        assert "struck: </span>rappelé</del>" in page
        assert f'name="seen" value="{words}"' in page
        case.refresh_from_db()
        assert (case.happened, case.first_read_on) == ("Personne n’a rappelé.", None)
    answer = client.post(read, {"act": "keep", "strike": words, "seen": words})

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.title, case.happened) == ("[…] un mois", "Personne n’a […].")
    assert case.first_reader == readers[0]


def test_words_to_strike_that_are_not_in_the_case_are_named_and_nothing_is_noted(readers):
    case, client = proposed(), signed_in(readers[0])
    sent = {"act": "keep", "strike": "rapelé, mois, voisine"}
    for seen in ("", sent["strike"]):
        page = client.post(reverse("cases:read", args=[case.uuid]), sent | {"seen": seen})
        assert "Not in this case: rapelé, voisine." in page.content.decode()
        assert sent["strike"] in page.content.decode()

    with pytest.raises(ValidationError):
        keep_case(case=case, reader=readers[0], strike=["mois", "voisine"])
    case.refresh_from_db()
    assert (case.title, case.first_read_on) == ("Attendre un mois", None)


def test_deleting_is_folded_away_below_the_other_choice(readers, granted):
    case, officer = proposed(), granted(Role.DATA_PROTECTION_OFFICER)
    read = reverse("cases:read", args=[case.uuid])
    unread = signed_in(readers[0]).get(read).content.decode()
    for reader in readers:
        keep_case(case=case, reader=reader)
    take_down_case(reference=case.reference)
    taken = signed_in(officer).get(read).content.decode()

    for page, first, delete in ((unread, "keep", "refuse"), (taken, "show", "delete")):
        before, _fold, folded = page.partition("<main")[2].partition("<details")
        assert f'value="{first}"' in before
        assert f'value="{delete}"' not in before
        assert f'value="{delete}"' in folded.partition("</details>")[0]
    assert f"Case {case.reference}<" in taken
    assert case.reference not in unread


def test_a_reader_who_signed_it_does_not_read_it_for_the_others(readers):
    case = proposed(signed_by=readers[0])

    assert signed_in(readers[0]).get(reverse("cases:read", args=[case.uuid])).status_code == 404
    with pytest.raises(ValidationError):
        keep_case(case=case, reader=readers[0])


def test_one_reader_is_a_training_manager_and_the_other_an_editor_where_there_are_both(granted):
    first, second = granted(Role.TRAINING_MANAGER), granted(Role.TRAINING_MANAGER)
    alone = proposed()
    keep_case(case=alone, reader=first)
    assert alone in cases_to_decide_on(second)  # no editor works here

    editor, case = granted(Role.EDITOR), proposed()
    ask_for_readings()
    keep_case(case=case, reader=first)
    assert case not in cases_to_decide_on(second)
    assert case in cases_to_decide_on(editor)
    waiting = Notification.objects.filter(kind="case_waiting", key=str(case.uuid))
    assert [row.person for row in waiting] == [editor]
    with pytest.raises(ValidationError):
        keep_case(case=case, reader=second)
    assert keep_case(case=case, reader=editor).state == CaseState.SHOWN


def test_what_a_reader_refuses_is_deleted(readers):
    case = proposed()
    ask_for_readings()

    signed_in(readers[0]).post(reverse("cases:read", args=[case.uuid]), {"act": "refuse"})

    assert not CaseStudy.objects.exists()
    assert not Notification.objects.filter(kind="case_waiting").exists()
    with pytest.raises(ValidationError):
        keep_case(case=case, reader=readers[1])


@pytest.mark.parametrize(
    "change",
    [
        {"state": CaseState.SHOWN},
        {"state": CaseState.SHOWN, "first_read_on": today()},
        {"first_reader": 0, "second_reader": 0},
        {"signed_by": 0, "second_reader": 0},
        {"kind": CaseKind.THANKS},
        {"kind": CaseKind.THANKS, "consent_on": today(), "state": CaseState.SHOWN,
         "first_read_on": today(), "second_read_on": today()},
    ],
)  # fmt: skip
def test_the_database_refuses_a_case_that_two_did_not_read(change):
    case, pk = proposed(), PersonFactory().pk
    values = {name: pk if value == 0 else value for name, value in change.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudy.objects.filter(pk=case.pk).update(**values)


# --- Words of thanks --------------------------------------------------------------------------------


def test_words_of_thanks_become_a_testimony_with_consent(person, readers):
    client = signed_in(person)
    said = {"kind": "thanks", "title": "à l’accueil", "happened": "Merci.", "said_by": "un père"}
    assert sent(client, **said, act="send").status_code == 200  # without consent
    tomorrow = {"has_consent": "on", "consent_on": str(today() + timedelta(days=1))}
    assert sent(client, **said, **tomorrow, act="send").status_code == 200
    assert not CaseStudy.objects.exists()

    agreed = {"has_consent": "on", "consent_on": str(today())}
    assert sent(client, **said, **agreed, act="send").status_code == 302
    assert not Quote.objects.exists()
    case = CaseStudy.objects.get()
    for reader in readers:
        case = keep_case(case=case, reader=reader)

    quote = Quote.objects.get()
    assert (quote.words, quote.said_by, quote.setting) == ("Merci.", "un père", "à l’accueil")
    assert quote.consent_on == today()
    assert quote.is_shown
    assert CaseStudy.objects.get().happened == ""
    assert "Merci." in client.get(reverse("cases:case", args=[case.uuid])).content.decode()

    take_down_case(reference=case.reference)
    quote.refresh_from_db()
    assert not quote.is_shown
    assert not quote.has_consent
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.update(is_shown=True, has_consent=True)


def test_words_of_thanks_taken_down_are_shown_again_by_nobody(readers, granted):
    officer = granted(Role.DATA_PROTECTION_OFFICER)
    texts = {"title": "à l’accueil", "happened": "Merci.", "said_by": "un père"}
    case = shown(readers, kind=CaseKind.THANKS, texts=texts, consent_on=today())
    take_down_case(reference=case.reference)
    read = reverse("cases:read", args=[case.uuid])
    page = signed_in(officer).get(read).content.decode()
    assert "not shown again" in page
    assert 'value="show"' not in page

    assert signed_in(officer).post(read, {"act": "show"}).status_code == 200

    quote = Quote.objects.get()
    assert (quote.is_shown, quote.consent_on) == (False, None)
    editor, snippet = signed_in(readers[1]), "wagtailsnippets_ambassadors_testimony"
    assert "Merci." not in editor.get(reverse(f"{snippet}:list")).content.decode()
    for name in ("edit", "delete"):
        assert editor.post(reverse(f"{snippet}:{name}", args=[quote.pk])).status_code == 404
    signed_in(officer).post(read, {"act": "delete"})
    assert not Quote.objects.exists()


# --- The workshop -----------------------------------------------------------------------------------


def test_a_case_is_worked_through_and_found(person, readers):
    Site.objects.create(name="Villecanari")
    case = shown(readers)
    runner, staff = signed_in(readers[0]), signed_in(person)
    page = reverse("cases:workshop", args=[case.uuid])
    assert staff.get(page).status_code == 404
    assert "The back office speaks" in runner.get(page, {"etape": 3}).content.decode()

    refused = runner.post(f"{page}?etape=4", {"act": "add", "text": "Prévenir Mme Durand"})
    assert "Durand" in refused.content.decode()
    assert not case.lines.exists()
    runner.post(page, {"act": "finish"})
    case.refresh_from_db()
    assert case.worked_on is None  # nothing changes yet
    typed = runner.post(f"{page}?etape=4", {"act": "next", "text": "il manquait un délai"})
    assert typed.url == f"{page}?etape=5"
    added = runner.post(f"{page}?etape=5", {"act": "add", "text": "de trop"})
    assert added.url.endswith("#id_text")
    runner.post(f"{page}?etape=5", {"remove": case.lines.get(text="de trop").pk})
    plan = "rappeler sous deux jours, à Villecanari dès le 15/01/2027"
    done = runner.post(f"{page}?etape=5", {"act": "finish", "text": plan})
    assert done.url == reverse("cases:case", args=[case.uuid])
    assert case.lines.count() == 2

    kept = staff.get(reverse("cases:index"), {"vus": "travailles"}).content.decode()
    assert "rappeler sous deux jours" in kept
    assert "de trop" not in kept
    found = staff.get(reverse("cases:index"), {"q": "délai"}).content.decode()
    assert case.title in found
    assert case.title in staff.get(reverse("cms:search"), {"q": "rappeler"}).content.decode()
    assert "No case" not in found
    nothing = staff.get(reverse("cases:index"), {"q": "introuvable"}).content.decode()
    assert "Nothing fits" in nothing


# --- Taken down -------------------------------------------------------------------------------------


def test_whoever_has_the_number_hides_a_case_at_once_and_the_officer_decides(
    client, person, readers, granted
):
    officer = granted(Role.DATA_PROTECTION_OFFICER)
    case, address = shown(readers), reverse("cases:take_down")
    wrong = client.post(address, {"reference": "ABCDEFGH"}, headers=ENGLISH)
    assert "No case bears this number" in wrong.content.decode()

    typed = f"{case.reference[:4].lower()} {case.reference[4:]}"
    done = client.post(address, {"reference": typed}, headers=ENGLISH)

    assert "It is hidden from now on" in done.content.decode()
    assert client.get(reverse("cases:index")).status_code == 302  # sign in
    staff = signed_in(person)
    assert staff.get(reverse("cases:case", args=[case.uuid])).status_code == 404
    assert not SearchEntry.objects.filter(kind="cases").exists()
    assert Notification.objects.get(kind="case_waiting").person == officer
    client.post(address, {"reference": typed})  # once is enough
    assert CaseRemoval.objects.count() == 1

    read = reverse("cases:read", args=[case.uuid])
    assert signed_in(readers[0]).get(read).status_code == 404
    signed_in(officer).post(read, {"act": "show"})
    assert staff.get(reverse("cases:case", args=[case.uuid])).status_code == 200
    client.post(address, {"reference": typed})
    signed_in(officer).post(read, {"act": "delete"})

    assert not CaseStudy.objects.exists()
    log = list(CaseRemoval.objects.values_list("reference", "outcome", "case"))
    assert log == [
        (case.reference, RemovalOutcome.DELETED, None),
        (case.reference, RemovalOutcome.SHOWN_AGAIN, None),
    ]
    assert "rappelé" not in "\n".join(everything_stored())


def test_strangers_are_led_to_where_a_case_is_taken_down(client, person, readers):
    address, case = reverse("cases:take_down"), shown(readers)
    for page in (reverse("people:login"), address):
        foot = client.get(page, headers=ENGLISH).content.decode().partition("<footer")[2]
        assert f'<a href="{address}">Take down a case?</a>' in foot
    staff = signed_in(person)
    assert address not in staff.get(reverse("cases:index")).content.decode()

    mistyped = client.post(address, {"reference": "ABCD1234"}, headers=ENGLISH).content.decode()
    assert "never 0, 1, I or O." in mistyped.partition('class="errors"')[2].partition("</div>")[0]
    links = [one.post(address, {"reference": case.reference}) for one in (client, staff)]
    index = f'href="{reverse("cases:index")}"'
    assert [index in page.content.decode().partition("<main")[2] for page in links] == [False, True]


def test_wrong_numbers_are_limited_and_right_ones_are_not(client, readers):
    address, case = reverse("cases:take_down"), shown(readers)
    for _try in range(11):
        wrong = client.post(address, {"reference": "ABCDEFGH"}, headers=ENGLISH)
    assert "many numbers" in wrong.content.decode()

    client.post(address, {"reference": case.reference})

    case.refresh_from_db()
    assert case.state == CaseState.TAKEN_DOWN


def test_what_only_waits_is_not_taken_down_by_its_number():
    with pytest.raises(ValidationError):
        take_down_case(reference=proposed().reference)


def test_erased_who_signed_leaves_the_case_without_a_name(person, readers):
    kept, unread = shown(readers, signed_by=person), proposed(signed_by=person)

    assert forget_in_cases(person=person) == 2

    kept.refresh_from_db()
    assert kept.signed_by is None
    assert not CaseStudy.objects.filter(pk=unread.pk).exists()


def test_who_signed_and_read_it_is_forgotten_and_the_case_stays(person, readers):
    case = shown(readers, signed_by=person)
    CaseStudy.objects.update(second_read_on=today() - timedelta(days=800))

    assert purge().counts["case_readers"] == 1

    case.refresh_from_db()
    assert (case.signed_by, case.first_reader, case.second_reader) == (None, None, None)
    assert case.state == CaseState.SHOWN


def test_the_list_costs_the_same_with_more_cases(readers, django_assert_max_num_queries):
    for _number in range(3):
        case = shown(readers)
        add_case_line(case=case, step=CaseStep.CHANGE, text="rappeler")
        finish_workshop(case=case)
    client = signed_in(PersonFactory())
    client.get(reverse("cases:index"))

    with django_assert_max_num_queries(12):
        client.get(reverse("cases:index"))
