"""Form of one group of settings: a field for each that nothing outside sets."""

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext as _


class SettingsForm(forms.Form):
    """A form whose fields carry what their page showed, so that a page that was open long undoes nobody's change."""

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {line.setting.name: line for line in lines}
        for name, line in self.lines.items():
            if line.setting.is_set_outside:
                continue
            self.fields[name] = line.setting.kind.field(
                label=line.setting.label,
                help_text=f"{line.setting.meaning} {line.setting.kind.limits} {line.setting.when}",
                initial=line.chosen,
                show_hidden_initial=True,
            )

    def clean(self):
        for name in self.changed_data:
            shown = self[name]
            if not shown.field.show_hidden_initial or name in self.errors:
                continue
            before = shown.field.to_python(self.data.get(shown.html_initial_name))
            line = self.lines[name]
            if before != line.chosen:
                self.add_error(
                    name,
                    _("Somebody changed it meanwhile to “%(value)s”. Look again, then choose.")
                    % {"value": line.setting.kind.text(line.chosen)},
                )
        return self.cleaned_data

    def hidden_initials(self):
        return format_html_join(
            "",
            "{}",
            ([self[name].as_hidden(only_initial=True)] for name, field in self.fields.items() if field.show_hidden_initial),
        )  # fmt: skip

    def chosen(self):
        return {name: self.cleaned_data[name] for name in self.changed_data}
