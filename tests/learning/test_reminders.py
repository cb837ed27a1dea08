"""Who is reminded of a day to meet, when, and what a manager hears."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learning.actions.assignments import apply_rules
from learning.actions.enrolments import enrol
from learning.actions.exemptions import exempt
from learning.actions.progress import finish_lesson
from learning.actions.reminders import send_reminders
from learning.actions.rules import end_rule
from learning.enums import ExemptionReason
from learning.mails import ASSIGNED, ASSIGNED_DONE, DUE_SOON, LATE, SUGGESTED, TEAM_LATE
from learning.models import Assignment
from learning.reminders import owed_reminder_offset, parse_days
from people.enums import MailRhythm, ViewedData
from people.mail.message import decrypt_mail
from people.models import Look, Notification, OutgoingMail
from tests.learning.factories import make_lesson, make_module, make_path
from tests.learning.rules import in_force
from tests.people.factories import (
    DelegationFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)
DUE = FIRST + timedelta(days=30)
USUAL = {"due_days": 30, "remind_before": [14, 3], "remind_after": [3, 10]}


@pytest.fixture(autouse=True)
def first_day():
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def path():
    module = make_module()
    path = make_path(module, title="Protéger les données")
    path.lesson = make_lesson(module).record
    return path


def mails(kind):
    return OutgoingMail.objects.filter(kind=kind).order_by("pk")


def every_night(until):
    day = FIRST
    while day <= until:
        send_reminders(on=day)
        day += timedelta(days=1)


# --- The day -------------------------------------------------------------------------------------------

days = st.integers(min_value=1, max_value=60)
offsets = st.lists(days, max_size=4)


@given(offsets, offsets, st.integers(min_value=0, max_value=200))
def test_each_reminder_goes_once_in_order_and_on_its_day(before, after, length):
    sent, last = [], None
    for night in range(length):
        day = FIRST + timedelta(days=night)
        owed = owed_reminder_offset(DUE, on=day, since=FIRST, before=before, after=after, last=last)
        if owed is not None:
            assert day == DUE + timedelta(days=owed)
            sent.append(owed)
            last = owed
    expected = {-days for days in before if days < 30} | set(after)
    last_night = FIRST + timedelta(days=length - 1)
    assert sent == sorted(days for days in expected if DUE + timedelta(days=days) <= last_night)


@given(offsets, offsets, st.lists(st.integers(min_value=0, max_value=120), unique=True))
def test_nights_that_were_missed_never_double_a_reminder(before, after, nights):
    sent, last = [], None
    for night in sorted(nights):
        day = FIRST + timedelta(days=night)
        owed = owed_reminder_offset(DUE, on=day, since=FIRST, before=before, after=after, last=last)
        if owed is not None:
            assert DUE + timedelta(days=owed) <= day
            assert owed >= 0 or day <= DUE
            sent.append(owed)
            last = owed
    assert sent == sorted(set(sent))


def test_a_day_at_the_end_of_the_calendar_owes_nothing_and_stops_nobody():
    """“9999-12-31” is how some write that there is no day."""
    assert (
        owed_reminder_offset(date.max, on=FIRST, since=FIRST, before=[3], after=[10], last=None)
        is None
    )


@given(st.lists(days))
def test_days_are_read_as_they_are_written(numbers):
    assert parse_days(", ".join(map(str, numbers))) == sorted(set(numbers), reverse=True)


# --- The mails -----------------------------------------------------------------------------------------


def test_what_is_mandatory_is_told_at_once_with_its_day(path):
    PersonFactory(first_name="Nadia", last_name="Benali")
    in_force(path, due_days=30)

    words = decrypt_mail(mails(ASSIGNED).get().content)
    assert "Protéger les données" in words.subject
    assert "1" in words.text
    assert "2026" in words.text
    assert mails(ASSIGNED).get().rhythm == MailRhythm.AT_ONCE


def test_a_suggestion_is_gathered_and_names_no_path(path):
    PersonFactory()
    in_force(path, mandatory=False)

    mail = mails(SUGGESTED).get()
    words = decrypt_mail(mail.content)
    assert mail.rhythm == MailRhythm.WEEKLY
    assert "Protéger" not in words.subject + words.text


def test_whoever_had_done_the_path_freely_is_told_that_it_can_be_seen_now(path):
    done, other = PersonFactory(), PersonFactory(last_name="Autrui")
    finish_lesson(person=done, lesson=path.lesson)
    in_force(path)

    mail = mails(ASSIGNED_DONE).get()
    words = decrypt_mail(mail.content)
    assert (mail.person, mails(ASSIGNED).get().person) == (done, other)
    assert "Protéger les données" in words.text
    assert "Autrui" not in words.subject + words.text


@pytest.mark.parametrize("before", ["by rule", "by hand"])
def test_where_the_path_was_mandatory_before_nothing_new_is_told(path, before):
    person = PersonFactory()
    if before == "by rule":
        in_force(path)
    else:
        enrol(person=person, path=path, mandatory=True)
    finish_lesson(person=person, lesson=path.lesson)
    in_force(path)

    assert not mails(ASSIGNED_DONE).exists()


def test_nobody_is_told_twice(path):
    PersonFactory()
    in_force(path, **USUAL)
    for _again in range(2):
        apply_rules(on=FIRST)
        every_night(DUE + timedelta(days=20))

    assert [mails(kind).count() for kind in (ASSIGNED, DUE_SOON, LATE)] == [1, 2, 2]


def test_a_night_that_was_missed_is_made_up_for(path):
    PersonFactory()
    in_force(path, **USUAL)
    send_reminders(on=DUE - timedelta(days=12))

    assert mails(DUE_SOON).count() == 1


def test_of_a_short_delay_no_reminder_comes_with_the_assignment(path):
    PersonFactory()
    in_force(path, due_days=5, remind_before=[14, 3])
    send_reminders(on=FIRST)

    assert not mails(DUE_SOON).exists()


@pytest.mark.parametrize("why", ["done", "exempted", "ended", "left", "inactive"])
def test_no_reminder_for_whom_none_is_meant(path, why):
    person = PersonFactory()
    rule = in_force(path, **USUAL)
    if why == "done":
        finish_lesson(person=person, lesson=path.lesson)
    elif why == "exempted":
        exempt(
            assignment=Assignment.objects.get(), reason=ExemptionReason.OTHER, by=PersonFactory()
        )
    elif why == "ended":
        end_rule(rule=rule)
    elif why == "left":
        person.employed_until = FIRST
        person.save()
    else:
        person.is_active = False
        person.save()
    OutgoingMail.objects.all().delete()
    every_night(DUE + timedelta(days=20))

    assert not OutgoingMail.objects.filter(person=person).exists()


def test_of_two_rules_that_ask_the_same_the_earlier_day_reminds(path):
    PersonFactory()
    in_force(path, due_days=30, remind_before=[3])
    in_force(path, due_days=60, remind_before=[3])
    every_night(FIRST + timedelta(days=90))

    assert mails(DUE_SOON).count() == 1


def test_a_late_reminder_tells_the_manager_how_many_and_never_whom(path):
    team = TeamFactory()
    boss = PositionFactory(team=team, is_manager=True).person
    late = [PositionFactory(team=team, person__last_name="Retardataire").person for _ in range(2)]
    stand_in = PersonFactory()
    DelegationFactory(manager=boss, delegate=stand_in, team=team)
    in_force(path, asked=[("team", [team.pk])], tells_manager=True, **USUAL)
    finish_lesson(person=boss, lesson=path.lesson)
    every_night(DUE + timedelta(days=4))

    late_mails = mails(TEAM_LATE)
    assert {mail.person for mail in late_mails} == {boss, stand_in}
    for mail in late_mails:
        words = decrypt_mail(mail.content)
        assert "2" in words.text
        assert "Retardataire" not in words.subject + words.text
        assert late[0].staff_number not in words.text


def test_a_night_cut_off_between_two_parts_still_tells_the_manager_of_everybody(path, monkeypatch):
    monkeypatch.setattr("learning.actions.assignments.BATCH", 1)
    team = TeamFactory()
    boss = PositionFactory(team=team, is_manager=True).person
    PositionFactory.create_batch(2, team=team)
    in_force(path, asked=[("team", [team.pk])], tells_manager=True, **USUAL)
    finish_lesson(person=boss, lesson=path.lesson)
    writes = []

    def killed(execute, sql, *rest):
        if sql.startswith("UPDATE") and "learning_assignment" in sql:
            writes.append(sql)
        if len(writes) == 2:
            raise InterruptedError
        return execute(sql, *rest)

    on = DUE + timedelta(days=3)
    with connection.execute_wrapper(killed), pytest.raises(InterruptedError):
        send_reminders(on=on)
    assert mails(LATE).count() == 1
    assert send_reminders(on=on) == 1

    assert mails(LATE).count() == 2
    assert "2" in decrypt_mail(mails(TEAM_LATE).get().content).text


def test_a_manager_who_is_late_is_told_to_the_next_one_above(path):
    above = TeamFactory()
    team = TeamFactory(parent=above)
    head = PositionFactory(team=above, is_manager=True).person
    boss = PositionFactory(team=team, is_manager=True).person
    in_force(path, asked=[("team", [team.pk])], tells_manager=True, **USUAL)
    every_night(DUE + timedelta(days=4))

    assert [mail.person for mail in mails(TEAM_LATE)] == [head]
    assert mails(LATE).get().person == boss


def test_managers_hear_nothing_where_the_rule_does_not_say_so(path):
    team = TeamFactory()
    PositionFactory(team=team, is_manager=True)
    PositionFactory(team=team)
    in_force(path, **USUAL)
    every_night(DUE + timedelta(days=4))

    assert not mails(TEAM_LATE).exists()


def test_a_day_in_the_night_that_skips_an_hour_is_reminded_at_an_hour_that_exists(path, settings):
    """On 29 March 2026, two o’clock is three o’clock in Paris."""
    PersonFactory()
    in_force(path, due_on=date(2026, 3, 29), remind_before=[1])
    with time_machine.travel(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), tick=False):
        send_reminders(on=date(2026, 3, 29))

    sent = mails(DUE_SOON).get()
    assert sent.next_try_at.astimezone(UTC) == datetime(2026, 3, 30, 6, tzinfo=UTC)


# --- By hand -------------------------------------------------------------------------------------------


def test_a_manager_reminds_who_is_late_once_in_seven_days_and_each_reads_it(client, manager, path):
    team = manager.positions.get().team
    late, done, elsewhere = (PersonFactory() for _ in range(3))
    for person in (late, done):
        PositionFactory(person=person, team=team)
    PositionFactory(person=elsewhere)
    in_force(path, due_days=30)
    finish_lesson(person=done, lesson=path.lesson)
    page, act = reverse("learning:mandatory"), reverse("learning:mandatory_remind")

    with time_machine.travel(datetime(2026, 4, 2, 9, tzinfo=UTC), tick=False):
        client.force_login(manager)
        assert act not in client.get(page, {"etat": "done"}).content.decode()
        assert act in client.get(page).content.decode()
        for _ in range(2):
            answer = client.post(f"{act}?parcours={path.uuid}", follow=True)
            assert answer.redirect_chain[-1][0] == f"{page}?parcours={path.uuid}"
        assert client.post(f"{act}?equipe=0").status_code == 404
        reminded = client.get(page, headers={"accept-language": "en"}).content.decode()
        assert act not in reminded
        assert "reminded on 2 April 2026" in reminded
        assert "again from 9 April 2026" in reminded
    with time_machine.travel(datetime(2026, 4, 8, 9, tzinfo=UTC), tick=False):
        client.force_login(manager)
        client.post(act)
    assert {mail.person for mail in mails(LATE)} == {late, manager}  # whose training it is too
    assert Notification.objects.filter(person=late).count() == 1
    looks = Look.objects.filter(seen=ViewedData.REMINDER).values_list("viewer", "subject")
    assert list(looks) == [(manager.pk, late.pk)]
    with time_machine.travel(datetime(2026, 4, 9, 9, tzinfo=UTC), tick=False):
        client.force_login(manager)
        client.post(act)
    assert [mail.person for mail in mails(LATE).filter(person=late)] == [late, late]


def test_of_two_late_trainings_one_mail_goes_and_nobody_left_to_remind_is_no_success(
    client, manager, path
):
    other = make_path(make_module(), title="Accueillir")
    late = PersonFactory()
    PositionFactory(person=late, team=manager.positions.get().team)
    in_force(path, due_days=30)
    in_force(other, due_days=20)
    act = reverse("learning:mandatory_remind")

    with time_machine.travel(datetime(2026, 4, 2, 9, tzinfo=UTC), tick=False):
        client.force_login(manager)
        answers = [client.post(act, follow=True) for _ in range(2)]

    words = decrypt_mail(mails(LATE).get(person=late).content)
    assert "Accueillir" in words.subject + words.text
    assert Notification.objects.filter(person=late).count() == 2
    assert set(Assignment.objects.filter(person=late).values_list("reminded_on", flat=True)) == {
        date(2026, 4, 2)
    }
    said = [[message.level_tag for message in answer.context["messages"]] for answer in answers]
    assert said == [["success"], ["info"]]
    assert not [text for text in map(str, answers[1].context["messages"]) if "0 person" in text]


def test_who_follows_nobody_reminds_nobody(client, person):
    client.force_login(person)

    assert client.post(reverse("learning:mandatory_remind")).status_code == 404
