"""What a person takes away is all that any table holds about them, found by asking the models."""

import json
from dataclasses import replace

import pytest
from django.apps import apps
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from learning.models import LessonProgress
from people import privacy_registry
from people.authorship import LOG, person_foreign_keys
from people.exporters.person import personal_json
from people.models import Person
from people.privacy_registry import holdings
from people.queries.held_rows import _query, classes_without_rows
from people.queries.privacy import data_held_about
from tests.access.planting import plant
from tests.access.world import AMBASSADOR, EDITOR, SIGNED_IN, STRANGER
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

# Pointers whose rows stand under another key than their model's.
STANDS_UNDER = {
    ("people.Look", "viewer"): "people.Look.made",
    ("people.Delegation", "recorded_by"): "people.Delegation.made",
    ("learning.Assignment", "exempted_by"): "learning.Assignment.made",
    ("people.Invitation", "invited_by"): "people.Invitation.made",
    ("people.RoleChange", "changed_by"): "people.RoleChange.made",
    ("quizzes.EssayMark", "marker"): "quizzes.EssayMark.made",
    ("people.DataRequest", "answered_by"): "people.DataRequest.answered",
    ("people.DataRequest", "entered_by"): "people.DataRequest.entered",
    ("quizzes.SharedResult", "recipient"): "quizzes.SharedResult.received",
    ("ambassadors.MessageReport", "reporter"): "ambassadors.MessageReport.made",
    ("ambassadors.MessageReport", "author"): "ambassadors.MessageReport.about",
    ("ambassadors.MessageReport", "recipient"): "ambassadors.MessageReport.received",
}
# Two sides of one thing, told together.
TOGETHER = {
    ("adoption.OwnQuestions", "written_by"),
    ("adoption.OwnQuestions", "read_by"),
    ("ambassadors.JobMap", "written_by"),
    ("ambassadors.JobMap", "sent_by"),
    ("people.Delegation", "manager"),
    ("people.Delegation", "delegate"),
    ("people.ImportRun", "sender"),
    ("people.ImportRun", "approved_by"),
    ("ambassadors.TeamBooking", "person"),
    ("ambassadors.TeamBooking", "asked_by"),
    *(("ambassadors.CaseStudy", name) for name in ("signed_by", "first_reader", "second_reader")),
}
# Whom others would rather not meet is theirs to know, and nobody else's; so is what became of a proposal:
# whoever made it would read a no in a row that is not there.
OTHERS = {
    ("ambassadors.Application", "nominated_by"),
    ("ambassadors.HelpRequest_ruled_out", "person"),
    ("ambassadors.ColleagueWish", "person"),
}


