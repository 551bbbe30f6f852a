"""How fast this suite and Schemathesis are on one server, and which faults each notices.

`nox -s bench` runs it. Nothing here is a test: pytest collects none of it.
"""
