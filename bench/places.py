"""The ways in which a key gets into a file, and what only looks like a key."""

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

Written = tuple[str, bytes]
"""A path and the content there."""


def make_key(chance: random.Random) -> str:
    """A plausible key of the kind that matters."""
    return "key" + "_" + chance.randbytes(64).hex()


def _around(text: str) -> bytes:
    return f"# settings of the service\nname = demo\nsecret = '{text}'\nretries = 3\n".encode()


def _base64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def _wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def _zip(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _tar(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _pdf(key: str) -> bytes:
    stream = zlib.compress(f"BT /F1 12 Tf ({key}) Tj ET".encode())
    head = b"%PDF-1.4\n1 0 obj\n<< /Length " + str(len(stream)).encode() + b" /Filter /FlateDecode >>\n"
    return head + b"stream\n" + stream + b"\nendstream\nendobj\ntrailer\n<< >>\n%%EOF\n"


def _notebook(key: str) -> bytes:
    cell = {"cell_type": "code", "source": [f"client = Client('{key}')\n"], "outputs": []}
    return json.dumps({"cells": [cell], "nbformat": 4}).encode()


def _quarters(key: str) -> str:
    return " +\n    ".join(f'"{key[at : at + 33]}"' for at in range(0, len(key), 33))


FILES: Final[Mapping[str, Callable[[str], Written]]] = {
    "dot-env": lambda key: (".env.production", f"RUNWAYML_API_SECRET={key}\n".encode()),
    "source": lambda key: ("app/client.py", _around(key)),
    "yaml": lambda key: ("deploy/values.yaml", f"runway:\n  apiKey: {key}\n".encode()),
    "json": lambda key: ("config.json", json.dumps({"key": key}).encode()),
    "notebook": lambda key: ("notebooks/demo.ipynb", _notebook(key)),
    "minified": lambda key: ("dist/bundle.min.js", b"var a=1;" * 130_000 + f'var k="{key}";'.encode() + b"f();" * 999),
    "windows-lines": lambda key: ("win.ini", _around(key).replace(b"\n", b"\r\n")),
    "no-final-newline": lambda key: ("token", key.encode()),
    "latin-1": lambda key: ("latin.txt", "Schlüssel für später: ".encode("latin-1") + key.encode()),
    "utf-16": lambda key: ("utf16.txt", _around(key).decode().encode("utf-16")),
    "utf-16-be": lambda key: ("utf16be.txt", _around(key).decode().encode("utf-16-be")),
    "utf-16-le": lambda key: ("utf16le.txt", _around(key).decode().encode("utf-16-le")),
    "binary": lambda key: ("data.bin", bytes(range(256)) * 40 + key.encode() + bytes(range(255, -1, -1)) * 40),
    "no-diff": lambda key: ("assets/blob.dat", _around(key)),
    "large-file": lambda key: ("data/table.csv", b"1,2,3,some text,4\n" * 400_000 + key.encode() + b"\n"),
    "url": lambda key: ("remote.txt", f"https://user:{key}@example.com/path\n".encode()),
    "after-escape": lambda key: ("log.json", f'"line one\\n{key}\\nline three"\n'.encode()),
    "deep-folder": lambda key: ("/".join(["deep"] * 40) + "/file.txt", _around(key)),
    "odd-name": lambda key: ("näme with spaces\tand tab.txt", _around(key)),
    "file-name": lambda key: (f"backup/{key}", b"empty\n"),
    "base64": lambda key: ("b64.txt", _around(_base64(key))),
    "base64-line": lambda key: ("b64line.txt", _around(_base64(f"API_KEY={key}\n"))),
    "base64-url": lambda key: ("b64url.txt", _around(base64.urlsafe_b64encode(f"{key}?>".encode()).decode())),
    "base64-64": lambda key: ("b64mime.pem", _wrapped(_base64(f"some text before, then {key}"), 64).encode()),
    "base64-76": lambda key: ("b64mime.eml", _wrapped(_base64(f"some text before, then {key}"), 76).encode()),
    "base64-twice": lambda key: ("b64b64.txt", _around(_base64(_base64(key)))),
    "kubernetes": lambda key: ("k8s.yaml", f"kind: Secret\ndata:\n  key: {_base64(key)}\n".encode()),
    "base64-gzip": lambda key: ("b64gz.txt", _around(_base64(_gzip(key.encode())))),
    "hex": lambda key: ("hex.txt", _around(key.encode().hex())),
    "percent": lambda key: ("percent.txt", _around("".join(f"%{byte:02X}" for byte in key.encode()))),
    "unicode-escapes": lambda key: ("escapes.json", _around("".join(f"\\u{byte:04x}" for byte in key.encode()))),
    "quoted-printable": lambda key: ("mail.eml", quopri.encodestring(f"Your new key is {key}, enjoy".encode())),
    "split-literal": lambda key: ("split.py", _around(f'{key[:40]}" \n    "{key[40:]}')),
    "concatenated": lambda key: ("concat.js", f"const k = {_quarters(key)};\n".encode()),
    "gzip": lambda key: ("log.gz", _gzip(_around(key))),
    "bzip2": lambda key: ("log.bz2", bz2.compress(_around(key))),
    "xz": lambda key: ("log.xz", lzma.compress(_around(key))),
    "zip": lambda key: ("backup.zip", _zip({"a.txt": b"nothing", "conf/settings.ini": _around(key)})),
    "wheel": lambda key: ("demo-1.0-py3-none-any.whl", _zip({"demo/__init__.py": _around(key)})),
    "docx": lambda key: ("notes.docx", _zip({"word/document.xml": b"<w:t>" + key.encode() + b"</w:t>"})),
    "tar": lambda key: ("backup.tar", _tar({"etc/settings.ini": _around(key)})),
    "tar-gz": lambda key: ("backup.tar.gz", _gzip(_tar({"etc/settings.ini": _around(key)}))),
    "tar-gz-zip": lambda key: ("nested.zip", _zip({"inner.tar.gz": _gzip(_tar({"s.ini": _around(key)}))})),
    "pdf": lambda key: ("invoice.pdf", _pdf(key)),
}

DECOYS: Final[Mapping[str, Callable[[random.Random], Written]]] = {
    "identifier": lambda chance: ("decoys/a.py", b"api_key_identifier_of_the_primary_storage_account = key_id\n"),
    "placeholder": lambda chance: ("decoys/b.txt", ("key" + "_" + "x" * 128).encode()),
    "repeated-digit": lambda chance: ("decoys/c.txt", ("key" + "_" + "0" * 128).encode()),
    "periodic": lambda chance: ("decoys/d.txt", ("key" + "_" + "0123456789abcdef" * 8).encode()),
    "documented": lambda chance: ("decoys/e.md", ("key" + "_" + "1234567890").encode()),
    "hash": lambda chance: ("decoys/f.txt", chance.randbytes(64).hex().encode()),
    "image": lambda chance: ("decoys/g.txt", _base64(chance.randbytes(3000)).encode()),
}
