"""Takes the energies over from layout 2 of the memory, whose ring of registers began where control keeps its own now.

The newest record goes into the journal of control first, under a mark, so that a cut at any byte of the rest is made
good at the next start: then the new ring's place is wiped, the record saved there, and the mark taken away.
"""

from meter.registers.survivors import SIZE

_MOVING = 2  # first byte of what control keeps: a register record follows; 0: nothing is kept there
_PIECE = bytes(256)


def take_over(memory, at, control, old, registers, start):
    """Leave the newest record of `old` in `registers`; what lies from `start` to the memory's end is wiped for it.

    at: where the ring of `old`, and now that of `control`, begins; all three are Journals. Does nothing where
    it has been done.
    """
    kept = control.load()
    if kept and kept[0] != _MOVING:
        return
    # a new memory is not looked through place by place, which takes a second
    new = not kept and memory.read(at, len(_PIECE)).strip(b"\x00") in (b"", len(_PIECE) * b"\xff")
    if not (kept or new) and registers.load():
        return
    record = kept[1 : 1 + SIZE] if kept else None if new else old.load()
    if not record:
        try:
            _save(control, b"")
        except OSError:
            pass  # nothing is there to be lost
        return
    if not kept:
        _save(control, bytes((_MOVING,)) + record)
    for address in range(start, memory.size, len(_PIECE)):
        memory.write(address, _PIECE[: memory.size - address])
    registers.load()
    registers.save(record)
    _save(control, b"")


def _save(control, payload):
    control.save(payload + bytes(control.size - len(payload)))
