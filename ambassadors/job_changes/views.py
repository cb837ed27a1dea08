"""Pages of how jobs change: read by staff, written from a workshop, reviewed by a second person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.enums import NEWEST_ANSWERS, QuestionAbout
from ambassadors.help.models import BoxedQuestion
from ambassadors.job_changes.actions import delete_map, publish_map, return_draft, save_draft
from ambassadors.job_changes.forms import ReturnForm, lines_formset, with_more_lines
from ambassadors.job_changes.policies import (
    deletable_maps,
    drafts_visible_to,
    families_written_by,
    maps_visible_to,
    may_publish,
    may_publish_job_maps,
)
from ambassadors.job_changes.queries import (
    columns_of,
    compare_with_published,
    family_rows,
    own_map,
    workshop_kit,
)
from ambassadors.try_action import try_action, try_action_of_form
from cms.languages import source_language
from core.dates import today
from core.redirects import post_only


@require_safe
def index(request):
    _refuse_partners(request)
    rows = family_rows(request.user)
    writes = any(row.may_write for row in rows)
    return _render(request, "jobs", {"rows": rows, "kit": workshop_kit() if writes else None})


@require_safe
def own(request):
    _refuse_partners(request)
    job_map = own_map(request.user)
    return (
        redirect("job_changes:job", job_map.family_id) if job_map else redirect("job_changes:index")
    )


@require_safe
def job(request, family):
    job_map = get_object_or_404(maps_visible_to(request.user), family=family)
    writes = families_written_by(request.user, on=today()).filter(pk=family).exists()
    context = {
        "job_map": job_map,
        "columns": columns_of(job_map),
        "questions": BoxedQuestion.objects.published_about(QuestionAbout.JOB_CHANGES)[
            :NEWEST_ANSWERS
        ],
        "may_write": writes,
        "may_delete": may_publish_job_maps(request.user),
    }
    return _render(request, "job", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, family):
    """Write the next draft, from the published map where there is none."""
    family = get_object_or_404(families_written_by(request.user, on=today()), pk=family)
    draft = drafts_visible_to(request.user).filter(family=family).first()
    shown = draft or maps_visible_to(request.user).filter(family=family).first()
    changes = shown.changes.all() if shown else ()
    verb = request.POST.get("verb", "")
    data = with_more_lines(request.POST) if verb == "more" else request.POST or None
    formset = lines_formset(data, changes)
    seen = request.POST.get("seen", draft.edition if draft else 0)
    if verb in ("save", "send") and formset.is_valid():
        if _save(request, family, formset, verb):
            return redirect("job_changes:index")
        seen = draft.edition if draft else 0  # of what they are told to read before they save again
    context = {"family": family, "draft": draft, "formset": formset, "seen": seen}
    return _render(request, "write", context)


def _save(request, family, formset, verb):
    done = (
        _("It is sent: somebody else reads it and publishes it.") if verb == "send" else _("Saved.")
    )
    return try_action(
        request, done, save_draft,
        family=family, by=request.user, lines=formset.lines(), seen=_seen(request), send=verb == "send",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, family):
    """Read a draft as its readers will; publish it or send it back."""
    draft = get_object_or_404(drafts_visible_to(request.user), family=family)
    reviews = draft.is_in_review and may_publish_job_maps(request.user)
    if request.method == "POST" and not reviews:
        raise Http404
    returns = request.POST.get("verb") == "return"
    form = ReturnForm(request.POST if returns else None)
    if returns and form.is_valid():
        remark = form.cleaned_data["remark"]
        if try_action_of_form(form, return_draft, draft=draft, remark=remark, seen=_seen(request)):
            messages.success(request, _("It is sent back."))
            return redirect("job_changes:index")
    elif request.method == "POST" and not returns and _publish(request, draft):
        return redirect("job_changes:job", family)
    comparison = compare_with_published(draft)
    context = {
        "job_map": draft, "columns": columns_of(draft, comparison), "form": form, "reviews": reviews,
        "gone": comparison.gone if comparison else [],
        "may_publish": reviews and may_publish(request.user, draft),
    }  # fmt: skip
    return _render(request, "draft", context)


def _publish(request, draft):
    done = _("It is published: those concerned are told.")
    return try_action(request, done, publish_map, draft=draft, by=request.user, seen=_seen(request))


@post_only
def delete(request, uuid):
    """Delete a draft, or take a published map down."""
    job_map = get_object_or_404(deletable_maps(request.user), uuid=uuid)
    try_action(request, _("It is deleted."), delete_map, job_map=job_map, by=request.user)
    return redirect("job_changes:index")


def _seen(request):
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def _refuse_partners(request):
    if request.user.is_external:
        raise Http404


def _render(request, name, context):
    """Draw a page; `written_in`: the language of what colleagues wrote."""
    context["written_in"] = source_language()
    return render(request, f"ambassadors/job_changes/{name}.html", context)
