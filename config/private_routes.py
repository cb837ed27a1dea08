"""Lists the routes of use, surveys, tallies, the question box, links and objections.

Logs, metrics, traces and error reports know them all as one route, and its hour alone (docs/runbook.md, "Sight").
tests/test_private_routes.py fails where a route of these subjects is missing.
"""

PRIVATE_ROUTES = frozenset(
    {
        # One's own use, links with portals, declarations, objections
        "adoption:logbook",
        "adoption:measurement",
        "adoption:link",
        "adoption:unlink",
        "adoption:erase",
        "adoption:goals",
        "adoption:tick",
        "adoption:declare",
        "adoption:how_often",
        # What portals send
        "portal_api:api-root",
        "portal_api:openapi-json",
        "portal_api:days",
        "portal_api:links",
        "portal_tokens:tokens",
        "portal_tokens:revoke",
        # Surveys
        "adoption:own_answers",
        "adoption:erase_answers",
        "adoption:barometer",
        "adoption:keep_copy",
        "adoption:habits",
        "adoption:survey_later",
        "adoption:questions",
        "adoption:own_questions",
        "adoption:edit_own_questions",
        "adoption:submit_own_questions",
        "adoption:surveys",
        "adoption:open_survey",
        "adoption:survey_results",
        "adoption:survey_table",
        "adoption:survey_workbook",
        "adoption:close_survey",
        # Taps at the front desk
        "adoption:desk",
        # The question box
        "ambassadors:questions",
        "ambassadors:question_put",
        "ambassadors:questions_about",
        "ambassadors:question_about_put",
        "ambassadors:lesson_questions",
        "ambassadors:question_helped",
        # Votes and opinions without a name
        "journeys:door",
        "journeys:room",
        "journeys:vote",
        "workshops:evaluate",
        # What staff bring without a name, and who asks to have a case taken down
        "cases:propose",
        "cases:take_down",
    }
)
