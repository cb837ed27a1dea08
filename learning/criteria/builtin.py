"""Conditions on place, arrival, results and groups. Place is the primary position held on the day."""

from datetime import date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.typography import day_text
from learning.criteria.fields import (
    DayField,
    NumberField,
    QuizThresholdField,
    TeamKeysField,
    TickedField,
)
from learning.criteria.registry import (
    PARTNER,
    Criterion,
    describe_names,
    join_with_or,
    register_criterion,
)
from learning.models import Certificate, Enrolment, Path
from learning.queries.completion import annotate_completion
from people.enums import PublicContact, Role
from people.models import (
    Cohort,
    CohortMember,
    Job,
    JobFamily,
    Partner,
    Person,
    Position,
    Site,
    Team,
)
from quizzes.enums import Purpose
from quizzes.models import Attempt, Quiz


MANAGER = "manager"
ROLES = (Role.TRAINING_MANAGER, Role.EDITOR)
LONGEST = 730  # days since an arrival


def register() -> None:
    for criterion in (*_places(), *_arrivals(), *_results()):
        register_criterion(criterion)


def _rows_criterion(kind: str, label: Any, model: type[Model], matching, **more: Any) -> Criterion:
    """Return a criterion whose values are rows of a table, ticked by name."""
    return Criterion(
        kind=kind,
        label=label,
        field=lambda: TickedField(
            label=label,
            choices=lambda: [(row.pk, str(row)) for row in model._default_manager.all()],
            of_rows=True,
        ),
        matching=matching,
        describe=describe_names,
        model=model,
        **more,
    )


def _labels_criterion(kind: str, label: Any, choices: dict[str, Any], matching) -> Criterion:
    return Criterion(
        kind=kind,
        label=label,
        field=lambda: TickedField(
            label=label, choices=lambda: list(choices.items()), of_rows=False
        ),
        matching=matching,
        describe=lambda values, names: join_with_or(
            [str(choices.get(value, value)) for value in values]
        ),
    )


# --- Place -------------------------------------------------------------------------------------------


def _places() -> tuple[Criterion, ...]:
    team = gettext_lazy("team, with all below it")
    return (
        Criterion(
            kind="team",
            label=team,
            field=lambda: TeamKeysField(Team.objects.open(), label=team),
            matching=_in_teams,
            describe=describe_names,
            model=Team,
        ),
        _rows_criterion("job", gettext_lazy("job"), Job, _held("job__in")),
        _rows_criterion("family", gettext_lazy("job family"), JobFamily, _held("job__family__in")),
        _rows_criterion("site", gettext_lazy("site"), Site, _held("site__in")),
        _labels_criterion(
            "contact",
            gettext_lazy("contact with the public"),
            dict(PublicContact.choices),
            _held("contact__in"),
        ),
        _labels_criterion(
            "role",
            gettext_lazy("role"),
            {MANAGER: gettext_lazy("manager of a team"), **{role: role.label for role in ROLES}},
            _in_roles,
        ),
        _rows_criterion("cohort", gettext_lazy("named group"), Cohort, _in_cohorts),
        _rows_criterion(
            PARTNER, gettext_lazy("partner"), Partner, lambda values, day: Q(partner__in=values)
        ),
    )


def _held(lookup: str):
    def matching(values: list[Any], day: date) -> Q:
        return _with_position(day, Q(**{lookup: values}))

    return matching


def _with_position(day: date, condition: Q) -> Q:
    positions = Position.objects.primary().held_on(day).filter(condition)
    return Q(pk__in=positions.order_by().values("person"))


def _in_teams(values: list[Any], day: date) -> Q:
    below = Team.objects.filter(pk__in=values).with_descendants()
    return _with_position(day, Q(team__in=below.order_by().values("pk")))


def _in_roles(values: list[Any], day: date) -> Q:
    condition = Q(pk__in=[])
    if MANAGER in values:
        condition |= Q(pk__in=Position.objects.managing(day).order_by().values("person"))
    granted = [value for value in values if value != MANAGER]
    if granted:
        members = Person.groups.through.objects.filter(group__name__in=granted)
        condition |= Q(pk__in=members.values("person"))
    return condition


