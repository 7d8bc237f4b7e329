"""What the columns of the profiles read."""

from binascii import crc32


def of_energies(energy, names):
    """Functions that read the energies of the type number, such as ("A+", "A-"), in whole units."""
    registers = {"A+": energy.a_plus, "A-": energy.a_minus, "R+": energy.r_plus, "R-": energy.r_minus}
    registers["R1"] = energy.r[0]
    return [registers[name].read for name in names]


def of_registers(bank, codes):
    """Functions that read registers."""
    return [bank.get(code).read for code in codes]


def layout(names):
    """A number that stands for columns of these names."""
    return crc32(" ".join(names).encode())
