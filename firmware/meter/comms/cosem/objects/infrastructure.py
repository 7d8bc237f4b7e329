"""What a DLMS client finds besides the bank's values: associations, set-up of ports and keys, schedules and tariffs.

Blue Book 4.4 to 4.7, logical names of 6.2 with channel B = 0. Nothing is made before it is asked for; its class is
loaded for it and dropped when another one is asked for: heap is scarce.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.objects.shelf import hold


def objects(meter, context):
    """Yield (class id, logical name, make) of each object; make(): the Object.

    context: as the server's, with `associations`, `directory`, `counters`, `title` and `push()`.
    """
    tariffs = meter.settings.type_number.tariffs > 1
    yield _row(meter, context, 15, 40, 0, 0)
    for e, association in enumerate(context.associations, 1):
        yield _row(meter, context, 15, 40, 0, e, association)
    for e, association in enumerate(context.associations, 1):
        if 3 in association.contexts:
            yield _row(meter, context, 1, 43, 1, e, association)
    yield _row(meter, context, 1, 42, 0, 0)
    yield _row(meter, context, 17, 41, 0, 0)
    yield _row(meter, context, 23, 22, 0, 0)
    yield _row(meter, context, 64, 43, 0, 0)
    yield _row(meter, context, 40, 25, 9, 0)
    yield _row(meter, context, 9, 10, 0, 1)
    if tariffs:
        yield _row(meter, context, 9, 10, 0, 100)
    yield _row(meter, context, 9, 10, 0, 108)
    yield _row(meter, context, 22, 15, 0, 0)
    yield _row(meter, context, 22, 15, 0, 2)
    yield _row(meter, context, 22, 15, 0, 4)
    yield _row(meter, context, 18, 44, 0, 0)
    yield _row(meter, context, 20, 13, 0, 0)
    yield _row(meter, context, 11, 11, 0, 0)
    yield _row(meter, context, 6, 14, 0, 0)
    yield _row(meter, context, 21, 16, 1, 0)
    # disconnect control (70, 0.0.96.3.10.255) and limiter (71, 0.0.17.0.0.255) have their places here with the breaker


def _row(meter, context, class_id, c, d, e, association=None):
    name = bytes((0, 0, c, d, e, 255))
    return class_id, name, lambda: _make(class_id, name, meter, context, association)


def _make(class_id, name, meter, context, association):
    if class_id == 1:
        return _value(name, meter, context, association)
    if class_id == 15:
        hold("association object_list views")
        from meter.comms.cosem.objects.association import Association

        return Association(name, meter, context.directory, association)
    if class_id in (17, 23, 21):
        return _simple(class_id, name, meter)
    if class_id == 64:
        hold("security_setup views")
        from meter.comms.cosem.objects.security_setup import SecuritySetup

        return SecuritySetup(name, meter, context.title)
    if class_id == 18:
        hold("image_transfer views")
        from meter.comms.cosem.objects.image_transfer import ImageTransfer

        return ImageTransfer(name, meter)
    if class_id == 40:
        hold("push_setup push_list views")
        from meter.comms.cosem.objects.push_setup import PushSetup

        return PushSetup(name, meter, context)
    return _scheduled(class_id, name, meter, context)


def _value(name, meter, context, association):
    hold("fixed")
    from meter.comms.cosem.objects.fixed import Value, device_name

    if association is None:
        return Value(name, lambda: axdr.octets(device_name(meter.settings)))
    return Value(name, lambda: axdr.double_long_unsigned(context.counters.accepted(association.client)))


def _simple(class_id, name, meter):
    if class_id == 17:
        hold("sap fixed")
        from meter.comms.cosem.objects.sap import SapAssignment

        return SapAssignment(name, meter)
    if class_id == 23:
        hold("hdlc_setup views")
        from meter.comms.cosem.objects.hdlc_setup import HdlcSetup

        return HdlcSetup(name, meter)
    hold("register_monitor views")
    from meter.comms.cosem.objects.register_monitor import RegisterMonitor

    return RegisterMonitor(name, meter)


def _scheduled(class_id, name, meter, context):
    if class_id == 9:
        hold("script_table views")
        from meter.comms.cosem.objects.script_table import ScriptTable

        return ScriptTable(name, meter, context)
    if class_id == 22 and name[4] == 2:
        hold("image_activation views date_time")
        from meter.comms.cosem.objects.image_activation import ImageActivation

        return ImageActivation(name, meter)
    if class_id == 22:
        hold("single_action views")
        from meter.comms.cosem.objects.single_action import SingleAction

        return SingleAction(name, meter)
    if class_id == 20:
        hold("activity_calendar script_table views")
        from meter.comms.cosem.objects.activity_calendar import ActivityCalendar

        return ActivityCalendar(name, meter)
    if class_id == 11:
        hold("special_days views")
        from meter.comms.cosem.objects.special_days import SpecialDays

        return SpecialDays(name, meter)
    hold("register_activation views")
    from meter.comms.cosem.objects.register_activation import RegisterActivation

    return RegisterActivation(name, meter)
