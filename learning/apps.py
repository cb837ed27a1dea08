from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Learning(AppConfig):
    name = "learning"
    verbose_name = _("learning")

    def ready(self):
        # Models load after the app's configuration.
        from cms.screens import register_screen_users  # noqa: PLC0415
        from core.registry import register_merge_listener, register_staffing_listener  # noqa: PLC0415
        from learning import (  # noqa: PLC0415
            criteria,
            mails,
            panels,
            privacy,
            retention,
            tasks,
        )
        from learning.actions import rules  # noqa: PLC0415
        from learning.certificate_offers import certificate_offers  # noqa: PLC0415
        from learning.queries import quiz_pages, screens  # noqa: PLC0415
        from learning.queries.next_steps import next_after_quiz  # noqa: PLC0415
        from quizzes.quiz_pages import (  # noqa: PLC0415
            register_next_url,
            register_offers,
            register_placed_path,
            register_quiz_page,
            register_quiz_pages,
        )

        privacy.register()
        retention.register()
        panels.register()
        register_screen_users(_("lessons"), screens.lessons_of_screens)
        register_screen_users(_("questions"), screens.questions_of_screens)
        criteria.register()
        mails.register()
        register_staffing_listener(tasks.follow_staffing)
        register_merge_listener(rules.update_merged_keys)
        register_quiz_page(quiz_pages.lesson_of_quiz)
        register_quiz_pages(quiz_pages.lessons_of_quizzes)
        register_placed_path(quiz_pages.path_of_placement)
        register_next_url(next_after_quiz)
        register_offers(certificate_offers)
