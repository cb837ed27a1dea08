"""Convert the front matter of a practice's file to the values of its page."""

from typing import Any

from django.db.models import Q

from ambassadors.practices.models import PracticePage, PracticesPage
from cms.models import PortalService
from learning.folder_registry import PageKind
from people.models import Job, JobFamily


def practice_values(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the page's values; an unknown service or job becomes a tag."""
    service, job, family = (
        _service(meta.get("service")),
        _named(Job, meta.get("job")),
        _named(JobFamily, meta.get("job")),
    )
    tags = [str(tag) for tag in _listed(meta.get("tags"))]
    tags += [str(meta["service"])] if meta.get("service") and service is None else []
    tags += [str(meta["job"])] if meta.get("job") and job is None and family is None else []
    words = (word.strip().lower() for tag in tags for word in tag.split(","))
    return {
        "portal_service": service,
        "job": job,
        "job_family": family if job is None else job.family,
        "tags": ", ".join(dict.fromkeys(word for word in words if word))[:255],
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _service(name: Any) -> PortalService | None:
    if not name:
        return None
    named = Q(slug=str(name)) | Q(name__iexact=str(name))
    return PortalService.objects.filter(named).order_by("portal__pk", "sort_order", "pk").first()


def _named(model: type[Any], name: Any) -> Any:
    return model.objects.filter(name__iexact=str(name)).first() if name else None


PRACTICES = PageKind(
    page=PracticePage,
    index=PracticesPage,
    fields=("portal_service", "job", "job_family", "tags"),
    values=practice_values,
)
