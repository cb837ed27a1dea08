"""The file for the works council and the data protection officer, written from the settings in force."""
