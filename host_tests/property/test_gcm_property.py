"""AES-GCM of the firmware against a library that others have tested: any key, IV, data, length and place."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given, settings
from hypothesis import strategies as st
from meter.comms.cosem.security import key_wrap
from meter.comms.cosem.security.gcm import TAG, Gcm

many = settings(max_examples=200, deadline=None, derandomize=True, database=None)
keys = st.binary(min_size=16, max_size=16)
ivs = st.binary(min_size=12, max_size=12)
# lengths are drawn first, or nearly all texts would be short
texts = st.integers(0, 700).flatmap(lambda size: st.binary(min_size=size, max_size=size))


@many
@given(keys, ivs, st.binary(max_size=70), texts, st.integers(0, 20))
def test_sealed_as_by_the_library(key, iv, aad, plain, at):
    expected = AESGCM(key).encrypt(iv, plain, aad)
    gcm = Gcm(key)
    work = bytearray(at) + plain
    gcm.crypt(iv, work, at, len(work))
    assert work[at:] == expected[:-16]
    assert gcm.tag(iv, aad, work, at, len(work)) == expected[-16:][:TAG]
    gcm.crypt(iv, work, at, len(work))
    assert work[at:] == plain


@many
@given(keys, ivs, st.binary(max_size=70), texts)
def test_authenticated_as_by_the_library(key, iv, aad, more):
    expected = AESGCM(key).encrypt(iv, b"", aad + more)
    assert Gcm(key).tag(iv, aad, more, 0, len(more), True) == expected[:TAG]


@many
@given(keys, keys)
def test_keys_wrapped_as_by_the_library(master, key):
    assert key_wrap.unwrap(master, aes_key_wrap(master, key)) == key
