"""`inputs`: from what is known of sample inputs to verdicts; end to end with real files and servers."""

import base64

import pytest

from preflight.assets.model import Answer, Asset, Assets, Clip, Kind, Media, Picture, Way
from preflight.assets.rules import load_inputs
from preflight.parts import Known, NotReadable
from preflight.verdict import Status
from preflight_checks.inputs import inputs
from tests.assets.media import clip, picture
from tests.cli import app, environment, preflight
from tests.servers import answer, playing

RULES = load_inputs("runway")
PNG = Known(Kind(Media.IMAGE, "PNG"))
MP4 = Known(Kind(Media.VIDEO, "mp4"))


def judged(**parts):
    (verdict,) = inputs(Assets(assets=(Asset(**{"name": "a", **parts}),), rules=RULES))
    return verdict


def served(**parts):
    whole = {"status": 200, "content_type": "image/png", "length": 1000, **parts}
    return judged(way=Way.URL, answer=Known(Answer(**whole)))


@pytest.mark.parametrize(
    ("parts", "status", "says"),
    [
        ({}, Status.PASS, "HEAD answers 200, image/png, 1.0 kB"),
        ({"content_type": "image/jpg"}, Status.PASS, "image/jpg"),
        ({"content_type": "video/mp4", "length": 32_000_000}, Status.PASS, "32.0 MB"),
        ({"status": 302, "location": "x.example"}, Status.FAIL, "HEAD answers 302, a redirect to x.example"),
        ({"status": 403}, Status.FAIL, "HEAD answers 403"),
        ({"status": 405}, Status.FAIL, "HEAD answers 405"),
        ({"status": 404}, Status.FAIL, "HEAD answers 404"),
        ({"status": 206}, Status.FAIL, "HEAD answers 206"),
        ({"status": 429}, Status.UNKNOWN, "HEAD answers 429"),
        ({"status": 503}, Status.UNKNOWN, "HEAD answers 503"),
        ({"content_type": "application/octet-stream"}, Status.FAIL, "Content-Type is application/octet-stream"),
        ({"content_type": "image/gif"}, Status.FAIL, "Content-Type is image/gif"),
        ({"content_type": "text/html"}, Status.FAIL, "Content-Type is text/html"),
        ({"content_type": ""}, Status.FAIL, "no Content-Type"),
        ({"length": None}, Status.FAIL, "no Content-Length"),
        ({"length": 0}, Status.FAIL, "it is empty"),
        ({"length": 16_000_001}, Status.FAIL, "16.0 MB; 16.0 MB are allowed by URL"),
        ({"content_type": "audio/mpeg", "length": 33_000_000}, Status.FAIL, "32.0 MB are allowed by URL"),
        ({"content_type": "video/x-msvideo"}, Status.WARN, "discouraged"),
    ],
)
def test_servers(parts, status, says):
    verdict = served(**parts)
    assert verdict.status is status, verdict.message
    assert says in verdict.message
    assert status is Status.PASS or verdict.remedy


def test_faults_of_the_address_come_first():
    verdict = judged(way=Way.URL, faults=("its host is an IP address",), answer=NotReadable("offline"))
    assert (verdict.status, verdict.message) == (Status.FAIL, "a: its host is an IP address")


def test_a_server_that_was_not_asked_is_unknown():
    verdict = judged(way=Way.URL, answer=NotReadable("offline: no server was asked"))
    assert (verdict.status, "offline" in verdict.message) == (Status.UNKNOWN, True)


@pytest.mark.parametrize(
    ("model", "status"), [(None, Status.PASS), ("gen4.5", Status.UNKNOWN), ("aleph2", Status.UNKNOWN)]
)
def test_a_model_with_rules_of_its_own_wants_more_than_a_server_tells(model, status):
    assert (
        judged(way=Way.URL, model=model, answer=Known(Answer(status=200, content_type="image/png", length=9))).status
        is status
    )


@pytest.mark.parametrize(
    ("size", "status", "says"),
    [
        (1_000, Status.PASS, "by URL, as a data URI or by an upload"),
        (511, Status.PASS, "by URL or as a data URI"),
        (3_700_000, Status.PASS, "by URL, as a data URI or by an upload"),
        (3_800_000, Status.PASS, "by URL or by an upload"),
        (16_000_001, Status.WARN, "fits an upload alone"),
        (200_000_001, Status.FAIL, "200.0 MB are the most, by an upload"),
    ],
)
def test_sizes_of_files(size, status, says):
    verdict = judged(way=Way.FILE, kind=PNG, size=Known(size), picture=Known(Picture(1280, 720)))
    assert verdict.status is status, verdict.message
    assert says in verdict.message


