#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes otp.json: what codes have to come out, computed independently of the library.

Usage: make_otp_vectors.py > otp.json

key     = HKDF-Expand(code key, "doverie otp 1" || challenge id, 32), RFC 5869 section 2.3
code    = RFC 4226 section 5.3 truncation of HMAC-SHA-256(key, parts)
parts   = realm, request, contact, purpose, phone, each with its length in front (8 bytes, big-endian)
binding = HMAC-SHA-256(HKDF-Expand(code key, "doverie phone binding 1" || challenge id, 32), parts)
"""
import hashlib
import hmac
import json


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    output, block, counter = b"", b"", 0
    while len(output) < length:
        counter += 1
        block = hmac_sha256(key, block + info + bytes([counter]))
        output += block
    return output[:length]


def truncate(mac: bytes, digits: int) -> str:
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset:offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def prefixed(parts: list[str]) -> bytes:
    encoded = [part.encode("utf-8") for part in parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in encoded)


def vector(key: bytes, challenge: str, realm: str, request: str, contact: str, phone: str, digits: int) -> dict:
    parts = prefixed([realm, request, contact, "recovery", phone])
    code_key = hkdf_expand(key, b"doverie otp 1" + challenge.encode(), 32)
    binding_key = hkdf_expand(key, b"doverie phone binding 1" + challenge.encode(), 32)
    return {
        "code_key": key.hex(), "challenge": challenge, "realm": realm, "request": request, "contact": contact,
        "purpose": "recovery", "phone": phone, "digits": digits,
        "code": truncate(hmac_sha256(code_key, parts), digits),
        "phone_binding": hmac_sha256(binding_key, parts).hex(),
    }


def vectors() -> list[dict]:
    key = bytes(range(32))
    other_key = hashlib.sha256(b"another code key").digest()
    challenge = "00112233445566778899aabbccddeeff"
    request = "req_" + "0123456789abcdef" * 2 + ".maria"
    made = [vector(key, challenge, "", request, "ivan", "+79161234567", digits) for digits in (6, 7, 8, 9)]
    # One part changed at a time: every one of them has to change the code.
    made += [
        vector(other_key, challenge, "", request, "ivan", "+79161234567", 6),
        vector(key, challenge[::-1], "", request, "ivan", "+79161234567", 6),
        vector(key, challenge, "stand-2", request, "ivan", "+79161234567", 6),
        vector(key, challenge, "", request + "2", "ivan", "+79161234567", 6),
        vector(key, challenge, "", request, "pyotr", "+79161234567", 6),
        vector(key, challenge, "", request, "ivan", "+79161234568", 6),
        # The same letters, parted elsewhere.
        vector(key, challenge, "", request + "i", "van", "+79161234567", 6),
        vector(key, challenge, "", request, "иван", "+79161234567", 6),
    ]
    # Found by trying: codes that begin with zeros.
    found = 0
    for i in range(100000):
        candidate = vector(key, f"{i:032x}", "", request, "ivan", "+79161234567", 6)
        if candidate["code"].startswith("00"):
            made.append(candidate)
            found += 1
        if found == 3:
            break
    for i in range(16):
        seed = hashlib.sha256(b"vector" + bytes([i])).digest()
        made.append(vector(seed, hashlib.md5(seed).hexdigest(), "realm-" + str(i), "req_" + hashlib.md5(seed[::-1]).hexdigest()
                           + ".account" + str(i), "contact/" + str(i), "+7900" + str(1000000 + i * 7), 6 + i % 4))
    return made


if __name__ == "__main__":
    print(json.dumps({"made_by": "make_otp_vectors.py", "vectors": vectors()}, ensure_ascii=False, indent=1))
