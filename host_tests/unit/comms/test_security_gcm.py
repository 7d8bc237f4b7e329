"""AES-GCM: published vectors, and every length and place against the standard written down bit by bit."""

import cryptolib
from meter.comms.cosem.security import ghash
from meter.comms.cosem.security.checks import same
from meter.comms.cosem.security.gcm import Gcm
from vectors import gcm_reference

unhex = bytes.fromhex
KEY = unhex("feffe9928665731c6d6a8f9467308308")
IV = unhex("cafebabefacedbaddecaf888")
PLAIN = unhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
TEXT = unhex(
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
)
AAD = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
# McGrew and Viega, The Galois/Counter Mode of Operation, test cases 1 to 4: key, IV, plain, additional, text, tag
CASES = (
    (bytes(16), bytes(12), b"", b"", b"", "58e2fccefa7e3061367f1d57a4e7455a"),
    (
        bytes(16),
        bytes(12),
        bytes(16),
        b"",
        unhex("0388dace60b6a392f328c2b971b2fe78"),
        "ab6e47d42cec13bdf53a67b21257bddf",
    ),
    (KEY, IV, PLAIN, b"", TEXT, "4d5c2af327cd64a62cf35abd2ba6fab4"),
    (KEY, IV, PLAIN[:60], AAD, TEXT[:60], "5bc94fbc3221a5db94fae95ae7121a47"),
)


def noise(count, seed=1):
    """`count` bytes that look random, the same everywhere."""
    found = bytearray(count)
    for k in range(count):
        seed = (seed * 75 + 74) % 65537
        found[k] = seed >> 3 & 0xFF
    return bytes(found)


def crypted(gcm, iv, data):
    work = bytearray(data)
    gcm.crypt(iv, work, 0, len(work))
    return bytes(work)


def test_the_published_cases():
    for key, iv, plain, aad, text, tag in CASES:
        gcm = Gcm(key)
        assert crypted(gcm, iv, plain) == text
        assert crypted(gcm, iv, text) == plain
        assert gcm.tag(iv, aad, text, 0, len(text)) == unhex(tag)[:12]
        assert gcm_reference.seal(key, iv, aad, plain) == (text, unhex(tag))


def test_aes_is_that_of_fips_197():
    key, plain = bytes(range(16)), unhex("00112233445566778899aabbccddeeff")
    text = unhex("69c4e0d86a7b0430d8cdb78070b4c55a")
    assert cryptolib.aes(key, 1).encrypt(plain * 2) == text * 2
    assert cryptolib.aes(key, 1).decrypt(text) == plain
    work = bytearray(plain)
    cryptolib.aes(key, 1).encrypt(work, work)
    assert work == text


def test_aes_refuses_the_same_on_every_runtime():
    aes = cryptolib.aes(bytes(16), 1)
    aes.encrypt(bytes(16))
    for call in (
        lambda: cryptolib.aes(bytes(15), 1),
        lambda: cryptolib.aes(bytes(16), 9),
        lambda: aes.decrypt(bytes(16)),
        lambda: aes.encrypt(bytes(17)),
        lambda: aes.encrypt(bytes(32), bytearray(16)),
    ):
        try:
            call()
        except ValueError:
            continue
        raise AssertionError("accepted")


def test_every_length_of_text_is_encrypted_and_authenticated():
    gcm = Gcm(KEY)
    plain = noise(70)
    text, _ = gcm_reference.seal(KEY, IV, b"", plain)
    for size in range(71):
        assert crypted(gcm, IV, plain[:size]) == text[:size]
        assert gcm.tag(IV, AAD, text, 0, size) == gcm_reference.seal(KEY, IV, AAD, plain[:size])[1][:12]


def test_long_texts_go_on_with_the_counter_at_every_edge_of_the_key_stream():
    gcm = Gcm(KEY)
    plain = noise(2100)
    text, tag = gcm_reference.seal(KEY, IV, AAD, plain)
    assert gcm.tag(IV, AAD, text, 0, len(text)) == tag[:12]
    for size in (255, 256, 257, 511, 512, 513, 2047, 2048, 2049, 2100):
        assert crypted(gcm, IV, plain[:size]) == text[:size]


def test_a_long_key_stream_repeats_no_block():
    stream = crypted(Gcm(KEY), IV, bytes(65535))
    assert len({stream[at : at + 16] for at in range(0, 65520, 16)}) == 4095


def test_bytes_before_and_after_the_text_stay_as_they_are():
    gcm = Gcm(KEY)
    for at in range(18):
        for size in (0, 1, 15, 16, 17, 40):
            work = bytearray(noise(at + size + 3))
            before = bytes(work)
            gcm.crypt(IV, work, at, at + size)
            assert work[:at] == before[:at]
            assert work[at + size :] == before[at + size :]
            text, tag = gcm_reference.seal(KEY, IV, b"", before[at : at + size])
            assert work[at : at + size] == text
            assert gcm.tag(IV, b"", work, at, at + size) == tag[:12]


def test_additional_data_may_come_in_two_parts_cut_anywhere():
    gcm = Gcm(KEY)
    data = noise(67)
    expected = gcm_reference.seal(KEY, IV, data, b"")[1][:12]
    for cut in range(68):
        assert gcm.tag(IV, data[:cut], data, cut, 67, True) == expected
        assert gcm.tag(IV, data[:cut], bytearray(data), cut, 67, True) == expected


def test_a_tag_leaves_nothing_behind_for_the_next():
    gcm = Gcm(KEY)
    first = gcm.tag(IV, AAD, TEXT, 0, 33)
    gcm.tag(IV, AAD, TEXT, 1, 64, True)
    assert gcm.tag(IV, AAD, TEXT, 0, 33) == first


def test_the_hash_of_every_single_bit_and_of_full_words():
    """H with one bit, data with one bit: every way a bit can go through table, shift and reduction."""
    for k in range(0, 128, 3):
        words = ghash.table((1 << k).to_bytes(16, "big"))
        for m in range(k % 5, 128, 5):
            ghash.absorb(0, 0, words, (1 << m).to_bytes(16, "big"), 0, 1)
            assert ghash.digest(words) == gcm_reference.product(1 << m, 1 << k), (k, m)
    full = (1 << 128) - 1
    for h in (0, 1, full, 1 << 127, full >> 1, full ^ 1):
        words = ghash.table(h.to_bytes(16, "big"))
        data = bytes([255] * 48) + noise(48)
        ghash.absorb(0, 0, words, data, 0, 6)
        assert ghash.digest(words) == gcm_reference.ghash(h, data)


def test_a_key_of_another_length_is_refused():
    for size in (0, 15, 17, 24, 32):
        try:
            Gcm(bytes(size))
        except ValueError as error:
            assert str(size) in str(error)
        else:
            raise AssertionError("accepted")


def test_strings_are_the_same_only_if_every_bit_is():
    data = noise(12)
    assert same(data, bytearray(data))
    assert not same(b"", data)
    assert not same(data, data[:11])
    for k in range(96):
        wrong = bytearray(data)
        wrong[k // 8] ^= 1 << k % 8
        assert not same(data, wrong)
