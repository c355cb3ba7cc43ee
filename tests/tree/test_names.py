"""What a file's name says."""

import pytest

from preflight.tree import names


@pytest.mark.parametrize(
    ("path", "is_dotenv"),
    [
        (".env", True),
        ("apps/web/.env.local", True),
        (".env.example", True),
        (".ENV", True),
        ("prod.env", True),
        (".envrc", True),
        (".envrc.local", True),
        (".dev.vars", True),
        (".flaskenv", True),
        (".env-prod", True),
        ("env.py", False),
        (".environment", False),
        ("src/env.d.ts", False),
        (".env/bin/activate", False),
        ("environment.env.ts", False),
    ],
)
def test_dotenv_files_are_known_by_name(path, is_dotenv):
    assert names.is_dotenv(path) is is_dotenv


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("dist/app.js", "dist"),
        ("apps/web/dist/assets/app.js", "apps/web/dist"),
        ("apps/web/.next/static/chunks/1.js", "apps/web/.next/static"),
        (".next/server/app.js", None),
        (".output/public/_nuxt/a.js", ".output/public"),
        (".output/server/index.mjs", None),
        ("out/index.html", "out"),
        ("build", None),
        ("src/dist.js", None),
        ("node_modules/x/dist/x.js", None),
        ("dist/node_modules/x/y.js", "dist"),
    ],
)
def test_what_is_shipped_is_known_by_its_folders(path, root):
    assert names.shipped_root(path) == root


def test_a_folder_that_git_does_not_know_may_hold_what_is_shipped():
    assert names.shipped_below("apps/web/.next") == ("apps/web/.next/static",)
    assert names.shipped_below("dist") == ("dist",)
    assert names.shipped_below("node_modules") == ()


@pytest.mark.parametrize(("path", "suffix"), [("a/b.TS", ".ts"), (".env", ""), ("Dockerfile", ""), ("a.b/c", "")])
def test_suffixes(path, suffix):
    assert names.suffix(path) == suffix
