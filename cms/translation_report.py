"""Orders wagtail-localize's report, which has no order of its own, so that its pages would repeat rows."""

from wagtail_localize.views.report import TranslationsReportView


def order_report_rows() -> None:
    """Sort the report by date, the latest first. Wagtail's hooks reach no query of a report."""
    unordered = TranslationsReportView.get_queryset
    TranslationsReportView.get_queryset = lambda view: unordered(view).order_by("-pk")