def _in_cohorts(values: list[Any], day: date) -> Q:
    return Q(pk__in=CohortMember.objects.filter(cohort__in=values).order_by().values("person"))


# --- Arrival -----------------------------------------------------------------------------------------


def _arrivals() -> tuple[Criterion, ...]:
    since, within = gettext_lazy("arrived on or after"), gettext_lazy("arrived lately")
    days = gettext_lazy("For how many days after their arrival?")
    return (
        Criterion(
            kind="arrived_since",
            label=since,
            field=lambda: DayField(label=gettext_lazy("First day")),
            matching=lambda values, day: arrived_since_condition(date.fromisoformat(values[0])),
            describe=lambda values, names: day_text(date.fromisoformat(values[0]), "j F Y"),
        ),
        Criterion(
            kind="arrived_within",
            label=within,
            field=lambda: NumberField(
                label=days, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
            ),
            matching=lambda values, day: arrived_since_condition(day - timedelta(days=values[0])),
            describe=lambda values, names: (
                ngettext("%(count)s day ago at most", "%(count)s days ago at most", values[0])
                % {"count": values[0]}
            ),
            is_entry=True,
        ),
    )


def arrived_since_condition(first: date) -> Q:
    """Return a condition on the first day of employment; without one in the list, on that of the first position."""
    earlier = Position.objects.filter(person=OuterRef("pk"), started_on__lt=first)
    arrived = Person.objects.filter(
        Q(employed_from__gte=first)
        | Q(employed_from=None, positions__started_on__gte=first) & ~Exists(earlier)
    )
    return Q(pk__in=arrived.order_by().values("pk"))


# --- Results: never of a mandatory rule ---------------------------------------------------------------


def _results() -> tuple[Criterion, ...]:
    under = gettext_lazy("quiz result under")
    return (
        _rows_criterion(
            "path_finished", gettext_lazy("path finished"), Path, _finished_paths, is_result=True
        ),
        _rows_criterion(
            "certificate_ended",
            gettext_lazy("certificate that has ended"),
            Path,
            _ended_certificates,
            is_result=True,
        ),
        Criterion(
            kind="quiz_under",
            label=under,
            field=lambda: QuizThresholdField(label=under, choices=_quiz_choices),
            matching=_under,
            describe=lambda values, names: (
                _("%(percent)s %% at “%(quiz)s”, last attempt")
                % {"percent": values[1], "quiz": describe_names(values[:1], names)}
            ),
            model=Quiz,
            keys=lambda values: values[:1],
            is_result=True,
        ),
    )


def _finished_paths(values: list[Any], day: date) -> Q:
    certified = Certificate.objects.filter(path__in=values).order_by()
    done = annotate_completion(Enrolment.objects.filter(path__in=values)).filter(is_complete=1)
    return Q(pk__in=certified.values("person")) | Q(pk__in=done.order_by().values("person"))


def _ended_certificates(values: list[Any], day: date) -> Q:
    ended = Certificate.objects.filter(path__in=values, expires_on__lt=day)
    valid = Certificate.objects.filter(person=OuterRef("person"), path=OuterRef("path"))
    return Q(pk__in=ended.exclude(Exists(valid.valid_on(day))).order_by().values("person"))


def _under(values: list[Any], day: date) -> Q:
    quiz, percent = values
    marked = Attempt.objects.marked().filter(quiz=quiz)
    later = marked.filter(learner=OuterRef("learner")).filter(
        Q(submitted_at__gt=OuterRef("submitted_at"))
        | Q(submitted_at=OuterRef("submitted_at"), pk__gt=OuterRef("pk"))
    )
    last = marked.exclude(Exists(later)).filter(percent__lt=percent)
    return Q(pk__in=last.order_by().values("learner"))


def _quiz_choices() -> list[tuple[int, str]]:
    quizzes = Quiz.objects.exclude(purpose=Purpose.PLACEMENT).order_by("title", "pk")
    return [(quiz.pk, str(quiz)) for quiz in quizzes]
