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
            notifications,
            offline,
            panels,
            privacy,
            retention,
            site_settings,
        )
        from learning.actions import passes, rules  # noqa: PLC0415
        from learning.blocks import register_own_portal  # noqa: PLC0415
        from learning.criteria import builtin as criteria  # noqa: PLC0415
        from learning.folder_registry import register_folder_loader  # noqa: PLC0415
        from learning.importers import intake_runs, synonyms  # noqa: PLC0415
        from learning.queries import practice, quiz_pages, screens  # noqa: PLC0415
        from learning.queries.next_steps import certificate_offers, onward_after_quiz  # noqa: PLC0415
        from people.actions.imports import FileTasks, register_file_tasks  # noqa: PLC0415
        from people.enums import ImportKind  # noqa: PLC0415
        from quizzes.pass_registry import register_pass_listener  # noqa: PLC0415
        from quizzes.quiz_pages import (  # noqa: PLC0415
            register_offers,
            register_onward,
            register_placed_path,
            register_quiz_page,
            register_quiz_pages,
        )

        for module in (privacy, retention, site_settings, panels, notifications, criteria, mails):
            module.register()
        register_screen_users(_("lessons"), screens.lesson_uses_of_screens)
        register_screen_users(_("questions"), screens.question_uses_of_screens)
        register_screen_users(_("practice tasks"), practice.task_uses_of_screens)
        register_own_portal(practice.own_portal)
        register_folder_loader(synonyms.FOLDER, synonyms.load_synonyms)
        register_file_tasks(ImportKind.COURSES, FileTasks(intake_runs.CHECK, intake_runs.TAKE_IN))
        offline.register()
        register_staffing_listener(rules.apply_rules_after_staffing_change)
        register_merge_listener(rules.replace_merged_key_in_criteria)
        register_quiz_page(quiz_pages.quiz_address_in_lesson)
        register_quiz_pages(quiz_pages.quiz_addresses_in_lessons)
        register_placed_path(quiz_pages.placement_path_address)
        register_onward(onward_after_quiz)
        register_offers(certificate_offers)
        register_pass_listener(passes.finish_lessons_of_quiz)
