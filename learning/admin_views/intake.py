"""Pages on which an editor takes in a course or questions: the file sent, shown, taken in, and what became of it."""

from dataclasses import asdict

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin_screens import UNUSED_FURNITURE
from cms.languages import text_in_reader_language
from core.spreadsheets import CSV_TYPE, csv_bytes
from learning.enums import SentKind
from learning.forms.intake import NOT_ALLOWED, SentFileForm, WishForm
from learning.importers.intake_kinds import LARGEST_OF_ALL, MEGABYTE
from learning.importers.intake_preview import WHAT
from learning.importers.intake_runs import faults_table, receive_file
from learning.models import ScormPackage
from learning.policies import (
    may_take_in,
    may_take_in_files,
    modules_to_add_to,
    sent_files_visible_to,
)
from people.actions.imports import begin_applying, begin_checking_again, check_otherwise
from people.admin_views.access import AdminAccess, AdminPage
from people.admin_views.staff_lists import attachment
from people.enums import ImportKind, ImportState
from people.models import LinesToCorrect, StagedFile
from quizzes.display import review_answer
from quizzes.pages import build_question, localised_view
from quizzes.specs.codec import from_dict


BANK, PACKAGES = "wagtailsnippets_quizzes_question", "wagtailsnippets_learning_scormpackage"
FAULTS_SHOWN = 50
LESSON, QUESTION = "lecon", "question"
SKETCH = """TITLE: …

# …

…

```gift
… {=… ~…}
```"""
LESSON_SKETCH = """# …

…

## …

- …"""
NAMES = "course_admin"  # of the addresses, for the part that shows progress


class IntakePage(AdminPage):
    is_allowed = staticmethod(may_take_in_files)
    page_title = gettext_lazy("Take in a course or questions")
    header_icon = "upload"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)


class SendFile(IntakePage, FormView):
    """Receives a file and keeps it aside; nothing is written before its sender has seen what it brings."""

    template_name = "learning/admin/intake.html"
    form_class = SentFileForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sender": self.viewer}

    def get_initial(self):
        """Return what the link gave that led here: the module to which a lesson is added."""
        module = self.request.GET.get("module", "")
        return {"module": module} if module.isascii() and module.isdecimal() else {}

    def form_valid(self, form):
        run = receive_file(
            sender=self.viewer,
            name=form.cleaned_data["file"].name,
            data=form.data_sent,
            wish=form.wish(),
            language=get_language(),
        )
        return redirect("course_admin:import_run", run.uuid)

    def get_context_data(self, **kwargs):
        waiting = StagedFile.objects.kept().filter(
            kind=ImportKind.COURSES, sender=self.viewer, run__state=ImportState.CHECKED
        )
        course = text_in_reader_language("cours-exemple", "sample-course")
        questions = text_in_reader_language("questions-exemple", "sample-questions")
        return super().get_context_data(
            limit=LARGEST_OF_ALL // MEGABYTE,
            waiting=waiting.select_related("run").defer("data", "preview").first(),
            sketch=SKETCH,
            lesson_sketch=LESSON_SKETCH,
            templates=[
                (_("a course (.md)"), static(f"samples/{course}.md")),
                (_("questions (GIFT)"), static(f"samples/{questions}.gift")),
                (_("questions (CSV)"), reverse(f"{BANK}:template", args=["csv"])),
                (_("questions (Excel)"), reverse(f"{BANK}:template", args=["xlsx"])),
            ],
            **kwargs,
        )


class OwnFile:
    """One file of the viewer’s; `staged` is the file while it waits for them."""

    @cached_property
    def run(self):
        return get_object_or_404(sent_files_visible_to(self.viewer), uuid=self.kwargs["uuid"])

    @cached_property
    def staged(self):
        return StagedFile.objects.kept().defer("data").filter(run=self.run).first()

    @property
    def shown(self):
        """Return what the file would bring; 404 once it is gone."""
        if self.staged is None or self.staged.preview is None:
            raise Http404
        return self.staged.preview


