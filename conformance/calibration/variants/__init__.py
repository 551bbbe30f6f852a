"""Servers that obey the contract in another way than the reference server does.

What the contract leaves open never fails, whichever way a server does it.
"""

from conformance.calibration.variants.bodies import BODIES
from conformance.calibration.variants.credentials import CREDENTIALS
from conformance.calibration.variants.errors import ERRORS
from conformance.calibration.variants.ids import IDS
from conformance.calibration.variants.limits import LIMITS
from conformance.calibration.variants.redirects import REDIRECTS
from conformance.calibration.variants.remembering import REMEMBERING
from conformance.calibration.variants.requests import REQUESTS
from conformance.calibration.variants.transport import TRANSPORT
from conformance.calibration.variants.variant import Variant
from conformance.calibration.variants.windows import WINDOWS
from conformance.calibration.variants.writing import WRITING

VARIANTS: tuple[Variant, ...] = (
    *BODIES,
    *WRITING,
    *IDS,
    *TRANSPORT,
    *CREDENTIALS,
    *REQUESTS,
    *ERRORS,
    *LIMITS,
    *WINDOWS,
    *REDIRECTS,
    *REMEMBERING,
)

__all__ = ["VARIANTS", "Variant"]
