"""Learning reach: counted, protected, published once a quarter, and read by those who may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from adoption.foundation.periods import Quarter
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.publishing.models import ReachFigure, ReachPublication
from adoption.publishing.queries.reach import quarter_facts
from adoption.tasks import publish_learning_reach_task
from adoption.usage.actions.objections import object_to_measurement
from learning.models import Enrolment, LessonProgress, ModulePage
from people.privacy_registry import holdings
from tests.learning.factories import (
    make_assignment,
    make_certificate,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_rule,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 30)
AFTER = date(2026, 10, 6)
PAGE, FILE = reverse("adoption:reach"), reverse("adoption:reach_table")


def at(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def staff(db):
    return [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]


@pytest.fixture
def path(db):
    module = make_module("Le bon réflexe")
    make_lesson(module, "Une leçon")
    return make_path(module, title="Un parcours")


def begin(person, path, *, on, finished=None):
    enrolment = make_enrolment(person, path)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at(on))
    lesson = path.entries.get().module.lessons.get()
    progress, _is_new = LessonProgress.objects.get_or_create(person=person, lesson=lesson)
    LessonProgress.objects.filter(pk=progress.pk).update(started_at=at(on))
    if finished:
        make_certificate(person, path, issued_on=finished)


def shown(path, measure, quarter=JULY):
    figure = ReachFigure.objects.get(
        publication__quarter=quarter, path_uuid=path.uuid, measure=measure
    )
    return figure.kind, figure.low, figure.high, figure.population


def test_a_quarter_counts_who_began_and_who_finished_in_it(staff, path):
    for person in staff[:20]:
        begin(person, path, on=JULY, finished=SEPTEMBER)
    for person in staff[20:26]:
        begin(person, path, on=SEPTEMBER)
    for person in staff[26:30]:
        begin(person, path, on=date(2026, 10, 1))  # the next quarter
    make_enrolment(staff[30], path)  # opened nothing

    publish_learning_reach(today=AFTER)

    assert shown(path, "started") == ("exact", 26, 26, 60)
    assert shown(path, "finished") == ("exact", 20, 20, 60)


def test_few_are_under_five_and_few_left_are_not_told(staff, path):
    for person in staff[:3]:
        begin(person, path, on=JULY, finished=SEPTEMBER)
    publish_learning_reach(today=AFTER)
    assert shown(path, "started") == ("block", 0, 4, 60)
    assert shown(path, "finished") == ("hidden", None, None, 60)  # three starters at most are sure

    for person in staff[3:]:
        begin(person, path, on=date(2026, 10, 20))
    publish_learning_reach(today=date(2027, 1, 6))
    assert shown(path, "started", date(2026, 10, 1)) == ("block", 56, 60, 60)


def test_whoever_must_follow_it_objects_or_came_meanwhile_is_not_counted(staff, path):
    for person in staff[:20]:
        begin(person, path, on=JULY)
    make_assignment(staff[0], make_rule(path, mandatory=True))
    Enrolment.objects.filter(person=staff[1]).update(is_mandatory=True)
    object_to_measurement(person=staff[2])
    late = PersonFactory(employed_from=date(2026, 7, 2))
    begin(late, path, on=SEPTEMBER)

    publish_learning_reach(today=AFTER)

    assert shown(path, "started") == ("exact", 17, 17, 58)


def test_whoever_must_follow_a_path_within_it_is_not_counted(staff, path):
    """Their list names those who have not done the narrower path, and so have not finished this one."""
    for person in staff[:22]:
        begin(person, path, on=JULY, finished=SEPTEMBER)
    same = ModulePage.objects.get(record=path.entries.get().module)
    narrower = make_path(same, title="La même chose, pour certains")
    other = make_path(make_module("Ailleurs"), title="Autre chose")
    for person in staff[:2]:
        make_assignment(person, make_rule(narrower, mandatory=True))
    make_assignment(staff[2], make_rule(other, mandatory=True))

    publish_learning_reach(today=AFTER)

    assert shown(path, "started") == ("exact", 20, 20, 58)
    assert shown(path, "finished") == ("block", 14, 58, 58)  # the two may be among those who began


def test_whoever_must_follow_what_it_refreshes_is_not_counted(staff, path):
    """There, the certificate of the refresher is told by name as that of the path that it refreshes."""
    for person in staff[:12]:
        begin(person, path, on=JULY, finished=SEPTEMBER)
    refreshed = make_path(make_module("La première fois"), title="La première fois")
    type(path).objects.filter(pk=refreshed.pk).update(refresher=path)
    for person in staff[:3]:
        make_assignment(person, make_rule(refreshed, mandatory=True))

    publish_learning_reach(today=AFTER)

    assert shown(path, "started") == ("exact", 9, 9, 57)


def test_fewer_than_fifty_people_are_no_group(path):
    for person in [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(49)][:20]:
        begin(person, path, on=JULY)
    publish_learning_reach(today=AFTER)
    assert shown(path, "started") == ("hidden", None, None, 49)


def test_people_who_left_may_be_those_who_began(staff, path):
    """20 began, 12 of the staff left: nobody knows how many of the 20 are still there to finish."""
    for person in staff[:20]:
        begin(person, path, on=JULY)
    for person in staff[48:]:
        person.employed_until = date(2026, 10, 31)
        person.save()
    for person in staff[:6]:
        make_certificate(person, path, issued_on=date(2026, 12, 1))
    publish_learning_reach(today=date(2027, 1, 6))
    assert shown(path, "finished", date(2026, 10, 1))[0] == "hidden"


def test_a_quarter_goes_out_once_it_is_closed_and_once_only(staff, path):
    begin(staff[0], path, on=JULY)
    assert publish_learning_reach(today=date(2026, 10, 5)) == []
    assert len(publish_learning_reach(today=AFTER)) == 1
    assert publish_learning_reach(today=AFTER) == []
    assert [Quarter.containing(each.quarter) for each in ReachPublication.objects.all()] == [
        Quarter(2026, 3)
    ]


def test_the_task_publishes_every_quarter_since_the_first_enrolment(staff, path):
    begin(staff[0], path, on=date(2026, 1, 15))
    publish_learning_reach_task()
    publish_learning_reach_task()
    quarters = ReachPublication.objects.values_list("quarter", flat=True)
    assert list(quarters) == [date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1)]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        lambda: ReachFigure.objects.update(low=None, high=None, kind="hidden"),
        lambda: ReachPublication.objects.update(members=[]),
    ],
)
def test_the_database_refuses_to_change_what_is_out(staff, path, change):
    begin(staff[0], path, on=JULY)
    publish_learning_reach(today=AFTER)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        change()


def test_later_changes_do_not_touch_what_is_out_and_a_deleted_path_keeps_its_name(staff, path):
    begin(staff[0], path, on=JULY)
    publish_learning_reach(today=AFTER)
    for person in staff[1:20]:
        begin(person, path, on=JULY)
    publish_learning_reach(today=AFTER)
    Enrolment.objects.all().delete()
    path.delete()
    assert shown(path, "started") == ("block", 0, 4, 60)
    assert ReachFigure.objects.filter(path_title="Un parcours").count() == 2


def test_reading_a_quarter_takes_as_many_queries_for_one_person_as_for_all(
    staff, path, django_assert_num_queries
):
    quarter = Quarter(2026, 3)
    begin(staff[0], path, on=JULY)
    with django_assert_num_queries(10):
        quarter_facts(quarter)
    for person in staff[1:]:
        begin(person, path, on=JULY, finished=SEPTEMBER)
    make_path(make_module("Un autre"), title="Un autre")
    with django_assert_num_queries(10):
        quarter_facts(quarter)


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return training_manager


def test_the_page_adds_up_the_quarters_and_the_file_says_the_same(client, reader, staff, path):
    for person in staff[:10]:
        begin(person, path, on=date(2026, 4, 10))
    for person in staff[10:22]:
        begin(person, path, on=JULY)
    publish_learning_reach(today=AFTER)

    page = client.get(PAGE)
    (line,) = page.context["lines"]
    assert [cell for _label, cell in line["cells"]][::2] == ["12 of 61", "22 of 61"]
    table = client.get(FILE, {"trimestre": "2026-Q3"}).content.decode()
    assert "Un parcours;12 of 61;" in table
    earlier = client.get(PAGE, {"trimestre": "2026-Q2"})
    assert earlier.context["lines"][0]["cells"][0][1] == "10 of 61"


def test_the_programme_leads_to_the_page(client, reader):
    assert f'href="{PAGE}"' in client.get(reverse("learning:programme")).content.decode()


def test_a_hidden_path_says_nothing_but_its_name(client, reader, path):
    begin(reader, path, on=JULY)
    publish_learning_reach(today=AFTER)
    page = client.get(PAGE)
    assert page.context["lines"] == []
    assert page.context["hidden"] == ["Un parcours"]
    assert ";".join(["too few people"] * 4) in client.get(FILE).content.decode()


@pytest.mark.parametrize("query", ["?trimestre=2019-Q1", "?trimestre=x", "?equipe=1"])
def test_nothing_else_can_be_asked(client, reader, staff, path, query):
    begin(staff[0], path, on=JULY)
    publish_learning_reach(today=AFTER)
    assert client.get(FILE).status_code == 200
    assert client.get(PAGE + query).status_code == 404
    assert client.get(FILE + query).status_code == 404


def test_before_the_first_quarter_the_page_says_when_and_there_is_no_file(client, reader):
    assert "Nothing is published yet" in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 404


def test_before_the_first_quarter_each_page_says_what_the_settings_ask(client, reader, settings):
    settings.PUBLICATION_THRESHOLD, settings.PUBLICATION_COALITION = 60, 4
    told = client.get(PAGE).content.decode()
    assert "A count below 6 is never given exactly" in told
    assert "From 60 people on" in told
    assert "from 60 people on" in client.get(reverse("adoption:measured")).content.decode()


def test_the_page_asks_little_of_the_database_whatever_is_out(
    client, reader, staff, path, django_assert_max_num_queries
):
    begin(staff[0], path, on=JULY - timedelta(days=900))
    publish_learning_reach(today=AFTER)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_whoever_was_on_the_roll_reads_it_in_their_data(staff, path):
    begin(staff[0], path, on=JULY)
    publish_learning_reach(today=AFTER)
    (roll,) = [each for each in holdings() if each.model == "adoption.ReachPublication"]
    assert roll.export(staff[5]) == [{"quarter": "2026-Q3"}]
    assert roll.export(PersonFactory()) == []
