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
    ask,
    download_my_data,
    held,
    my_data,
    new_passphrase,
    reopened,
    set_theme,
    who_looked,
)
from people.views.identity import hand_code, identity
from people.views.mails import mails
from people.views.mails import stop as stop_mails
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
    "ask",
    "ask_password_reset",
    "download_my_data",
    "end_one",
    "end_others",
    "hand_code",
    "held",
    "identity",
    "invitation_link",
    "locked_out",
    "mails",
    "my_data",
    "new_passphrase",
    "open_account",
    "reopened",
    "sessions",
    "set_theme",
    "stop_mails",
    "who_looked",
]
