"""Keys planted wherever a report takes words from: the installed script writes none of them, in no format."""

import json
import zipfile

import pytest

from preflight.reports import formats
from tests.cli import app, environment, preflight
from tests.keys import runway_key
from tests.reports.texts import READERS
from tests.repos import make_repo
from tests.servers import answer, playing

PLACES = {
    place: runway_key(100 + number)
    for number, place in enumerate(
        (
            "path name", "folder name", "file", "branch name", "tag name", "commit message", "tag message",
            "git config", "config comment", "waiver comment", "attestation comment", "environment",
            "other variable", "dotenv", "vendor's error body", "vendor's header", "name of the root",
        )
    )
}  # fmt: skip
"""A key of its own for each place, so that a leak tells where it came from."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    repo = make_repo(tmp_path_factory.mktemp("x") / f"app-{PLACES['name of the root']}")
    repo.git("config", "user.name", PLACES["git config"])
    repo.write(".gitignore", ".env\n")
    repo.write(".env", f"RUNWAYML_API_SECRET={PLACES['dotenv']}\n")
    repo.write(
        ".preflight.yml",
        f"""\
version: 1
# {PLACES["config comment"]}
providers: {{runway: {{workload: {{gen4.5: {{per_day: 600, credits_each: 60}}}}}}}}
waivers:
  - {{check: daily-volume, reason: soft launch, by: me, expires: 2099-01-01}} # {PLACES["waiver comment"]}
""",
    )
    repo.write(
        ".preflight/attestations.yml",
        f"""\
version: 1 # {PLACES["attestation comment"]}
attestations:
  - {{check: emails, provider: runway, by: me, date: 2026-01-01, expires: 2099-01-01, evidence: seen}}
""",
    )
    repo.commit(
        {
            f"docs/{PLACES['path name']}.txt": "nothing",
            f"{PLACES['folder name']}/readme.txt": "nothing",
            "settings.py": f"KEY = '{PLACES['file']}'\n",
        },
        message=f"add {PLACES['commit message']}",
    )
    repo.git("tag", "-a", f"v-{PLACES['tag name']}", "-m", PLACES["tag message"])
    repo.git("switch", "--quiet", "-c", f"feature/{PLACES['branch name']}")
    return repo.root


@pytest.fixture(scope="module", params=[401, 500, 200])
def written(request, repository, tmp_path_factory):
    """Name → text of all that one run writes: every format to a file, stdout, stderr, and the runner's two files."""
    folder = tmp_path_factory.mktemp("out")
    body = {"error": PLACES["vendor's error body"], "creditBalance": PLACES["vendor's error body"]}
    behaviour = answer(request.param, body, headers={"X-Request-Id": PLACES["vendor's header"]})
    with playing(behaviour) as server:
        done = preflight(
            "check", "-v", "--format", "github", "--timeout", "5",
            *(part for format in formats() for part in ("--output", f"{format}={folder / format}")),
            cwd=repository,
            env=environment(
                RUNWAYML_API_SECRET=PLACES["environment"],
                OTHER=PLACES["other variable"],
                RUNWAYML_BASE_URL=server.url,
                GITHUB_STEP_SUMMARY=str(folder / "summary"),
                GITHUB_OUTPUT=str(folder / "outputs"),
            ),
        )  # fmt: skip
        assert server.holds(PLACES["environment"])  # the key did go to where it belongs
    assert done.returncode == 1, done.stderr
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return {**texts, "stdout": done.stdout, "stderr": done.stderr}


def assert_clean(text, name):
    """Not even the beginning of one."""
    for place, key in PLACES.items():
        assert key.removeprefix("key_")[:24] not in text, f"{name}: the one in the {place}"


@pytest.mark.parametrize("name", [*formats(), "summary", "outputs", "stdout", "stderr"])
def test_no_planted_key_is_written(written, name):
    read = READERS.get(name, str)(written[name])
    for text in (written[name], read):
        for place, key in PLACES.items():
            assert key not in text, place
            assert key.removeprefix("key_")[:24] not in text, f"the beginning of the one in the {place}"


