"""Figures for Prometheus: how many publications are out, and how many were withheld."""

from collections.abc import Iterator

from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Publication
from core.observability.metrics import Reading, register_gauge
from people.measures import count_by_state


def register() -> None:
    register_gauge("publications", "Months of a portal published.", ("state",), _publications)


def _publications() -> Iterator[Reading]:
    return count_by_state(Publication.objects.all(), "status", PublicationStatus.values)
