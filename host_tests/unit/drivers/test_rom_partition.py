"""The ROMFS partition through models of vfs.rom_ioctl; firmware slots on it, and files that cannot be right."""

from drivers.firmware_slots import BACK, NAME, OWN, TRIAL, FirmwareSlots
from drivers.rom_partition import RomPartition
from fakes.cosem_context import Context
from fakes.plain_board import Settings, board
from fakes.ram_files import RamFiles
from fakes.rom_flash import BLOCK, OtherFlash, Rp2Flash
from meter.meter import Meter

KINDS = (Rp2Flash, OtherFlash)


def sha256(data):
    import hashlib

    return hashlib.sha256(data).digest()


def slots(flash, content=b""):
    logs = RamFiles()
    logs.content["imdata"] = b"head" + content
    return FirmwareSlots(RomPartition(flash.rom_ioctl), Settings(), logs, 6)


def refusing(flash):
    flash.result = -5
    return flash


def test_every_length_is_installed_as_it_was():
    for kind in KINDS:
        for length in (1, 255, 256, 257, 511, 512, 513, 1000, BLOCK, BLOCK + 1, 2 * BLOCK):
            content = bytes([k * 31 % 256 for k in range(length)])
            flash = kind(b"\x55" * (3 * BLOCK))  # what was there before
            chosen = slots(flash, content)
            assert chosen.room == 3 * BLOCK
            chosen.stage("imdata", 4, length, sha256(content), "2.0", "1.0")
            assert chosen.install()
            assert chosen.found() == (TRIAL, "2.0", "1.0")
            assert flash[:length] == content
            assert flash[2 * BLOCK :] == b"\x55" * BLOCK  # no more is erased than needed
            assert not (kind is OtherFlash and flash.open)


def test_a_cut_at_any_change_is_made_good_by_the_next_start():
    content = bytes([k * 37 % 251 for k in range(BLOCK + 700)])
    for kind in KINDS:
        flash, cut = kind(3 * BLOCK), 0
        while True:
            chosen = slots(flash, content)
            chosen.stage("imdata", 4, len(content), sha256(content), "2.0", "1.0")
            flash.left = cut
            try:
                chosen.install()
                break
            except KeyboardInterrupt:
                flash.left = None
            assert chosen.staged() and chosen.found()[0] == OWN
            assert chosen.install() and chosen.found()[0] == TRIAL and flash[: len(content)] == content
            cut += 1
        assert cut >= 11  # two blocks or one erasing, and ten pieces of 512 bytes


def test_a_flash_that_refuses_or_is_too_small_means_the_boards_own_firmware():
    content = bytes(BLOCK + 600)
    for kind in KINDS:
        for flash in (refusing(kind(2 * BLOCK)), kind(BLOCK)):
            chosen = slots(flash, content)
            chosen.stage("imdata", 4, len(content), sha256(content), "2.0", "1.0")
            assert chosen.install()
            assert chosen.found()[0] == BACK and not chosen.start()


def test_an_image_that_is_gone_or_another_is_not_run():
    for content, size in ((b"", 600), (bytes(599), 600), (bytes(599) + b"x", 600)):
        chosen = slots(Rp2Flash(BLOCK), content)
        chosen.stage("imdata", 4, size, sha256(bytes(600)), "2.0", "1.0")
        assert chosen.install() and not chosen.start()


def test_a_port_without_a_partition_has_no_room():
    assert RomPartition(None).size == 0
    assert RomPartition(Rp2Flash(0).rom_ioctl).size == 0
    assert RomPartition(OtherFlash(0).rom_ioctl).size == 0


def test_firmware_that_runs_from_the_partition_cannot_put_another_one_there():
    for kind in KINDS:
        flash = kind(BLOCK)
        assert RomPartition(flash.rom_ioctl, "/rom/drivers/rom_partition.mpy").size == 0
        for home in ("drivers/rom_partition.py", "/application/drivers/rom_partition.mpy"):  # frozen; on trial or kept
            assert RomPartition(flash.rom_ioctl, home).size == BLOCK
    parts = board()
    parts.firmware = FirmwareSlots(RomPartition(flash.rom_ioctl, "/rom/d.mpy"), parts.files, parts.logs, 6)
    meter = Meter(parts)
    assert meter.update is None and not meter.leaving()
    meter.step(0)
    directory = Context(meter).directory
    for class_id, name in ((18, b"\x00\x00\x2c\x00\x00\xff"), (22, b"\x00\x00\x0f\x00\x02\xff")):
        assert directory.find(class_id, name) is None
        assert (class_id, name) not in [(target.class_id, target.name) for target in directory]


def test_a_file_of_the_choice_that_cannot_be_read_means_the_boards_own_firmware():
    chosen = slots(Rp2Flash(BLOCK))
    for text in ("", "trial", "staged", "staged a b", "trial x 2.0 1.0", "kept", "nonsense 1 2 3"):
        chosen._files.files[NAME] = text
        assert not chosen.install()
        assert not chosen.start()
        assert chosen.found()[0] == OWN
    chosen._files.files[NAME] = "staged imdata 4 z 00 2 1"
    assert chosen.install() and chosen.found()[0] == BACK and not chosen.start()
