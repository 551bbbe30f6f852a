"""What the tests of judging notice of small changes to the code that judges.

`nox -s mutants` runs it. The changes are made by mutmut; `explained.toml` says of each that goes
unnoticed why it makes no difference.
"""
