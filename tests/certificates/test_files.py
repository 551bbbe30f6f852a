"""The file's form: whatever isn't exactly what `certify` writes is refused."""

from __future__ import annotations

import io
import random
import stat
import struct
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable

import pytest

from conformance.certificate.archive import LARGEST, ArchiveError, pack, unpack
from conformance.certificate.compression import compress, decompress
from conformance.certificate.verify import Kind

from .making import Made

DAMAGED = "no zip, or a damaged one"
BESIDE = "bytes beside its parts"


def rezipped(made: Made, change: Callable[[zipfile.ZipFile], None], compression: int = 0) -> bytes:
    """The parts in a zip of somebody else's, and something more."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in made.parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, compression)
        change(archive)
    return file.getvalue()


def plus(name: str, content: bytes = b"x", attributes: int = 0) -> Callable[[Made], bytes]:
    def add(archive: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes << 16
        archive.writestr(entry, content)

    return lambda made: rezipped(made, add)


def patched(made: Made, signature: bytes, offset: int, value: bytes) -> bytes:
    """Bytes changed in the first header that begins with a signature."""
    place = made.data.index(signature) + offset
    return made.data[:place] + value + made.data[place + len(value) :]


def zip64(made: Made) -> bytes:
    """Sizes where those of large files stand."""

    def add(archive: zipfile.ZipFile) -> None:
        with archive.open(zipfile.ZipInfo("attempts/1.jsonl.gz"), "w", force_zip64=True) as part:
            part.write(b"x")

    return rezipped(made, add)


def without_sizes(made: Made) -> bytes:
    """A first entry that says of its sizes that they stand elsewhere, where they don't."""
    return patched(made, b"PK\1\2", 20, b"\xff" * 8)


def linked(made: Made) -> bytes:
    return patched(made, b"PK\1\2", 38, struct.pack("<I", (stat.S_IFLNK | 0o777) << 16))


def encrypted(made: Made) -> bytes:
    return patched(made, b"PK\1\2", 8, b"\1\0")


def nested(made: Made) -> bytes:
    return pack({"transcript.jsonl.gz": made.data})


def without(*names: str) -> Callable[[Made], bytes]:
    return lambda made: pack({name: one for name, one in made.parts.items() if name not in names})


