"""A shipping label as a real GIF or real ZPL: address, Code 128 barcode, number. Standard library only.

GIF89a after https://www.w3.org/Graphics/GIF/spec-gif89a.txt; Code 128 set B after ISO/IEC 15417.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence

WIDTH, HEIGHT = 400, 600  # 4 × 6 inches at 100 dots
# Code 128: six widths a symbol, seven for the stop.
_BAR_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112"
)
_BARS = _BAR_WIDTHS.split()
_START_B, _STOP = 104, 106
# Five columns a letter, lowest bit on top.
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./"
_COLUMNS = (
    "3E5149453E 00427F4000 4261514946 2141454B31 1814127F10 2745454539 3C4A494930 0171090503 3649494936 "
    "064949291E 7E1111117E 7F49494936 3E41414122 7F4141221C 7F49494941 7F09090901 3E4149497A 7F0808087F "
    "00417F4100 2040413F01 7F08142241 7F40404040 7F020C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E "
    "7F09192946 4649494931 01017F0101 3F4040403F 1F2040201F 3F4038403F 6314081463 0708700807 6151494543 "
    "0808080808 0060600000 2010080402"
)
_FONT = {c: bytes.fromhex(h) for c, h in zip(_LETTERS, _COLUMNS.split(), strict=True)}


def bars(words: str) -> list[int]:
    """Code 128 B as module widths, bar and space in turn, with check symbol and stop."""
    values = [_START_B] + [ord(c) - 32 for c in words if 32 <= ord(c) < 127]
    check = (values[0] + sum(i * v for i, v in enumerate(values[1:], 1))) % 103
    return [int(width) for value in [*values, check, _STOP] for width in _BARS[value]]


def zpl(lines: Sequence[str], number: str) -> bytes:
    """The label for a Zebra printer at 203 dpi."""
    fields = [f"^FO40,{60 + 50 * i}^A0N,40^FD{_plain(line)}^FS" for i, line in enumerate(lines)]
    fields.append(f"^FO40,800^BY3^BCN,200,Y,N,N^FD{_plain(number)}^FS")
    return ("^XA^PW812^LL1218" + "".join(fields) + "^XZ").encode("ascii")


def gif(lines: Sequence[str], number: str) -> bytes:
    """The label as a picture in black and white."""
    canvas = bytearray(WIDTH * HEIGHT)
    for i, line in enumerate(lines):
        _write(canvas, 20, 30 + 34 * i, _plain(line), 3)
    x = 30
    for i, width in enumerate(bars(number)):
        for column in range(x, min(x + width, WIDTH) if i % 2 == 0 else x):
            for row in range(380, 520):
                canvas[row * WIDTH + column] = 1
        x += width
    _write(canvas, 30, 540, number, 3)
    head = b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0x80, 0, 0) + b"\xff\xff\xff\x00\x00\x00"
    image = b"," + struct.pack("<HHHHB", 0, 0, WIDTH, HEIGHT, 0) + b"\x02"
    data = _lzw(bytes(canvas))
    blocks = b"".join(bytes([len(b)]) + b for b in (data[i : i + 255] for i in range(0, len(data), 255)))
    return head + image + blocks + b"\x00;"


def _plain(words: str) -> str:
    """Letters of the font; accents fall off, ZPL's own signs with them."""
    folded = unicodedata.normalize("NFKD", words).upper()
    return "".join(c for c in folded if c in _FONT or c == " ")[:22]


def _write(canvas: bytearray, x: int, y: int, words: str, size: int) -> None:
    for i, char in enumerate(words):
        for column, bits in enumerate(_FONT.get(char, b"")):
            for row in (r for r in range(7) if bits >> r & 1):
                left = x + (i * 6 + column) * size
                if left + size <= WIDTH:
                    for line in range(y + row * size, y + (row + 1) * size):
                        canvas[line * WIDTH + left : line * WIDTH + left + size] = b"\x01" * size


def _lzw(pixels: bytes) -> bytes:
    """GIF's LZW with two-bit pixels: codes grow to 12 bits, then the table starts afresh."""
    clear, end = 4, 5
    out, bits, held = bytearray(), 0, 0

    def put(code: int, size: int) -> None:
        nonlocal bits, held
        held |= code << bits
        bits += size
        while bits >= 8:
            out.append(held & 255)
            held >>= 8
            bits -= 8

    table = {bytes([p]): p for p in range(4)}
    size, word = 3, b""
    put(clear, size)
    for pixel in pixels:
        longer = word + bytes([pixel])
        if longer in table:
            word = longer
            continue
        put(table[word], size)
        code = len(table) + 2
        table[longer] = code
        if code == 1 << size and size < 12:
            size += 1
        elif code == 4095:
            put(clear, size)
            table, size = {bytes([p]): p for p in range(4)}, 3
        word = bytes([pixel])
    put(table[word], size)
    put(end, size)
    if bits:
        out.append(held & 255)
    return bytes(out)