class ShowFile(OwnFile, IntakePage, TemplateView):
    """Shows on GET what a file would bring or has brought; takes it in, or checks it otherwise, on POST."""

    above = (("course_admin:import", gettext_lazy("Take in a course or questions")),)
    template_name = "learning/admin/intake_file.html"

    def get_page_title(self):
        return self.run.name

    def post(self, request, *args, **kwargs):
        if self.staged is None:
            raise Http404
        if self.run.is_interrupted:
            begin_checking_again(run=self.run)
        elif request.POST.get("decision") == "again":
            return self.check_otherwise()
        elif request.POST.get("decision") == "take":
            self.take()
        else:
            raise Http404
        return redirect(request.path)

    def check_otherwise(self):
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if not form.is_allowed(bytes(self.staged.data)):
            messages.error(self.request, NOT_ALLOWED)
        else:
            options = self.staged.options | {"wish": asdict(form.wish())}
            check_otherwise(run=self.run, options=options)
        return redirect(self.request.path)

    def take(self):
        """Have the file taken in, without as many parts as the page said would be left out."""
        left_out = len(self.shown["set_aside"])
        if self.request.POST.get("left_out", "0") != str(left_out):
            messages.warning(
                self.request, _("The file was checked again meanwhile: look once more.")
            )
        elif not self.may_still_take():
            messages.error(self.request, NOT_ALLOWED)
        elif self.run.state == ImportState.CHECKED:
            begin_applying(run=self.run, leavers_confirmed=None, set_aside=bool(left_out))

    def may_still_take(self):
        kind, module = self.shown["kind"], self.staged.options["wish"]["module"]
        if not kind or not may_take_in(self.viewer, SentKind(kind)):
            return False
        return kind != SentKind.LESSON or modules_to_add_to(self.viewer).filter(pk=module).exists()

    def form(self, data=None):
        return WishForm(data, initial=self.staged.options["wish"], sender=self.viewer)

    def get_context_data(self, **kwargs):
        shown = self.staged.preview if self.staged and self.staged.preview else None
        faults = shown["faults"] if shown else []
        counts = self.run.counts
        context = {
            "run": self.run,
            "staged": self.staged,
            "shown": shown,
            "form": self.form() if self.staged else None,
            "faults": faults[:FAULTS_SHOWN],
            "faults_count": len(faults),
            "left_out": len(shown["set_aside"]) if shown else 0,
            "nodes": [_node(node, self.run) for node in shown["nodes"]] if shown else [],
            "changes_nothing": not (counts.get("created") or counts.get("changed")),
            "ignored": shown["counts"].get("ignored", 0) if shown else counts.get("ignored", 0),
            "needs_module": bool(shown) and shown["kind"] == SentKind.LESSON,
            "place": self.place(),
            "kept": LinesToCorrect.objects.filter(run=self.run).first(),
            "names": NAMES,
            "at_work": self.run.is_at_work and not self.run.is_interrupted,
        }
        return super().get_context_data(**context | kwargs)

    def place(self):
        """Return where to go on once the file is taken in, and in which words."""
        counts = self.run.counts
        if self.run.state != ImportState.APPLIED:
            return None
        pk, kind = counts.get("place"), counts.get("kind")
        if kind == SentKind.QUESTIONS:
            url = f"{reverse(f'{BANK}:list')}?status=draft"
            return {"url": url, "words": _("See the questions that are drafts")}
        if kind == SentKind.PACKAGE and ScormPackage.objects.filter(pk=pk).exists():
            return {"url": reverse(f"{PACKAGES}:found", args=[pk]), "words": _("See the package")}
        if kind != SentKind.PACKAGE and Page.objects.filter(pk=pk).exists():
            url = reverse("wagtailadmin_explore", args=[pk])
            return {"url": url, "words": _("See its pages")}
        return None


OUTCOMES = {
    "created": gettext_lazy("to be added"),
    "changed": gettext_lazy("to be changed"),
    "unchanged": gettext_lazy("stays"),
    "ignored": gettext_lazy("left as it is here"),
}


def _node(node, run):
    """Return a node of the tree as the page shows it, with where it can be looked at."""
    at = {LESSON: node["page"], QUESTION: node["question"]}
    what, number = next(((name, number) for name, number in at.items() if number), ("", 0))
    return {
        "what": WHAT[node["what"]](),
        "title": node["title"],
        "outcome": node["outcome"],
        "outcome_words": OUTCOMES.get(node["outcome"], ""),
        "url": reverse("course_admin:look", args=[run.uuid, what, number]) if what else "",
        "is_open": node["what"] != "quiz",
        "children": [_node(child, run) for child in node["children"]],
    }


class FileProgress(OwnFile, AdminAccess, TemplateView):
    """The part of the page that shows progress, for a page that polls it."""

    is_allowed = staticmethod(may_take_in_files)
    template_name = "people/admin/import_progress.html"

    def get(self, request, *args, **kwargs):
        if not self.run.is_at_work or self.run.is_interrupted:
            answer = HttpResponse()
            answer["HX-Refresh"] = "true"
            return answer
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(run=self.run, names=NAMES, **kwargs)


class LookAtPart(OwnFile, AdminAccess, TemplateView):
    """A lesson or a question of the file as its readers would see it. Scripts of a stored lesson never run."""

    is_allowed = staticmethod(may_take_in_files)

    def get_template_names(self):
        is_lesson = self.kwargs["what"] == LESSON
        return [f"learning/admin/intake_{'page' if is_lesson else 'question'}.html"]

    def get_context_data(self, **kwargs):
        is_lesson, number = self.kwargs["what"] == LESSON, self.kwargs["number"]
        if self.kwargs["what"] not in (LESSON, QUESTION):
            raise Http404
        parts = self.shown["pages" if is_lesson else "questions"]
        if not 1 <= number <= len(parts):
            raise Http404
        part = parts[number - 1]
        places = {"before": number - 1, "after": number + 1 if number < len(parts) else 0}
        context = {
            "title": part["title"],
            "back": reverse("course_admin:import_run", args=[self.run.uuid]),
            "number": number,
            "total": len(parts),
            **{f"{name}_url": self.place(place) if place else "" for name, place in places.items()},
        }
        more = (
            {"html": part["html"]}
            if is_lesson
            else _asked(part["spec"], f"{self.run.uuid}{number}")
        )
        return context | more | kwargs

    def place(self, number):
        return reverse("course_admin:look", args=[self.run.uuid, self.kwargs["what"], number])


def _asked(stored, seed):
    """Return a question before it is answered and after, as the page of the bank shows one."""
    spec = from_dict(stored)
    view = localised_view(spec, seed=seed)
    return {
        "asked": build_question(spec, view, {}, language=get_language()),
        "answered": build_question(
            spec, view, {}, language=get_language(), review=review_answer(spec, {}, view)
        ),
        "overview": spec.overview(),
        "overview_template": spec.overview_template,
    }


class FileFaults(OwnFile, AdminAccess):
    """The faults of the file, as a table: while it waits, or once it was taken in without."""

    is_allowed = staticmethod(may_take_in_files)

    def get(self, request, *args, **kwargs):
        if self.staged is not None and self.staged.preview is not None:
            table = faults_table(self.staged.preview["faults"])
        else:
            table = get_object_or_404(LinesToCorrect, run=self.run).table
        return attachment(csv_bytes(table), CSV_TYPE, "a-corriger.csv")
