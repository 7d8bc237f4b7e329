"""The ROMFS partition through a model of vfs.rom_ioctl; firmware slots on it, and files that cannot be right."""

from drivers.firmware_slots import BACK, NAME, OWN, TRIAL, FirmwareSlots
from drivers.rom_partition import RomPartition
from fakes.plain_board import Settings
from fakes.ram_files import RamFiles


class Flash:
    """As MicroPython's rom_ioctl: pages of 256 bytes, programmed once after erasing."""

    def __init__(self, size, result=0):
        self.memory = bytearray(size)
        self.result = result
        self.open = False

    def ioctl(self, operation, *arguments):
        if operation == 1:
            return 1 if self.memory else -22
        assert arguments[0] == 0
        if operation == 2:
            return self.memory
        if operation == 3:
            self.memory[: arguments[1]] = b"\xff" * arguments[1]
            self.open = True
        if operation == 4:
            assert self.open and arguments[1] % 256 == 0 and len(arguments[2]) % 256 == 0
            self.memory[arguments[1] : arguments[1] + len(arguments[2])] = arguments[2]
        if operation == 5:
            self.open = False
        return self.result


def sha256(data):
    import hashlib

    return hashlib.sha256(data).digest()


def slots(flash, content=b""):
    logs = RamFiles()
    logs.content["imdata"] = b"head" + content
    return FirmwareSlots(RomPartition(flash.ioctl), Settings(), logs, 6)


def test_every_length_is_installed_as_it_was():
    for length in (1, 255, 256, 257, 511, 512, 513, 1000, 2048):
        content = bytes([k * 31 % 256 for k in range(length)])
        flash = Flash(2048)
        chosen = slots(flash, content)
        assert chosen.room == 2048
        chosen.stage("imdata", 4, length, sha256(content), "2.0", "1.0")
        assert chosen.install() and not flash.open
        assert chosen.found() == (TRIAL, "2.0", "1.0")
        assert flash.memory[:length] == content


def test_a_flash_that_refuses_or_is_too_small_means_the_boards_own_firmware():
    content = bytes(600)
    for flash in (Flash(2048, result=-5), Flash(512)):
        chosen = slots(flash, content)
        chosen.stage("imdata", 4, 600, sha256(content), "2.0", "1.0")
        assert chosen.install()
        assert chosen.found()[0] == BACK and not chosen.start()


def test_an_image_that_is_gone_or_another_is_not_run():
    for content, size in ((b"", 600), (bytes(599), 600), (bytes(599) + b"x", 600)):
        chosen = slots(Flash(2048), content)
        chosen.stage("imdata", 4, size, sha256(bytes(600)), "2.0", "1.0")
        assert chosen.install() and not chosen.start()


def test_a_port_without_a_partition_has_no_room():
    assert RomPartition(None).size == 0
    assert RomPartition(Flash(0).ioctl).size == 0


def test_a_file_of_the_choice_that_cannot_be_read_means_the_boards_own_firmware():
    chosen = slots(Flash(2048))
    for text in ("", "trial", "staged", "staged a b", "trial x 2.0 1.0", "kept", "nonsense 1 2 3"):
        chosen._files.files[NAME] = text
        assert not chosen.install()
        assert not chosen.start()
        assert chosen.found()[0] == OWN
    chosen._files.files[NAME] = "staged imdata 4 z 00 2 1"
    assert chosen.install() and chosen.found()[0] == BACK and not chosen.start()
