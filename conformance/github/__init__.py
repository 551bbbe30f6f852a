"""A run under GitHub Actions: annotations, the summary on the run's page, and an inert log."""
