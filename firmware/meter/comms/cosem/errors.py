"""Why a service is refused: data-access-result, which action-result shares (IEC 62056-53, DLMS UA Green Book 9.5)."""

HARDWARE_FAULT = 1
TEMPORARY_FAILURE = 2
READ_WRITE_DENIED = 3
OBJECT_UNDEFINED = 4
CLASS_INCONSISTENT = 9
TYPE_UNMATCHED = 12
SCOPE_VIOLATED = 13
LONG_GET_ABORTED = 15
NO_LONG_GET = 16
LONG_SET_ABORTED = 17
NO_LONG_SET = 18
BLOCK_NUMBER_INVALID = 19
OTHER_REASON = 250


class Refused(Exception):
    """`result`: one of the above."""

    def __init__(self, result):
        super().__init__("refused with %d" % result)
        self.result = result
