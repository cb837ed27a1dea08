from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.tabular import ENCODINGS, LONGEST_MARK, workbook_name_problem
from people.enums import ImportKind
from people.importers.sample import DATE_FORMATS, FIELDS, LINK_OWNER_FIELDS, required_fields
from people.models import ImportMapping
from people.staff_fields import COLUMN_FIELDS


ACCEPT = {"accept": ".csv,.txt,.xlsx,.xlsm,.ods"}


class StaffFileForm(forms.Form):
    file = forms.FileField(
        label=_("Staff list"),
        help_text=format_lazy(
            _(
                "A workbook (.xlsx or .ods), or a CSV file in UTF-8. Headings: {required}; and, if you have them, "
                "{others}. A date is written 2026-11-24, or the day first: 24/11/2026."
            ),
            required=", ".join(field.heading for field in COLUMN_FIELDS if field.is_required),
            others=", ".join(field.heading for field in COLUMN_FIELDS if not field.is_required),
        ),
        widget=forms.FileInput(attrs=ACCEPT),
    )
    as_of = forms.DateField(
        label=_("Day of the list"),
        initial=today,
        help_text=_("Moves count from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    full = forms.BooleanField(
        label=_("This list names everybody"),
        required=False,
        help_text=_("Whoever is absent from it left the day before."),
    )
    mapping = forms.ModelChoiceField(
        label=_("Saved mapping"),
        queryset=ImportMapping.objects.filter(kind=ImportKind.STAFF),
        required=False,
        empty_label=_("our own headings"),
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                _("This file is too large: at most %(limit)s MB."),
                params={"limit": settings.IMPORT_MAX_BYTES // 2**20},
            )
        reason = workbook_name_problem(sent.name, sent.read(LONGEST_MARK))
        sent.seek(0)
        if reason:
            raise forms.ValidationError(reason)
        return sent


class LeaversForm(forms.Form):
    """Asks how many people leave: a large departure cannot be confirmed without reading the number."""

    leavers = forms.IntegerField(
        label=_("How many people leave"),
        min_value=0,
        help_text=_("Type the number shown above, if it is right."),
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, leavers, **kwargs):
        super().__init__(*args, **kwargs)
        self.leavers = leavers
        if self.is_bound:  # shown again because it was wrong: far below the top of the page
            self.fields["leavers"].widget.attrs["autofocus"] = True

    def clean_leavers(self):
        typed = self.cleaned_data["leavers"]
        if typed != self.leavers:
            raise forms.ValidationError(_("This is not the number of people who would leave."))
        return typed


class SampleForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[choice for choice in ImportKind.choices if choice[0] != ImportKind.COURSES],
    )
    sample = forms.FileField(
        label=_("Sample file"),
        help_text=_("A file as your system writes it. Its headings are read; it is not kept."),
        widget=forms.FileInput(attrs=ACCEPT),
    )


class MappingForm(forms.Form):
    """Our fields beside the headings of a sample, or beside those saved."""

    name = forms.SlugField(
        label=_("Name"),
        max_length=60,
        help_text=_("Letters, digits and hyphens: the command line calls it by this name."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of a text file"), choices=[(encoding, encoding) for encoding in ENCODINGS]
    )
    separator = forms.ChoiceField(
        label=_("Separator of a text file"),
        required=False,
        choices=[
            ("", _("found from the heading line")),
            (";", _("semicolon")),
            (",", _("comma")),
            ("\t", _("tab")),
            ("|", _("bar")),
        ],
    )
    sheet = forms.CharField(
        label=_("Sheet of a workbook"),
        required=False,
        max_length=31,
        help_text=_("Empty: the first that is shown."),
    )
    date_format = forms.ChoiceField(label=_("How days are written"))
    staff_number_digits = forms.IntegerField(
        label=_("Digits of a staff number"),
        min_value=0,
        max_value=40,
        initial=0,
        help_text=_(
            "A shorter number gets zeros in front, which spreadsheets take away. "
            "0: a number that may have lost its zeros is refused. 1: numbers are taken as they are."
        ),
    )

    def __init__(
        self, *args, kind, headings=(), mapping=None, may_name=lambda name: True, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.may_name = may_name
        self.kind = ImportKind(kind)
        self.headings = list(headings)
        self.mapping = mapping
        today_is = today()
        known = self.initial.get("date_format", DATE_FORMATS[0])
        formats = DATE_FORMATS if known in DATE_FORMATS else (*DATE_FORMATS, known)
        self.fields["date_format"].choices = [
            (date_format, today_is.strftime(date_format)) for date_format in formats
        ]
        if self.kind != ImportKind.STAFF:
            del self.fields["staff_number_digits"]
        for field, label in FIELDS[self.kind].items():
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=label,
                required=field in required_fields(self.kind),
                choices=[
                    ("", _("not in the file")),
                    *((heading, heading) for heading in self.headings),
                ],
            )
        self.fields["ignored"] = forms.MultipleChoiceField(
            label=_("Columns to ignore"),
            required=False,
            choices=[(heading, heading) for heading in self.headings],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Columns that are neither used nor ignored refuse a file of portal use or links; "
                "a staff list passes over them."
            ),
        )

    def column_fields(self):
        return [self[name] for name in self.fields if name.startswith("column_")]

    def other_fields(self):
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not self.may_name(name):
            raise forms.ValidationError(
                _("The nightly list is read by this name: an administrator makes it.")
            )
        others = ImportMapping.objects.filter(kind=self.kind, name=name)
        if self.mapping is not None:
            others = others.exclude(pk=self.mapping.pk)
        if others.exists():
            raise forms.ValidationError(_("This name is taken for this kind of file."))
        return name

    def clean(self):
        cleaned = super().clean()
        used = [column for column in self.columns().values() if column]
        doubled = sorted({column for column in used if used.count(column) > 1})
        if doubled:
            raise forms.ValidationError(
                _("A column serves one field only: %(names)s."),
                params={"names": ", ".join(doubled)},
            )
        if self.kind == ImportKind.LINKS and len(LINK_OWNER_FIELDS & set(self.columns())) != 1:
            raise forms.ValidationError(
                _("Choose the column of the code, or that of the staff number: one of the two.")
            )
        return cleaned

    def columns(self):
        return {
            name: self.cleaned_data[f"column_{name}"]
            for name in FIELDS[self.kind]
            if self.cleaned_data.get(f"column_{name}")
        }

    def save(self):
        mapping = self.mapping or ImportMapping(kind=self.kind)
        for name in ("name", "encoding", "separator", "sheet", "date_format"):
            setattr(mapping, name, self.cleaned_data[name])
        mapping.staff_number_digits = self.cleaned_data.get("staff_number_digits") or 0
        mapping.columns = self.columns()
        mapping.ignored = [
            heading
            for heading in self.cleaned_data["ignored"]
            if heading not in mapping.columns.values()
        ]
        mapping.save()
        return mapping
