"""Small pictures and the containers of marks: PNG chunks, JPEG segments, WebP chunks, EXIF, XMP, IPTC, C2PA."""
import base64
import random
import struct
import zlib

JPEG = base64.b64decode("""
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO
UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P
T09PT09PT0//wAARCAAgACADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABAb/xAAXEAADAQAAAAAAAAAAAAAAAAAAAwRh
/8QAGAEAAgMAAAAAAAAAAAAAAAAABAYCBQf/xAAXEQADAQAAAAAAAAAAAAAAAAAAAwQC/9oADAMBAAIRAxEAPwCIVNgxU2DFTYLV
NhZ7eQlpCKmwYqbBapsGKmwDY8ZJaQapsGKmwWqbBipsA2PM8lpBqmwYqbBapsGKmwD28ZZaT//Z
""")
WEBP = base64.b64decode("""
UklGRoAAAABXRUJQVlA4IHQAAADwBACdASogACAAPt02rVC/oiUjG/PwG4lsAJ0y43T2gAXU+HpV4Kf6RKJRJmahTYAA/vEKwiNU
8w2+LYSbEB7hJBMi+5vFmuy+6sZJ/rrnN+84QbmZ5KcVkwQO/rTBqPLd4mS+6Y7XVGBt9Pt8v+kEOAAAAA==
""")


# ---- pictures ---------------------------------------------------------------------------------------------------


def gradient(width, height, seed):
    """A smooth picture with a little noise, as rows of RGB."""
    rng = random.Random(seed)
    base = [rng.randrange(30, 200) for _ in range(3)]
    dx = [rng.uniform(-90, 90) for _ in range(3)]
    dy = [rng.uniform(-90, 90) for _ in range(3)]
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            for c in range(3):
                v = base[c] + dx[c] * x / width + dy[c] * y / height + rng.randrange(-4, 5)
                row.append(max(0, min(255, int(v))))
        rows.append(bytes(row))
    return rows


def grid_of(tiles):
    """Four pictures of one size, two by two."""
    top = [a + b for a, b in zip(tiles[0], tiles[1])]
    return top + [a + b for a, b in zip(tiles[2], tiles[3])]


# ---- containers -------------------------------------------------------------------------------------------------


def chunk(kind, data, crc=None):
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc & 0xFFFFFFFF)


def text(keyword, value, encoding="utf-8"):
    return chunk(b"tEXt", keyword.encode() + b"\0" + value.encode(encoding))


def ztext(keyword, value):
    return chunk(b"zTXt", keyword.encode() + b"\0\0" + zlib.compress(value.encode(), 9))


def itext(keyword, value, packed=False):
    data = value.encode() if isinstance(value, str) else value
    body = zlib.compress(data, 9) if packed else data
    return chunk(b"iTXt", keyword.encode() + (b"\0\1\0" if packed else b"\0\0\0") + b"\0\0" + body)


def png(rows, before=b"", after=b"", header=None):
    width, height = len(rows[0]) // 3, len(rows)
    ihdr = header or struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    raw = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + before + chunk(b"IDAT", zlib.compress(raw, 6)) + after +
            chunk(b"IEND", b""))


def small(seed, before=b"", after=b""):
    return png(gradient(48, 32, seed), before, after)


def blank(width, height, before=b""):
    """A white picture of one bit a pixel: large and cheap."""
    raw = (b"\0" + b"\xff" * ((width + 7) // 8)) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + before +
            chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments):
    return JPEG[:2] + b"".join(segments) + JPEG[2:]


def riff_chunk(kind, data):
    return kind + struct.pack("<I", len(data)) + data + (b"\0" if len(data) % 2 else b"")


def webp(exif=None, xmp_packet=None, c2pa=None):
    flags = (0x08 if exif else 0) | (0x04 if xmp_packet else 0)
    size = struct.pack("<I", 31)[:3] * 2
    body = riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + size) + WEBP[12:]
    if exif:
        body += riff_chunk(b"EXIF", exif)
    if xmp_packet:
        body += riff_chunk(b"XMP ", xmp_packet)
    if c2pa:
        body += riff_chunk(b"C2PA", c2pa)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def exif(tags, sub=(), big=False):
    """A TIFF structure of ASCII (2) and UNDEFINED (7) tags: (tag, type, bytes)."""
    e = ">" if big else "<"

    def directory(entries, at, extra):
        out = struct.pack(e + "H", len(entries))
        heap = at + 2 + 12 * len(entries) + 4
        data = b""
        for tag, kind, value in sorted(entries):
            if isinstance(value, int):
                out += struct.pack(e + "HHII", tag, 4, 1, value)
            elif len(value) <= 4:
                out += struct.pack(e + "HHI", tag, kind, len(value)) + value.ljust(4, b"\0")
            else:
                out += struct.pack(e + "HHII", tag, kind, len(value), heap + len(data))
                data += value + (b"\0" if len(value) % 2 else b"")
        return out + struct.pack(e + "I", 0) + data + extra

    entries = list(tags)
    if sub:
        size = len(directory(entries + [(0x8769, 4, 0)], 8, b""))
        entries.append((0x8769, 4, 8 + size))
        first = directory(entries, 8, b"")
        body = first + directory(list(sub), 8 + size, b"")
    else:
        body = directory(entries, 8, b"")
    return (b"MM\0*" if big else b"II*\0") + struct.pack(e + "I", 8) + body


def ascii_tag(tag, value):
    return (tag, 2, value.encode() + b"\0")


def comment(value, encoding):
    return (0x9286, 7, b"UNICODE\0" + value.encode(encoding))


def xmp(properties, elements=""):
    """A packet in the shape of the one in a public write-up."""
    return ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" '
            'x:xmptk="XMP Core 4.4.0-Exiv2"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" ' + properties + ">" + elements +
            '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>').encode()


TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def site_xmp(guid):
    return xmp('xmlns:iptcExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" iptcExt:DigImageGUID="' + guid +
               '" iptcExt:DigitalSourceType="' + TRAINED + '"')


def dc_xmp(description, creator=None):
    body = ("<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + description +
            "</rdf:li></rdf:Alt></dc:description>")
    if creator:
        body += "<dc:creator><rdf:Seq><rdf:li>" + creator + "</rdf:li></rdf:Seq></dc:creator>"
    # Another prefix than usual and the element form: both must be read.
    body += "<ext:DigitalSourceType>" + TRAINED + "</ext:DigitalSourceType>"
    return xmp('xmlns:dc="http://purl.org/dc/elements/1.1/" '
               'xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"', body)


def cbor_text(value):
    data = value.encode()
    return (bytes([0x60 + len(data)]) if len(data) < 24 else b"\x78" + bytes([len(data)])) + data


def manifest(generator, source_type=TRAINED, agent=None):
    """Bytes in which a C2PA manifest's strings stand as they do in a real one; nothing is signed."""
    claim = b"\xa3" + cbor_text("claim_generator") + cbor_text(generator)
    action = b"\xa1" + cbor_text("digitalSourceType") + cbor_text(source_type)
    if agent:
        action += cbor_text("softwareAgent") + b"\xa1" + cbor_text("name") + cbor_text(agent)
    body = b"jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0" + b"c2pa.actions\0" + action + b"c2pa.claim\0" + claim
    return struct.pack(">I", len(body) + 8) + b"jumb" + body


def iptc(*sets):
    records = b"".join(b"\x1c\x02" + bytes([n]) + struct.pack(">H", len(v.encode())) + v.encode() for n, v in sets)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + (b"\0" if len(records) % 2 else b"")
    return b"Photoshop 3.0\0" + resource
