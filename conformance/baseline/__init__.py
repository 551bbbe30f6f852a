"""Known failures of an imperfect server: kept in a file, so that new ones stop a gate."""
