"""Makes the films and the screenshots of lessons from their storyboards, in Chromium. For developers: nothing here is served."""
