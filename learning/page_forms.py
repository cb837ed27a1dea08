"""Forms of the editors of modules and lessons, beside the fields of the pages."""

import json

from django import forms
from django.apps import apps
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from core.guidance import guidance_error, has_guidance
from core.icons import drawing_names
from learning.models.records import would_create_prerequisite_cycle


class PictureSelect(forms.RadioSelect):
    """A choice among pictures that shows each, with its name. `picture`: the template that draws one."""

    picture = ""

    class Media:
        css = {"all": ["css/drawing.css"]}

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs) | {"picture": self.picture}
        return render_to_string("learning/admin/pictures.html", context)


class DrawingSelect(PictureSelect):
    picture = "learning/admin/drawing_choice.html"


class IconSelect(PictureSelect):
    picture = "learning/admin/icon_choice.html"


def drawing_choices():
    """Return the drawings, each called as the module that it was drawn for."""
    pages = apps.get_model("learning.ModulePage").objects.exclude(drawing="")
    titles = dict(pages.order_by("-path").values_list("drawing", "title"))
    names = {name: titles.get(name, name.replace("-", " ")) for name in drawing_names()}
    return [("", _("None: the icon")), *sorted(names.items(), key=lambda named: named[1])]


# What a module may be shown by, each in words; the others of the sprite are signs of the site.
ICONS = {
    "book-open": gettext_lazy("open book"),
    "graduation-cap": gettext_lazy("graduation cap"),
    "lightbulb": gettext_lazy("light bulb"),
    "target": gettext_lazy("target"),
    "route": gettext_lazy("way"),
    "list-checks": gettext_lazy("list to tick"),
    "clipboard-list": gettext_lazy("clipboard"),
    "file-text": gettext_lazy("document"),
    "layers": gettext_lazy("layers"),
    "mail": gettext_lazy("letter"),
    "message-circle": gettext_lazy("speech bubble"),
    "megaphone": gettext_lazy("megaphone"),
    "phone": gettext_lazy("telephone"),
    "smartphone": gettext_lazy("mobile telephone"),
    "monitor": gettext_lazy("computer"),
    "globe": gettext_lazy("globe"),
    "search": gettext_lazy("magnifying glass"),
    "link": gettext_lazy("chain"),
    "image": gettext_lazy("picture"),
    "key-round": gettext_lazy("key"),
    "lock": gettext_lazy("lock"),
    "shield-check": gettext_lazy("shield"),
    "triangle-alert": gettext_lazy("warning sign"),
    "eye": gettext_lazy("eye"),
    "user": gettext_lazy("one person"),
    "users": gettext_lazy("several people"),
    "hand-heart": gettext_lazy("hand and heart"),
    "heart-handshake": gettext_lazy("handshake"),
    "life-buoy": gettext_lazy("life buoy"),
    "hourglass": gettext_lazy("hourglass"),
    "clock": gettext_lazy("clock"),
    "calendar-days": gettext_lazy("calendar"),
    "chart-line": gettext_lazy("curve"),
    "briefcase": gettext_lazy("briefcase"),
    "building-2": gettext_lazy("building"),
    "house": gettext_lazy("house"),
    "map": gettext_lazy("map"),
    "award": gettext_lazy("medal"),
}


class ModulePageForm(WagtailAdminPageForm):
    drawing = forms.ChoiceField(
        label=capfirst(gettext_lazy("drawing")),
        choices=drawing_choices,
        required=False,
        widget=DrawingSelect,
    )

    icon = forms.ChoiceField(
        label=capfirst(gettext_lazy("icon")), choices=list(ICONS.items()), widget=IconSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self.instance.icon
        if "icon" in self.fields and own not in ICONS:
            self.fields["icon"].choices = [(own, own), *ICONS.items()]

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

    def clean_goal(self):
        goal = self.cleaned_data["goal"]
        if has_guidance(goal) and not self.is_deferred_validation:
            raise guidance_error()
        return goal

    def save(self, commit=True):
        wanted = self.cleaned_data.get("ask_again", False)
        if not wanted:
            self.instance.asks_again_marked_at = None
        elif not self.instance.will_ask_again:
            self.instance.asks_again_marked_at = timezone.now()
        return super().save(commit=commit)
