"""Metrics for Prometheus, chosen one by one: how the machine is, and nothing of what people do with it.

What processes count is added up in the folder of PROMETHEUS_MULTIPROC_DIR; what the database or the disk knows is read
when somebody asks. Private routes are not counted: a count read every quarter of a minute would give their time.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from core.disk import disk_uses
from core.observability.context import current_request


logger = logging.getLogger(__name__)
counted = CollectorRegistry()
REQUESTS = Histogram(
    "passerelle_request_seconds",
    "Time to answer, by part of the site and class of status; private routes are left out.",
    ["group", "status"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=counted,
)
TASKS = Counter("passerelle_tasks", "Background tasks run.", ["task", "outcome"], registry=counted)
CACHE = Counter("passerelle_cache", "Reads of the cache.", ["outcome"], registry=counted)
POOL = Gauge(
    "passerelle_database_pool",
    "Connections to the database, and requests that wait for one.",
    ["state"],
    multiprocess_mode="livesum",
    registry=counted,
)
Reading = tuple[tuple[str, ...], float]  # the values of the labels, and the number
_readings: dict[str, tuple[str, tuple[str, ...], Callable[[], Iterable[Reading]]]] = {}


def register_gauge(
    name: str, says: str, labels: tuple[str, ...], read: Callable[[], Iterable[Reading]]
) -> None:
    """Register a number that is read when metrics are asked for; an app does so for what it owns."""
    _readings[f"passerelle_{name}"] = (says, labels, read)


def count_request(group: str, status: int, seconds: float) -> None:
    """Count a request, and what the pool of connections is like after it."""
    REQUESTS.labels(group, f"{status // 100}xx").observe(seconds)
    pool = getattr(connection, "pool", None) if connection.vendor == "postgresql" else None
    if pool is not None:
        statistics = pool.get_stats()
        POOL.labels("open").set(statistics.get("pool_size", 0))
        POOL.labels("waiting").set(statistics.get("requests_waiting", 0))


def count_cache_read(outcome: str) -> None:
    request = current_request.get()
    if request is None or not request.is_private:
        CACHE.labels(outcome).inc()


def metric_families() -> list[str]:
    return [*(metric.name for metric in counted.collect()), *_readings]


def metric_names() -> set[str]:
    """Return every name under which a figure may be asked for."""
    names = {sample for metric in counted.collect() for sample in _sample_names(metric)}
    return names | set(_readings)


def _sample_names(metric: Metric) -> Iterator[str]:
    suffixes = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}
    for suffix in suffixes.get(metric.type, ("",)):
        yield metric.name + suffix


class _Readings:
    def collect(self) -> Iterator[Metric]:
        for name, (says, labels, read) in _readings.items():
            gauge = GaugeMetricFamily(name, says, labels=labels)
            try:
                for values, number in read():
                    gauge.add_metric(values, number)
            except Exception as error:  # the database is away: the other figures are still told
                logger.warning("not measured metric=%s error=%s", name, type(error).__name__)
                continue
            yield gauge


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus, which knows METRICS_TOKEN; to others there is no such page."""
    given = request.headers.get("Authorization", "")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(given, expected):
        return HttpResponseNotFound()  # no page of ours: it would ask who is signed in
    return HttpResponse(written_metrics(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def written_metrics() -> bytes:
    registry = CollectorRegistry()
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        _forget_dead_processes(Path(folder))
        MultiProcessCollector(registry, folder)
        return generate_latest(registry) + generate_latest(_Readings())
    return generate_latest(counted) + generate_latest(_Readings())


def _forget_dead_processes(folder: Path) -> None:
    """Drop what processes that have ended said of the moment; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(folder))
        except PermissionError:
            continue


def _disk_use() -> Iterator[Reading]:
    with suppress(OSError):
        for disk in disk_uses():
            yield (disk.setting,), disk.percent / 100


register_gauge("disk_used_ratio", "Part of the disk that is used.", ("folder",), _disk_use)
