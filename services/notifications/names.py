"""Where names lead, as the system's resolver says. A name server that stalls holds up nobody but its own names.

In threads of its own, since the loop's few would all be taken by a handful of names that nobody answers for. It is not
c-ares, which knows neither the system's order of sources nor its errors, by which we tell whose fault it is.
"""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from aiohttp.abc import AbstractResolver, ResolveResult

MOST: Final = 128
"""Names that are looked up at once; each takes a thread for as long as the system tries, which may be half a minute."""
SECONDS: Final = 6.0
"""How long one is waited for. The system asks a second name server when the first was silent for five."""

Found = Sequence[tuple[socket.AddressFamily, int, int, str, tuple[Any, ...]]]


class Names(AbstractResolver):
    """Raises `gaierror`: what the system says, or EAI_AGAIN where it said nothing in `SECONDS`."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="names")
        self._asked: dict[tuple[str, int], asyncio.Future[Found]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        try:
            async with asyncio.timeout(SECONDS):
                found = await asyncio.shield(self._ask(host, family))
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "No name server answered in time") from None
        return [_result(host, port, kind, proto, address) for kind, _, proto, _, address in found]

    def _ask(self, host: str, family: int) -> asyncio.Future[Found]:
        """Whoever asks again while the system still tries waits for the same answer: a name takes one thread."""
        key = (host, family)
        if key not in self._asked:
            self._asked[key] = asyncio.wrap_future(self._threads.submit(_look_up, host, family))
            self._asked[key].add_done_callback(lambda done: self._answered(key, done))
        return self._asked[key]

    def _answered(self, key: tuple[str, int], done: asyncio.Future[Found]) -> None:
        self._asked.pop(key, None)
        if not done.cancelled():
            done.exception()  # that nobody waits any more is no reason to log it

    async def close(self) -> None:
        """What the system still tries ends by itself, and nobody waits for it."""
        for asked in list(self._asked.values()):
            asked.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, family: int) -> Found:
    return socket.getaddrinfo(host, None, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)


def _result(host: str, port: int, family: int, proto: int, address: tuple[Any, ...]) -> ResolveResult:
    """With the scope of an IPv6 address, so that the rules see it."""
    scope = f"%{address[3]}" if family == socket.AF_INET6 and address[3] else ""
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(
        hostname=host, host=f"{address[0]}{scope}", port=port, family=family, proto=proto, flags=numeric
    )
