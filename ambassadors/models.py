"""Import the tables of all subjects for Django."""

import ambassadors.cases.models
import ambassadors.commitments.models
import ambassadors.help.models
import ambassadors.job_changes.models
import ambassadors.journeys.models
import ambassadors.practices.models
import ambassadors.workshops.models  # noqa: F401
