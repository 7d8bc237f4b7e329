"""Register activation, class 6 version 0 (Blue Book 4.3.5): what counts in which tariff, and which is in force.

A view of what the meter does: tariff n has its energy registers C.8.n and, up to 2, the maximum 1.6.n. The mask of a
tariff is called T and its number. Totals count always and are in no mask. A meter without tariffs has empty lists.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.base import Object, bank_name
from meter.comms.cosem.objects.views import streamed

_ENERGIES = ("A+", "A-", "R+", "R-")  # C of a code, less 1
_MAXIMA = 2  # tariffs with a maximum of their own


class RegisterActivation(Object):
    """Attributes 2 register_assignment, 3 mask_list, 4 active_mask."""

    class_id = 6
    ATTRIBUTES = ((2, READING, NOBODY), (3, READING, NOBODY), (4, READING, NOBODY))

    def read(self, attribute, who):
        tariffs = self._tariffs()
        if attribute == 2:
            return streamed(sum([len(self._registers(t)) for t in range(1, tariffs + 1)]), self._assigned(tariffs))
        if attribute == 3:
            return axdr.array(self._masks(tariffs))
        if attribute == 4:
            return axdr.octets(b"T%d" % self._meter.energies.active if tariffs else b"")
        return Object.read(self, attribute, who)

    def _tariffs(self):
        count = self._meter.settings.type_number.tariffs
        return count if count > 1 else 0

    def _registers(self, tariff):
        """(class id, code) of what counts in a tariff."""
        names = self._meter.settings.type_number.energies
        found = [(3, "1-0:%d.8.%d" % (c + 1, tariff)) for c in range(4) if _ENERGIES[c] in names]
        return found + [(4, "1-0:1.6.%d" % tariff)] if tariff <= _MAXIMA else found

    def _assigned(self, tariffs):
        for tariff in range(1, tariffs + 1):
            for class_id, code in self._registers(tariff):
                name = axdr.octets(bank_name(self._meter.settings, code))
                yield axdr.structure(axdr.long_unsigned(class_id), name)

    def _masks(self, tariffs):
        """{mask_name, index_list} of each tariff; the first register assigned has index 1."""
        masks = []
        first = 1
        for tariff in range(1, tariffs + 1):
            end = first + len(self._registers(tariff))
            indices = axdr.array([axdr.unsigned(k) for k in range(first, end)])
            masks.append(axdr.structure(axdr.octets(b"T%d" % tariff), indices))
            first = end
        return masks
