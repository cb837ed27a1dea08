import json
from datetime import timedelta
from itertools import count

from django.utils import timezone

from cms.models import HomePage
from core.dates import today
from learning.certificate_codes import generate_code
from learning.models import (
    Assignment,
    AssignmentRule,
    CatalogPage,
    Certificate,
    Enrolment,
    LessonPage,
    ModulePage,
    Path,
    PathModule,
    ScormPackage,
)
from quizzes.models import Attempt, Quiz


_numbers = count(1)


def make_module(title="", *, live=True):
    number = next(_numbers)
    page = ModulePage(
        title=title or f"Module {number}", slug=f"module-{number}", summary="Résumé.", live=live
    )
    return CatalogPage.objects.get(locale__language_code="fr").add_child(instance=page)


def make_lesson(module, title="", *, quiz=None, live=True, blocks=(), minutes=7):
    number = next(_numbers)
    body = [{"type": "text", "value": "<p>Du texte.</p>"}, *blocks]
    if quiz:
        body.append({"type": "quiz", "value": {"quiz": quiz.pk, "required": True}})
    page = LessonPage(
        title=title or f"Leçon {number}",
        slug=f"lecon-{number}",
        goal="vous saurez essayer.",
        minutes=minutes,
        body=json.dumps(body),
        live=live,
    )
    ModulePage.objects.get(pk=module.pk).add_child(instance=page)
    return page


def make_path(*modules, title=""):
    number = next(_numbers)
    path = Path.objects.create(title=title or f"Parcours {number}", slug=f"parcours-{number}")
    for order, module in enumerate(modules):
        PathModule.objects.create(path=path, module=module.record, sort_order=order)
    return path


def make_enrolment(person, path, **fields):
    return Enrolment.objects.create(person=person, path=path, **fields)


def make_rule(path, *, mandatory=False, state="in_force", **fields):
    number = next(_numbers)
    return AssignmentRule.objects.create(
        title=f"Règle {number}", path=path, is_mandatory=mandatory, state=state, **fields
    )


def make_assignment(person, rule, **fields):
    return Assignment.objects.create(
        rule=rule, person=person, path=rule.path, is_mandatory=rule.is_mandatory, **fields
    )


def make_certificate(person, path, **fields):
    """Issued today, for a month; shared with nobody."""
    fields = {
        "title": path.title,
        "issued_on": today(),
        "expires_on": today() + timedelta(days=30),
        "code": generate_code(),
    } | fields
    return Certificate.objects.create(person=person, path=path, **fields)


def make_package(title="Paquet", *, units=("a",), **fields):
    """A row alone: its archive is in no storage."""
    number = next(_numbers)
    return ScormPackage.objects.create(
        title=title,
        version="1.2",
        archive=f"{number}.zip",
        digest=f"{number:064}",
        size=1,
        units=[{"id": unit, "title": unit, "href": "index.html"} for unit in units],
        **fields,
    )


def make_quiz(title=""):
    number = next(_numbers)
    return Quiz.objects.create(title=title or f"Quiz {number}", slug=f"quiz-{number}")


def make_attempt(person, quiz, *, points=10, submitted=True):
    """An attempt of ten points; one with eight or more is passed."""
    now = timezone.now()
    return Attempt.objects.create(
        quiz=quiz,
        learner=person,
        pass_percent=80,
        points=points,
        max_points=10,
        started_at=now - timedelta(minutes=5),
        submitted_at=now if submitted else None,
    )


def make_article(slug, title="Un article", **fields):
    from cms.models import ArticlePage

    home = HomePage.objects.get(locale__language_code="fr")
    return home.add_child(instance=ArticlePage(title=title, slug=slug, **fields))
