"""Two recorded visits of a client at the link level, from the reference vectors (5512-1424 D1, sections 4.1 and 4.2).

Each is a list of (frame of the client, frame of the meter). The application's part stands between the LLC header and
the check sequence. What the manual does not print of the second visit is left out: its blocks 3 to 6.
"""


def octets(text):
    return bytes(int(text[k : k + 2], 16) for k in range(0, len(text), 2))


def apdu(frame):
    """The APDU in a frame of these dialogues that carries one: behind one-octet addresses and the LLC header."""
    return frame[11:-3]


def pairs(texts):
    return [(octets(texts[k]), octets(texts[k + 1])) for k in range(0, len(texts), 2)]


def rows(first, count):
    """`count` printed rows of the load profile, from the quarter of an hour `first` on: only the time moves."""
    text = ""
    for quarter in range(first, first + count):
        time = "07DD0A1905%02X%02X00FF800080" % (quarter // 4, quarter % 4 * 15)
        text += "0208090C" + time + "12000006000005000F010600000003060000000006000000000600000001"
    return text


# Public client 16 at server 1 reads the meter number.
NUMBER = pairs(
    (
        "7EA0200321937DD981801405020200060202000704000000010804000000016FEF7E",
        "7EA0202103737398818014050202000602008007040000000108040000000119D47E",
        "7EA02B032110FBAFE6E600601DA109060760857405080101BE10040E01000000065F1F040000181DFFFF5FAF7E",
        "7EA0372103306C7CE6E7006129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F0400001010007D00077DEE7E",
        "7EA0190321326FD8E6E600C0018100010101000001FF0200A8E37E",
        "7EA0152103525D8AE6E700C40181000600BC614FE4367E",
        "7EA00703215303C77E",
        "7EA00721037301407E",
    )
)

# Client 18 at server 16, with a password, reads the load profile of 25 October 2013: the first two blocks.
PROFILE = pairs(
    (
        "7EA0202125939E0881801405020200060202000704000000010804000000016FEF7E",
        "7EA02025217391EB818014050202000602008007040000000108040000000119D47E",
        "7EA041212510523BE6E6006033A1090607608574050801018A0207808B0760857405080201AC0780053132333435"
        "BE10040E01000000065F1F040000FE1FFFFF0CFF7E",
        "7EA0372521308E0FE6E7006129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000101C007D00074D997E",
        "7EA04C212532CDB2E6E600C0018100070101630100FF0201010204020412000809060001010000FF0F02120000"
        "090C07DD0A19FF00000000800080090C07DD0A1AFF0000000080008001002F847E",
        "7EA1E62521521DA0E6E700C402810000000001008201CE013B" + rows(0, 10) + "453D7E",
        "7EA01321255412D3E6E600C0028100000001737F7E",
        "7EA1E42521745FDDE6E700C402810000000002008201CC" + rows(10, 10) + "3C237E",
    )
)

# The same visit, its last two questions: numbers 7 and 0 modulo 8.
PROFILE_END = pairs(
    (
        "7EA0132125FE42D9E6E600C0028100000006CC0B7E",
        "7EA07425211E88F4E6E700C4028101000000070082005C"
        "0208090C07DD0A19050F0000FF80008012000006000000000F01060002E30D06000000000600000D2F0600000001"
        "0208090C07DD0A19050F0F00FF80008012000006000000000F0106000343F806000000000600000EE906000000014FD97E",
        "7EA007212553E0167E",
        "7EA007252173E3337E",
    )
)

# Link layer frames that answer or mean something by themselves, from the generated reference vectors.
SNRM_PLAIN = octets("7EA0072127935CE37E")  # client 19, server 16, no parameters
SNRM_TWO = octets("7EA008204125930D057E")  # client 18, server 16 on device 32
SNRM_FOUR = octets("7EA00A00200041259394D07E")
DM = octets("7EA00725211F899A7E")  # to client 18
RR = octets("7EA007212531F4567E")  # client 18 has received number 0
