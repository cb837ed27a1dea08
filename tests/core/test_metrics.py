import json
import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import reverse

from core.observability import metrics
from core.observability.middleware import observe_requests


ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-thirty-two-characters-0"
OPERATIONS = [ROOT / "ops/grafana/passerelle.json", ROOT / "ops/prometheus/alerts.yml"]


def asked(client, token):
    return client.get(reverse("metrics"), headers={"Authorization": f"Bearer {token}"})


@pytest.mark.django_db
def test_metrics_are_for_whoever_has_the_token(client, settings):
    settings.METRICS_TOKEN = TOKEN
    settings.SECURE_SSL_REDIRECT = True  # Prometheus asks each machine by its own address
    client.defaults["HTTP_HOST"] = "10.1.2.3:8000"

    assert asked(client, TOKEN).status_code == 200
    assert asked(client, "another").status_code == 404
    assert client.get(reverse("metrics")).status_code == 404
    settings.METRICS_TOKEN = ""
    assert asked(client, "").status_code == 404


@pytest.mark.django_db
def test_a_page_counts_in_its_part_of_the_site_and_a_private_one_nowhere(rf):
    def view(request):
        metrics.count_cache_read("hit")
        return HttpResponse(status=418)

    answer = observe_requests(view)
    before = metrics.written_metrics()

    answer(rf.get(reverse("adoption:barometer")))
    after = metrics.written_metrics()
    assert after == before

    answer(rf.get(reverse("learning:paths")))
    assert learning_requests(metrics.written_metrics()) == learning_requests(before) + 1


def learning_requests(written):
    """How many of learning's pages this process has refused."""
    name = 'passerelle_request_seconds_count{group="learning",status="4xx"}'
    counts = [line.split()[-1] for line in written.decode().splitlines() if line.startswith(name)]
    return sum(map(float, counts))


@pytest.mark.django_db
def test_what_cannot_be_read_hides_nothing_else(monkeypatch):
    def away():
        raise OperationalError("the database is away")

    monkeypatch.setitem(metrics._readings, "passerelle_first", ("Away.", (), away))
    monkeypatch.setitem(metrics._readings, "passerelle_last", ("There.", (), lambda: [((), 3)]))

    written = metrics.written_metrics().decode()

    assert "passerelle_first" not in written
    assert "passerelle_last 3.0" in written


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.name)
def test_dashboard_and_alerts_ask_for_metrics_that_exist(path):
    named = set(re.findall(r"\bpasserelle_\w+", path.read_text("utf-8")))

    assert named
    assert named - metrics.metric_names() == set()


def test_the_dashboard_shows_every_metric():
    text = OPERATIONS[0].read_text("utf-8")

    assert json.loads(text)["panels"]
    assert [name for name in metrics.metric_families() if name not in text] == []
