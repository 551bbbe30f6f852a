"""The recipes for CI, run as far as a machine without those services can."""
