"""After an erasure nothing of the person is anywhere: tables, file of the database, media, cache, mail.

What could name them is found by looking at the models: one that points at people and holds no row
of theirs fails the test, until it is planted here.
"""

import sqlite3
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.sqlite3._functions import register as register_functions
from django.test import Client
from wagtail.admin.models import EditingSession, FormState
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    PageSubscription,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from adoption.publishing.models import Publication
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.pseudonyms import subject_of
from ambassadors.help.models import Session as HelpSession
from ambassadors.help.models import UnmetRequest
from ambassadors.practices.actions import PracticeParts, propose_practice
from cms.models import ArticlePage
from core.cache import limits
from people.actions.privacy import erase_person, record_look
from people.enums import ErasureOutcome, ErasureRoute, Purpose
from people.models import Person
from people.privacy_registry import holdings
from tests.access.planting import plant
from tests.access.world import EDITOR, STAFF, TRAINING
from tests.ambassadors.factories import AmbassadorFactory
from tests.cms.files import make_document, make_picture
from tests.cms.translating import start_translation


pytestmark = pytest.mark.django_db
of_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="reads the database’s own bytes"
)

CANARY = "CANARI-EN-TOUTES-LETTRES"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


# --- Planting ---------------------------------------------------------------------------------------


@pytest.fixture
def person(world):
    """The editor, with something of everything: they wrote, commented, uploaded, asked, helped."""
    person = Person.objects.get(pk=world.people[EDITOR].pk)
    client = Client()
    client.force_login(person)
    _in_our_apps(world, person)
    _in_wagtail(world, person)
    _as_author(world, person)
    _as_translator(world, person)
    _as_proposer(person)
    for model, field in pointing_at_people():
        if field.remote_field.on_delete is models.CASCADE:
            rows = model.objects.filter(**{field.name: person})
            write_canary_into(rows)
            for below in going_with(rows):
                write_canary_into(below)
    return person


def _in_our_apps(world, person):
    other = world.people[STAFF]
    plant(world, person)
    record_look(by=other, at=[person], purpose=Purpose.HELP_REQUEST)
    person.lesson_progress.get_or_create(lesson=world.shared["lesson"].record)
    person.user_permissions.add(1)
    AmbassadorFactory(person=person, topics=[world.shared["service"]])
    own = world.owned[EDITOR]
    own["request"].ruled_out.add(other)
    world.owned[STAFF]["request"].ruled_out.add(person)
    UnmetRequest.objects.create(
        round=world.shared["round"], request=own["request"], reason="no_common_topic"
    )
    HelpSession.objects.create(
        pair=own["pair"], held_on="2026-11-20", minutes=30, outcome="acquired"
    )
    staged = world.owned[TRAINING]["run"].staged_file  # a colleague’s list, which names them too
    staged.data = f"matricule;nom\n{person.staff_number};{person.last_name}\n".encode("cp1252")
    staged.save()
    object_to_measurement(person=person, keep_logbook=True)


def _in_wagtail(world, person):
    page = ArticlePage.objects.get(pk=world.shared["article"].pk)
    about = {"content_type": ContentType.objects.get_for_model(page), "object_id": str(page.pk)}
    UserProfile.get_for_user(person)
    EditingSession.objects.create(user=person, last_seen_at=NOON, **about)
    FormState.objects.create(user=person, data=f"title={CANARY}", last_updated_at=NOON, **about)
    APIToken.objects.create(user=person, name=CANARY, key_hash="x" * 64, prefix="x")
    PageSubscription.objects.create(user=person, page=page, comment_notifications=True)
    comment = Comment.objects.create(user=person, page=page, text=CANARY, contentpath="title")
    others = Comment.objects.create(
        user=world.people[STAFF], page=page, text="Gardé", contentpath="title", resolved_by=person
    )
    for each in (comment, others):
        CommentReply.objects.create(comment=each, user=person, text=CANARY)
    UploadedFile.objects.create(
        file=ContentFile(CANARY.encode(), name=f"{CANARY}.txt"), uploaded_by_user=person
    )
    log(instance=person, action="wagtail.edit", user=world.people[TRAINING])  # its label is a name


