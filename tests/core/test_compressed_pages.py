"""Pages are sent with gzip, but none in which what others made somebody ask for could stand beside what is theirs."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from core.middleware import compress_pages


LONG = "<p>rien de neuf</p>" * 50


def answer(rf, method="get", address="/", response=None):
    request = getattr(rf, method)(address, headers={"accept-encoding": "gzip, br"})
    return compress_pages(lambda _: response or HttpResponse(LONG))(request)


def test_a_page_is_sent_smaller(rf):
    sent = answer(rf)

    assert sent["Content-Encoding"] == "gzip"
    assert sent["Vary"] == "Accept-Encoding"
    assert len(sent.content) < len(LONG) / 2


@pytest.mark.parametrize(
    "others",
    [
        {"address": "/?q=rien"},
        {"method": "post"},
        {"response": HttpResponse(LONG, status=404)},
        {"response": HttpResponse(LONG, content_type="image/svg+xml")},
        {"response": StreamingHttpResponse([LONG])},
    ],
    ids=["with a query", "sent form", "not found", "no page", "streamed"],
)
def test_all_else_is_sent_as_it_is(rf, others):
    assert "Content-Encoding" not in answer(rf, **others)


def test_who_cannot_read_it_gets_the_page_as_it_is(rf):
    sent = compress_pages(lambda _: HttpResponse(LONG))(rf.get("/"))

    assert sent.content.decode() == LONG
