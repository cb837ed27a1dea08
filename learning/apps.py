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
            checks,  # noqa: F401
            mails,
            panels,
            privacy,
            retention,
            tasks,
        )
        from learning.actions import rules  # noqa: PLC0415
        from learning.criteria import builtin as criteria  # noqa: PLC0415
        from learning.queries import practice, quiz_pages, screens  # noqa: PLC0415
        from learning.queries.next_steps import certificate_offers, next_after_quiz  # noqa: PLC0415
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
        register_screen_users(_("lessons"), screens.lesson_uses_of_screens)
        register_screen_users(_("questions"), screens.question_uses_of_screens)
        register_screen_users(_("practice tasks"), practice.task_uses_of_screens)
        criteria.register()
        mails.register()
        register_staffing_listener(tasks.apply_rules_after_staffing_change)
        register_merge_listener(rules.replace_merged_key_in_criteria)
        register_quiz_page(quiz_pages.quiz_address_in_lesson)
        register_quiz_pages(quiz_pages.quiz_addresses_in_lessons)
        register_placed_path(quiz_pages.placement_path_address)
        register_next_url(next_after_quiz)
        register_offers(certificate_offers)
