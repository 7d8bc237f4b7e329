"""Limiter, class 71 version 0 (Blue Book 4.5.9): the first stage of the smart disconnect, which has two more.

Thresholds are k1 times the settings, in the unit of the monitored register: uA of 31.7.0, or mW of 1.7.0 where bit 2 of
the basis says power. The emergency profile has a threshold of its own while it is in force. What follows is the rule of
the breaker itself, so the actions refer to nothing.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, bank_name, obey
from meter.comms.cosem.objects.date_time import UNSPECIFIED, date_time, seconds_of
from meter.comms.cosem.objects.views import NO_NAME, number, plain_list, structure
from meter.control.causes import ON_POWER

_UNIT = 1_000_000  # of the registers in A or kW
_TENTH = _UNIT // 10
_SETTINGS = ("threshold_high", "threshold_emergency", "limit_t1", "connect_wait_s")  # attributes 4 to 7


class Limiter(Object):
    """Attributes 2 monitored_value, 3 threshold_active, 4 threshold_normal, 5 threshold_emergency, 6
    min_over_threshold_duration (t1), 7 min_under_threshold_duration (connect_wait_s), 8 emergency_profile, 9
    emergency_profile_group_id_list, 10 emergency_profile_active, 11 actions.
    """

    class_id = 71

    def attributes(self):
        rights = Object.attributes(self)
        for attribute in range(2, 12):
            rights += ((attribute, READING, CONFIGURING if 4 <= attribute <= 9 else NOBODY),)
        return rights

    def read(self, attribute, who):
        settings, control = self._meter.settings, self._meter.control
        if attribute == 2:
            code = "1-0:1.7.0" if settings.basis & ON_POWER else "1-0:31.7.0"
            return axdr.structure(axdr.long_unsigned(3), axdr.octets(bank_name(settings, code)), axdr.integer(2))
        if attribute == 3:
            return axdr.double_long_unsigned(control.threshold * settings.limit_k1 * _TENTH)
        if attribute in (4, 5):
            return axdr.double_long_unsigned(getattr(settings, _SETTINGS[attribute - 4]) * settings.limit_k1 * _TENTH)
        if attribute in (6, 7):
            return axdr.double_long_unsigned(getattr(settings, _SETTINGS[attribute - 4]))
        if attribute == 8:
            group, begin, seconds = settings.emergency or (0, 0, 0)
            time = axdr.octets(date_time(settings, begin) if settings.emergency else UNSPECIFIED)
            return axdr.structure(axdr.long_unsigned(group), time, axdr.double_long_unsigned(seconds))
        if attribute == 9:
            return axdr.array([axdr.long_unsigned(int(group)) for group in settings.emergency_groups])
        if attribute == 10:
            return axdr.boolean(control.causes.emergency)
        if attribute == 11:
            nothing = axdr.structure(axdr.octets(NO_NAME), axdr.long_unsigned(0))
            return axdr.structure(nothing, nothing)
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        configure = self._meter.commands.configure
        if attribute in (4, 5):
            obey(configure, _SETTINGS[attribute - 4], self._threshold(number(value, 0, 0xFFFFFFFF)))
        elif attribute in (6, 7):
            obey(configure, _SETTINGS[attribute - 4], number(value, 0, 0xFFFFFFFF))
        elif attribute == 8:
            obey(configure, "emergency_profile", self._profile(*structure(value, 3)))
        elif attribute == 9:
            obey(configure, "emergency_groups", [str(number(group, 0, 0xFFFF)) for group in plain_list(value, 64)])
        else:
            Object.set(self, attribute, value, who)

    def _threshold(self, value):
        """The setting that this threshold is. Raises Refused for one between two of them."""
        k1 = self._meter.settings.limit_k1
        if value and (not k1 or value % (k1 * _TENTH)):
            raise Refused(OTHER_REASON)
        return value // (k1 * _TENTH) if value else 0

    def _profile(self, group, begin, seconds):
        """Setting emergency_profile; a time that is not specified, or no duration, is none."""
        number(group, 0, 0xFFFF)
        number(seconds, 0, 0xFFFFFFFF)
        if not isinstance(begin, bytes) or len(begin) != 12:
            raise Refused(TYPE_UNMATCHED)
        if begin == UNSPECIFIED or not seconds:
            return ""
        return "%d,%d,%d" % (group, seconds_of(self._meter.clock, begin), seconds)
