"""Frameworks of competences, kept as their publisher dated them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from quizzes.models import Competence, Framework


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceText:
    """An area, where `area` is empty, or a competence of the area of that code."""

    code: str
    title: str
    title_en: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkText:
    slug: str
    name: str
    edition: str
    source: str = ""
    published_on: date | None = None
    competences: tuple[CompetenceText, ...] = ()


class FrameworkOutcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@transaction.atomic
def save_framework(*, text: FrameworkText, correct: bool = False) -> FrameworkOutcome:
    """Take an edition in. One that stands is not rewritten: ValidationError says where it differs. `correct` mends
    its titles, source and date; codes stay in any case, since questions refer to them."""
    standing = Framework.objects.select_for_update().filter(slug=text.slug).first()
    if standing is None:
        _create(text)
        return FrameworkOutcome.CREATED
    before = _text_of(standing)
    if before == text:
        return FrameworkOutcome.UNCHANGED
    differing = _differing(before, text)
    if not correct or _codes(before) != _codes(text) or before.edition != text.edition:
        raise ValidationError(
            _("%(framework)s stands already with other content: %(where)s.")
            % {"framework": standing, "where": ", ".join(differing)},
            code="other_content",
        )
    standing.name, standing.source = text.name, text.source
    standing.published_on = text.published_on
    standing.save(update_fields=["name", "source", "published_on"])
    titles = {one.code: one for one in text.competences}
    rows = list(standing.competences.all())
    for row in rows:
        row.title, row.title_en = titles[row.code].title, titles[row.code].title_en
    Competence.objects.bulk_update(rows, ["title", "title_en"])
    return FrameworkOutcome.CORRECTED


def _create(text: FrameworkText) -> None:
    framework = Framework.objects.create(
        slug=text.slug,
        name=text.name,
        edition=text.edition,
        source=text.source,
        published_on=text.published_on,
    )
    areas: dict[str, Competence] = {}
    for one in sorted(text.competences, key=lambda each: bool(each.area)):
        competence = Competence.objects.create(
            framework=framework,
            parent=areas[one.area] if one.area else None,
            code=one.code,
            title=one.title,
            title_en=one.title_en,
        )
        if not one.area:
            areas[one.code] = competence


def _text_of(framework: Framework) -> FrameworkText:
    """Return what stands, as the file that would say it, in the order of its codes."""
    rows = framework.competences.select_related("parent").order_by("code")
    return FrameworkText(
        slug=framework.slug,
        name=framework.name,
        edition=framework.edition,
        source=framework.source,
        published_on=framework.published_on,
        competences=tuple(
            CompetenceText(
                code=row.code,
                title=row.title,
                title_en=row.title_en,
                area=row.parent.code if row.parent else "",
            )
            for row in rows
        ),
    )


def _codes(text: FrameworkText) -> set[tuple[str, str]]:
    return {(one.code, one.area) for one in text.competences}


def _differing(before: FrameworkText, after: FrameworkText) -> list[str]:
    """The codes whose titles or places differ; else what else does."""
    codes = {one.code for one in set(before.competences) ^ set(after.competences)}
    if codes:
        return sorted(codes)
    words = {
        "name": _("name"),
        "edition": _("edition"),
        "source": _("source"),
        "published_on": _("date"),
    }
    return [word for name, word in words.items() if getattr(before, name) != getattr(after, name)]
