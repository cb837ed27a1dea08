"""Rules as a training manager would write them, put in force and applied."""

from core.dates import today
from learning.actions.assignments import apply_rule
from learning.actions.rules import put_in_force, set_criterion
from learning.enums import DueRule
from learning.models import AssignmentRule
from tests.learning.factories import make_path


def make_rule(path=None, *, title="Règle", mandatory=True, asked=(), but=(), **fields):
    """A draft. `asked`, `but`: pairs of a kind and its values."""
    if fields.get("due_days") is not None:
        fields["due"] = DueRule.RELATIVE
    if fields.get("due_on") is not None:
        fields["due"] = DueRule.FIXED
    rule = AssignmentRule.objects.create(
        title=title, path=path or make_path(), is_mandatory=mandatory, **fields
    )
    for excluded, pairs in ((False, asked), (True, but)):
        for kind, values in pairs:
            set_criterion(rule=rule, kind=kind, values=values, is_excluded=excluded)
    return AssignmentRule.objects.get(pk=rule.pk)


def in_force(path=None, *, on=None, **fields):
    """Put in force and applied on a day, today if none is named."""
    rule = put_in_force(rule=make_rule(path, **fields))
    apply_rule(rule=rule, on=on or today())
    return rule
