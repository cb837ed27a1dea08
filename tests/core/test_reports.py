"""What leaves by Sentry and OpenTelemetry, as a collector on this machine receives it."""

import json
import os
import subprocess
import sys

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.observability import own_addresses
from tests.collector import collecting


AT_WORK = """
import django
django.setup()
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory
from core.observability import private_requests
from core.observability.middleware import observe_requests
from core.observability.tasks import observe_task
import logging
from datetime import timedelta

def page(request):
    canary = "canari-local"
    try:
        raise IntegrityError("DETAIL: canari-detail")
    except IntegrityError:
        logging.getLogger("people.tasks").exception("canari-message")
    return HttpResponse(status=500)

def task():
    with observe_task("people.tasks.purge_task"):
        raise ValueError("canari-error")

for path in ("/parcours/?q=canari-query", "/usage/barometre/?q=canari-query"):
    request = RequestFactory().get(path, headers={"Cookie": "canari-cookie=1", "User-Agent": "canari-agent"})
    observe_requests(page)(request)
hour = private_requests._this_hour()
private_requests._this_hour = lambda: hour + timedelta(hours=1)
private_requests.private_requests.write_if_over()
observe_requests(page)(request)
try:
    task()
except ValueError:
    pass
"""


@pytest.fixture(scope="module")
def received():
    with collecting() as collector:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"} | collector.environment
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", AT_WORK],
            env=os.environ | settings, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        yield collector


def events(received):
    """Every event of every envelope: its third line."""
    return [json.loads(body.split(b"\n")[2]) for body in received.bodies("/envelope/")]


def test_an_error_is_reported_by_its_class_and_places(received):
    by_type = {event["exception"]["values"][0]["type"]: event for event in events(received)}
    page = by_type["django.db.utils.IntegrityError"]
    allowed = {"event_id", "timestamp", "platform", "level", "logger", "tags", "exception"}

    assert set(by_type) == {"django.db.utils.IntegrityError", "ValueError"}
    for event in by_type.values():
        assert set(event) == allowed
        for frame in event["exception"]["values"][0]["stacktrace"]["frames"]:
            assert set(frame) == {"module", "lineno", "function"}
    assert by_type["ValueError"]["tags"] == {"task": "people.tasks.purge_task"}
    assert set(page["tags"]) <= {"route", "request_id"}


def test_a_private_route_reports_whole_hours_alone(received):
    """And nothing of the hour in which its process ended."""
    private = [event for event in events(received) if event["tags"].get("route") == "private"]

    assert [event["exception"]["values"][0]["type"] for event in private] == [
        "django.db.utils.IntegrityError"
    ]
    assert private[0]["tags"] == {"route": "private"}
    assert private[0]["timestamp"].endswith(":00+00:00")


def test_a_trace_is_a_route_or_a_task(received):
    spans = b"".join(received.bodies("/v1/traces"))

    assert b"learning:paths" in spans
    assert b"people.tasks.purge_task" in spans
    assert b"barometer" not in spans
    assert b"private" not in spans
    assert b"/parcours/" not in spans


def test_nothing_that_is_sent_quotes_anything(received):
    assert [path for path, body in received.received if b"canari" in body] == []


@pytest.mark.parametrize("variable", ["SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://key@o1.ingest.sentry.io/1", ["sentry.exemple.fr"]),
        ("https://key@sentry.exemple.fr:9000/1", ["sentry.exemple.fr"]),
        ("http://key@sentry.exemple.fr/1", ["sentry.exemple.fr"]),
        ("grpc://sentry.exemple.fr/1", ["sentry.exemple.fr"]),
    ],
)
def test_nothing_is_sent_to_a_host_that_is_not_the_organisations(
    variable, address, named, monkeypatch
):
    monkeypatch.setenv(variable, address)

    with pytest.raises(ImproperlyConfigured, match=variable):
        own_addresses(environ.Env(), named)


def test_a_host_of_the_organisation_is_sent_to(monkeypatch):
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.exemple.fr/1")

    assert own_addresses(environ.Env(), ["sentry.exemple.fr"]) == (
        "https://key@sentry.exemple.fr/1",
        "",
    )
