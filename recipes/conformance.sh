#!/bin/sh
# Install this suite from its checkout and run it: the one script that every recipe for CI calls.
#
#   CONFORMANCE_TOKEN=... sh suite/recipes/conformance.sh https://staging.example.com --strict
#
# Arguments are those of `optimly-conformance run`, and so is the exit code; the options may as well
# be variables, such as CONFORMANCE_URL and CONFORMANCE_PROFILE. Where the first is `merge`, they are
# those of `optimly-conformance merge`. Of this script's own are:
#
#   CONFORMANCE_PYTHON       the Python to use, 3.11 or later (python3)
#   CONFORMANCE_ENVIRONMENT  the directory of the virtual environment that is made for the suite,
#                            kept for the next time (.conformance in the checkout)
#
# With CONFORMANCE_APP none is made: an app is imported, so the suite goes where its packages are.
set -eu

suite=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
python=${CONFORMANCE_PYTHON:-python3}

if [ -z "${CONFORMANCE_APP:-}" ]; then
    environment=${CONFORMANCE_ENVIRONMENT:-$suite/.conformance}
    "$python" -m venv "$environment"
    python=$environment/bin/python
fi

"$python" -m pip install -q --disable-pip-version-check -r "$suite/constraints.txt"
"$python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation "$suite"

# -P: what is in the current directory is not taken for the suite.
command=run
if [ "${1:-}" = merge ]; then
    command=merge
    shift
fi
exec "$python" -P -m conformance.cli "$command" "$@"
