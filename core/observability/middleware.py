import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from core.observability import metrics, reports
from core.observability.context import ObservedRequest, current_request, observe
from core.observability.private_requests import private_requests


logger = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Log, count and trace each request by the name of its route; of a private one, the hour alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        private_requests.write_if_over()
        observed = observe(request)
        token = current_request.set(observed)
        began, began_ns = time.perf_counter(), time.time_ns()
        try:
            response = get_response(request)
            if observed.is_private:
                private_requests.count()
            else:
                response["X-Request-ID"] = observed.request_id
                seconds = time.perf_counter() - began
                _record(request, response.status_code, observed, seconds, began_ns)
        finally:
            current_request.reset(token)
        return response

    return middleware


def _record(
    request: HttpRequest, status: int, observed: ObservedRequest, seconds: float, began_ns: int
) -> None:
    method = str(request.method) if request.method in METHODS else "other"
    metrics.count_request(observed.group, status, seconds)
    facts = {"method": method, "status": status, "duration_ms": round(seconds * 1_000)}
    logger.log(logging.DEBUG if observed.is_quiet else logging.INFO, "request", extra=facts)
    if not observed.is_quiet:
        reports.send_span(
            observed.route,
            "SERVER",
            began_ns,
            {
                "http.route": observed.route,
                "http.request.method": method,
                "http.response.status_code": status,
                "request_id": observed.request_id,
            },
            is_error=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
