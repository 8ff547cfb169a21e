"""Files as people and attackers send them, made here."""

import io
import zipfile
import zlib

import docx

TYPES = "[Content_Types].xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    made = io.BytesIO(b"%PDF-1.7\n")
    made.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.writelines(b"%010d 00000 n \n" % place for place in places)
    made.write(b"trailer\n<< /Size %d %s >>\n" % (len(objects) + 1, trailer))
    made.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return made.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf_saying(text: str, catalog: bytes = CATALOG) -> bytes:
    said = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("latin-1")
    return pdf(catalog, PAGES, PAGE, stream(said), FONT)


def docx_of(paragraph: str, *cells: str, header: str = "") -> bytes:
    document = docx.Document()
    document.add_paragraph(paragraph)
    if cells:
        table = document.add_table(rows=1, cols=len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return made.getvalue()


def docx_with(body: bytes, **more: bytes) -> bytes:
    """A real Word document with another `word/document.xml`."""
    with zipfile.ZipFile(io.BytesIO(docx_of("Hello."))) as real:
        parts = {name: real.read(name) for name in real.namelist()}
    return archive({**parts, "word/document.xml": body, **more})


def paragraph(text: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>'
        f"{text}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "forklift"}">' for n in range(10))
BILLION_LAUGHS = docx_with(paragraph("&l9;", f"<!DOCTYPE w [{LAUGHS}]>"))
READS_A_FILE = docx_with(
    paragraph("&secret;", '<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>')
)
ZIP_BOMB = docx_with(paragraph("forklift"), **{"word/media/bomb.bin": bytes(90_000_000)})
XML = paragraph("<!--" + "x" * 60_000_000 + "-->")
XML_BOMB = docx_with(XML)
LYING_ZIP = XML_BOMB.replace(len(XML).to_bytes(4, "little"), (100).to_bytes(4, "little"))
JUST_A_ZIP = archive({"cv.docx": docx_of("Forklift")})
NAMED_LIKE_WORD = archive({"word/document.xml": paragraph("forklift"), TYPES: b"<Types/>"})
MANY_PARTS = archive({str(number): b"" for number in range(3_000)} | {TYPES: b"<Types/>"})

PAGES_IN_A_RING = pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>")
ENDLESS_XREF = pdf_saying("forklift").replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")
OBJECT_IN_ITSELF = pdf(CATALOG, PAGES, PAGE, b"4 0 R", FONT)
FLATE_BOMB = pdf(
    CATALOG, PAGES, PAGE,
    stream(zlib.compress(zlib.compress(bytes(100_000_000), 9), 9),
           b"/Filter [/FlateDecode /FlateDecode]"),
    FONT,
)  # fmt: skip
SLOW = pdf(
    CATALOG,
    PAGES,
    PAGE,
    stream(
        zlib.compress(b"BT /F1 1 Tf" + b"(x) Tj " * 9_000_000 + b"ET", 9), b"/Filter /FlateDecode"
    ),
    FONT,
)
RUNS_A_SCRIPT = pdf_saying(
    "Forklift licence",
    b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
)
LOCKED = pdf_saying("Forklift").replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4"
    b" /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
