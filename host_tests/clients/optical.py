"""Characters of an optical head that is a TCP stream, as EN 62056-21 ends them."""


def receive(connection, ending):
    """Characters up to `ending`."""
    received = b""
    while not received.endswith(ending):
        more = connection.recv(1)
        assert more, received
        received += more
    return received


def receive_block(connection):
    """A block with its check character."""
    return receive(connection, b"\x03") + connection.recv(1)
