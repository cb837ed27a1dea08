"""Queries of whom a rule meets, what applying it would change, and what of it may be told.

What people achieved is told to nobody: of a rule that asks for it, only how many meet the rest is said.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Substr, TruncDate

from learning.criteria.registry import PARTNER, criteria_condition, describe_criteria
from learning.enums import DueRule, Need, RuleState
from learning.models import (
    Assignment,
    AssignmentRule,
    Enrolment,
    Lesson,
    LessonProgress,
    ModuleGrant,
    Path,
    PathModule,
)
from learning.policies import published_lesson_pages
from people.models import Person, Position, Team
from people.models.person import PersonQuerySet


RULE_FIELDS = (
    "title",
    "path",
    "is_mandatory",
    "due",
    "due_on",
    "due_days",
    "remind_before",
    "remind_after",
    "tells_manager",
    "uses_results",
)


def assignable_staff(day: date) -> PersonQuerySet:
    """Return staff employed on that day: whom rules reach that name no partner."""
    return Person.objects.staff().employed_on(day)


def people_meeting(rule: AssignmentRule, *, on: date, to_keep: bool = False) -> PersonQuerySet:
    """Return whom a rule meets. Raises UnknownCriterion rather than meet too many."""
    return _meeting(rule, on, to_keep=to_keep)


def people_possibly_meeting(rule: AssignmentRule, *, on: date) -> PersonQuerySet:
    """Return those who meet the rule but for what they achieved: as much as anybody is told of it."""
    return _meeting(rule, on, with_results=False)


def _meeting(
    rule: AssignmentRule, on: date, *, with_results: bool = True, to_keep: bool = False
) -> PersonQuerySet:
    """Return those of the staff; of a rule that names partners, those of their learners."""
    rows = list(rule.criteria.all())
    names_partners = any(row.kind == PARTNER and not row.is_excluded for row in rows)
    people = Person.objects.external() if names_partners else Person.objects.staff()
    condition = criteria_condition(rows, on, with_results=with_results, to_keep=to_keep)
    return people.employed_on(on).filter(condition).order_by()


def people_newly_meeting(rule: AssignmentRule, *, on: date) -> QuerySet[Person]:
    """Return whom a rule meets, without those to whom it gave its path already."""
    given = Assignment.objects.open().filter(rule=_given_by(rule), person=OuterRef("pk"))
    return people_meeting(rule, on=on).exclude(Exists(given))


def assignments_no_longer_met(rule: AssignmentRule, *, on: date) -> QuerySet[Assignment]:
    """Return assignments of the rule that this one is, or would replace, whose people meet it no longer."""
    still_met = people_meeting(rule, on=on, to_keep=True)
    given = Assignment.objects.open().filter(rule=_given_by(rule))
    return given.exclude(person__in=still_met.values("pk"))


def _given_by(rule: AssignmentRule) -> int:
    return rule.replaces_id or rule.pk


def due_day(rule: AssignmentRule, assigned_on: date) -> date | None:
    if rule.due == DueRule.RELATIVE and rule.due_days is not None:
        return assigned_on + timedelta(days=rule.due_days)
    return rule.due_on


def due_days_to_move(rule: AssignmentRule) -> list[tuple[QuerySet[Assignment], date | None]]:
    """Return open assignments whose day to meet is another by this rule, with that day. Refreshers keep theirs."""
    given = Assignment.objects.open().filter(rule=_given_by(rule), renews_on=None)
    given = given.annotate(assigned_on=TruncDate("assigned_at")).order_by()
    if rule.due != DueRule.RELATIVE:
        return [(_due_otherwise(given, rule.due_on), rule.due_on)]
    days = given.order_by("assigned_on").values_list("assigned_on", flat=True).distinct()
    return [
        (_due_otherwise(given.filter(assigned_on=day), due_day(rule, day)), due_day(rule, day))
        for day in days
    ]


def _due_otherwise(given: QuerySet[Any], day: date | None) -> QuerySet[Assignment]:
    same = given.filter(due_on__isnull=True) if day is None else given.filter(due_on=day)
    return given.exclude(pk__in=same.values("pk"))


# --- What a screen says -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleReach:
    """The number of people whom a rule reaches. `is_at_most`: some of these only, and nobody says how many."""

    total: int
    staff: int
    teams: list[tuple[str, int]]
    minutes: int
    is_at_most: bool

    @property
    def hours(self) -> int:
        return round(self.total * self.minutes / 60)

    @property
    def is_nobody(self) -> bool:
        return self.total == 0

    @property
    def is_everybody(self) -> bool:
        return 0 < self.total == self.staff

    @property
    def is_more_than_half(self) -> bool:
        return not self.is_everybody and 2 * self.total > self.staff


@dataclass(frozen=True, slots=True)
class RuleChanges:
    new: int
    ended: int
    moved: int


def rule_reach(rule: AssignmentRule, *, on: date) -> RuleReach:
    people = people_possibly_meeting(rule, on=on)
    return RuleReach(
        total=people.count(),
        staff=assignable_staff(on).count(),
        teams=count_by_top_team(people, on=on),
        minutes=path_minutes(rule.path),
        is_at_most=rule.uses_results,
    )


def count_by_top_team(people: QuerySet[Person], *, on: date) -> list[tuple[str, int]]:
    """Return how many of them are in each team of the first level that has several, or under it. Three queries."""
    positions = Position.objects.primary().held_on(on).filter(person__in=people.values("pk"))
    rows = (
        positions.annotate(top=Substr("team__path", 1, Team.steplen * dividing_team_depth()))
        .order_by()
        .values_list("top")
        .annotate(Count("person", distinct=True))
    )
    counts = dict(rows)
    names = dict(Team.objects.filter(path__in=counts).values_list("path", "name"))
    named_counts = [(names[path], counts[path]) for path in sorted(counts) if path in names]
    return sorted(named_counts, key=lambda row: -row[1])


def dividing_team_depth() -> int:
    """Return the depth at which the organisation divides: below a lone root, or a lone team under it."""
    sizes = Team.objects.open().order_by("depth").values_list("depth").annotate(Count("pk"))
    return next((depth for depth, size in sizes if size > 1), 2)


def rule_changes(rule: AssignmentRule, *, on: date) -> RuleChanges | None:
    """Return what the rule would do to those who have its path by it; None where that would tell a result.

    Of a suggestion nothing is told, nor of a rule that asked for results before.
    """
    former = rule.replaces
    if former is None or rule.uses_results or former.uses_results or not rule.is_mandatory:
        return None
    ending = assignments_no_longer_met(rule, on=on)
    moved = sum(
        rows.exclude(pk__in=ending.values("pk")).filter(exempted_at=None).count()
        for rows, _day in due_days_to_move(rule)
    )
    ended = ending.order_by().values("person").distinct().count()
    return RuleChanges(people_newly_meeting(rule, on=on).count(), ended, moved)


def path_minutes(path: Path) -> int:
    """Return the minutes of the published lessons that the path asks for; where there is a choice, of the longest."""
    pages = published_lesson_pages().order_by().values("record")
    rows = Lesson.objects.filter(pk__in=pages, module__uses__path=path).order_by()
    lengths = dict(rows.values_list("module").annotate(Sum("minutes")))
    entries = PathModule.objects.filter(path=path).exclude(need=Need.OPTIONAL).order_by("pk")
    total = 0
    choices: dict[str, list[int]] = {}
    for module, need, name in entries.values_list("module", "need", "choice"):
        if need == Need.REQUIRED:
            total += lengths.get(module, 0)
        else:
            choices.setdefault(name, []).append(lengths.get(module, 0))
    needed = dict(path.choices.order_by("pk").values_list("name", "needed"))
    return total + sum(
        sum(sorted(choice_minutes, reverse=True)[: needed.get(name, 1)])
        for name, choice_minutes in choices.items()
    )


def rule_digest(rule: AssignmentRule) -> str:
    """Return the digest of whom a rule is for and what it gives."""
    values = [rule.serializable_value(name) for name in RULE_FIELDS]
    criteria = sorted(
        [criterion.kind, criterion.is_excluded, json.dumps(criterion.values)]
        for criterion in rule.criteria.all()
    )
    return hashlib.sha256(json.dumps([values, criteria], default=str).encode()).hexdigest()


def rules_with_descriptions(rules: list[AssignmentRule]) -> list[tuple[AssignmentRule, list[str]]]:
    """Return the conditions of each rule, in a few queries for all."""
    criteria = [row for rule in rules for row in rule.criteria.all()]
    words = dict(zip([row.pk for row in criteria], describe_criteria(criteria), strict=True))
    return [(rule, [words[row.pk] for row in rule.criteria.all()]) for rule in rules]


def count_assigned_by(rule: AssignmentRule) -> int | None:
    """Return how many people have a mandatory path by it, its refresher or both; None of a suggestion."""
    if not rule.is_mandatory:
        return None
    given = Assignment.objects.in_force().filter(rule=rule, is_mandatory=True).order_by()
    return given.values("person").distinct().count()


def rules_with_counts() -> QuerySet[AssignmentRule]:
    """Return the rules in force first, with `given`: how many have the path by it. Never shown of a suggestion."""
    given = (
        Assignment.objects.in_force()
        .filter(rule=OuterRef("pk"), is_mandatory=True)
        .order_by()
        .values("rule")
        .annotate(count=Count("person", distinct=True))
        .values("count")
    )
    states = (RuleState.IN_FORCE, RuleState.DRAFT, RuleState.ENDED)
    return (
        AssignmentRule.objects.filter(replaces=None)
        .annotate(given=Subquery(given))
        .select_related("path", "replacement")
        .prefetch_related("criteria")
        .alias(place=Case(*(When(state=state, then=Value(at)) for at, state in enumerate(states))))
        .order_by("place", "title", "pk")
    )


# --- What asks something of a person -------------------------------------------------------------------


def assignments_in_force_of(
    enrolment_person: str = "person", path: str = "path"
) -> QuerySet[Assignment]:
    """Return the assignments in force, of the person and the path of an outer row."""
    return Assignment.objects.in_force().filter(
        person=OuterRef(enrolment_person), path=OuterRef(path)
    )


def strictest_due_day() -> Subquery:
    """Return the day of the mandatory assignments in force for an enrolment around it; None where none has a day."""
    days = assignments_in_force_of().filter(is_mandatory=True).order_by().values("path")
    return Subquery(days.annotate(first=Min("due_on")).values("first"))


def strictest_assignment(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Return, of several that ask the same of somebody, the one that is due first."""
    dated = assignments_in_force_of().filter(is_mandatory=True, due_on__isnull=False)
    stricter = dated.filter(due_on__lt=OuterRef("due_on")) | dated.filter(
        due_on=OuterRef("due_on"), pk__lt=OuterRef("pk")
    )
    return assignments.exclude(Exists(stricter))


@dataclass(frozen=True, slots=True)
class AssignmentNote:
    """The reason why somebody has a path, as they are told themselves."""

    title: str
    is_mandatory: bool
    due_on: date | None
    exemption: str
    renews_on: date | None


def assignment_notes(person: Person, path: Path) -> list[AssignmentNote]:
    rows = Assignment.objects.open().filter(person=person, path=path).select_related("rule")
    return [
        AssignmentNote(
            title=row.rule.title,
            is_mandatory=row.is_mandatory,
            due_on=row.due_on,
            exemption=row.get_exemption_display() if row.exempted_at else "",
            renews_on=row.renews_on,
        )
        for row in rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    ]


def enrolments_not_begun(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return enrolments of which no lesson was opened, and no module passed over."""
    opened = LessonProgress.objects.filter(
        person=OuterRef("person"), lesson__module__uses__path=OuterRef("path")
    )
    known = ModuleGrant.objects.filter(
        person=OuterRef("person"), module__uses__path=OuterRef("path")
    )
    return enrolments.exclude(Exists(opened)).exclude(Exists(known))
