import io
import json
import logging
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.urls import path, reverse

from config.observability import OWN_PACKAGES
from core.observability import private_requests as gathering
from core.observability.logs import FIELDS, Formatter, Handler
from core.observability.middleware import observe_requests
from core.observability.private_requests import private_requests
from core.observability.tasks import observe_task


ours = logging.getLogger("core.observability.middleware")


def fail(request, who):
    name = "Nadia-Benali-canari"  # a local
    try:
        raise IntegrityError(f"DETAIL: Key (email)=({name}) already exists.")
    except IntegrityError as error:
        raise RuntimeError(name) from error


def speak(request, who):
    logging.getLogger("people.tasks").info("said while it is answered")
    return HttpResponse(status=201)


def miss(request, who):
    raise Http404("canari")


def not_found(request, exception):
    return HttpResponse(status=404)


urlpatterns = [
    path("gens/<str:who>/", speak, name="somebody"),
    path("erreur/<str:who>/", fail, name="failing"),
    path("perdu/<str:who>/", miss, name="missing"),
]
handler404 = f"{__name__}.not_found"
handler500 = "core.views.server_error"


@pytest.fixture
def log(monkeypatch):
    """What the log holds, written as in production."""
    stream = io.StringIO()
    handler = Handler(stream)
    handler.setFormatter(Formatter(own=OWN_PACKAGES, is_json=True))
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.INFO)
    private_requests.__init__()

    def lines():
        read = [json.loads(line) for line in stream.getvalue().splitlines()]
        assert set().union(*read) <= set(FIELDS)
        return read

    yield lines
    private_requests.__init__()


@pytest.fixture
def site(settings, client):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["core.observability.middleware.observe_requests"]
    client.raise_request_exception = False
    return client


def test_a_request_is_one_line_of_its_route_and_no_more(site, log):
    answer = site.get(
        "/gens/canari/?q=canari", headers={"X-Request-ID": "canari", "User-Agent": "canari"}
    )

    said, line = log()
    assert said["message"] == "said while it is answered"
    assert said["request_id"] == line["request_id"] == answer["X-Request-ID"]
    assert set(line) == {
        "time", "level", "logger", "message", "route", "request_id", "method", "status", "duration_ms",
    }  # fmt: skip
    assert (line["route"], line["method"], line["status"]) == ("somebody", "GET", 201)
    assert "canari" not in json.dumps(log())


def test_an_error_is_its_class_its_causes_and_its_places(site, log):
    assert site.get("/erreur/canari/").status_code == 500

    [line] = [line for line in log() if line["level"] == "ERROR"]
    assert line["error"] == "RuntimeError"
    assert line["causes"] == ["django.db.utils.IntegrityError"]
    assert line["frames"][-1].startswith("tests.core.test_logs:")
    assert line["route"] == "failing"
    assert "canari" not in json.dumps(log())


@pytest.mark.parametrize("address", ["/perdu/canari/", "/canari/"])
def test_an_address_that_is_not_there_is_not_written(site, log, address):
    assert site.get(address).status_code == 404

    [line] = log()
    assert line["status"] == 404
    assert "canari" not in json.dumps(line)


@pytest.mark.parametrize("name", ["django.request", "wagtail", "axes", "celery.worker", "requests"])
def test_a_library_says_its_own_words_and_no_value(log, name):
    logger = logging.getLogger(name)
    canary = "canari"
    logger.error("Page moved: %s", canary)
    logger.error(
        "Went %s "
        "and came",
        canary,
    )  # fmt: skip
    logger.error(f"Page moved: {canary}")
    logger.error(canary + "", exc_info=ValueError(canary))

    messages = [line["message"] for line in log()]
    assert messages[:2] == ["Page moved: %s", "Went %s and came"]
    assert [message.partition(":")[0] for message in messages[2:]] == ["test_logs"] * 2
    assert canary not in json.dumps(log())


@pytest.mark.parametrize("is_json", [True, False])
def test_no_message_begins_a_line_or_colours_a_terminal(is_json):
    record = ours.makeRecord(
        ours.name,
        logging.INFO,
        __file__,
        1,
        "%s",
        ("a\r\nlevel=ERROR \x1b[31m\u2028b\u202e",),
        None,
    )

    written = Formatter(own=OWN_PACKAGES, is_json=is_json).format(record)

    assert written.isprintable()


def test_a_private_route_is_one_line_for_its_hour(log, settings, rf, monkeypatch):
    """No line of the request itself: its place among the others would tell the minute."""
    hours = iter([10, 10, 11, 11])
    monkeypatch.setattr(
        gathering, "_this_hour", lambda: datetime(2026, 11, 30, next(hours), tzinfo=UTC)
    )

    def view(request):
        logging.getLogger("adoption.usage").info("dropped")
        logging.getLogger("adoption.usage").error("canari", exc_info=ValueError("canari"))
        return HttpResponse()

    answer = observe_requests(view)(rf.get(reverse("adoption:barometer")))
    assert log() == []
    assert "X-Request-ID" not in answer

    private_requests.write_if_over()
    assert log() == []
    private_requests.write_if_over()

    requests, error = log()
    for line in (requests, error):
        assert line["time"] == "2026-11-30T10:00+00:00"
        assert line["route"] == "private"
        assert line["count"] == 1
        assert not {"request_id", "duration_ms", "status", "method"} & set(line)
    assert error["error"] == "ValueError"
    assert "canari" not in json.dumps(error)


def test_a_task_is_a_line_of_its_name_and_what_came_of_it(log):
    with observe_task("people.tasks.send"):
        pass
    with pytest.raises(ValueError, match="canari"), observe_task("people.tasks.send"):
        raise ValueError("canari")

    done, failed = log()
    assert (done["task"], done["outcome"]) == ("people.tasks.send", "done")
    assert (failed["outcome"], failed["error"]) == ("failed", "ValueError")
    assert "canari" not in json.dumps(log())


def test_a_record_that_cannot_be_written_tells_no_argument(log, capsys):
    stream = io.StringIO()
    handler = Handler(stream)
    handler.setFormatter(Formatter(own=OWN_PACKAGES, is_json=True))
    record = ours.makeRecord(ours.name, logging.INFO, __file__, 7, "%d", ("canari",), None)

    handler.handle(record)

    assert stream.getvalue() == "not written: test_logs:7\n"
    assert capsys.readouterr().err == ""
