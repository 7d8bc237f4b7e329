"""What DLMS holds while clients are there, at one port or at both, and gives back when the last of them has gone."""

from dlms_meter import AARQ, GET_CLOCK, forgotten, new_meter, taken, wrapped
from hdlc_bench import frame

PACKAGES = ["meter.comms.cosem", "meter.comms.hdlc"]
CLIENT, SERVER = b"\x21", b"\x03"  # public, management


def associate(network):
    """The public client over TCP; what it is answered."""
    network.receive(wrapped(AARQ), 0)
    ((what, answer),) = taken(network)
    assert what == "send" and answer[8] == 0x61
    return answer


def ask(network):
    network.receive(wrapped(GET_CLOCK), 0)
    ((_, answer),) = taken(network)
    return answer[8:]


def connect(optical):
    optical.receive(frame(SERVER, CLIENT, 0x93), 0)
    actions = taken(optical)
    assert actions[0] == ("line8", 9600) and actions[1][1][5] == 0x73
    assert not optical.idle()


def answered(optical):
    """Whether the connected client still is."""
    optical.receive(frame(SERVER, CLIENT, 0x11), 0)
    return [action[1][5] for action in taken(optical)] == [0x11]


def held(meter):
    dlms = meter.pusher._dlms
    assert (dlms._context is None) == (dlms._visitors == 0)
    return dlms._visitors


def test_nothing_is_held_before_somebody_comes():
    meter, optical, network = new_meter()
    assert held(meter) == 0 and not meter.visited()
    optical.poll(0)
    network.poll(0)
    assert taken(optical) == taken(network) == []
    assert held(meter) == 0


def test_a_client_is_served_and_everything_is_given_back_each_time():
    meter, _, network = new_meter()
    for _ in range(3):
        associate(network)
        answer = ask(network)
        assert answer[:6] == b"\xc4\x01\xc1\x00\x09\x0c" and answer[6:10] == b"\x07\xea\x01\x01"
        assert held(meter) == 1 and meter.visited()
        assert forgotten == []
        network.hang_up(0)
        assert held(meter) == 0 and not meter.visited()
        assert forgotten == PACKAGES
        forgotten.clear()


def test_two_ports_share_what_there_is_in_either_order_of_going():
    for first_gone in (0, 1):
        meter, optical, network = new_meter()
        connect(optical)
        associate(network)
        assert held(meter) == 2
        both = (optical, network)
        both[first_gone].hang_up(0)
        taken(optical)
        assert held(meter) == 1 and forgotten == ([] if first_gone else ["meter.comms.hdlc"]) and meter.visited()
        if first_gone == 0:
            assert ask(network)[:4] == b"\xc4\x01\xc1\x00"
            connect(optical)
        else:
            assert answered(optical)
            associate(network)
        assert held(meter) == 2
        optical.hang_up(0)
        network.hang_up(0)
        assert held(meter) == 0 and forgotten[-2:] == PACKAGES


def test_a_push_meanwhile_leaves_the_client_what_it_has():
    meter, optical, network = new_meter(push_to="host:1")
    associate(network)
    assert meter.pusher.push()
    assert held(meter) == 1 and forgotten == []
    assert taken(network)[0][0] == "push"
    assert ask(network)[:4] == b"\xc4\x01\xc1\x00"
    network.hang_up(0)
    assert held(meter) == 0 and meter.pusher.push()
    assert held(meter) == 0


def test_an_association_ends_with_its_connection():
    meter, _, network = new_meter()
    associate(network)
    network.hang_up(0)
    network.receive(wrapped(GET_CLOCK), 0)
    ((_, answer),) = taken(network)
    assert answer[8] == 0xD8  # exception: service not allowed
    network.hang_up(0)
    assert held(meter) == 0


def test_a_memory_chip_that_fails_costs_the_client_its_connection_and_no_more():
    meter, optical, network = new_meter()
    memory = meter.board.memory
    whole = memory.read

    def broken(address, count):
        raise OSError(5)

    memory.read = broken
    network.receive(wrapped(AARQ), 0)
    assert taken(network) == [("drop", None)]
    optical.receive(frame(SERVER, CLIENT, 0x93), 0)
    assert taken(optical) == [("line8", 9600)]
    assert held(meter) == 0 and optical.idle() and network.idle()
    assert meter.board.console.notes[-2:] == ["DLMS: memory fault"] * 2
    memory.read = whole
    associate(network)
    network.hang_up(0)
    assert held(meter) == 0


def test_the_system_title_is_the_maker_and_the_serial_number():
    from meter.comms.dlms_context import title

    assert title("00000001") == b"QDT\x00\x00\x00\x00\x01"
    assert title("1099511627775") == b"QDT\xff\xff\xff\xff\xff"
    assert title("AB 12-34") == b"QDT\x00\x00\x00\x04\xd2"
    assert title("") == b"QDT\x00\x00\x00\x00\x00"
    assert len(title("9" * 32)) == 8
