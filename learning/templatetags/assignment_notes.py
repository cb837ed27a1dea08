"""Template tag of why somebody has a path, on the page of that path and for them alone."""

from typing import Any

from django import template

from learning.models import Path
from learning.queries.assignments import assignment_notes


register = template.Library()


@register.inclusion_tag("learning/assignment_note.html", takes_context=True)
def assignment_note(context: template.Context, path_uuid: Any) -> dict[str, Any]:
    """Return the note; nothing where no rule gives the path."""
    path = Path.objects.filter(uuid=path_uuid).first()
    person = context["request"].user
    return {"notes": assignment_notes(person, path) if path else []}
