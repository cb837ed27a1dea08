"""Every column in which somebody's words stand holds something hostile, past every check of a form or of a
file; then every page is read as a browser reads it. So whatever door let it in, it comes out as words.

`DOORS` names the ways in. What each of these readers stores of the same corpus is tried by itself:

- articles, translations typed and their files, before and after: tests/cms/test_hostile_translations.py
- questions in GIFT, Moodle XML, CSV, workbooks, Aiken and old dumps: tests/quizzes/test_hostile_files.py
- the editor's posts, a course in files, a package's titles: tests/learning/test_hostile_words_of_courses.py
"""

import json
from functools import cache

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from core.fields import RichTextField, StreamField
from learning.models import LessonPage
from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_canaries import wagtails_addresses
from tests.access.test_matrix import first_let_in, label, undone
from tests.access.world import ADMINISTRATOR
from tests.browser_reading import harm_in
from tests.e2e.block_lesson import blocks
from tests.hostile_markup import HOSTILE, MARK


pytestmark = pytest.mark.django_db

OURS = ("adoption", "ambassadors", "cms", "learning", "people", "quizzes")
WAGTAILS = ("wagtailcore.Page", "wagtailcore.Comment", "taggit.Tag")
# What programs read: an address, a key, a language.
NOT_WORDS = ("path", "slug", "language", "zone", "file", "key", "icon", "code", "digest", "email")
NOT_WORDS += ("uuid", "hash", "url", "secret", "token", "password", "hue", "sealed", "id", "format")
NOT_WORDS += ("accent", "colour", "color", "channel", "kind", "subject", "filter")
STRINGS = [each for each in HOSTILE if "\0" not in each and len(each) < 1000]
WRITTEN = (models.CharField, models.TextField, models.JSONField, StreamField)

HOLD_WORDS = {"title", "button", "option", "select", "form", "textarea", "template"}
DOORS = {
    "a lesson typed or in a course's files": "learning.LessonPage.body",
    "the welcome of the first page": "cms.HomePage.welcome",
    "a practice that is shared": "ambassadors.PracticePage.body",
    "the glossary": "cms.GlossaryTerm.definition",
    "the title of a picture": "cms.Picture.title",
    "the title of a document": "cms.Attachment.title",
    "the settings of the organisation": "cms.OrganisationSettings.name",
    "a portal's name": "cms.Portal.name",
    "a question typed or in a file": "quizzes.QuestionVersion.spec",
    "the introduction of a quiz": "quizzes.Quiz.introduction",
    "an answer to a question": "quizzes.AttemptItem.response",
    "a category of questions": "quizzes.Category.name",
    "a package's title": "learning.ScormPackage.title",
    "a package's manifest": "learning.ScormPackage.units",
    "a path": "learning.Path.summary",
    "a note on a lesson": "learning.LessonNote.text",
    "a rule of who learns what": "learning.AssignmentRule.title",
    "a line of the list of staff": "people.Person.last_name",
    "the name of a list of staff": "people.ImportRun.name",
    "a team": "people.Team.name",
    "a group of people": "people.Cohort.name",
    "a partner": "people.Partner.name",
    "a request about one's data": "people.DataRequest.about",
    "the browser that signs in": "people.OpenSession.browser",
    "a mail": "people.OutgoingMail.content",
    "what a pair keeps": "ambassadors.PairNotebook.text",
    "a message to one’s colleague": "ambassadors.PairMessage.text",
    "why a message is reported": "ambassadors.MessageReport.reason",
    "a thank-you": "ambassadors.PairFeedback.thanks",
    "a question before a workshop": "ambassadors.BoxedQuestion.text",
    "a workshop": "ambassadors.Workshop.summary",
    "an idea on a journey": "ambassadors.JourneyIdea.text",
    "a testimony": "ambassadors.Testimony.words",
    "an experiment": "adoption.Experiment.words",
    "a view of figures that is saved": "adoption.SavedView.name",
    "a report that is saved": "adoption.SavedReport.name",
    "a portal's machine": "adoption.PortalLink.pseudonym",
}


