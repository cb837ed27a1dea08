"""wagtail-localize's report, whose pages could repeat one another: it has no order of its own."""

from wagtail_localize.views.report import TranslationsReportView


def put_in_an_order() -> None:
    """The latest first. Wagtail's hooks reach no query of a report."""
    unordered = TranslationsReportView.get_queryset
    TranslationsReportView.get_queryset = lambda view: unordered(view).order_by("-pk")
