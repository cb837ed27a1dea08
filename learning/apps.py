from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Learning(AppConfig):
    name = "learning"
    verbose_name = _("learning")

    def ready(self):
        # Models load after the app's configuration.
        from cms.screens import register_screen_users  # noqa: PLC0415
        from core.registry import register_merged, register_staffing_changed  # noqa: PLC0415
        from learning import (  # noqa: PLC0415
            criteria,
            mails,
            panels,
            privacy,
            queries,
            retention,
            tasks,
        )
        from learning.actions import rules  # noqa: PLC0415
        from learning.queries import screens  # noqa: PLC0415
        from learning.queries.homes import path_of_placement  # noqa: PLC0415
        from learning.queries.onward import certificate_offers, onward_from_quiz  # noqa: PLC0415
        from quizzes.homes import (  # noqa: PLC0415
            register_home,
            register_homes,
            register_offers,
            register_onward,
            register_placed_path,
        )

        privacy.register()
        retention.register()
        panels.register()
        register_screen_users(_("lessons"), screens.lessons_of_screens)
        register_screen_users(_("questions"), screens.questions_of_screens)
        criteria.register()
        mails.register()
        register_staffing_changed(tasks.follow_staffing)
        register_merged(rules.follow_merged)
        register_home(queries.lesson_of_quiz)
        register_homes(queries.lessons_of_quizzes)
        register_placed_path(path_of_placement)
        register_onward(onward_from_quiz)
        register_offers(certificate_offers)