def test_the_keys_were_found_all_the_same(written):
    """So the test above looks at reports that had something to hide."""
    told = json.loads(written["json"])
    secrets = next(row for row in told["results"] if row["check"] == "secrets")
    assert {finding["where"] for finding in secrets["findings"]} >= {
        "path", "history", "commit-message", "tag-message", "ref-name", "author",
    }  # fmt: skip
    assert "key_" in told["target"]["branch"]
    assert [one["check"] for one in told["attestations"]] == ["emails"]


@pytest.mark.parametrize("format", formats())
def test_scan_writes_none_either(repository, format):
    done = preflight("scan", "--format", format, cwd=repository)
    assert done.returncode == 1, done.stderr
    assert_clean(done.stdout + done.stderr, format)


@pytest.mark.parametrize("format", ["text", "json"])
def test_what_moved_between_two_reviews_tells_none(repository, tmp_path, format):
    """From clean to leaked and back, so that whatever the leaks say is printed; by bundles, and by JSON reports."""
    clean = app(tmp_path / "clean")
    for name, root in (("clean", clean), ("leaked", repository)):
        outputs = ("--bundle", tmp_path / f"{name}.zip", "--output", f"json={tmp_path / name}.json")
        preflight("review", "--no-input", "--offline", *outputs, cwd=root)
    for kind in ("zip", "json"):
        for old, new in (("clean", "leaked"), ("leaked", "clean")):
            done = preflight("diff", f"{old}.{kind}", f"{new}.{kind}", "--format", format, cwd=tmp_path)
            assert done.returncode == 1, done.stdout + done.stderr  # a key came in, a statement went
            assert "secrets" in done.stdout
            assert_clean(done.stdout + done.stderr, f"{old} {new} {kind}")


@pytest.mark.parametrize(
    "command",
    [
        *(("plan", "--format", format) for format in ("text", "json", "markdown")),
        *(("account", *usage, "--format", format) for format in ("text", "json", "markdown", "csv")
          for usage in ((), ("--usage",)) if usage or format != "csv"),
        ("attest", "list"), ("check-config",), ("list",), ("init", "--stdout"), ("scan", "--staged"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("status", [401, 200])
def test_no_other_command_writes_one(repository, command, status):
    body = {"error": PLACES["vendor's error body"], "creditBalance": PLACES["vendor's error body"]}
    with playing(answer(status, body, headers={"X-Request-Id": PLACES["vendor's header"]})) as server:
        own = {"RUNWAYML_API_SECRET": PLACES["environment"], "RUNWAYML_BASE_URL": server.url}
        done = preflight(*command, cwd=repository, env=environment(**own))
    assert done.returncode in {0, 1, 3}, done.stderr
    assert_clean(done.stdout + done.stderr, command[0])


@pytest.mark.parametrize("status", [401, 200])
def test_the_evidence_bundle_holds_none(repository, tmp_path, status):
    """Facts, settings and statements go into it as they are, but for their keys; reading it again tells none either."""
    body = {"error": PLACES["vendor's error body"], "creditBalance": PLACES["vendor's error body"]}
    with playing(answer(status, body, headers={"X-Request-Id": PLACES["vendor's header"]})) as server:
        env = environment(
            RUNWAYML_API_SECRET=PLACES["environment"],
            OTHER=PLACES["other variable"],
            RUNWAYML_BASE_URL=server.url,
        )
        done = preflight("review", "--no-input", "--bundle", tmp_path / "b.zip", cwd=repository, env=env)
    assert done.returncode == 1, done.stderr
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert {"config/.preflight.yml", "config/attestations.yml", "facts.json"} <= set(texts)
    again = preflight("check", "--from", tmp_path / "b.zip", cwd=tmp_path)
    texts |= {"printed": done.stdout + done.stderr, "again": again.stdout + again.stderr}
    texts["the page beside it"] = (tmp_path / "b.html").read_text(encoding="utf-8")
    for name, text in texts.items():
        assert_clean(text, name)
    assert str(repository) not in texts["facts.json"] + texts["run.json"]  # reports travel, paths do not