CHANGES: dict[str, tuple[Callable[[Made], bytes], str]] = {
    "empty": (lambda made: b"", DAMAGED),
    "no zip": (lambda made: b"not a zip", DAMAGED),
    "cut off": (lambda made: made.data[:-1], DAMAGED),
    "half": (lambda made: made.data[: len(made.data) // 2], DAMAGED),
    "without its beginning": (lambda made: made.data[1:], DAMAGED),
    "something before": (lambda made: b"#!/bin/sh\n" + made.data, BESIDE),
    "something after": (lambda made: made.data + b"\n", BESIDE),
    "a comment": (lambda made: made.data[:-2] + b"\1\0x", BESIDE),
    "two parts of one name": (plus("report.json", b"{}"), "two parts named 'report.json'"),
    "the parent's directory": (plus("../x"), "named '../x', which leads out"),
    "the parent's directory inside": (plus("spec/../../x"), "which leads out"),
    "an absolute path": (plus("/x"), "named '/x', which leads out"),
    "a drive": (plus("C:x"), "named 'C:x', which leads out"),
    "a drive with a stroke": (plus("C:\\x"), "which leads out"),
    "a backward stroke": (plus("..\\x"), "which leads out"),
    "an unknown part": (plus("notes.txt"), "named 'notes.txt', which no bundle has"),
    "an attempt too many": (plus("attempts/5.jsonl.gz"), "which no bundle has"),
    "a directory": (plus("spec/", b"", stat.S_IFDIR | 0o755), "which no bundle has"),
    "a link": (linked, BESIDE),
    "other attributes": (lambda made: patched(made, b"PK\1\2", 38, b"\1"), BESIDE),
    "another system": (lambda made: patched(made, b"PK\1\2", 5, b"\0"), BESIDE),
    "another date": (lambda made: patched(made, b"PK\1\2", 12, b"\1"), BESIDE),
    "encrypted": (encrypted, "is encrypted"),
    "zip64": (zip64, BESIDE),
    "zip64 without sizes": (without_sizes, "larger than a bundle ever is"),
    "compressed": (
        lambda made: rezipped(made, lambda archive: None, compression=zipfile.ZIP_DEFLATED),
        "is compressed",
    ),
    "a zip in a zip": (nested, "is missing"),
    "another order": (
        lambda made: rezipped(made, lambda archive: None),
        BESIDE,
    ),
    "no manifest": (without("manifest.json"), "The part manifest.json is missing"),
    "no transcript": (without("transcript.jsonl.gz"), "transcript.jsonl.gz is missing"),
    "no statement": (without("conformance.dsse.json"), "conformance.dsse.json is missing"),
    "no bare predicate": (without("test-result.predicate.json"), "is missing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_another_form_is_refused(made: Made, name: str) -> None:
    change, said = CHANGES[name]
    done = made.verify(change(made))
    assert [one.kind for one in done.objections] == [Kind.FILE]
    assert said in done.objections[0].sentence
    assert done.claim is None


def test_the_certificate_itself_holds(made: Made) -> None:
    done = made.verify(made.data, anew=True)
    assert (done.objections, done.signed) == ((), True)
    assert done.report is not None
    assert done.report.verdict.value == made.json("report.json")["verdict"]


def test_a_key_is_not_needed_but_then_nothing_is_signed(made: Made) -> None:
    done = made.verify(made.data, key=None)
    assert done.holds
    assert not done.signed


PLACES = 96


@pytest.mark.parametrize("number", range(PLACES))
def test_one_bit_is_enough(made: Made, number: int) -> None:
    """Places all over the file: at fixed distances, and every part's signature and header."""
    chance = random.Random(number)
    place = (len(made.data) - 1) * number // (PLACES - 1)
    changed = bytearray(made.data)
    changed[place] ^= 1 << chance.randrange(8)
    done = made.verify(bytes(changed))
    assert done.objections
    assert done.objections[0].kind in {Kind.FILE, Kind.DIGESTS, Kind.SIGNATURE}


def test_every_bit_of_a_small_archive_counts() -> None:
    data = pack({"a": b"one", "b": b"two"})
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ArchiveError):
            unpack(bytes(changed), {"a", "b"})


def test_a_part_that_claims_to_be_huge_is_not_read(made: Made) -> None:
    huge = patched(made, b"PK\1\2", 24, struct.pack("<I", LARGEST + 1))
    (objection,) = made.verify(huge).objections
    assert "larger than a bundle ever is" in objection.sentence


def bomb(size: int) -> bytes:
    """Gzip of so many zeros."""
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(2**20)
    parts = [stream.compress(block) for _ in range(size // 2**20)]
    return b"".join([*parts, stream.flush()])


def test_a_bomb_stops_early_in_little_memory() -> None:
    packed = bomb(64 * 2**20)
    tracemalloc.start()
    with pytest.raises(ArchiveError, match=r"more than 4,194,304 bytes"):
        decompress(packed, 4 * 2**20)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 * 2**20


def test_a_bomb_in_a_bundle_is_refused(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.certificate.judging.LARGEST", 2**20)
    done = made.verify(made.sealed({"transcript.jsonl.gz": bomb(16 * 2**20)}))
    assert [one.kind for one in done.objections] == [Kind.EVIDENCE]
    assert "decompresses to more than 1,048,576 bytes" in done.objections[0].sentence


@pytest.mark.parametrize("cut", [1, 5, 9, 20])
def test_a_compressed_part_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ArchiveError, match=r"cut off|damaged"):
        decompress(compress(b"some text, and some more of it")[:-cut])


def test_what_follows_a_compressed_part_is_refused() -> None:
    with pytest.raises(ArchiveError, match="something follows"):
        decompress(compress(b"text") + b"more")


@pytest.mark.parametrize("content", [b"", b"text" * 99, bytes(range(256)) * 5000])
def test_what_is_compressed_comes_back(content: bytes) -> None:
    assert decompress(compress(content)) == content
    assert compress(content)[:10] == b"\x1f\x8b\x08\0\0\0\0\0\2\xff"