@pytest.mark.parametrize(
    ("size", "kind", "status"),
    [
        (5_000_000, PNG, Status.PASS),
        (5_000_001, PNG, Status.FAIL),
        (5_000_001, MP4, Status.WARN),
        (16_000_001, MP4, Status.FAIL),
    ],
)
def test_sizes_of_data_uris(size, kind, status):
    declared = "image/png" if kind is PNG else "video/mp4"
    verdict = judged(
        way=Way.DATA_URI, kind=kind, size=Known(size), declared=declared, picture=Known(Picture(1280, 720)),
        clip=Known(Clip(container="mp4", codec="H.264", seconds=5.0)),
    )  # fmt: skip
    assert verdict.status is status, verdict.message


def test_what_a_data_uri_declares_is_what_it_holds():
    verdict = judged(
        way=Way.DATA_URI, kind=PNG, size=Known(99), declared="video/mp4", picture=Known(Picture(1280, 720))
    )
    assert (verdict.status, "it declares video/mp4 and holds PNG" in verdict.message) == (Status.FAIL, True)


@pytest.mark.parametrize(
    ("model", "size", "status"),
    [
        (None, (1280, 720), Status.PASS),
        ("gen4.5", (1280, 720), Status.PASS),
        ("gen4.5", (2000, 1000), Status.PASS),
        ("gen4.5", (2100, 1000), Status.FAIL),
        ("gen4_turbo", (2100, 1000), Status.PASS),
        ("gen4_turbo", (1000, 2100), Status.FAIL),
        ("seedance2", (2560, 700), Status.PASS),
        ("happyhorse_1_0", (1000, 2000), Status.FAIL),
        ("gen4_image", (4000, 700), Status.PASS),
        (None, (500, 500), Status.WARN),
        (None, (5000, 2000), Status.WARN),
    ],
)
def test_shapes(model, size, status):
    verdict = judged(way=Way.FILE, model=model, kind=PNG, size=Known(9999), picture=Known(Picture(*size)))
    assert verdict.status is status, verdict.message


@pytest.mark.parametrize(
    ("clip", "model", "status", "says"),
    [
        ({}, None, Status.PASS, "H.264, 5 s"),
        ({"codec": "VP9"}, None, Status.FAIL, "VP9 in mp4; AV1, H.264 or H.265 are taken"),
        ({"codec": "ProRes", "container": "mov"}, None, Status.PASS, "ProRes"),
        ({"codec": "VP9", "container": "webm"}, None, Status.PASS, "VP9"),
        ({"codec": "anything", "container": "mkv"}, None, Status.PASS, "anything"),
        ({"container": "avi"}, None, Status.WARN, "avi is taken, and discouraged"),
        ({"seconds": 31.0}, None, Status.PASS, "31 s"),
        ({"seconds": 31.0}, "aleph2", Status.FAIL, "31 s; aleph2 takes 2 to 30 s"),
        ({"seconds": 1.5}, "aleph2", Status.FAIL, "1.5 s; aleph2 takes 2 to 30 s"),
        ({"seconds": 1.5}, "ruby", Status.PASS, "1.5 s"),
        ({"seconds": None}, "ruby", Status.UNKNOWN, "how long it is, is not known"),
        ({"fps": 60.0}, "aleph2", Status.FAIL, "60 frames a second; aleph2 takes 30"),
        ({"fps": 29.97}, "aleph2", Status.PASS, ""),
        ({"width": 3000, "height": 1000}, "gen4_turbo", Status.FAIL, "width by height is 3.000"),
    ],
)
def test_clips(clip, model, status, says):
    whole = {"container": "mp4", "codec": "H.264", "seconds": 5.0, **clip}
    verdict = judged(way=Way.FILE, model=model, kind=MP4, size=Known(9999), clip=Known(Clip(**whole)))
    assert verdict.status is status, verdict.message
    assert says in verdict.message


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"kind": NotReadable("there is no such file"), "size": NotReadable("there is no such file")}, Status.UNKNOWN),
        ({"kind": NotReadable("its first bytes are of no kind"), "size": Known(9)}, Status.FAIL),
        ({"kind": Known(Kind(Media.IMAGE, "GIF", taken=False)), "size": Known(9)}, Status.FAIL),
        ({"kind": PNG, "size": Known(9), "picture": NotReadable("its width was not read")}, Status.UNKNOWN),
        ({"kind": MP4, "size": Known(9), "clip": NotReadable("its codec was not read")}, Status.UNKNOWN),
    ],
)
def test_what_could_not_be_read(parts, status):
    assert judged(way=Way.FILE, **parts).status is status


