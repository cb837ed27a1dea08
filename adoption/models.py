"""Import the models of all subjects for Django's app registry."""

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
