from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from core.collation import fold_text
from core.dates import today
from people.enums import Role, Theme
from people.invitations import hash_code
from people.models import Person
from people.queries.accounts import invited_person


PASSWORD_HELP = _("At least 12 characters. A few words that go together only for you do well.")


class SignInForm(AuthenticationForm):
    """A form with one message whatever was wrong: it must not say who has an account."""

    username = forms.CharField(
        label=_("E-mail address or staff number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _(
            "This name and this password do not go together. Check the capital letters and try again."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args, **kwargs):
        """Allow longer names than Django, which bounds them by the staff number: an address is longer."""
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["maxlength"] = 254


class ActivateAccountForm(forms.Form):
    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("Invitation code"),
        max_length=60,
        help_text=_("The one on your letter. Capital letters and hyphens do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, followed="", **kwargs):
        """Build the form. `followed`: the hash of the code in a link. The code itself stands on no page again."""
        super().__init__(*args, **kwargs)
        self.followed = followed
        if followed:
            self.fields["code"].required = False
            self.fields["code"].help_text = _(
                "Leave it empty: the link that you followed holds it."
            )

    def clean(self):
        """Validate the password against the person's own names only where the code is theirs."""
        super().clean()
        cleaned = self.cleaned_data
        typed = cleaned.get("code", "")
        cleaned["code_hash"] = hash_code(typed) if typed else self.followed
        password, repeated = cleaned.get("password"), cleaned.get("repeated")
        if not password:
            return cleaned
        if repeated and password != repeated:
            self.add_error("repeated", _("The two passwords differ."))
        person = invited_person(cleaned.get("staff_number", ""), cleaned["code_hash"])
        try:
            validate_password(password, person)
        except forms.ValidationError as error:
            self.add_error("password", error)
        return cleaned


class ChooseNewPasswordForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = _("The same password again")
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(ChooseNewPasswordForm, PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your current password")


class EarlierPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("The password that you had before"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class PasswordResetRequestForm(forms.Form):
    name = forms.CharField(
        label=_("E-mail address or staff number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class PersonLookupForm(forms.Form):
    """A form that sets `person` whom number and name both fit, or None; nothing tells which of the two did not."""

    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    person: Person | None = None

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        number = cleaned.get("staff_number", "").strip()
        person = Person.objects.staff().employed_on(today()).filter(staff_number=number).first()
        is_named = person and fold_text(person.last_name) == fold_text(cleaned.get("last_name", ""))
        if not is_named:
            raise forms.ValidationError(_("Nobody in post has this number and this name."))
        self.person = person
        return cleaned


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme.choices, required=False)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    granted = forms.BooleanField(required=False)
