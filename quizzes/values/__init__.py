"""Plain values that every kind of question is made of. Pure; imports nothing of the kinds."""
