from django.urls import path

from learning.views import (
    certificates,
    lessons,
    mandatory,
    messages,
    notes,
    nothing_to_do,
    paths,
    printables,
    programme,
    releases,
    scorm,
    transcript,
    week_goals,
)


app_name = "learning"

urlpatterns = [
    path("", paths.paths, name="paths"),
    path("obligatoires/", mandatory.mandatory, name="mandatory"),
    path("obligatoires/rappel/", mandatory.remind, name="mandatory_remind"),
    path("obligatoires/suivi.csv", mandatory.mandatory_table, name="mandatory_table"),
    path("obligatoires/suivi.xlsx", mandatory.mandatory_workbook, name="mandatory_workbook"),
    path("programme/", programme.programme, name="programme"),
    path("programme/programme.csv", programme.programme_table, name="programme_table"),
    path("programme/programme.xlsx", programme.programme_workbook, name="programme_workbook"),
    path("programme/rien-a-faire/", nothing_to_do.nothing_to_do, name="nothing_to_do"),
    path(
        "programme/rien-a-faire/agents.csv",
        nothing_to_do.nothing_to_do_table,
        name="nothing_to_do_table",
    ),
    path(
        "programme/rien-a-faire/agents.xlsx",
        nothing_to_do.nothing_to_do_workbook,
        name="nothing_to_do_workbook",
    ),
    path("formations/", transcript.transcript, name="transcript"),
    path("formations/formations.pdf", transcript.as_pdf, name="transcript_pdf"),
    path("formations/formations.csv", transcript.as_csv, name="transcript_csv"),
    path("formations/formations.json", transcript.as_json, name="transcript_json"),
    path("attestations/<uuid:uuid>/", certificates.certificate, name="certificate"),
    path(
        "attestations/<uuid:uuid>/attestation.pdf",
        certificates.certificate_pdf_view,
        name="certificate_pdf",
    ),
    path("attestations/<uuid:uuid>/partage/", certificates.share, name="share_certificate"),
    path("attestations/<uuid:uuid>/retrait/", certificates.unshare, name="take_back_certificate"),
    path("attestations/<uuid:uuid>/renouveler/", certificates.renew_path, name="renew_certificate"),
    path("<uuid:uuid>/attestation/", certificates.receive_certificate, name="receive_certificate"),
    path(
        "modules/<uuid:uuid>/attestation/",
        certificates.receive_module_certificate,
        name="receive_module_certificate",
    ),
    path("messages/<uuid:uuid>/", messages.message, name="message"),
    path("portails/<slug:slug>/", releases.portal_changes, name="portal_changes"),
    path("objectif/", week_goals.week_goal, name="week_goal"),
    path("notes/", notes.notes, name="notes"),
    path("notes/notes.md", notes.notes_file, name="notes_file"),
    path("notes/<uuid:uuid>/effacer/", notes.delete, name="delete_note"),
    path("<uuid:uuid>/", paths.path, name="path"),
    path("<uuid:uuid>/suivre/", paths.follow, name="follow"),
    path("<uuid:uuid>/connus/", paths.pass_over, name="pass_over"),
    path("<uuid:uuid>/connus/reprendre/", paths.cancel_pass_over, name="take_up"),
    path("lecons/<uuid:uuid>/ouverte/", lessons.start, name="start"),
    path("lecons/<uuid:uuid>/terminee/", lessons.finish, name="finish"),
    path("lecons/<uuid:uuid>/endroit/", lessons.place, name="place"),
    path("lecons/<uuid:uuid>/lecture/", lessons.choose_view, name="choose_view"),
    path("lecons/<uuid:uuid>/exercices/<slug:block>/", lessons.exercise, name="exercise"),
    path("lecons/<uuid:uuid>/note/", notes.save, name="save_note"),
    path("lecons/<uuid:uuid>/signet/", notes.bookmark, name="bookmark"),
    path("lecons/<uuid:lesson>/contenus/<uuid:package>/", scorm.play, name="package"),
    path(
        "lecons/<uuid:lesson>/contenus/<uuid:package>/etat/", scorm.save_state, name="package_state"
    ),
    path(
        "mallettes/<slug:kit>/<slug:name>.pdf", printables.printable_pdf_view, name="printable_pdf"
    ),
    path("mallettes/<slug:kit>/<slug:name>.pptx", printables.slide_deck_view, name="slide_deck"),
    path("contenus/<uuid:package>/essai/", scorm.try_out, name="package_try_out"),
]
