"""Targets that do nothing of what is asked: no mandatory requirement passes."""

from conformance.calibration.useless.constant import CONSTANT
from conformance.calibration.useless.mocks import MOCKS
from conformance.calibration.useless.parroting import PARROTING
from conformance.calibration.useless.sockets import SOCKETS
from conformance.calibration.useless.unreachable import UNREACHABLE
from conformance.calibration.useless.useless import Useless

USELESS: tuple[Useless, ...] = (*CONSTANT, *MOCKS, *PARROTING, *SOCKETS, *UNREACHABLE)

__all__ = ["USELESS", "Useless"]