def test_a_failure_tells_what_else_is_odd_and_unknown():
    verdict = judged(way=Way.FILE, model="gen4.5", kind=PNG, size=Known(17_000_000), picture=Known(Picture(5000, 1000)))
    assert verdict.status is Status.FAIL
    for words in ("gen4.5 takes 0.5 to 2.0", "fits an upload alone", "4096 pixels a side"):
        assert words in verdict.message


def test_an_upload_has_been_looked_at():
    assert judged(way=Way.UPLOAD).status is Status.PASS


def test_nothing_to_judge():
    (verdict,) = inputs(Assets(assets=(), rules=RULES))
    assert verdict.status is Status.SKIP
    assert "preflight inputs" in verdict.remedy


# End to end.

CONFIG = """version: 1
inputs:
  - {{file: art/hero.png, model: gen4.5}}
  - {{url: "{url}"}}
"""


def test_a_user_sees_the_inputs_of_the_config_with_their_places(tmp_path):
    root = app(
        tmp_path / "app",
        {"art/hero.png": picture(3000, 1000), ".preflight.yml": CONFIG.format(url="https://localhost:9/a")},
    )
    done = preflight("check", "--only", "inputs", cwd=root, env=environment(COLUMNS="200"))
    assert done.returncode == 0, done.stderr  # advised
    assert "art/hero.png: width by height is 3.000 (3000 x 1000); gen4.5 takes 0.5 to 2.0" in done.stdout
    assert ".preflight.yml:3:5" in done.stdout
    assert "localhost" in done.stdout
    assert preflight("check", "--only", "inputs", "--strict", cwd=root).returncode == 1


@pytest.mark.parametrize("url", ["http://a.example/b", "file:///etc/passwd", "gopher://a.example"])
def test_a_config_names_no_other_addresses(tmp_path, url):
    root = app(tmp_path / "app", {".preflight.yml": CONFIG.format(url=url)})
    done = preflight("check", "--only", "inputs", cwd=root)
    assert done.returncode == 2
    assert "a URL that begins with https://" in done.stderr


@pytest.mark.parametrize("file", ["../x.png", "/etc/passwd", ".git/config", "a/../../b.png"])
def test_a_config_names_no_files_elsewhere(tmp_path, file):
    root = app(tmp_path / "app", {".preflight.yml": f"version: 1\ninputs: [{{file: {file}}}]\n"})
    assert preflight("check", "--only", "inputs", cwd=root).returncode == 2


def test_a_symlink_out_of_the_repository_is_not_followed(tmp_path):
    (tmp_path / "secret.png").write_bytes(picture())
    root = app(tmp_path / "app", {".preflight.yml": "version: 1\ninputs: [{file: a.png}]\n"})
    (root / "a.png").symlink_to("../secret.png")
    done = preflight("check", "--only", "inputs", cwd=root, env=environment(COLUMNS="200"))
    assert "a symlink that leads out of the directory under review is not followed" in done.stdout


def test_a_private_address_is_contacted_only_when_the_user_says_so(tmp_path):
    headers = {"Content-Type": "image/png", "Content-Length": "2000"}
    with playing(answer(200, b"", headers=headers)) as played:
        url = played.url.replace("127.0.0.1", "localhost")
        done = preflight("inputs", f"{url}/a.png", cwd=tmp_path)
        assert done.returncode == 1  # no TLS
        assert played.heads == []
        done = preflight("inputs", f"{url}/a.png", "--allow-private", "-v", cwd=tmp_path)
        assert "HEAD localhost at 127.0.0.1: 200" in done.stderr
        assert len(played.heads) == 1
        assert preflight("inputs", f"{url}/a.png", "--allow-private", "--offline", cwd=tmp_path).returncode == 1
        assert len(played.heads) == 1


def test_the_command_judges_files_and_data_uris(tmp_path):
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "b.mp4").write_bytes(clip(40))
    uri = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
    wide = environment(COLUMNS="200")
    done = preflight("inputs", "a.png", uri, "--model", "gen4.5", cwd=tmp_path, env=wide)
    assert done.returncode == 0, done.stdout
    assert uri[40:90] not in done.stdout
    done = preflight("inputs", "b.mp4", "--model", "aleph2", cwd=tmp_path, env=wide)
    assert (done.returncode, "40 s; aleph2 takes 2 to 30 s" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "FILE-OR-URL"),
        (["none.png"], "none.png: there is no such file"),
        (["a.png", "--model", "gen45"], 'did you mean "gen4.5"?'),
        (["a.png", "--model", "gen3a_turbo"], "use gen4_turbo"),
    ],
)
def test_slips_of_the_user(tmp_path, arguments, says):
    (tmp_path / "a.png").write_bytes(picture())
    done = preflight("inputs", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
