"""The file for the works council and the data protection officer, generated from the settings in force."""