def _as_translator(world, person):
    translation = start_translation(world.shared["article"], user=person)
    segment = translation.source.stringsegment_set.order_by("order")[0]
    english = {"context": segment.context, "locale": translation.target_locale}
    StringTranslation.objects.create(
        translation_of=segment.string, data="Help", last_translated_by=person, **english
    )
    SegmentOverride.objects.create(data_json='"/en/"', last_translated_by=person, **english)


def _as_author(world, person):
    page = ArticlePage.objects.get(pk=world.shared["article"].pk)
    page.owner = page.locked_by = person
    page.locked = True
    page.save()
    page.save_revision(user=person, log_action=True)
    workflow, task = Workflow.objects.get(), Workflow.objects.get().tasks[0]
    state = WorkflowState.objects.create(
        content_type=ContentType.objects.get_for_model(page), object_id=str(page.pk),
        base_content_type=page.cached_content_type, workflow=workflow, requested_by=person,
    )  # fmt: skip
    TaskState.objects.create(
        workflow_state=state, task=task, revision=page.latest_revision, finished_by=person
    )
    for file in (make_picture("Accueil"), make_document("notice.pdf")):
        file.uploaded_by_user = person
        file.save()


def _as_proposer(person):
    """A practice that waits: its page points at nobody, and every word of it is theirs."""
    parts = PracticeParts(*(f"{CANARY} {each}." for each in ("attente", "aide", "effet", "lundi")))
    page = propose_practice(title=CANARY, parts=parts, author=person)
    page.save_revision(log_action=True)
    start_translation(page).save_target(publish=False)
    english = page.get_translations().get()
    english.title = english.draft_title = f"{CANARY} (en)"
    english.save()
    english.save_revision(log_action=True)
    TaskState.objects.filter(revision__object_id=str(page.pk)).update(comment=CANARY)
    for address in (page.get_url(), f"/{CANARY.lower()}"):
        Redirect.objects.create(old_path=address, redirect_page=page)
    mail.outbox.clear()  # the editors were told of it: what is sent is out of reach


def pointing_at_people():
    """Every table with a pointer to a person, through tables of pairs included."""
    for relation in Person._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and not relation.concrete and not field.many_to_many:
            yield relation.related_model, field


def going_with(rows):
    """What is deleted with these rows: an answer with its attempt."""
    for relation in rows.model._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            yield relation.related_model.objects.filter(**{f"{relation.field.name}__in": rows})


def write_canary_into(rows):
    """Into every column that can hold text, as far as the database lets us."""
    for field in rows.model._meta.concrete_fields:
        if isinstance(field, models.JSONField):
            value = [{"name": CANARY}] if field.default is list else {"note": CANARY}
        elif isinstance(field, models.BinaryField):
            value = CANARY.encode()
        elif isinstance(field, models.CharField | models.TextField) and not field.unique:
            value = CANARY
        else:
            continue
        try:
            with transaction.atomic():
                rows.update(**{field.name: value})
        except DatabaseError:  # a list of values, a length: no free text there
            continue


# --- Looking ----------------------------------------------------------------------------------------


def traces_of(person):
    return {
        CANARY,
        person.last_name,
        person.staff_number,
        person.email,
        str(person.uuid),
        person.uuid.hex,
        subject_of(person),
        "pseudonyme-canari-editor",
    }


def everything_in_the_tables():
    """By table, all that it holds as one text; sessions as they are inside."""
    held = {"sessions": " ".join(str(each.get_decoded()) for each in Session.objects.all())}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the database itself
            held[table] = " ".join(as_text(value) for row in cursor for value in row)
    return held


def as_text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def found(traces, held):
    return {
        (place, trace) for place, text in held.items() for trace in traces if holds(text, trace)
    }


def holds(text, trace):
    return trace.casefold() in text.casefold()


def bytes_of_the_database():
    """As the file would be after VACUUM."""
    copy = sqlite3.connect(":memory:")
    register_functions(copy)  # constraints call Django’s own
    copy.deserialize(connection.connection.serialize())
    copy.execute("VACUUM")
    content = copy.serialize()
    copy.close()
    return content.decode("latin-1")


def outside_the_tables():
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return {
        "the file of the database": bytes_of_the_database(),
        "media": " ".join(f"{path} {path.read_text('latin-1')}" for path in files),
        "cache": " ".join(
            as_text(value) for value in (*cache._cache.values(), *limits._cache.values())
        ),
        "mail": " ".join(message.message().as_string() for message in mail.outbox),
        "journal": settings.ERASURE_JOURNAL.read_text(),
    }


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.ERASURE_JOURNAL.touch()


