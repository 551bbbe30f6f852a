"""Contract tests and conformance reports for the Optimly external message API."""
