"""The real calendar, States, issues and past Pre-sessions as facts, and their loader."""
