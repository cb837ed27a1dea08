from django.core.exceptions import ValidationError
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


class PortalForm(WagtailAdminModelForm):
    """Keeps a service that somebody has used or chosen. Who may not open a portal adds a closed one."""

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
