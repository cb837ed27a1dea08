"""Views « Mes formations »: what somebody learnt here, to read and to take away."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.queries import organisation
from core.dates import today
from core.typesetting import pdf_response
from learning.exporters.transcript_files import transcript_csv, transcript_json
from learning.exporters.transcript_pdf import transcript_pdf
from learning.policies import certificates_visible_to
from learning.queries.transcript import transcript_of


YEAR, PAGE = "annee", "page"
LINES_A_PAGE = 50
FILE = "mes-formations"


@require_safe
def transcript(request):
    everything, chosen, year = _asked(request)
    certificates = certificates_visible_to(request.user).exclude(module=None)
    context = {
        "transcript": chosen,
        "certificates": certificates.filter(issued_on__year=year) if year else certificates,
        "is_empty": everything.is_empty and not certificates.exists(),
        "years": everything.years,
        "year": year,
        "page": Paginator(chosen.lines, LINES_A_PAGE).get_page(request.GET.get(PAGE)),
        "query": f"?{YEAR}={year}" if year else "",
    }
    return render(request, "learning/transcript.html", context)


@require_safe
def as_pdf(request):
    _everything, chosen, year = _asked(request)
    pdf = transcript_pdf(
        chosen,
        person=request.user,
        organisation=organisation(request),
        day=today(),
        year=year,
    )
    return pdf_response(pdf, f"{FILE}.pdf")


@require_safe
def as_csv(request):
    chosen = _asked(request)[1]
    return _file(transcript_csv(chosen), "text/csv; charset=utf-8", f"{FILE}.csv")


@require_safe
def as_json(request):
    chosen = _asked(request)[1]
    content = transcript_json(
        chosen, person=request.user, organisation=organisation(request), day=today()
    )
    return _file(content, "application/json", f"{FILE}.json")


def _asked(request):
    """Return all of one's record, the part of the year that is asked for, that year."""
    everything = transcript_of(request.user, on=today())
    text = request.GET.get(YEAR, "")
    if not text:
        return everything, everything, None
    year = next((year for year in everything.years if str(year) == text), None)
    if year is None:
        raise Http404
    return everything, everything.of_year(year), year


def _file(content, content_type, name):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
