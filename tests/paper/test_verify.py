from __future__ import annotations

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pikepdf
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from tests.certificates.rows import AKASHI, FAMILY, FATHER, HOLDER_CARD, ISSUED_AT, snapshot
from tests.paper.desk import SEAL_KEY, SEAL_PUBLIC, SIGNER, binding_for, front

from kofu.certificates import Content
from kofu.certificates.resident_record import compose
from kofu.numbering import DocumentNumber, parts
from kofu.paper.positions import RESIDENT_RECORD
from kofu.paper.preview import pages_as_png
from kofu.paper.readback import read_back
from kofu.paper.scan.errors import FileTooLarge, UnreadableFile
from kofu.paper.scan.verify import Doubt, Finding, Verdict, verify_pictures
from kofu.paper.seal import SealSigner
from kofu.rules import Kind, Option


def keys(municipality: str, key_id: bytes, number: DocumentNumber) -> bytes | None:
    listed = (municipality, key_id) == ("282031", b"ak26") and parts(number).issued_on == ISSUED_AT.date()
    return SEAL_PUBLIC if listed else None


def content_of_family() -> Content:
    return compose(snapshot(*FAMILY), "household", frozenset(Option), AKASHI, ISSUED_AT)


@cache
def family(seed: str = "1", signer: SealSigner = SIGNER) -> bytes:
    content = content_of_family()
    return front().draw(content, binding_for(content, seed), HOLDER_CARD, signer).pdf


@cache
def picture(dpi: int, page: int = 0) -> Image.Image:
    image = Image.open(io.BytesIO(pages_as_png(family(), dpi)[page]))
    image.load()
    return image


def saved(image: Image.Image, kind: str = "PNG", quality: int = 75) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, quality=quality)
    return target.getvalue()


def found(data: bytes) -> Finding:
    return verify_pictures(data, "sheet", keys)


def test_the_whole_set_as_pdf_is_genuine_and_says_what_it_certifies() -> None:
    finding = found(family())
    assert (finding.verdict, finding.kind, finding.municipality) == (Verdict.GENUINE, Kind.RESIDENT_RECORD, "282031")
    assert finding.number == binding_for(content_of_family()).number
    assert (finding.issued_at, finding.sheets, finding.sheets_of) == (ISSUED_AT, (1, 2), 2)
    assert (finding.status, finding.reasons) == ("not_checked", ())
    assert finding.fields[:3] == (
        ("address", FATHER.address.text),
        ("name", "明石　太郎"),
        ("birth", "1985-04-12"),
    )


