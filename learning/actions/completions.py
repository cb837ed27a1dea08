"""Stores when mandatory paths were done, so that nobody who reads a list of many people has to derive it."""

from collections.abc import Iterator

from django.db import transaction

from learning.actions.assignments import in_batches
from learning.models import Enrolment
from learning.queries.completion import completion_moments
from learning.queries.path_rules import path_rules
from learning.queries.stored_completion import NOTHING_ASKED, outdated_completions


def store_completions() -> int:
    """Derive what is not stored, or was derived under another rule; return of how many enrolments. Idempotent.

    Of what is mandatory no more nothing stays stored: nobody would derive it again.
    """
    chosen = Enrolment.objects.filter(is_mandatory=False)
    chosen.exclude(completed_at=None, completion_rule=None).update(
        completed_at=None, completion_rule=None
    )
    rules = path_rules()
    return sum(_store(keys, rules) for keys in _keys(rules))


def _keys(rules: dict[int, int]) -> Iterator[list[int]]:
    """Yield batches of one path: each person of a batch is asked about all of its lessons."""
    outdated = outdated_completions(Enrolment.objects.all(), rules)
    for path in outdated.order_by("path").values_list("path", flat=True).distinct():
        keys = outdated.filter(path=path).order_by("pk").values_list("pk", flat=True)
        yield from in_batches(list(keys))


@transaction.atomic
def _store(keys: list[int], rules: dict[int, int]) -> int:
    """Store those of these that nobody is writing to: what is stored meanwhile waits for the row, and empties it.

    Nothing where the paths ask something else by now: whoever comes next derives that.
    """
    locked = Enrolment.objects.select_for_update(of=("self",), skip_locked=True)
    enrolments = list(locked.filter(pk__in=keys).select_related("path").order_by("pk"))
    moments = completion_moments(enrolments)
    if path_rules() != rules:
        return 0
    for enrolment in enrolments:
        enrolment.completed_at = moments.get((enrolment.person_id, enrolment.path_id))
        enrolment.completion_rule = rules.get(enrolment.path_id, NOTHING_ASKED)
    return Enrolment.objects.bulk_update(enrolments, ["completed_at", "completion_rule"])
