"""Messages to a population: to whom, once each, in their language, when people may be disturbed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from learning.actions import messages as sending
from learning.actions.messages import (
    call_off_message,
    copy_message,
    plan_message,
    send_due_messages,
    write_message,
)
from learning.criteria.population import population_criterion
from learning.criteria.registry import UnknownCriterion, registered_criteria
from learning.enums import ExemptionReason, MessageState, MessageTemplate, PopulationKind
from learning.forms.messages import MessageForm, placeholder_problems
from learning.mails import MESSAGE
from learning.models import Assignment, Message, MessageCriterion
from learning.queries.messages import message_digest, message_reach, population
from people.actions.cohorts import add_to_cohort
from people.actions.delivery import send_due_mails
from people.actions.mails import choose_mails
from people.enums import MailRhythm, ViewedData
from people.models import (
    Cohort,
    HeldMailKind,
    Look,
    Notification,
    OutboxTask,
    OutgoingMail,
    Person,
)
from tests.learning.factories import make_path
from tests.learning.rules import in_force
from tests.people.factories import (
    JobFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=PARIS)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=PARIS)
LIST = "/admin/messages/"
IN_ENGLISH = {"accept-language": "en"}
WORDS = {
    "subject_fr": "Le portail change",
    "text_fr": "Bonjour {prenom},\n\nLe portail change.",
    "subject_en": "The portal changes",
    "text_en": "Hello {first_name},\n\nThe portal changes.",
}


@pytest.fixture
def author(training_manager):
    return training_manager


@pytest.fixture
def team():
    return TeamFactory(name="Accueil")


@pytest.fixture
def writer(client, author):
    client.force_login(author)
    return client


def draft(author, words=WORDS, **chosen):
    return write_message(by=author, template=MessageTemplate.FREE, words=words, population=chosen)


def planned(message, **when):
    return plan_message(message=message, shown=message_digest(message), **when)


def page(message, name="message"):
    return reverse(f"messages_admin:{name}", args=[message.uuid])


def posted(**more):
    return {**WORDS, "everybody": "", **more}


def sent_to(message, capture):
    """Plan it now, run what that asks for, and answer the mails in the outbox."""
    with capture(execute=True):
        planned(message)
    send_due_mails()
    return mail.outbox


# --- Chosen by what, and by nothing else -------------------------------------------------------------------

ALLOWED = {"team", "job", "family", "site", "role", "arrived_since", "arrived_within", "assigned"}
FOREVER_REFUSED = {
    *("cohort", "contact", "partner", "path_finished", "certificate_ended", "quiz_under"),
    *("used", "linked", "declared", "objected", "surveyed", "placed", "score", "asked_for_help"),
}


def test_the_conditions_are_a_closed_list():
    """One that any app registers later is refused as well: whoever adds to the list changes this test, and why."""
    registered = {criterion.kind for criterion in registered_criteria()}

    assert set(PopulationKind.values) == ALLOWED
    assert ALLOWED - {"assigned"} <= registered
    assert registered - ALLOWED, "nothing that this test would see refused"
    assert not any(population_criterion(kind).is_result for kind in ALLOWED)


@pytest.mark.parametrize("kind", sorted(FOREVER_REFUSED))
def test_a_population_is_chosen_by_nothing_else(author, kind):
    message = draft(author)

    assert kind not in MessageForm(instance=Message()).fields
    with pytest.raises(UnknownCriterion):
        population_criterion(kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageCriterion.objects.create(message=message, kind=kind, values=[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(author, **{kind: [1]})


def test_every_condition_that_is_registered_is_offered_or_refused():
    for criterion in registered_criteria():
        if criterion.kind not in ALLOWED:
            with pytest.raises(UnknownCriterion):
                population_criterion(criterion.kind)


def test_each_condition_chooses_and_several_choose_those_who_meet_all(author, team):
    job, site, path = JobFactory(), SiteFactory(), make_path()
    clerk = PositionFactory(team=TeamFactory(parent=team), job=job, site=site).person
    leader = PositionFactory(team=team, is_manager=True).person
    newcomer = PersonFactory(employed_from=today() - timedelta(days=10))
    gone = PositionFactory(team=team, person__employed_until=today() - timedelta(days=1)).person
    in_force(path, asked=[("job", [job.pk])])
    exempted = PositionFactory(job=job).person
    in_force(path, title="Aussi", asked=[("job", [job.pk])])
    Assignment.objects.filter(person=exempted).update(
        exempted_at=timezone.now(), exemption=ExemptionReason.OTHER
    )

    def chosen(**conditions):
        people = set(population(draft(author, **conditions), on=today()))
        return people & {clerk, leader, newcomer, gone, exempted}

    assert chosen() == {clerk, leader, newcomer, exempted}
    assert chosen(team=[team.pk]) == {clerk, leader}
    assert chosen(job=[job.pk]) == {clerk, exempted}
    assert chosen(family=[job.family_id]) == {clerk, exempted}
    assert chosen(site=[site.pk]) == {clerk}
    assert chosen(role=["manager"]) == {leader}
    assert chosen(arrived_within=[30]) == {newcomer}
    assert chosen(arrived_since=[str(today() - timedelta(days=10))]) == {newcomer}
    assert chosen(assigned=[path.pk]) == {clerk, exempted}  # what the rule asks, not whom it has
    assert chosen(team=[team.pk], role=["manager"]) == {leader}


def test_mandatory_training_brings_no_named_group_back_in(author, team):
    alone, colleague = PositionFactory(team=team).person, PositionFactory(team=team).person
    named = Cohort.objects.create(name="Ceux qui ne s’en servent pas")
    add_to_cohort(cohort=named, people=[alone])
    to_team, to_group, to_both = make_path(), make_path(), make_path()
    rule = in_force(to_team, asked=[("cohort", [named.pk])])
    rule.criteria.update(
        kind="team", values=[team.pk]
    )  # whom it gave its path to before, it still has
    in_force(to_group, asked=[("cohort", [named.pk])])
    in_force(to_both, title="Équipe", asked=[("team", [team.pk])])
    in_force(to_both, title="Et groupe", asked=[("cohort", [named.pk])])

    offered = [key for key, _title in MessageForm(instance=Message()).fields["assigned"].choices]
    assert [int(key) for key in offered] == [to_team.pk]
    for path, reached in ((to_team, {alone, colleague}), (to_group, set()), (to_both, set())):
        assert set(population(draft(author, assigned=[path.pk]), on=today())) == reached


# --- Sent once, to each in their language ------------------------------------------------------------------


@pytest.fixture
def people(team):
    """One who reads French, one English, one without an address, one with neither address nor account."""
    named = {}
    for name, more in {
        "nadia": {},
        "john": {},
        "rose": {"email": None},
        "paul": {"email": None, "password": "!"},
    }.items():
        person = PersonFactory(first_name=name.capitalize(), **more)
        PositionFactory(person=person, team=team)
        named[name] = person
    choose_mails(person=named["john"], rhythms={}, language="en")
    return named


def test_each_gets_it_once_in_their_language_and_under_the_bell(
    author, team, people, client, django_capture_on_commit_callbacks
):
    message = draft(author, team=[team.pk])
    with time_machine.travel(TUESDAY, tick=False):
        outbox = sent_to(message, django_capture_on_commit_callbacks)
        assert {one.to[0]: one.subject for one in outbox} == {
            people["nadia"].email: "Le portail change",
            people["john"].email: "The portal changes",
        }
        [for_john] = [one for one in outbox if one.to == [people["john"].email]]
        assert "Hello John," in for_john.body
        assert for_john.extra_headers["Content-Language"] == "en"
        message.refresh_from_db()
        assert (message.state, message.reached) == (MessageState.SENT, 3)
        assert set(Notification.objects.values_list("person__first_name", flat=True)) == {
            *("Nadia", "John", "Rose")
        }
        assert not OutboxTask.objects.exists()

        for _again in range(2):
            send_due_messages()
        send_due_mails()
        assert len(mail.outbox) == 2
        assert OutgoingMail.objects.count() == 2

        client.force_login(people["rose"])
        url = reverse("learning:message", args=[message.uuid])
        waiting = client.get(reverse("people:waiting"), headers=IN_ENGLISH).content.decode()
        assert "The portal changes" in waiting
        read = client.get(url, headers=IN_ENGLISH).content.decode()
        assert "Hello Rose," in read
        client.force_login(people["paul"])
        assert client.get(url).status_code == 404


def test_who_reads_a_language_that_is_not_written_gets_the_other(
    author, team, people, django_capture_on_commit_callbacks
):
    words = {name: text for name, text in WORDS.items() if name.endswith("_fr")}
    with time_machine.travel(TUESDAY, tick=False):
        outbox = sent_to(draft(author, words, team=[team.pk]), django_capture_on_commit_callbacks)

    [for_john] = [one for one in outbox if one.to == [people["john"].email]]
    assert for_john.subject == "Le portail change"
    assert "Bonjour John," in for_john.body
    assert for_john.extra_headers["Content-Language"] == "fr"


def test_what_was_cut_off_goes_on_after_the_last_one_reached(author, team, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    for _number in range(5):
        PositionFactory(team=team)
    with time_machine.travel(TUESDAY, tick=False):
        message = planned(draft(author, team=[team.pk]))
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENDING)
        assert sending._send_batch(message.pk)  # and its worker is ended here
        assert OutgoingMail.objects.count() == 2
        PositionFactory(team=team)  # somebody new, meanwhile
        with pytest.raises(ValidationError):
            call_off_message(message=message)

        assert send_due_messages() == 1
        message.refresh_from_db()
        assert (message.state, message.reached) == (MessageState.SENT, 6)
        assert OutgoingMail.objects.values("person").distinct().count() == 6
        assert OutgoingMail.objects.count() == 6
        assert send_due_messages() == 0


def test_a_message_whose_author_may_write_none_any_more_stays_and_the_list_says_why(
    author, people, writer
):
    sender = PersonFactory()
    sender.groups.set(author.groups.all())
    with time_machine.travel(TUESDAY, tick=False):
        stopped, called_off = draft(sender), planned(draft(sender))
        planned(stopped, send_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(TUESDAY + timedelta(minutes=1), tick=False):
        call_off_message(message=called_off)
        sender.groups.clear()
    with time_machine.travel(TUESDAY + timedelta(hours=2), tick=False):
        send_due_messages()
    assert not OutgoingMail.objects.exists()
    stopped.refresh_from_db()
    assert stopped.state == MessageState.CALLED_OFF
    listed = writer.get(LIST, headers=IN_ENGLISH)
    assert listed.context["stopped"] == {stopped.pk}
    assert "Called off on" in listed.text
    assert "Last changed" not in listed.text
    assert "could no longer write messages" in writer.get(page(stopped), headers=IN_ENGLISH).text


@pytest.mark.parametrize("rhythm", [MailRhythm.AT_ONCE, MailRhythm.DAILY])
def test_the_queue_never_names_a_message_nor_holds_one(author, client, administrator, rhythm):
    site = SiteFactory()
    reader = PositionFactory(site=site).person
    choose_mails(person=reader, rhythms={MESSAGE: rhythm})
    client.force_login(administrator)
    with time_machine.travel(TUESDAY, tick=False):
        planned(draft(author, site=[site.pk]))
        send_due_messages()
        queue = client.get(reverse("mail_admin:mails"), headers=IN_ENGLISH).context["queued"]
        [(title, line, _reason)] = queue
        assert title == "Mutual help and messages, all mails together"
        assert line.next_at is None
        held = client.post(reverse("mail_admin:mail", args=[MESSAGE]), {"hold": "1"})
    assert held.status_code == 404
    assert not HeldMailKind.objects.exists()


def test_at_night_it_leaves_on_the_next_morning_and_can_be_called_off_until_then(author, people):
    with time_machine.travel(FRIDAY_NIGHT, tick=False):
        message = planned(draft(author))
        assert message.send_at == datetime(2026, 11, 30, 8, 0, tzinfo=PARIS)
        assert send_due_messages() == 0
        other = planned(draft(author), send_at=datetime(2026, 12, 25, 10, 0, tzinfo=PARIS))
        call_off_message(message=message)
    assert other.send_at == datetime(
        2026, 12, 28, 8, 0, tzinfo=PARIS
    )  # after Christmas and a weekend
    with time_machine.travel(datetime(2026, 11, 30, 8, 5, tzinfo=PARIS), tick=False):
        assert send_due_messages() == 0
    with time_machine.travel(datetime(2026, 12, 28, 8, 5, tzinfo=PARIS), tick=False):
        assert send_due_messages() == 1
    message.refresh_from_db()
    assert message.state == MessageState.CALLED_OFF
    assert (
        OutgoingMail.objects.count() == Notification.objects.count() - 1 > 0
    )  # Rose has no address


def test_a_refusal_of_such_mails_is_kept_and_changes_no_figure(
    author, team, people, django_capture_on_commit_callbacks
):
    message = draft(author, team=[team.pk])
    before = message_reach(message, on=today())
    choose_mails(person=people["nadia"], rhythms={MESSAGE: MailRhythm.NEVER})

    assert message_reach(message, on=today()) == before
    with time_machine.travel(TUESDAY, tick=False):
        outbox = sent_to(message, django_capture_on_commit_callbacks)
    assert [one.to for one in outbox] == [[people["john"].email]]
    message.refresh_from_db()
    assert message.reached == 3
    assert Notification.objects.filter(person=people["nadia"]).exists()


# --- What is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Bonjour {prenom},\n{first_name} !", []),
        (
            "Bonjour {nom},",
            [
                "Line 1: nothing is filled in for {nom}. Write {first_name} or {prenom} for the first name."
            ],
        ),
        (
            "Bonjour,\n\n{{ person.score }} {prenom}",
            ["Line 3: a brace stands alone. Write {first_name} or {prenom}, and no other brace."],
        ),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_a_template_edited_into_nonsense_says_where_and_what_is_expected(text, problems):
    assert list(placeholder_problems(text)) == problems


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(writer, team):
    address = reverse("messages_admin:add")
    cases = [
        (posted(), "everybody"),
        (posted(everybody="on", team=[team.pk]), "everybody"),
        (posted(everybody="on", text_fr=""), "text_fr"),
        (posted(everybody="on", **dict.fromkeys(WORDS, "")), "subject_fr"),
        (posted(everybody="on", text_fr="Bonjour {nom}"), "text_fr"),
        (posted(arrived_within="zero"), "arrived_within"),
        (posted(team=["999999"]), "team"),
    ]
    for data, field in cases:
        answer = writer.post(address, data)
        form = answer.context["form"]
        assert set(form.errors) == {field}, data
        assert form["text_en"].value() == data["text_en"]
    assert not Message.objects.exists()


def test_what_cannot_be_sent_is_not(author, people):
    blank = WORDS | {"text_en": "On [day], it is ready."}
    with time_machine.travel(TUESDAY, tick=False):
        for chosen, words, when, code in (
            ({"site": [SiteFactory().pk]}, WORDS, None, "nobody"),
            ({}, WORDS, TUESDAY - timedelta(minutes=1), "moment"),
            ({}, WORDS, TUESDAY + timedelta(days=400), "moment"),
            ({}, blank, None, "blanks"),
        ):
            message = draft(author, words, **chosen)
            Message.objects.filter(pk=message.pk).update(template=MessageTemplate.RELEASE)
            with pytest.raises(ValidationError) as refused:
                planned(message, send_at=when)
            assert refused.value.code == code
            assert Message.objects.get(pk=message.pk).state == MessageState.DRAFT


def test_nobody_sends_or_changes_what_somebody_else_has_changed_meanwhile(writer, author, people):
    message = draft(author)
    read = message_digest(message)
    data = posted(everybody="on", subject_fr="Autre", shown=read)

    assert writer.post(page(message, "edit"), data).url == page(message)
    assert Message.objects.get().subject_fr == "Autre"
    stale = writer.post(page(message, "edit"), data | {"subject_fr": "Encore"})
    assert stale.context["form"]["subject_fr"].value() == "Encore"
    assert writer.post(page(message, "send"), {"shown": read, "now": "1"}).url == page(message)
    message.refresh_from_db()
    assert (message.subject_fr, message.state) == ("Autre", MessageState.DRAFT)


# --- On screen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "data_protection_officer", "administrator"])
def test_only_those_who_assign_write_messages(client, request, author, role):
    message = draft(author)
    client.force_login(request.getfixturevalue(role))

    for address in (LIST, page(message), page(message, "edit"), page(message, "unreached")):
        assert client.get(address).status_code == 404
    for verb in ("send", "try", "call_off", "copy", "discard"):
        assert client.post(page(message, verb)).status_code == 404


def test_a_message_is_begun_from_a_template_read_tried_and_sent_later(
    writer, author, team, people, django_capture_on_commit_callbacks
):
    with time_machine.travel(TUESDAY, tick=False):
        opened = BeautifulSoup(writer.get(LIST, headers=IN_ENGLISH).content, "lxml")
        [begin] = [a["href"] for a in opened.select(".templates a") if "workshop" in a["href"]]
        form = writer.get(begin, headers=IN_ENGLISH).context["form"]
        assert "[topic]" in form["subject_en"].value()
        untouched = {
            name: form[name].value().replace("\n", "\r\n") for name in ("subject_en", "text_en")
        }
        one = writer.post(
            begin, posted(team=[team.pk], **untouched), headers=IN_ENGLISH, follow=True
        )
        assert (one.context["row"].languages, one.context["blanks"]) == (["fr"], [])
        assert "English: not written." in one.content.decode()
        Message.objects.all().delete()
        saved = writer.post(begin, posted(team=[team.pk]), headers=IN_ENGLISH)
        message = Message.objects.get()
        assert saved.url == page(message)
        assert (message.author, message.template) == (author, "workshop")

        shown = writer.get(saved.url, headers=IN_ENGLISH)
        text = " ".join(BeautifulSoup(shown.content, "lxml").main.get_text().split())
        assert "3 people will receive it" in text
        assert "1 person will not: they have neither an address nor an open account." in text
        assert people["paul"].last_name not in text
        received = writer.get(reverse("messages_admin:mail", args=[message.uuid, "en"]))
        assert "Hello Nadia," in received.content.decode()
        assert (
            writer.get(reverse("messages_admin:mail", args=[message.uuid, "de"])).status_code == 404
        )

        writer.post(page(message, "try"))
        assert {one.subject for one in mail.outbox} == {"Le portail change", "The portal changes"}
        assert {tuple(one.to) for one in mail.outbox} == {(author.email,)}

        order = {"shown": shown.context["shown"], "later": "1", "day": "2026-11-23", "hour": "9:00"}
        past = writer.post(page(message, "send"), order, headers=IN_ENGLISH)
        assert past.context["later"].errors == {
            "day": ["Choose a moment to come, within a year: 23/11/2026 09:00 is not."]
        }
        order["day"] = "2026-11-28"  # a Saturday
        said = writer.post(page(message, "send"), order, follow=True, headers=IN_ENGLISH)
        assert "leaves on 30 November 2026 at 08:00" in said.content.decode()
        copied = writer.post(page(message, "copy"))
        assert copied.url == page(Message.objects.drafts().get(), "edit")
        assert writer.post(page(message, "call_off")).url == page(message)
        assert writer.get(LIST).status_code == 200


def test_who_will_not_receive_it_are_those_without_address_and_account_and_can_see_the_look(
    writer, author, team, people
):
    choose_mails(person=people["nadia"], rhythms={MESSAGE: MailRhythm.NEVER})
    message = draft(author, team=[team.pk])

    text = writer.get(page(message, "unreached")).content.decode()

    assert people["paul"].last_name in text
    assert not [name for name in ("nadia", "john", "rose") if people[name].last_name in text]
    [look] = Look.objects.all()
    assert (look.viewer, look.subject, look.seen) == (author, people["paul"], ViewedData.CHOSEN)
    assert page(message, "reached") in writer.get(page(message)).content.decode()
    names = writer.get(page(message, "reached")).content.decode()
    assert all(people[name].last_name in names for name in ("nadia", "john", "rose"))
    assert people["paul"].last_name not in names
    assert Look.objects.count() == 4


def test_a_copy_says_the_same_to_the_same_people(author, team):
    message = draft(author, team=[team.pk], arrived_within=[30])
    other = PersonFactory()

    copy = copy_message(message=message, by=other)

    assert message_digest(copy) == message_digest(message)
    assert (copy.state, copy.author) == (MessageState.DRAFT, other)


def test_a_message_stays_without_the_name_of_whom_is_erased(author):
    message = draft(author)
    Person.objects.filter(pk=author.pk).delete()

    message.refresh_from_db()
    assert message.author is None


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_for_few_and_many(
    writer, author, team, size, django_assert_max_num_queries
):
    site = SiteFactory()
    for _number in range(size):
        draft(author, team=[team.pk], site=[site.pk])
        planned(draft(author), send_at=timezone.now() + timedelta(days=3))
    writer.get(LIST)
    with django_assert_max_num_queries(20):
        assert writer.get(LIST).status_code == 200
