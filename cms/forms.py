from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm

from cms.queries import is_in_use
from cms.uploads import problem_of


class AttachmentForm(BaseDocumentForm):
    """A file is what its name says, and no larger than its kind may be."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and (problem := problem_of(file)):
            raise ValidationError(problem)
        return file


class PortalForm(WagtailAdminModelForm):
    """A service that somebody has used or chosen stays. Who may not open a portal adds a closed one."""

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
