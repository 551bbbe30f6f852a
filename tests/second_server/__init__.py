"""A second correct server, written independently of the reference server and of the suite.

It is plain ASGI, keeps everything in memory, and imports nothing of this project. Where the
contract leaves a choice it makes another one than the reference server: what the suite demands of
both is what the contract demands.
"""

from .application import DOCUMENTED, TOKENS, SecondServer

__all__ = ["DOCUMENTED", "TOKENS", "SecondServer"]
