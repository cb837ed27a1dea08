"""Where Django finds the tables of all subjects."""

import adoption.contacts.models
import adoption.dashboards.models
import adoption.experiments.models
import adoption.publishing.models
import adoption.report.models
import adoption.sharing.models
import adoption.surveys.models
import adoption.targets.models
import adoption.team_actions.models
import adoption.usage.models  # noqa: F401
