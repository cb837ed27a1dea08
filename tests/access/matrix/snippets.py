"""The administration of what is kept in lists: paths, portals, questions, quizzes."""

from tests.access.matrix.answers import AUTHORS, Row, admin_405, in_admin, written_by_authors
from tests.access.world import TRAINER, TRAINING


MARKERS = (TRAINING, TRAINER)


def _listing(name, *roles):
    """The views of ours among those of a model's snippets: to list, to delete."""
    snippets, model = f"wagtailsnippets_{name}", name.partition("_")[2]
    shown, no_post = written_by_authors(200, *roles), written_by_authors(405, *roles)
    deleted = written_by_authors(302, *roles)
    return [
        Row(f"{snippets}:list", shown, no_post),
        Row(f"{snippets}:list_results", shown, no_post),
        Row(f"{snippets}:delete", shown, deleted, at=f"{model}_pk"),
    ]


REFERENCE = [
    *_listing("learning_path", *AUTHORS, TRAINING),
    *_listing("learning_scormpackage", *AUTHORS),
    Row("wagtailsnippets_learning_scormpackage:add", *[written_by_authors(200, *AUTHORS)] * 2),
    Row(
        "wagtailsnippets_learning_scormpackage:found",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="scormpackage_pk",
    ),
    *_listing("cms_portal", *AUTHORS),
    *_listing("cms_glossaryterm", *AUTHORS),
    *_listing("cms_searchsynonyms", *AUTHORS),
    *_listing("ambassadors_journey", *AUTHORS),
    *_listing("ambassadors_testimony", *AUTHORS),
    Row(
        "wagtailsnippets_ambassadors_testimony:edit",
        *[written_by_authors(200, *AUTHORS)] * 2,
        at="testimony_pk",
    ),
    *_listing("ambassadors_helpsituation", *AUTHORS),
]

QUESTIONS = "wagtailsnippets_quizzes_question"
BANK = [
    *_listing("quizzes_quiz", *AUTHORS),
    *_listing("quizzes_question", *AUTHORS),
    *_listing("quizzes_category", *AUTHORS),
    Row(f"{QUESTIONS}:add", written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS)),
    Row(f"{QUESTIONS}:add_kind", *[written_by_authors(200, *AUTHORS)] * 2, at="kind"),
    Row(f"{QUESTIONS}:edit", *[written_by_authors(200, *AUTHORS)] * 2, at="question_pk"),
    Row(f"{QUESTIONS}:as_learner", *[written_by_authors(200, *AUTHORS)] * 2, at="question_pk"),
    Row(
        "wagtailsnippets_quizzes_quiz:as_learner",
        *[written_by_authors(200, *AUTHORS)] * 2,
        at="quiz_pk",
    ),
    Row(
        f"{QUESTIONS}:translation", *[written_by_authors(200, *AUTHORS)] * 2, at="question_language"
    ),
    Row(f"{QUESTIONS}:remark", *[written_by_authors(200, *AUTHORS)] * 2, at="question_pk"),
    Row(
        f"{QUESTIONS}:remark_run",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="remark_run",
    ),
    Row("marking_admin:queue", in_admin(200, *MARKERS), admin_405(*MARKERS)),
    Row("marking_admin:next", in_admin(302, *MARKERS), admin_405(*MARKERS)),
    Row("marking_admin:sheet", *[in_admin(302, *MARKERS)] * 2),
    Row("marking_admin:answer", *[in_admin(404, *MARKERS, other=200)] * 2, at="essay"),
    Row("wagtailsnippets_quizzes_quiz:write_new", *[written_by_authors(200, *AUTHORS)] * 2),
    Row(
        "wagtailsnippets_quizzes_quiz:write",
        *[written_by_authors(200, *AUTHORS)] * 2,
        at="quiz_pk",
    ),
    *[
        Row(name, written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS), at=at)
        for name, at in (
            ("wagtailsnippets_quizzes_quiz:all_statistics", ""),
            ("wagtailsnippets_quizzes_quiz:statistics", "quiz_pk"),
            ("wagtailsnippets_quizzes_quiz:statistics_file", "quiz_pk"),
            (f"{QUESTIONS}:statistics", "question_pk"),
        )
    ],
    Row(
        f"{QUESTIONS}:template",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="file_format",
    ),
    Row(
        f"{QUESTIONS}:export",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
    ),
    Row(
        f"{QUESTIONS}:export_file",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="file_format",
    ),
    *[
        Row(name, written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS), at=at)
        for name, at in (
            (f"{QUESTIONS}:versions", "question_pk"),
            (f"{QUESTIONS}:to_review", ""),
            ("wagtailsnippets_quizzes_category:tree", ""),
        )
    ],
    Row(
        f"{QUESTIONS}:reviewed",
        written_by_authors(405, *AUTHORS),
        written_by_authors(302, *AUTHORS),
        at="question_pk",
        data={"again_on": ""},
    ),
    Row(
        "wagtailsnippets_quizzes_category:edit",
        *[written_by_authors(200, *AUTHORS)] * 2,
        at="category_pk",
    ),
]
