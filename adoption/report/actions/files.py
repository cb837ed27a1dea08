from django.utils.translation import override

from adoption.publishing.charts.drawing_cache import draw_ahead
from adoption.publishing.models import Publication
from adoption.report.document import compose_report
from adoption.report.pdf import report_pdf
from adoption.report.queries.edition import edition_of
from adoption.report.queries.files import report_file_key
from people.actions.outbox import enqueue_task


MAKE_FILE = "adoption.tasks.make_report_file_task"


def request_report_file(*, publication: Publication, language: str) -> None:
    """Have a worker make the report of a publication in a language, once however often it is asked for."""
    key = report_file_key(publication, language)
    enqueue_task(MAKE_FILE, publication.pk, language, key=key)


def make_report_file(*, publication: Publication, language: str) -> None:
    """Make the file and store it, with its drawings and those of its page, so that no reader waits for one."""
    with override(language):
        report = compose_report(edition_of(publication))
        report_pdf(report)
        for chart in report.charts:
            draw_ahead(chart.key, chart.draw)
