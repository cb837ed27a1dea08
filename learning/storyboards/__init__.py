"""The storyboards of films and walk-throughs: tasks of a practice portal, played and shown. Plain values, no Django."""
