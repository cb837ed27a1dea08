from people.actions.accounts import change_theme, grant_role, invite, open_account, revoke_role
from people.actions.cohorts import add_to_cohort, delete_cohort, remove_from_cohort
from people.actions.delegations import delegate_team, end_delegation
from people.actions.delivery import Sent, note_refused_address, send_due_mails
from people.actions.erasures import Replay, erasing, replay_erasures
from people.actions.externals import add_external, change_external, end_external, partner_called
from people.actions.federation import (
    prove_by_sign_in,
    remove_provider,
    save_provider,
    tie_identity,
    untie_identities,
)
from people.actions.files import stage_file
from people.actions.identity import note_earlier_proofs, prove_by_mailbox
from people.actions.imports import (
    begin_applying,
    begin_checking_again,
    digest_of,
    note_progress,
    open_import,
    record_applied,
    record_check,
    record_failure,
    record_import,
    tell_administrators,
)
from people.actions.mails import (
    Letter,
    choose_mails,
    enqueue_mail,
    enqueue_mails,
    forget_wording,
    retry_failing_mails,
    stop_mails,
    write_mail,
)
from people.actions.notices import note_seen, publish_notice
from people.actions.organisation import (
    close_team,
    merge_into,
    move_job,
    move_team,
    rename,
    rename_team,
    reopen_team,
)
from people.actions.positions import Work, add_position, change_primary, end_position
from people.actions.privacy import erase_person, lock_people, lock_person, record_look, would_erase
from people.actions.retention import Purged, erase_leaver, purge
from people.actions.rights import answer_data_request, ask_about_data, renew_passphrase
from people.actions.seals import (
    forget_earlier_password,
    prove_by_factor,
    prove_by_mail,
    prove_by_password,
    seal_at_a_new_address,
    seal_at_a_new_identity,
)
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
    "Letter",
    "Purged",
    "Replay",
    "Sent",
    "Work",
    "add_external",
    "add_position",
    "add_to_cohort",
    "answer_data_request",
    "apply_staff_plan",
    "ask_about_data",
    "ask_password_reset",
    "begin_applying",
    "begin_checking_again",
    "change_external",
    "change_primary",
    "change_theme",
    "choose_mails",
    "close_team",
    "delegate_team",
    "delete_cohort",
    "digest_of",
    "end_all_sessions",
    "end_delegation",
    "end_external",
    "end_other_sessions",
    "end_position",
    "end_session",
    "enqueue_mail",
    "enqueue_mails",
    "erase_leaver",
    "erase_person",
    "erasing",
    "follow_session",
    "forget_earlier_password",
    "forget_session",
    "forget_wording",
    "grant_role",
    "invite",
    "lock_organisation",
    "lock_people",
    "lock_person",
    "mail_invitation",
    "merge_into",
    "move_job",
    "move_team",
    "note_earlier_proofs",
    "note_progress",
    "note_refused_address",
    "note_seen",
    "open_account",
    "open_import",
    "partner_called",
    "prove_by_factor",
    "prove_by_mail",
    "prove_by_mailbox",
    "prove_by_password",
    "prove_by_sign_in",
    "publish_notice",
    "purge",
    "record_applied",
    "record_check",
    "record_failure",
    "record_import",
    "record_look",
    "remember_session",
    "remove_from_cohort",
    "remove_provider",
    "rename",
    "rename_team",
    "renew_passphrase",
    "reopen_team",
    "replay_erasures",
    "reset_second_factor",
    "reshape_teams",
    "retry_failing_mails",
    "revoke_role",
    "save_provider",
    "seal_at_a_new_address",
    "seal_at_a_new_identity",
    "send_due_mails",
    "stage_file",
    "stop_mails",
    "tell_administrators",
    "tie_identity",
    "untie_identities",
    "would_erase",
    "write_mail",
]
