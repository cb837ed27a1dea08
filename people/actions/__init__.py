from people.actions.accounts import (
    change_theme,
    grant_role,
    invite,
    open_account,
    revoke_role,
)
from people.actions.erasures import Replay, erasing, replay_erasures
from people.actions.files import discard_staged_file, stage_file
from people.actions.notices import note_seen, publish_notice
from people.actions.privacy import erase_person, record_look
from people.actions.rights import (
    answer_data_request,
    ask_about_data,
    renew_passphrase,
)
from people.actions.staff import apply_staff_plan, lock_organisation
from people.actions.teams import reshape_teams


__all__ = [
    "Replay",
    "answer_data_request",
    "apply_staff_plan",
    "ask_about_data",
    "change_theme",
    "discard_staged_file",
    "erase_person",
    "erasing",
    "grant_role",
    "invite",
    "lock_organisation",
    "note_seen",
    "open_account",
    "publish_notice",
    "record_look",
    "renew_passphrase",
    "replay_erasures",
    "reshape_teams",
    "revoke_role",
    "stage_file",
]
