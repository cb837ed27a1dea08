from people.forms.accounts import (
    AskPasswordResetForm,
    ChangePasswordForm,
    ChooseNewPasswordForm,
    EarlierPasswordForm,
    OpenAccountForm,
    RoleForm,
    SignInForm,
    ThemeForm,
    WhoIsHereForm,
)
from people.forms.imports import LeaversForm, MappingForm, SampleForm, StaffFileForm
from people.forms.rights import AnswerForm, DataRequestForm, LooksForm, NoticeForm


__all__ = [
    "AnswerForm",
    "AskPasswordResetForm",
    "ChangePasswordForm",
    "ChooseNewPasswordForm",
    "DataRequestForm",
    "EarlierPasswordForm",
    "LeaversForm",
    "LooksForm",
    "MappingForm",
    "NoticeForm",
    "OpenAccountForm",
    "RoleForm",
    "SampleForm",
    "SignInForm",
    "StaffFileForm",
    "ThemeForm",
    "WhoIsHereForm",
]