@pytest.mark.parametrize(
    ("dpi", "turn"), [(150, 0), (150, 4), (150, 90), (150, 180), (150, 270), (200, 137), (200, 4), (300, 0), (300, 180)]
)
def test_a_picture_is_read_in_any_turn(dpi: int, turn: int) -> None:
    turned = picture(dpi).rotate(turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert found(saved(turned)).verdict is Verdict.GENUINE


def test_a_soft_noisy_jpeg_is_read() -> None:
    noise = np.random.default_rng(7).normal(0, 18, (picture(200).height, picture(200).width))
    blurred = np.asarray(picture(200).filter(ImageFilter.GaussianBlur(0.8)), dtype=float) * 0.8 + 30 + noise
    photo = Image.fromarray(np.clip(blurred, 0, 255).astype(np.uint8))
    assert found(saved(photo, "JPEG", 60)).verdict is Verdict.GENUINE


def test_one_sheet_of_two_is_genuine_and_incomplete() -> None:
    finding = found(saved(picture(200, page=1)))
    assert (finding.verdict, finding.sheets, finding.reasons) == (Verdict.GENUINE, (2,), (Doubt.SHEETS_MISSING,))


def test_a_seal_signed_by_somebody_else_is_altered() -> None:
    impostor = Ed25519PrivateKey.from_private_bytes(b"i" * 32)
    finding = found(family("1", SealSigner(b"ak26", impostor.sign)))
    assert (finding.verdict, finding.reasons) == (Verdict.ALTERED, (Doubt.SIGNATURE_WRONG,))
    assert (finding.kind, finding.fields) == (None, ())


def test_a_key_that_is_not_listed_is_unknown() -> None:
    finding = found(family("1", SealSigner(b"????", SEAL_KEY.sign)))
    assert (finding.verdict, finding.reasons) == (Verdict.UNKNOWN_KEY, (Doubt.KEY_NOT_TRUSTED,))
    assert finding.number is not None


def test_sheets_of_two_documents_in_one_file_are_not_mixed_into_one_verdict() -> None:
    pages = [Image.open(io.BytesIO(pages_as_png(family(seed), 150)[place])) for place, seed in enumerate(("1", "2"))]
    target = io.BytesIO()
    pages[0].save(target, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    assert found(target.getvalue()).reasons == (Doubt.SEVERAL_DOCUMENTS,)


def symbol_picture(data: bytes) -> Image.Image:
    modules = np.array([list(row) for row in segno.make(data, error="m", mode="byte", micro=False).matrix], np.uint8)
    return Image.fromarray(np.pad(255 * (1 - np.kron(modules, np.ones((6, 6), np.uint8))), 60, constant_values=255))


@pytest.mark.parametrize(
    ("image", "doubt"),
    [
        (Image.new("L", (600, 800), 255), Doubt.NO_SEAL_FOUND),
        (Image.new("L", (8, 8), 0), Doubt.NO_SEAL_FOUND),
        (symbol_picture(b"https://example.invalid/"), Doubt.NO_SEAL_FOUND),
    ],
    ids=["blank", "tiny", "other symbol"],
)
def test_a_picture_without_our_seal_is_unreadable(image: Image.Image, doubt: Doubt) -> None:
    finding = found(saved(image))
    assert (finding.verdict, finding.reasons) == (Verdict.UNREADABLE, (doubt,))


def test_a_symbol_that_only_begins_like_a_seal_is_altered() -> None:
    finding = found(saved(symbol_picture(b"KF\x01" + bytes(range(200)))))
    assert (finding.verdict, finding.reasons) == (Verdict.ALTERED, (Doubt.SEAL_MALFORMED,))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300))
def test_files_of_junk_are_refused(junk: bytes) -> None:
    for data in (junk, b"%PDF-1.7\n" + junk, b"\x89PNG\r\n\x1a\n" + junk, b"\xff\xd8\xff\xe0" + junk):
        with pytest.raises(UnreadableFile):
            found(data)


def test_a_truncated_picture_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        found(saved(picture(150))[:5000])


def test_a_picture_of_a_hundred_megapixels_is_refused_before_decoding() -> None:
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(FileTooLarge):
        found(b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))


@pytest.mark.parametrize(("pages", "side"), [(51, 200), (1, 14_000)])
def test_a_pdf_with_too_many_or_too_large_pages_is_refused(pages: int, side: int) -> None:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(side, side))
    target = io.BytesIO()
    pdf.save(target)
    with pytest.raises(FileTooLarge):
        found(target.getvalue())


def test_a_file_of_other_kind_is_refused() -> None:
    target = io.BytesIO()
    Image.new("L", (10, 10)).save(target, "GIF")
    with pytest.raises(UnreadableFile):
        found(target.getvalue())


def test_previews_have_one_picture_a_page() -> None:
    pictures = [Image.open(io.BytesIO(png)) for png in pages_as_png(family(), 60)]
    assert [image.size for image in pictures] == [(497, 702)] * 2


def test_another_content_with_the_same_seal_key_has_another_seal() -> None:
    content = content_of_family()
    one = replace(content, sheets=content.sheets[:1], essentials=content.essentials[:1], filled=(4,))
    finding = found(front().draw(one, binding_for(one), HOLDER_CARD, SIGNER).pdf)
    assert (finding.verdict, finding.sheets_of) == (Verdict.GENUINE, 1)


def test_reading_in_several_threads_gives_each_its_own_document() -> None:
    documents = {seed: family(seed) for seed in "123"}
    numbers = {seed: binding_for(content_of_family(), seed).number for seed in documents}
    with ThreadPoolExecutor(4) as pool:
        findings = list(pool.map(lambda seed: (seed, found(documents[seed]).number), "123123"))
        texts = list(pool.map(lambda seed: (seed, read_back(documents[seed], RESIDENT_RECORD)), "123" * 6))
    assert all(number == numbers[seed] for seed, number in findings)
    assert all(read[1, "number"].replace(" ", "") == numbers[seed] for seed, read in texts)
