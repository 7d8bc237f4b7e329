"""For a board that has no network: nobody ever comes, and nothing can be sent anywhere."""

import asyncio

UNREACHABLE = 101  # ENETUNREACH


class NoNetwork:
    """See boards/README.md, `network`."""

    async def read(self):
        """Nothing, for ever."""
        await asyncio.Event().wait()

    async def write(self, data):
        raise OSError(UNREACHABLE)

    def drop(self):
        """There is nobody to hang up on."""

    async def send_to(self, host, port, data):
        raise OSError(UNREACHABLE)
