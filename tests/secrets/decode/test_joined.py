import pytest

from preflight.secrets.decode import joined

A, B = "key_0123456789abcdef0123", "4567fedcba9876543210beef"

JOINED = [
    f'"{A}" + "{B}"',
    f'"{A}"+"{B}"',
    f'"{A}" +\n    "{B}"',
    f'"{A}"\n  + "{B}"',
    f'"{A}" \\\n    "{B}"',
    f"'{A}' '{B}'",
    f"'{A}'\n    '{B}'",
    f"b'{A}' rb'{B}'",
    f'"{A}" . "{B}"',
    f'"{A}" .. "{B}"',
    f'"{A}" & "{B}"',
    f'"{A}" || "{B}"',
    f'("{A}") + ("{B}")',
    f'\\"{A}\\" + \\"{B}\\"',
    f"{A}\\\n{B}",
    f"{A}\\\r\n    {B}",
    f"{A}\\\n  \\\n{B}",
    f"{A}\n{B}",
    f"{A}\r\n  {B}",
    f"# {A}\n# {B}",
    f"{A}\\n{B}",
    '`${"' + A + '"}${"' + B + '"}`',
    f'`{A}${{"{B}"}}`',
]
APART = [
    f'"{A}", "{B}"',
    f'"{A}": "{B}"',
    f'"{A}"; x = "{B}"',
    f"{A} {B}",
    f"{A} \\\n    {B}",
    f"{A}\n\n{B}",
    f"{A}\nadd {B}",
    f"{A}\n{A}",
    f"{A}: {B}",
]


@pytest.mark.parametrize("text", JOINED)
def test_pieces_are_joined_and_traced(text: str) -> None:
    whole = joined(text.encode())
    assert whole is not None
    start = whole.data.find((A + B).encode())
    assert start >= 0
    assert whole.spans(start, start + len(A + B))
    assert whole.locate(start) == text.find(A)
    assert whole.locate(start + len(A)) == text.rfind(B)


@pytest.mark.parametrize("text", APART)
def test_other_neighbours_stay_apart(text: str) -> None:
    whole = joined(text.encode())
    assert whole is None or (A + B).encode() not in whole.data


LOCKS = [
    f'  resolved "https://example.test/a.tgz#{A[4:]}"\n  integrity sha512-{B}{B}==\n  dependencies:\n    b "1.2"\n',
    f'    {{file = "a-1.0-py3-none-any.whl", hash = "sha256:{B}{B}"}},\n',
    f'      "integrity": "sha512-{B}{B}==",\n      "engines": {{\n        "node": ">=8"\n      }},\n',
    f"a==1.0 \\\n    --hash=sha256:{B}{B} \\\n    --hash=sha256:{A[4:]}{B}\n\n",
    f"example.test/a v1.0.0 h1:{B}{B}=\n",
]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_no_pieces(lock: str) -> None:
    assert joined(lock.encode() * 1000) is None
