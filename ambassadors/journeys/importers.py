"""Import journeys from journeys/*.yaml, repeatedly. What an editor changed since is left alone."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.journeys.models import Journey, JourneyStep
from learning.folder_registry import SurveyFile, UnfitSurveyFileError


TEXT_FIELDS = ("person_does", "person_feels", "front_office", "back_office", "portal")
LIST_FIELDS = ("irritants", "ideas")
FEWEST, MOST = 3, 15


@transaction.atomic
def import_journey(file: SurveyFile) -> str:
    """Import a journey; return the outcome. Raises UnfitSurveyFileError for an invalid file."""
    values = _journey_values(file)
    source = _digest(values)
    standing = Journey.objects.filter(slug=file.name, language=file.language).first()
    if standing is not None and standing.loaded == source:
        return "unchanged"
    if standing is not None and _digest(_stored_values(standing)) != standing.loaded:
        return "ignored"
    journey = standing or Journey(slug=file.name, language=file.language)
    for name in ("title", "summary", "audience"):
        setattr(journey, name, values[name])
    journey.loaded = source
    _checked(journey)
    journey.save()
    _import_steps(journey, values["steps"])
    return "changed" if standing else "created"


def _import_steps(journey: Journey, steps: list[dict[str, str]]) -> None:
    """Update steps in order, keeping existing rows, so that a workshop still points to its step."""
    existing = list(JourneyStep.objects.filter(journey=journey).order_by("sort_order", "pk"))
    for place, values in enumerate(steps):
        step = existing[place] if place < len(existing) else JourneyStep(journey=journey)
        step.sort_order = place
        for name, value in values.items():
            setattr(step, name, value)
        _checked(step, exclude=("journey",))
        step.save()
    JourneyStep.objects.filter(pk__in=[step.pk for step in existing[len(steps) :]]).delete()


def _checked(row: Any, exclude: tuple[str, ...] = ()) -> None:
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        raise UnfitSurveyFileError(f"{row}: {' '.join(error.messages)}") from error


def _journey_values(file: SurveyFile) -> dict[str, Any]:
    raw = file.raw
    if not isinstance(raw, dict) or not raw.get("title"):
        raise UnfitSurveyFileError(_("a journey has a title and steps"), "title: …")
    steps = raw.get("steps")
    if not isinstance(steps, list) or not FEWEST <= len(steps) <= MOST:
        raise UnfitSurveyFileError(_("a journey has from 3 to 15 steps"), "steps: …")
    words = {name: str(raw.get(name) or "").strip() for name in ("title", "summary", "audience")}
    return words | {"steps": [_step_values(step) for step in steps]}


def _step_values(raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict) or not raw.get("title"):
        raise UnfitSurveyFileError(_("each step has a title"), "- title: …")
    values = {name: str(raw.get(name) or "").strip() for name in ("title", *TEXT_FIELDS)}
    for name in LIST_FIELDS:
        lines = raw.get(name) or []
        if not isinstance(lines, list):
            raise UnfitSurveyFileError(_("“%s” is a list") % name, f"{name}: […]")
        values[name] = "\n".join(str(line).strip() for line in lines)
    return values


def _stored_values(journey: Journey) -> dict[str, Any]:
    names = ("title", *TEXT_FIELDS, *LIST_FIELDS)
    rows = JourneyStep.objects.filter(journey=journey).order_by("sort_order", "pk").values(*names)
    steps = [{name: value.replace("\r\n", "\n") for name, value in row.items()} for row in rows]
    words = {name: getattr(journey, name) for name in ("title", "summary", "audience")}
    return words | {"steps": steps}


def _digest(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
