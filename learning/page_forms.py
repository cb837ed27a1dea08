"""Forms of the editors of modules and lessons, beside the fields of the pages."""

import json

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from core.icons import drawing_names
from learning.models.records import would_create_prerequisite_cycle


class DrawingSelect(forms.RadioSelect):
    """A choice among drawings that shows each."""

    class Media:
        css = {"all": ["css/drawing.css"]}

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(
            "learning/admin/drawings.html", self.get_context(name, value, attrs)
        )


def drawing_choices():
    return [("", _("None: the icon")), *((name, name) for name in sorted(drawing_names()))]


class ModulePageForm(WagtailAdminPageForm):
    drawing = forms.ChoiceField(
        label=capfirst(gettext_lazy("drawing")),
        choices=drawing_choices,
        required=False,
        widget=DrawingSelect,
    )

    def clean(self):
        values = super().clean()
        record = self.instance.record
        for module in values.get("requires") or ():
            if record is not None and would_create_prerequisite_cycle(record, module):
                self.add_error("requires", _turned_round(record, module))
        return values


def _turned_round(record, module):
    if module.pk == record.pk:
        return _("A module does not come before itself.")
    text = _("“%(title)s” is to be done after this module: it cannot come before it as well.")
    return text % {"title": module.title}


class LessonPageForm(WagtailAdminPageForm):
    """A form whose box asks once: it is empty again after the publication that it went with."""

    ask_again = forms.BooleanField(
        label=gettext_lazy("Ask readers to see it again"),
        required=False,
        help_text=gettext_lazy(
            "When this version is published, whoever had read the lesson is asked to read it once "
            "more. A quiz that was passed stays passed."
        ),
    )

    def __init__(self, *args, **kwargs):
        self._begin_from_template(kwargs.get("parent_page"), kwargs.get("instance"))
        super().__init__(*args, **kwargs)
        for name in ("portal_service", "screen"):
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.select_related("portal")
        if "ask_again" in self.fields:
            self.fields["ask_again"].initial = self.instance.will_ask_again

    @staticmethod
    def _begin_from_template(module, lesson):
        """Give a new lesson the blocks of the template that its editor chose: see admin_views.new_lesson."""
        template = getattr(module, "lesson_template", None)
        if template is not None and lesson.pk is None:
            lesson.body = json.dumps(template.blocks())

    def save(self, commit=True):
        wanted = self.cleaned_data.get("ask_again", False)
        if not wanted:
            self.instance.asks_again_marked_at = None
        elif not self.instance.will_ask_again:
            self.instance.asks_again_marked_at = timezone.now()
        return super().save(commit=commit)
