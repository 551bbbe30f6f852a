"""`python -m conformance.cli` is the same as `optimly-conformance`."""

from conformance.cli import main

main()