# --- Tests ------------------------------------------------------------------------------------------


def test_every_table_that_can_point_at_a_person_is_planted(person):
    bare = {
        f"{model._meta.label}.{field.name}"
        for model, field in pointing_at_people()
        if not model.objects.filter(**{field.name: person}).exists()
    }

    # Wagtail’s own models of images and documents, which ours replace.
    assert bare == {"wagtailimages.Image.uploaded_by_user", "wagtaildocs.Document.uploaded_by_user"}


@of_sqlite
def test_the_canaries_would_be_found(person):
    held = everything_in_the_tables() | outside_the_tables()
    places = {place for place, _trace in found(traces_of(person), held)}

    assert {
        "people_person",
        "people_stagedfile",
        "quizzes_attemptitem",
        "adoption_portallink",
        "adoption_objection",
        "wagtailcore_comment",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_page",
        "wagtailredirects_redirect",
        "wagtail_localize_string",
        "wagtailcore_revision",
        "wagtailadmin_formstate",
        "wagtail_localize_translationsource",
        "media",
        "the file of the database",
    } <= places
    assert f"'{person.pk}'" in held["sessions"]


@of_sqlite
def test_nothing_of_the_person_is_left_anywhere(person, django_capture_on_commit_callbacks):
    traces, pk = traces_of(person), person.pk

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, route=ErasureRoute.DATA_REQUEST)

    (last,) = [message for message in mail.outbox if message.to == [person.email]]
    mail.outbox.remove(last)  # which says so, to them alone
    held = everything_in_the_tables() | outside_the_tables()
    assert found(traces, held) == set()
    assert f"'_auth_user_id': '{pk}'" not in held["sessions"]


MIXED = {  # what was done to the person goes, what they did to others stays
    "wagtailcore.ModelLogEntry",
    "ambassadors.PracticeProposal",
    "people.LinesToCorrect",  # the lines go; the list stays with those of others
}


def test_what_the_preview_says_of_each_kind_is_what_an_erasure_does(person):
    by_model = {}
    for holding in holdings():
        if holding.export(person) and holding.model not in MIXED | {Person._meta.label}:
            by_model.setdefault(holding.model, set()).add(holding.outcome)
    counts = {model: apps.get_model(model).objects.count() for model in by_model}

    erase_person(person=person)

    wrong = {}
    for model, outcomes in by_model.items():
        fell = apps.get_model(model).objects.count() < counts[model]
        if fell != (ErasureOutcome.DELETED in outcomes):
            wrong[model] = (fell, outcomes)
    assert wrong == {}


def test_no_pointer_is_left_either(person):
    pk = person.pk

    erase_person(person=person)

    pointers = {
        f"{model._meta.label}.{field.name}"
        for model, field in pointing_at_people()
        if model.objects.filter(**{f"{field.name}_id": pk}).exists()
    }
    about = ContentType.objects.get_for_model(Person)
    generic = {
        model._meta.label
        for model in apps.get_models()
        if {"content_type", "object_id"} <= {field.name for field in model._meta.get_fields()}
        and model.objects.filter(content_type=about, object_id=str(pk)).exists()
    }
    assert (pointers, generic) == (set(), set())


@pytest.mark.postgresql
def test_what_others_wrote_and_what_was_published_stays(world, person):
    publication = world.shared["publication"]
    before = list(publication.figures.order_by("pk").values())
    kept = list(Publication.objects.order_by("pk").values())

    erase_person(person=person)

    assert list(publication.figures.order_by("pk").values()) == before
    assert list(Publication.objects.order_by("pk").values()) == kept
    assert [each.text for each in Comment.objects.order_by("pk")] == ["Gardé"]
    article = ArticlePage.objects.get(pk=world.shared["article"].pk)
    assert (article.owner, article.locked_by) == (None, None)
    (comment,) = article.latest_revision.content["wagtail_admin_comments"]
    assert (comment["text"], comment["replies"]) == ("Gardé", [])
    assert (
        world.owned[TRAINING]["person"].staff_number in everything_in_the_tables()["people_person"]
    )
