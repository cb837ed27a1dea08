"""Queries of which enrolments are done, of many people: as it is stored, or derived where that is out of date.

Where many are, what people did is gathered once, not looked up for each: the rule of `completion.annotate_completion`;
tests hold the two together.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, Count, DateTimeField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThanOrEqual

from learning.enums import Need
from learning.models import Enrolment, Lesson, LessonProgress, ModuleGrant, Path
from learning.outline import ModuleChoice, PathEntry
from learning.policies import published_lesson_pages
from learning.queries.completion import annotate_completion, completion_moments
from learning.queries.done import done_progress
from learning.queries.path_rules import path_rules
from learning.queries.paths import path_structure
from learning.queries.stored_completion import is_stored, outdated_completions
from people.models import Person


FEW = 200  # that are derived one by one


def completion_in_bulk(
    enrolments: QuerySet[Enrolment], paths: Iterable[Path], people: QuerySet[Person] | None
) -> dict[str, Any]:
    """Return annotations of these enrolments, of these people in these paths: `is_complete`, and `known_at`, when that
    was where it need not be derived any more.

    Rows of other paths are not done. `people`: None where nearly everybody is among them.
    """
    paths, rules = list(paths), path_rules()
    asked = Enrolment.objects.filter(path__in=paths) if people is None else enrolments
    outdated = outdated_completions(asked, rules).select_related("path").order_by("pk")
    few = list(outdated[: FEW + 1])
    if len(few) <= FEW:
        return _completion_but_of(few)
    stored = is_stored(rules)
    cases = [
        When(stored & Q(completed_at__isnull=False), then=Value(1)),
        When(stored, then=Value(0)),
        *_derived(enrolments, paths, people),
    ]
    return _completion(cases, Case(When(stored, then="completed_at"), default=None))


def _completion_but_of(outdated: list[Any]) -> dict[str, Any]:
    """Return what is stored, but for these. Of what gets out of date meanwhile it is what these were found beside."""
    moments = completion_moments(outdated)
    derived = {row.pk: moments.get((row.person_id, row.path_id)) for row in outdated}
    done = {key: moment for key, moment in derived.items() if moment}
    cases = [
        When(pk__in=list(done), then=Value(1)),
        When(pk__in=list(derived), then=Value(0)),
        When(completed_at__isnull=False, then=Value(1)),
    ]
    known = [When(pk=key, then=Value(moment)) for key, moment in done.items()]
    if not derived:
        return _completion(cases[2:], F("completed_at"))
    known.append(When(pk__in=list(derived), then=None))
    return _completion(
        cases if done else cases[1:],
        Case(*known, default=F("completed_at"), output_field=DateTimeField()),
    )


def _completion(cases: list[When], known_at: Any) -> dict[str, Any]:
    is_complete = Case(*cases, default=Value(0), output_field=IntegerField())
    return {"is_complete": is_complete, "known_at": known_at}


def _derived(
    enrolments: QuerySet[Enrolment], paths: list[Path], people: QuerySet[Person] | None
) -> list[When]:
    """Return the cases in which enrolments are done. Whoever begins a path anew has a day of their own from which it
    counts: each of them is looked up."""
    done = _DoneModules(paths, people)
    cases = [When(condition & Q(counts_from=None), then=Value(1)) for condition in done.paths()]
    anew = enrolments.exclude(counts_from=None).order_by()
    if anew.exists():
        # A query of its own, as SQL: within others Django would name its tables wrongly, and resolve all of it
        # again for each place in which it stands, which took longer than the rest of a page.
        done_anew = annotate_completion(anew).filter(is_complete=1).values("pk")
        with suppress(EmptyResultSet):
            sql, params = done_anew.query.sql_with_params()
            cases.append(When(pk__in=RawSQL(sql, params), then=Value(1)))  # noqa: S611 - Django's own
    return cases


class _DoneModules:
    """Conditions on `person`: those of these people who have done modules, whenever that was."""

    def __init__(self, paths: Iterable[Path], people: QuerySet[Person] | None) -> None:
        self.people = None if people is None else people.order_by().values("pk")
        self.entries, self.choices = path_structure(paths)
        wanted = {entry.module for entries in self.entries.values() for entry in entries}
        published = published_lesson_pages().order_by().values("record")
        self.lessons: dict[int, list[Lesson]] = {}
        for lesson in Lesson.objects.filter(module__in=wanted, pk__in=published):
            self.lessons.setdefault(lesson.module_id, []).append(lesson)
        grants = ModuleGrant.objects.filter(module__in=self.lessons).order_by()
        self.granted = set(grants.values_list("module", flat=True).distinct())

    def paths(self) -> Iterable[Q]:
        """Yield a condition for each path that asks for something."""
        for path, entries in self.entries.items():
            needed = [
                entry
                for entry in entries
                if entry.need != Need.OPTIONAL and entry.module in self.lessons
            ]
            if needed:
                yield Q(path=path) & self._path(needed, self.choices.get(path, {}))

    def _path(self, needed: list[PathEntry], choices: dict[str, ModuleChoice]) -> Q:
        required = [entry.module for entry in needed if entry.need == Need.REQUIRED]
        condition = self._all_of(required)
        for name, choice in choices.items():
            modules = [
                entry.module
                for entry in needed
                if entry.need == Need.CHOICE and entry.choice == name
            ]
            if modules:
                condition &= self._some_of(modules, min(choice.needed, len(modules)))
        return condition

    def _all_of(self, modules: list[int]) -> Q:
        """Modules that were granted to nobody are one set, however many they are."""
        plain = [module for module in modules if module not in self.granted]
        condition = self._read(plain) if plain else Q()
        for module in modules:
            if module in self.granted:
                granted = ModuleGrant.objects.filter(module=module).order_by().values("person")
                condition &= Q(person__in=granted) | self._read([module])
        return condition

    def _some_of(self, modules: list[int], number: int) -> Q:
        """Return a condition: at least so many of these modules are done."""
        if number == len(modules):
            return self._all_of(modules)
        one_each = [
            Case(When(self._all_of([module]), then=Value(1)), default=Value(0))
            for module in modules
        ]
        picked = sum(one_each[1:], start=one_each[0])
        return Q(GreaterThanOrEqual(picked, number))

    def _read(self, modules: list[int]) -> Q:
        """All published lessons of these modules are done by themselves."""
        lessons = [lesson for module in modules for lesson in self.lessons[module]]
        keys = [lesson.pk for lesson in lessons]
        if any(_asks_more_than_reading(lesson) for lesson in lessons):
            rows = done_progress()
        else:
            rows = LessonProgress.objects.exclude(read_at=None)
        if self.people is not None:
            rows = rows.filter(person__in=self.people)
        readers = (
            rows.filter(lesson__in=keys)
            .order_by()
            .values("person")
            .annotate(number=Count("pk"))
            .filter(number=len(keys))
        )
        return Q(person__in=readers.values("person"))


def _asks_more_than_reading(lesson: Lesson) -> bool:
    return bool(
        lesson.asks_again_since
        or lesson.required_quiz_id
        or lesson.required_package_id
        or lesson.required_practice
    )
