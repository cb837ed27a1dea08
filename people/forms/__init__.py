from people.forms.accounts import (
    ChangePasswordForm,
    ChooseNewPasswordForm,
    EarlierPasswordForm,
    IdentityCheckForm,
    OpenAccountForm,
    PasswordResetRequestForm,
    RoleForm,
    SignInForm,
    ThemeForm,
)
from people.forms.imports import LeaversForm, MappingForm, SampleForm, StaffFileForm
from people.forms.rights import AnswerForm, DataRequestForm, LooksForm, NoticeForm
from people.forms.teams import TeamChoiceField


__all__ = [
    "AnswerForm",
    "ChangePasswordForm",
    "ChooseNewPasswordForm",
    "DataRequestForm",
    "EarlierPasswordForm",
    "IdentityCheckForm",
    "LeaversForm",
    "LooksForm",
    "MappingForm",
    "NoticeForm",
    "OpenAccountForm",
    "PasswordResetRequestForm",
    "RoleForm",
    "SampleForm",
    "SignInForm",
    "StaffFileForm",
    "TeamChoiceField",
    "ThemeForm",
]
