from collections.abc import Callable
from typing import Any

from django.conf import settings
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from core.outbound import guarded_session


def start() -> tuple[Callable[..., None], Callable[[int], object]]:
    """Connect to the collector, and to no host that another variable of OpenTelemetry names. Returns what sends a span, and
    what sends those that wait."""
    address = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    provider = TracerProvider(resource=Resource({"service.name": "passerelle"}))
    exporter = OTLPSpanExporter(endpoint=address, session=guarded_session())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("passerelle")

    def send_span(
        name: str, kind: str, began_ns: int, attributes: dict[str, Any], *, is_error: bool
    ) -> None:
        span = tracer.start_span(name, Context(), SpanKind[kind], attributes, start_time=began_ns)
        if is_error:
            span.set_status(StatusCode.ERROR)
        span.end()

    return send_span, lambda seconds: provider.force_flush(seconds * 1_000)
