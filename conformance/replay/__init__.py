"""Sends a report's findings again, and says of each whether it still fails."""
