"""Where Django finds the tables of all subjects."""

import ambassadors.help.models
import ambassadors.journeys.models
import ambassadors.practices.models
import ambassadors.workshops.models  # noqa: F401
