"""The drawings: one house style, one file for each subject; the words in them come from `adoption.words`."""
