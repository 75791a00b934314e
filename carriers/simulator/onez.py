"""UPS tracking numbers: 1Z, six of the account, two of the service, seven of the parcel, a check digit."""

from __future__ import annotations


def check_digit(fifteen: str) -> int:
    """Over the fifteen characters after 1Z: letters count (code - 63) mod 10, every second one doubled, modulo 10."""
    values = [int(c) if c.isdecimal() else (ord(c) - 63) % 10 for c in fifteen]
    return -(sum(values[0::2]) + 2 * sum(values[1::2])) % 10


def mint(account: str, service: str, serial: int) -> str:
    body = f"{account:0>6.6}{service:0>2.2}{serial % 10**7:07d}".upper()
    return f"1Z{body}{check_digit(body)}"


def valid(number: str) -> bool:
    shape = len(number) == 18 and number.startswith("1Z") and number.isascii() and number.isalnum()
    return shape and number.isupper() and number[17].isdecimal() and check_digit(number[2:17]) == int(number[17])
