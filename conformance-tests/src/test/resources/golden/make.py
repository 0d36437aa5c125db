"""Writes the golden files beside it, from the description of the formats alone.

    python3 make.py         (needs python3 and its package cryptography, 44 or newer)

Nothing of this project's code runs here: where our code and these files disagree, our code has
changed its format. Keys and IVs are fixed, so a second run writes the same bytes.
"""

import base64
import hashlib
import pathlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
VERSION = b"0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9"
AES_KEY = bytes(range(32))
SM4_KEY = bytes(range(16))
IV = bytes(range(0xA0, 0xAC))
MESSAGE = b"golden message"
DATA_KEY = bytes(range(0x40, 0x60))
CONTEXT = {"b&c=d": "100 %", "a": "b", "stra\u00dfe": "\u4e2d"}


def escaped(part):
    return part.replace("%", "%25").replace("=", "%3D").replace("&", "%26")


def compatible(part):
    return part


def canonical(context, spell):
    return "&".join(spell(k) + "=" + spell(context[k]) for k in sorted(context)).encode("utf-8")


def aad(context, spell):
    return hashlib.sha256(canonical(context, spell)).digest() if context else b""


def aes_blob(plaintext, data):
    """Version id, IV, ciphertext, tag."""
    return VERSION + IV + AESGCM(AES_KEY).encrypt(IV, plaintext, data or None)


def sm4_blob(plaintext, data):
    encryptor = Cipher(algorithms.SM4(SM4_KEY), modes.GCM(IV)).encryptor()
    encryptor.authenticate_additional_data(data)
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    return VERSION + IV + ciphertext + encryptor.tag


def backup():
    """Argon2id over the passphrase, AES-256-GCM over the root key, as four lines."""
    store = "6e5f0c0e-0000-4000-8000-000000000000"
    salt = bytes(range(0xC0, 0xD0))
    key = Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=19456).derive(
        "correct horse \u00e9".encode("utf-8")
    )
    data = ("root key\npassphrase\n" + store).encode("utf-8")
    sealed = IV + AESGCM(key).encrypt(IV, bytes(range(0x20, 0x40)), data)
    lines = [
        "KMS root key backup 1",
        store,
        "argon2id,19456,2,1," + salt.hex(),
        base64.b64encode(sealed).decode("ascii"),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def envelope(message):
    """A header with the EDK, then AES-GCM-HKDF streaming as Tink describes it, in segments of 16 KiB."""
    edk = aes_blob(base64.b64encode(DATA_KEY), b"")
    header = b"KMSE" + bytes([1, 1]) + len(edk).to_bytes(2, "big") + edk
    salt = bytes(range(0x80, 0xA0))
    prefix = bytes(range(0xB0, 0xB7))
    stream = bytes([1 + len(salt) + len(prefix)]) + salt + prefix
    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=header).derive(DATA_KEY)
    full = 16384 - 16
    cuts = [0] + list(range(full - len(stream), len(message), full)) + [len(message)]
    segments = b""
    for number, (begin, end) in enumerate(zip(cuts, cuts[1:])):
        nonce = prefix + number.to_bytes(4, "big") + bytes([end == len(message)])
        segments += AESGCM(key).encrypt(nonce, message[begin:end], None)
    return header + stream + segments


FILES = {
    "envelope": envelope(bytes(i * i % 251 for i in range(33000))),
    "context.escaped": canonical(CONTEXT, escaped),
    "context.compatible": canonical(CONTEXT, compatible),
    "blob.aes": aes_blob(MESSAGE, b""),
    "blob.aes.empty": aes_blob(b"", b""),
    "blob.aes.escaped": aes_blob(MESSAGE, aad(CONTEXT, escaped)),
    "blob.aes.compatible": aes_blob(MESSAGE, aad(CONTEXT, compatible)),
    "blob.sm4": sm4_blob(MESSAGE, b""),
    "blob.sm4.escaped": sm4_blob(MESSAGE, aad(CONTEXT, escaped)),
    "edk": aes_blob(base64.b64encode(DATA_KEY), b""),
    "edk.escaped": aes_blob(base64.b64encode(DATA_KEY), aad(CONTEXT, escaped)),
    "backup": backup(),
}

for name, content in FILES.items():
    (HERE / name).write_bytes(content)
    print(hashlib.sha256(content).hexdigest(), name)
