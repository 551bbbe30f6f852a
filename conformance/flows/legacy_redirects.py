"""Legacy redirects: the old paths below `/external/tools/` lead to the new ones."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("legacy-redirects", "Legacy redirects")
