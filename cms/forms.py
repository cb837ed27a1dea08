from collections.abc import Collection
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm

from cms.queries import is_in_use
from cms.uploads import upload_problem


class AttachmentForm(BaseDocumentForm):
    """Refuses a file that is not what its name says, or larger than its kind may be."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and (problem := upload_problem(file)):
            raise ValidationError(problem)
        return file


def free_short_name(words: str, taken: Collection[str], longest: int) -> str:
    """Return a short name made from words, without accents, that is not taken."""
    short = slugify(words)[:longest].strip("-") or "x"
    names = chain([short], (f"{short[: longest - 4]}-{n}" for n in count(2)))
    return next(name for name in names if name not in taken)


class ShortNameForm(WagtailAdminModelForm):
    """Makes a short name from the name or the title where none is given, also in the lists of the form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for form in (self, *self._list_forms()):
            if "slug" in form.fields:
                form.fields["slug"].required = False
                form.fields["slug"].help_text = _("Left empty, it is made from the name.")

    def _list_forms(self):
        return [form for forms in self.formsets.values() for form in forms.forms]

    def clean(self):
        values = super().clean()
        if "slug" in self.fields and not values.get("slug") and "slug" not in self.errors:
            others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
            values["slug"] = self._made_for(self, set(others.values_list("slug", flat=True)))
        return values

    def is_valid(self):
        return super().is_valid() and self._name_rows()

    def _name_rows(self):
        for forms in self.formsets.values():
            rows = [row for row in forms.forms if "slug" in row.fields and row.has_changed()]
            taken = {row.instance.slug for row in forms.forms if "slug" in row.fields}
            for row in rows:
                if not row.instance.slug and row not in forms.deleted_forms:
                    row.instance.slug = self._made_for(row, taken)
                    taken.add(row.instance.slug)
        return True

    @staticmethod
    def _made_for(form, taken):
        words = form.cleaned_data.get("name") or form.cleaned_data.get("title") or ""
        return free_short_name(words, taken, form.instance._meta.get_field("slug").max_length)


class PortalForm(ShortNameForm):
    """Keeps a service that is in use. Who may not open a portal adds a closed one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "is_open" not in self.fields:
            self.instance.is_open = False

    def clean(self):
        values = super().clean()
        for form in self.formsets["services"].deleted_forms:
            if is_in_use(form.instance):
                stays = _("“%(title)s” is in use, so it stays.") % {"title": form.instance}
                self.add_error(None, stays)
        return values
