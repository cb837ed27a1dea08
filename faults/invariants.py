"""Checks the database for what must hold after each fault. Run inside Django: `Stage.shell(CHECK)`."""

import json
from datetime import timedelta
from typing import Any


CHECK = "from faults.invariants import broken; import json; print(json.dumps(broken()))"
AT_REST = "from faults.invariants import unfinished; print(unfinished())"


def check(stage: Any) -> None:
    """Raise AssertionError naming what does not hold."""
    found = json.loads(stage.shell(CHECK).splitlines()[-1])
    assert not found, "; ".join(found)


def unfinished() -> int:
    """Count what is due or under way: tasks, mails, imports."""
    from django.utils import timezone

    from people.enums import MailStatus
    from people.models import ImportRun, OutboxTask, OutgoingMail

    now = timezone.now()
    return (
        OutboxTask.objects.unfinished().count()
        + OutgoingMail.objects.due(now).count()
        + OutgoingMail.objects.filter(status=MailStatus.SENDING).count()
        + ImportRun.objects.at_work().count()
    )


def broken() -> list[str]:
    rules = (
        _attempts_are_once, _scores_follow_from_answers, _work_has_a_lease, _nothing_was_given_up, _imports_are_at_rest,
        _publications_are_whole, _pairs_are_once, _rounds_are_matched, _days_are_once, _no_session_holds_on,
    )  # fmt: skip
    return [f"{rule.__name__.strip('_')}: {found}" for rule in rules if (found := rule())]


def _attempts_are_once() -> list[Any]:
    from django.db.models import Count

    from quizzes.models import Attempt

    rows = Attempt.objects.order_by().values("learner", "quiz", "started_at")
    return list(rows.annotate(times=Count("pk")).filter(times__gt=1).values_list("quiz", "times"))


def _scores_follow_from_answers() -> list[str]:
    """Mark the latest attempts again by what is stored of them."""
    from quizzes.actions.scoring import earned_share
    from quizzes.models import Attempt
    from quizzes.queries.asking import items_to_mark
    from quizzes.queries.translations import marking_spec_of

    closed = Attempt.objects.filter(quiz__slug="banc").exclude(submitted_at=None)
    return [
        f"{attempt.uuid} {item.slot}"
        for attempt in closed.order_by("-submitted_at")[:200]
        for item in items_to_mark(attempt)
        if item.fraction != earned_share(attempt, item, marking_spec_of(item))
    ]


def _work_has_a_lease() -> list[str]:
    """Check that no task and no mail is under way for longer than its lease, with the minute in which that is noticed."""
    from django.utils import timezone

    from people.models import OutboxTask, OutgoingMail

    late = timezone.now() - timedelta(minutes=1)
    tasks = OutboxTask.objects.abandoned(late).values_list("task", flat=True)
    mails = OutgoingMail.objects.cut_off(late).values_list("kind", flat=True)
    return [*tasks, *mails]


def _nothing_was_given_up() -> list[str]:
    from people.models import OutboxTask

    rows = OutboxTask.objects.given_up().values_list("task", "error", "place")
    return [" ".join(row) for row in rows]


def _imports_are_at_rest() -> list[str]:
    from people.models import ImportRun

    return [str(run.uuid) for run in ImportRun.objects.at_work()]


def _publications_are_whole() -> list[str]:
    """Audit each publication again: figures that lack a team, or that fix somebody, do not pass."""
    from adoption.publishing.actions.publications import audit_again
    from adoption.publishing.models import Publication

    wrong = []
    for publication in Publication.objects.out().select_related("portal", "roll").oldest_first():
        result = audit_again(publication=publication)
        if result is not None and not result.passed:
            wrong.append(f"{publication.portal.slug} {publication.month:%Y-%m}")
    return wrong


def _pairs_are_once() -> list[Any]:
    from django.db.models import Count

    from ambassadors.help.models import Pair

    rows = Pair.objects.order_by().values("round", "request", "ambassador")
    found = rows.exclude(round=None).annotate(times=Count("pk")).filter(times__gt=1)
    return list(found.values_list("request", "times"))


def _rounds_are_matched() -> list[str]:
    """Find rounds that say they are being matched while no task is left to do it."""
    from ambassadors.help.enums import RoundStatus
    from ambassadors.help.models import MatchingRound
    from people.models import OutboxTask

    if OutboxTask.objects.unfinished().exists():
        return []
    matching = MatchingRound.objects.filter(status=RoundStatus.MATCHING)
    return list(matching.values_list("title", flat=True))


def _days_are_once() -> list[Any]:
    from django.db.models import Count

    from adoption.usage.models import UsageDay

    rows = UsageDay.objects.order_by().values("portal", "pseudonym", "service", "day")
    return list(rows.annotate(times=Count("pk")).filter(times__gt=1).values_list("day", "times"))


def _no_session_holds_on() -> list[str]:
    """Find transactions that nobody ends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid::text FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%'"
            " AND state_change < now() - interval '60 s'"
        )
        return [pid for (pid,) in cursor.fetchall()]
