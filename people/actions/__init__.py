from people.actions.accounts import change_theme, grant_role, invite, open_account, revoke_role
from people.actions.erasures import Replay, erasing, replay_erasures
from people.actions.federation import remove_provider, save_provider, tie_identity, untie_identities
from people.actions.files import discard_staged_file, stage_file
from people.actions.notices import note_seen, publish_notice
from people.actions.privacy import erase_person, record_look
from people.actions.retention import Purged, erase_leaver, purge
from people.actions.rights import answer_data_request, ask_about_data, renew_passphrase
from people.actions.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    follow_session,
    forget_session,
    remember_session,
)
from people.actions.sign_in import ask_password_reset, mail_invitation, reset_second_factor
from people.actions.staff import apply_staff_plan, lock_organisation
from people.actions.teams import reshape_teams


__all__ = [
    "Purged",
    "Replay",
    "answer_data_request",
    "apply_staff_plan",
    "ask_about_data",
    "ask_password_reset",
    "change_theme",
    "discard_staged_file",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "erase_leaver",
    "erase_person",
    "erasing",
    "follow_session",
    "forget_session",
    "grant_role",
    "invite",
    "lock_organisation",
    "mail_invitation",
    "note_seen",
    "open_account",
    "publish_notice",
    "purge",
    "record_look",
    "remember_session",
    "remove_provider",
    "renew_passphrase",
    "replay_erasures",
    "reset_second_factor",
    "reshape_teams",
    "revoke_role",
    "save_provider",
    "stage_file",
    "tie_identity",
    "untie_identities",
]
