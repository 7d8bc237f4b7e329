"""What a DLMS client finds besides the bank's values: associations, set-up of ports and keys, schedules and tariffs.

Blue Book 4.4 to 4.7, logical names of 6.2 with channel B = 0. Nothing is made before it is asked for; its class is
loaded for it and dropped when another one is asked for: heap is scarce.
"""

from meter.comms.cosem.objects.shelf import load

# class id, class, modules that it needs, its own first (see shelf.load): text, for a dictionary would lie in the heap
_CLASSES = """
1 Value fixed
6 RegisterActivation register_activation views
9 ScriptTable script_table views
11 SpecialDays special_days views
15 Association association object_list views
17 SapAssignment sap fixed
18 ImageTransfer image_transfer views
20 ActivityCalendar activity_calendar script_table views
21 RegisterMonitor register_monitor views
22 SingleAction single_action script_table views
22-2 ImageActivation image_activation views
23 HdlcSetup hdlc_setup views
40 PushSetup push_setup push_list views
64 SecuritySetup security_setup views
70 DisconnectControl disconnect_control views
71 Limiter limiter views
"""


def objects(meter, context):
    """Yield (class id, logical name, make) of each object; make(): the Object.

    context: as the server's, with `associations`, `directory`, `counters`, `title` and `push()`.
    """

    def row(class_id, c, d, e, *configured):
        name = bytes((0, 0, c, d, e, 255))
        return class_id, name, lambda: _class(class_id, e)(name, meter, context, *configured)

    yield row(15, 40, 0, 0)
    for e, association in enumerate(context.associations, 1):
        yield row(15, 40, 0, e, association)
    for e, association in enumerate(context.associations, 1):
        if 3 in association.contexts:
            yield row(1, 43, 1, e, association)
    yield row(1, 42, 0, 0)
    yield row(17, 41, 0, 0)
    yield row(23, 22, 0, 0)
    yield row(64, 43, 0, 0)
    yield row(40, 25, 9, 0)
    yield row(9, 10, 0, 1)
    if meter.settings.type_number.tariffs > 1:
        yield row(9, 10, 0, 100)
    yield row(9, 10, 0, 108)
    yield row(22, 15, 0, 0)
    if meter.update:
        yield row(22, 15, 0, 2)
    yield row(22, 15, 0, 4)
    if meter.update:
        yield row(18, 44, 0, 0)
    yield row(20, 13, 0, 0)
    yield row(11, 11, 0, 0)
    yield row(6, 14, 0, 0)
    yield row(21, 16, 1, 0)
    if meter.control:
        yield row(70, 96, 3, 10)
        yield row(71, 17, 0, 0)


def _class(class_id, e):
    """The class of objects, loaded; e: group E of the logical name."""
    begin = _CLASSES.find("\n22-2 " if (class_id, e) == (22, 2) else "\n%d " % class_id) + 1
    _, name, modules = _CLASSES[begin : _CLASSES.find("\n", begin)].split(" ", 2)
    return load(name, modules)