def every_pointer():
    """Each column of each table of the database that points at a person."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is Person and model is not Person
    }


def test_every_pointer_at_a_person_has_an_answer():
    held = {holding.model for holding in holdings()} - {LOG}
    generic = {(model._meta.label, field.name) for model, field in person_foreign_keys()}

    assert {pointer for pointer in every_pointer() - generic if pointer[0] not in held} == set()


def fill(world, person):
    """A row in every table of ours that may name a person."""
    plant(world, person)
    permission = apps.get_model("auth", "Permission").objects.order_by("pk")[0]
    person.user_permissions.add(permission)
    LessonProgress.objects.get_or_create(person=person, lesson=world.shared["lesson"].record)
    apps.get_model("wagtailusers", "UserProfile").objects.get_or_create(user=person)


@pytest.fixture
def filled(world):
    person = world.people[AMBASSADOR]
    fill(world, person)
    return person


def rows_of(label, field, person):
    model = apps.get_model(label)
    return model._default_manager.filter(**{field: person}).count()


def test_every_row_that_points_at_me_is_in_my_file(filled):
    exported = {
        key: len(each["rows"])
        for key, each in json.loads(personal_json(data_held_about(filled))).items()
    }
    generic = {(model._meta.label, field.name) for model, field in person_foreign_keys()}
    ours = every_pointer() - generic - OTHERS

    missing = {}
    for label, field in ours:
        count = rows_of(label, field, filled)
        assert count, f"the test has no row in {label}.{field}: add one to fill()"
        told = exported[STANDS_UNDER.get((label, field), label)]
        if told < count or (told > count and (label, field) not in TOGETHER):
            missing[label, field] = count
    assert missing == {}


def told_of(person, *, most=None):
    """Return how many rows each class has, and the first in words."""
    return {
        held.holding.key: (held.count, held.headings, held.cells[:1])
        for held in data_held_about(person, most=most)
    }


def test_the_page_of_my_data_counts_what_the_file_holds(world, filled):
    nobody = PersonFactory()
    empty = classes_without_rows(nobody)
    assert len(empty) > 90  # one query spares as many

    for language in ("fr", "en"):
        with override(language):
            for name in SIGNED_IN:
                person = world.people[name]
                assert told_of(person, most=1) == told_of(person)

    LessonProgress.objects.create(person=nobody, lesson=world.shared["lesson"].record)
    nobody.user_permissions.add(apps.get_model("auth", "Permission").objects.order_by("pk")[0])
    assert empty - classes_without_rows(nobody) == {
        "learning.LessonProgress",
        "people.Person_user_permissions",
    }


# Classes that always give nothing, that are found by more than what names a person in all tables, or by a field of theirs.
READ_AS_THEY_ARE = {
    "adoption.ReachPublication",
    "adoption.Roll",
    "adoption.WithdrawnPseudonym",
    "ambassadors.Application.made",
    "ambassadors.EvaluationMark",
    "axes.AccessAttempt",
    "people.ErasureEntry",
    "people.LinesToCorrect",
}


def test_an_export_that_fails_is_not_taken_for_one_that_is_read_as_it_is(monkeypatch):
    asked_about = _query((), tuple(holding.key for holding in holdings())).keys
    assert {holding.key for holding in holdings()} - set(asked_about) == READ_AS_THEY_ARE

    broken = replace(holdings()[0], part="broken", export=lambda person: person.no_such_field)
    monkeypatch.setitem(privacy_registry._holdings, broken.key, broken)
    with pytest.raises(AttributeError, match="no_such_field"):
        classes_without_rows(PersonFactory())


def test_what_an_editor_wrote_and_what_was_done_to_an_account_is_in_the_file_and_goes_with_them(
    world,
):
    editor, stranger = world.people[EDITOR], world.people[STRANGER]
    Page.objects.filter(pk=world.shared["home"].pk).update(owner=editor)
    log(instance=editor, action="wagtail.edit", user=stranger)
    held = {each.holding.model: each for each in data_held_about(editor)}[LOG]

    names = [row["name"] for row in held.rows]
    assert str(editor) in names
    assert world.shared["home"].title in names
    assert world.shared["path"].title in names
    assert stranger.last_name not in json.dumps(held.rows, default=str)

    held.holding.erase(editor)
    assert held.holding.export(editor) == []


# Where the words that identify a person may stand: their own row, and a list being imported.
COPIES_ALLOWED = {
    ("people.LinesToCorrect", "table"),  # found by its words: people/privacy/files.py
    ("people.Person", "last_name"),
    ("people.Person", "staff_number"),
    ("people.Person", "email"),
}


def test_no_table_copies_a_name_nor_a_number_into_a_text_or_a_json(world):
    """What an export could not find by a pointer: names inside texts, documents and JSON."""
    canaries = {
        word
        for name in (*SIGNED_IN, STRANGER)
        for word in (
            world.people[name].last_name,
            world.people[name].staff_number,
            world.people[name].email,
            str(world.people[name].uuid),
            world.people[name].uuid.hex,
        )
    }
    found = set()
    for model in apps.get_models(include_auto_created=True):
        fields = [field for field in model._meta.local_fields if not field.is_relation]
        names = [field.attname for field in fields] or ["pk"]
        for row in model._default_manager.order_by("pk").values_list(*names):
            for name, value in zip(names, row, strict=True):
                text = (
                    bytes(value).decode(errors="replace")
                    if isinstance(value, memoryview | bytes)
                    else str(value)
                )
                if any(word in text for word in canaries):
                    found.add((model._meta.label, name))

    assert found - {("people.Person", "uuid")} == COPIES_ALLOWED
