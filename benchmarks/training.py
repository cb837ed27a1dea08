"""Training of a large organisation: a mandatory path of everybody, half of it read, and a catalogue to search in."""

import random
from datetime import timedelta

from benchmarks import large


MODULES, LESSONS_EACH, WORDS_EACH = 50, 10, 600
PATH_MODULES, PATH_LESSONS, READERS = 3, 2, 40_000
COMMON = [
    "portail", "mot", "de", "passe", "compte", "agent", "accueil", "usager", "dossier", "message", "donnée",
    "courriel", "sécurité", "fichier", "onglet", "navigateur", "pièce", "jointe", "demande", "suivi", "droit",
    "réunion", "partage", "écran", "service",
]  # fmt: skip


def require_of_everybody() -> None:
    """A path that a rule gives everybody, late for one in three."""
    from django.utils import timezone  # noqa: PLC0415

    from learning.actions.completions import store_completions  # noqa: PLC0415
    from learning.enums import RuleState  # noqa: PLC0415
    from learning.models import Assignment, AssignmentRule, Enrolment, LessonProgress  # noqa: PLC0415
    from people.models import Person  # noqa: PLC0415
    from tests.learning.factories import make_lesson, make_module, make_path  # noqa: PLC0415

    modules = [make_module() for _ in range(PATH_MODULES)]
    lessons = [make_lesson(module).record for module in modules for _ in range(PATH_LESSONS)]
    path, now = make_path(*modules), timezone.now()
    rule = AssignmentRule.objects.create(title="Tous", path=path, is_mandatory=True)
    AssignmentRule.objects.filter(pk=rule.pk).update(state=RuleState.IN_FORCE)
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    days = (large.TODAY - timedelta(20), large.TODAY + timedelta(20), large.TODAY + timedelta(50))
    due = [(key, days[number % 3]) for number, key in enumerate(keys)]
    Assignment.objects.bulk_create(
        (
            Assignment(rule=rule, person_id=key, path=path, is_mandatory=True, due_on=day)
            for key, day in due
        ),
        batch_size=large.BATCH,
    )
    Enrolment.objects.bulk_create(
        (
            Enrolment(person_id=key, path=path, is_mandatory=True, is_chosen=False, due_on=day)
            for key, day in due
        ),
        batch_size=large.BATCH,
    )
    LessonProgress.objects.bulk_create(
        (
            LessonProgress(person_id=key, lesson=lesson, started_at=now, read_at=now)
            for lesson in lessons
            for key in keys[: READERS : 1 + lesson.pk % 2]
        ),
        batch_size=large.BATCH,
    )
    store_completions()  # as a worker has, five minutes later


def publish_catalogue() -> None:
    """Modules and lessons of words drawn with a fixed seed, published as an editor would."""
    from django.db import transaction  # noqa: PLC0415

    from learning.models import CatalogPage, LessonPage, ModulePage  # noqa: PLC0415

    draw = random.Random(7)
    catalog = CatalogPage.objects.order_by("path")[0]
    with transaction.atomic():
        for number in range(MODULES):
            module = ModulePage(title=f"Module {number}", slug=f"m-{number}", summary="Résumé.")
            catalog.add_child(instance=module)
            for lesson in range(LESSONS_EACH):
                words = draw.choices([*COMMON, *(f"mot{n}" for n in range(3000))], k=WORDS_EACH)
                body = [{"type": "text", "value": f"<p>{' '.join(words)}</p>"}]
                title = " ".join(words[:5])
                page = LessonPage(title=title, slug=f"l-{lesson}", goal="essayer", body=body)
                module.add_child(instance=page)
