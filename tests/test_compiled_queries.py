"""Queries that are compiled once for everybody: what one person has never reaches another, and few are asked."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import override

from adoption.usage.policies import portals_visible_to
from adoption.usage.queries.own_use import own_use
from ambassadors.help.queries.questions import _shown_with
from cms.routing import _compiled_rows, _compiled_specific
from core.compiled_reads import CompiledRead, compiled_reads
from core.dates import today
from core.templatetags.passerelle import _draw_fixed
from learning.kept_bodies import _place
from learning.models import ExerciseTry, LessonNote, LessonPage, LessonProgress
from learning.queries.lesson_pages import _compiled_page_of_lesson
from learning.queries.practice import _services
from learning.queries.variants import _keys
from people.enums import Role
from people.models import Person, Team
from people.queries.compiled import compiled_for_person, compiled_queries
from people.queries.facts import _facts_about
from people.queries.privacy import _heading, data_held_about
from people.queries.signed_in import manages_a_team
from people.session_store import _read
from people.templatetags.own_data import _drawn, holding_facts
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalLinkFactory,
    PortalServiceFactory,
    UsageDayFactory,
    UseGoalFactory,
)
from tests.ambassadors.factories import PairFactory
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory, informed


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
ROLES = (Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER, Role.EDITOR, Role.ADMINISTRATOR)


@pytest.fixture
def portal():
    service = PortalServiceFactory(name="Messagerie")
    return service.portal


def follower(*, lessons=2):
    """Somebody who follows a path of so many lessons, has begun the first and noted something in it."""
    person = informed(PersonFactory(first_name="Aline"))
    module = make_module()
    made = [make_lesson(module).record for _number in range(lessons)]
    make_enrolment(person, make_path(module))
    LessonProgress.objects.create(person=person, lesson=made[0])
    LessonNote.objects.create(person=person, lesson=made[0], text=f"Note {person.pk}")
    ExerciseTry.objects.create(person=person, lesson=made[0], block="b", tried_on=today())
    return person


def user(portal):
    """Somebody with a link, two days of use and an answer."""
    person = informed(PersonFactory(first_name="Bruno"))
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    for day in (date(2026, 11, 3), date(2026, 10, 6)):
        UsageDayFactory(portal=portal, pseudonym="p-mine", service=portal.services.get(), day=day)
    UsageDayFactory(portal=portal, pseudonym="p-other", service=portal.services.get())
    DeclarationFactory(portal=portal, person=person)
    return person


def read_page(client, person, language="en", path="/"):
    client.force_login(person)
    client.cookies["django_language"] = language
    body = BeautifulSoup(client.get(path).content, "html.parser").body
    for token in body.select("[name=csrfmiddlewaretoken]"):
        token.decompose()
    for script in body.select("script"):
        del script["nonce"]
    return str(body)


# What a process keeps of nobody in particular; what is kept for people is in `compiled_queries`.
OF_NOBODY = (
 _compiled_page_of_lesson, _shown_with, _keys, _services, _read, _compiled_rows, _compiled_specific, _draw_fixed,
 _drawn, _heading,
 _place,
)  # fmt: skip


def forget_compiled():
    compiled = (query._compiled for query in (*compiled_queries, *compiled_reads))
    for kept in (*compiled, *OF_NOBODY):
        kept.cache_clear()


def test_people_read_in_one_process_what_each_reads_alone(client, portal):
    people = [follower(), user(portal), informed(PersonFactory(first_name="Chloé")), follower()]
    lesson = LessonPage.objects.get(record=LessonNote.objects.earliest("pk").lesson_id)
    read = [
        (person, language, path)
        for language in ("en", "fr")
        for person in people
        for path in ("/", lesson.get_url(), "/apprendre/")
    ]
    for asked in read:  # each query was compiled for another
        read_page(client, *asked)
    together = [read_page(client, *asked) for asked in read]

    alone = []
    for asked in read:
        forget_compiled()
        alone.append(read_page(client, *asked))

    assert together == alone
    assert len(set(alone)) == len(read)


def test_own_data_read_in_one_process_are_what_each_reads_alone(portal):
    people = [follower(), user(portal), informed(PersonFactory(first_name="Chloé"))]

    def read(person, language):
        with override(language):
            held = data_held_about(person, most=2)
            return [
                (holding_facts(each.holding), each.count, each.headings, each.cells)
                for each in held
            ]

    asked = [(person, language) for language in ("en", "fr") for person in people]
    for each in asked:  # each query was compiled for another
        read(*each)
    together = [read(*each) for each in asked]
    alone = []
    for each in asked:
        forget_compiled()
        alone.append(read(*each))

    assert together == alone
    assert all(alone.count(each) == 1 for each in alone)


def test_a_compiled_query_finds_what_the_query_itself_finds(portal):
    people = [follower(lessons=7), user(portal), PairFactory(active=True).request.person]
    found = {each.__name__: each for each in compiled_queries}
    arguments = {
        "_enrolment_rows": (), "_living_pairs": (), "_portals": (today(),), "_waiting_rows": (today(),),
    }  # fmt: skip

    def facts(row):
        return {k: v for k, v in vars(row).items() if k != "_state"} if hasattr(row, "pk") else row

    for name, others in arguments.items():
        for person in [*people, *people]:
            compiled, built = found[name](person, *others), found[name].build(person, *others)
            assert [facts(row) for row in compiled] == [facts(row) for row in built]
    keys = [LessonNote.objects.get().lesson_id]
    for name in ("_mark_rows", "_tried_blocks", "_attempt_rows"):
        for person in [*people, *people]:
            assert found[name](person, keys=keys) == list(found[name].build(person, keys=keys))
    assert found["_mark_rows"](people[0], keys=keys)[0]["note"] == f"Note {people[0].pk}"
    assert found["_tried_blocks"](people[0], keys=keys) == ["b"]
    assert len(found["_enrolment_rows"](people[0])) == 1
    assert [len(_facts_about(person)) for person in people] == [9, 9, 9]


def test_a_list_of_keys_is_a_parameter_however_long():
    people = [PersonFactory() for _number in range(9)]

    @compiled_for_person()
    def others(person, *, keys):
        return Person.objects.filter(pk__in=keys).exclude(pk=person.pk).order_by("pk")

    for length in (0, 1, 4, 5, 9):
        keys = [person.pk for person in people[:length]]
        assert [row.pk for row in others(people[0], keys=keys)] == keys[1:]


def test_keys_and_texts_of_a_read_are_parameters():
    root = Team.objects.organisation()
    teams = [root.add_child(instance=Team(name=name, code=name)) for name in "AB"]
    teams.append(teams[0].add_child(instance=Team(name="C", code="C")))

    @CompiledRead
    def below(names, *, paths, key):
        within = Q(pk=key)
        for path in paths:
            within |= Q(path__startswith=path)
        return Team.objects.filter(within, name__in=names).values_list("name", flat=True)

    @CompiledRead
    def lost(*, key):
        return Team.objects.filter(path__endswith=key)

    for _twice in range(2):
        for paths in ([teams[0].path], [teams[0].path, teams[1].path], ["%"], [""] * 600):
            for key in (teams[1].pk, root.pk):
                given = {"paths": paths, "key": key}
                assert below(("B", "C"), **given) == list(below.build(("B", "C"), **given))
    assert below(("A", "B", "C"), paths=[teams[0].path], key=teams[1].pk) == ["A", "C", "B"]
    assert below._compiled.cache_info().currsize == 2
    with pytest.raises(RuntimeError, match="“key” is no parameter"):
        lost(key="A")


def test_no_fact_of_one_person_can_stay_in_a_query_that_others_use():
    @compiled_for_person()
    def namesakes(person):
        return Person.objects.filter(last_name=person.last_name)

    @compiled_for_person(facts=("last_name",))
    def known_namesakes(person):
        return Person.objects.filter(last_name=person.last_name)

    @compiled_for_person()
    def of_managers(person):
        return Person.objects.filter(pk__gte=person.pk if manages_a_team(person) else 0)

    @compiled_for_person(facts=("kind",))
    def of_editors(person):
        return Person.objects.filter(pk__gte=person.pk if person.has_role(Role.EDITOR) else 0)

    first, second = PersonFactory(), PersonFactory()
    with pytest.raises(RuntimeError, match="read a table"):
        namesakes(first)
    with pytest.raises(RuntimeError, match="read “manages_on”"):
        of_managers(first)
    with pytest.raises(RuntimeError, match="read “role_names”"):
        of_editors(first)
    assert [known_namesakes(person) for person in (first, second)] == [[first], [second]]


def test_own_use_is_of_the_portals_that_ask_or_hold_something(portal):
    person = user(portal)
    left = PortalFactory(is_open=False)
    UseGoalFactory(service=PortalServiceFactory(portal=left), person=person)
    PortalFactory(is_open=False)

    own = own_use(person, today())

    assert {each.pk for each in own.portals} == set(
        portals_visible_to(person, on=today()).values_list("pk", flat=True)
    )
    assert [day for day, _service in own.uses[portal.pk]] == [date(2026, 10, 6), date(2026, 11, 3)]


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_first_screen_asks_nine_queries_of_whoever_looks(
    client, portal, role, django_assert_max_num_queries
):
    person = follower()
    PortalLinkFactory(portal=portal, person=person)
    if role:
        person.groups.add(Group.objects.get(name=role))
    read_page(client, person)

    with django_assert_max_num_queries(9):
        assert client.get("/").status_code == 200
