"""Page of how the platform runs: what failed and why, what is under way, when what runs next. Nobody's name."""

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from core.disk import disk_uses
from core.operations import current_problems
from core.typography import duration_text
from people.actions.outbox import dismiss_task, retry_task
from people.actions.schedule import run_scheduled_task_now
from people.admin_views.access import AdminPage
from people.admin_views.failures import FOLDERS, cause_of, folder_text
from people.enums import BackupRunKind
from people.models import ImportRun, OutboxTask
from people.policies import may_run_operations
from people.queries.operations import (
    backup_made_at,
    certificate_ends_at,
    failed_alike,
    failures,
    last_backup_run,
    queue_lines,
    schedule_lines,
    schedule_seen_at,
    task_title,
    versions,
    watches_backups,
)


def length_text(seconds):
    if seconds < 1:
        return _("less than a second")
    if seconds < 100:
        whole = round(seconds)
        return ngettext("%(count)s second", "%(count)s seconds", whole) % {"count": whole}
    return duration_text(round(seconds / 60))


RHYTHMS = FAILED, MINUTES, HOURS, DAYS, WEEKS, MONTHS = (
    gettext_lazy("Failed last time"),
    gettext_lazy("Every few minutes"),
    gettext_lazy("Every hour or half hour"),
    gettext_lazy("Every night"),
    gettext_lazy("Every week"),
    gettext_lazy("Every month"),
)


def rhythm_of(line):
    if line.row and line.row.error:
        return FAILED
    schedule = settings.BEAT_SCHEDULE[line.name].schedule
    times_a_day = len(schedule.hour) * len(schedule.minute)
    if times_a_day > 1:
        return MINUTES if times_a_day > 48 else HOURS
    if len(schedule.day_of_week) < 7:
        return WEEKS
    return DAYS if len(schedule.day_of_month) > 1 else MONTHS


def running_imports():
    for run in ImportRun.objects.at_work():
        state = run.get_state_display()
        yield run, state if run.percent is None else f"{state}, {run.percent} %"


class OperationsPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_run_operations)
    template_name = "people/admin/operations.html"
    page_title = gettext_lazy("Operations")
    header_icon = "tasks"

    def get_context_data(self, **kwargs):
        failed, lines = failures(), schedule_lines()
        queues, tasks = queue_lines(), OutboxTask.objects.running().order_by("claimed_at")
        work = [(task_title(row.task), row) for row in tasks]
        imports = list(running_imports())
        return super().get_context_data(**kwargs) | {
            "problems": current_problems(),
            "failures": [(task_title(failure.last.task), cause_of(failure.last), folder_text(failure.last), failure) for failure in failed],
            "tasks": work,
            "imports": imports,
            "queues": queues,
            "is_busy": bool(work or imports or any(line.waiting for line in queues)),
            "line_count": len(lines),
            "rhythms": self._by_rhythm(lines),
            "failed_last": sum(bool(line.row and line.row.error) for line in lines),
            "not_run_yet": sum(line.row is None or not line.row.finished_at for line in lines),
            "schedule_seen_at": schedule_seen_at(),
            "versions": versions(),
            "disks": self._disks(),
            "now": timezone.now(),
            "watches_backup": watches_backups(),
            "backup_at": backup_made_at(),
            "trial": last_backup_run(BackupRunKind.CHECK),
            "certificate_ends_at": certificate_ends_at(),
        }  # fmt: skip

    def _by_rhythm(self, lines):
        """Group the tasks by how often they run; those that failed last time stand first, apart."""
        groups = defaultdict(list)
        for line in lines:
            row = line.row
            length = "" if row is None or row.seconds is None else length_text(row.seconds)
            groups[rhythm_of(line)].append((line, task_title(line.task), length))
        return [(title, groups[title]) for title in RHYTHMS if title in groups]

    def _disks(self):
        try:
            return [(FOLDERS[use.setting], use) for use in disk_uses()]
        except OSError:
            return []

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb == "run":
            return self._run_now(request.POST.get("name"))
        try:
            uuids = failed_alike(UUID(request.POST.get("uuid", "")))
        except ValueError:
            return HttpResponseBadRequest()
        acts = {"retry": (retry_task, _("It runs again. Reload this page to see how it went.")),
                "dismiss": (dismiss_task, _("Dismissed: it will not be done."))}  # fmt: skip
        if verb not in acts:
            return HttpResponseBadRequest()
        act, message = acts[verb]
        if sum(act(uuid) for uuid in uuids):
            messages.success(self.request, message)
        else:
            messages.warning(self.request, _("Somebody else, or Passerelle itself, was faster."))
        return redirect("operations_admin:operations")

    def _run_now(self, name):
        if name not in settings.BEAT_SCHEDULE:
            return HttpResponseBadRequest()
        run_scheduled_task_now(name)
        title = task_title(settings.BEAT_SCHEDULE[name].task)
        messages.success(
            self.request,
            _("“%(task)s” runs. Reload this page to see how it went.") % {"task": capfirst(title)},
        )
        return redirect("operations_admin:operations")


class ProblemsBand(Component):
    """A band on the first page of the administration, where something does not run."""

    order = 1
    template_name = "people/admin/problems_band.html"

    def get_context_data(self, parent_context=None):
        return {"problems": current_problems()}