class Strings:
    """One after the other, the next that fits."""

    def __init__(self):
        self.at, self.used = 0, set()

    def next(self, longest=None):
        for _ in STRINGS:
            self.at += 1
            text = STRINGS[self.at % len(STRINGS)]
            if longest is None or len(text) <= longest:
                self.used.add(text)
                return text
        return f"<i onclick={MARK}>"[: longest or None]


def models_with_words():
    yield from (model for app in OURS for model in apps.get_app_config(app).get_models())
    yield from map(apps.get_model, WAGTAILS)


def columns(model):
    for field in model._meta.local_concrete_fields:
        is_text = isinstance(field, WRITTEN)
        is_key = any(
            word in field.name.split("_") or field.name.endswith(word) for word in NOT_WORDS
        )
        if is_text and not field.choices and not is_key and not field.is_relation:
            yield field


def hostile(value, strings):
    """The same stored blocks, or the same stored question, with other words."""
    if isinstance(value, dict):
        return {
            key: each if key in ("id", "type", "format", "kind", "url") else hostile(each, strings)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [hostile(each, strings) for each in value]
    if isinstance(value, str) and (" " in value or "<" in value):
        return f"<p>{strings.next()}</p>" if value.startswith("<p") else strings.next()
    return value


def plant(strings):
    """Row by row and column by column, by SQL: what checks the database itself makes are all that is
    left. The columns in which something was put."""
    planted = set()
    with connection.cursor() as cursor:
        for model in models_with_words():
            table, key = model._meta.db_table, model._meta.pk.column
            names = [field.attname for field in columns(model)]
            for row in model._base_manager.order_by("pk").values("pk", *names):
                for field in columns(model):
                    text = words_for(field, row[field.attname], strings)
                    try:
                        with transaction.atomic():
                            cursor.execute(
                                f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s',  # noqa: S608
                                [text, getattr(row["pk"], "hex", row["pk"])],
                            )
                        if MARK in text:
                            planted.add(f"{model._meta.label}.{field.name}")
                    except DatabaseError:
                        continue
    return planted


def words_for(field, value, strings):
    if isinstance(field, StreamField):
        return json.dumps(hostile(list(value.raw_data), strings))
    if isinstance(field, models.JSONField):
        return json.dumps(hostile(value, strings))
    if isinstance(field, RichTextField):
        return f"<p>{strings.next()}</p>"
    return strings.next(field.max_length)


def pages(world):
    """Each address once, as the first who may open it; Wagtail's own as administrator."""
    for row in MATRIX:
        role = first_let_in(row)
        if row.get.for_role(role, own=True) == 200:
            yield role, label(row), address(row, world, role)
    for name, url in wagtails_addresses(world, ADMINISTRATOR):
        if "export=" not in url:
            yield ADMINISTRATOR, name, url


def is_of_the_editor(error):
    """Wagtail's editor of rich text opens only what is well formed: all that any door stores is."""
    return isinstance(error, AssertionError) and str(error).startswith("Unmatched tags")


@pytest.mark.may_write  # pictures are scaled as they are first shown
def test_whatever_was_written_is_words_on_every_page(world, as_served):
    strings, found, failing, read = Strings(), {}, {}, 0
    lesson = LessonPage.objects.get(pk=world.shared["lesson"].pk)  # others use the world too
    lesson.body = json.dumps([{"type": kind, "value": each} for kind, each in blocks("exemple.fr")])
    lesson.save()
    planted = plant(strings)
    client_of = cache(world.client)

    for role, name, url in pages(world):
        client = client_of(role)
        client.raise_request_exception = False
        with undone():
            answer = client.get(url)
            body = answer.getvalue()
            answer.close()
        if answer.status_code >= 500:
            failing[name] = answer.exc_info[1]
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        shown = body.decode()
        if MARK in shown:
            read += 1
            harm = harm_in(shown, ours=HOLD_WORDS)
            found |= {name: harm[:5]} if harm else {}

    assert found == {}
    assert set(DOORS.values()) - planted == set()
    assert {name: error for name, error in failing.items() if not is_of_the_editor(error)} == {}
    assert read > 150, read
    assert len(strings.used) > 200, len(strings.used)
