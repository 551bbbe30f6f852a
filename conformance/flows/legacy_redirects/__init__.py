"""Legacy redirects: the old `/external/tools/*` leads to the message namespace."""

from conformance.flows.legacy_redirects import (  # noqa: F401 - they add to the flow
    bookmarks,
    hostile,
    submissions,
)
from conformance.flows.legacy_redirects.flow import flow

__all__ = ["flow"]
