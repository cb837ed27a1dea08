from people.views.account import (
    ChangePassword,
    ChooseNewPassword,
    SignIn,
    SignOut,
    ask_password_reset,
    invitation_link,
    locked_out,
    open_account,
)
from people.views.data import (
    access_log,
    class_rows,
    data_request,
    download_my_data,
    my_data,
    new_passphrase,
    reopen_account,
    set_theme,
)
from people.views.identity import identity, print_code
from people.views.mails import mails, unsubscribe
from people.views.second_factor import RecoveryCodes, SecondFactor, SetUpApplication
from people.views.sessions import end_one, end_others, sessions


__all__ = [
    "ChangePassword",
    "ChooseNewPassword",
    "RecoveryCodes",
    "SecondFactor",
    "SetUpApplication",
    "SignIn",
    "SignOut",
    "access_log",
    "ask_password_reset",
    "class_rows",
    "data_request",
    "download_my_data",
    "end_one",
    "end_others",
    "identity",
    "invitation_link",
    "locked_out",
    "mails",
    "my_data",
    "new_passphrase",
    "open_account",
    "print_code",
    "reopen_account",
    "sessions",
    "set_theme",
    "unsubscribe",
]
