from typing import Any

from django import template
from django.utils.http import urlencode

from learning.models import LessonPage
from learning.practice.portal import Field
from learning.queries.practice import TaskRow, own_portal, task_rows


register = template.Library()


@register.inclusion_tag("learning/practice/card.html", takes_context=True)
def practice_card(context: template.Context, task: str, required: bool = False) -> dict[str, Any]:
    """Draw a task within a lesson, from which it opens; in a preview it opens without one."""
    page, request = context.get("page"), context.get("request")
    row = _rows(request).get(task) if request is not None else None
    query = ""
    if isinstance(page, LessonPage) and page.record is not None and page.live:
        query = f"?{urlencode({'lecon': page.record.uuid})}"
    return {"row": row, "query": query, "required": required}


def _rows(request: Any) -> dict[str, TaskRow]:
    """Return the tasks of the organisation's practice portal, read once for each request."""
    if not hasattr(request, "_practice_tasks"):
        person = getattr(request, "user", None)
        rows = []
        if person is not None and person.is_authenticated:
            rows = task_rows(person, own_portal())
        request._practice_tasks = {row.task.key: row for row in rows}
    return request._practice_tasks


@register.filter
def options_with_state(field: Field, chosen: list[str]) -> list[dict[str, Any]]:
    """Return the options of a field, each with whether it is chosen."""
    return [
        {"key": key, "label": label, "chosen": f"{field.key}:{key}" in chosen}
        for key, label in field.options.items()
    ]
