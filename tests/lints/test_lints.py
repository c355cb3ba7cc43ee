"""The lints over planted mistakes and near misses, in Python and TypeScript."""

import pytest

from preflight.lints.code import Language
from preflight.lints.review import findings_in
from preflight.verdict import Confidence
from tests.lints.builders import found, ids, look

SDK = "from runwayml import RunwayML\nclient = RunwayML()\n"
NODE = "import RunwayML from '@runwayml/sdk';\nconst client = new RunwayML();\n"
HOST = "https://api.dev.runwayml.com/v1"
VERSION = '"X-Runway-Version": "2024-11-06"'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (SDK + 'client.image_to_video.create(model="gen3a_turbo", ratio="1280:720", duration=5)', ["retired-model"]),
        (SDK + 'MODEL = "gen4_aleph"', ["retired-model"]),
        (SDK + 'def make(prompt, model="gen3a_turbo"): ...', ["retired-model"]),
        (SDK + 'def make(prompt, *, video_model: str = "gen3a_turbo"): ...', ["retired-model"]),
        (SDK + 'model = os.environ.get("RUNWAY_MODEL", "gen3a_turbo")\n'
         "client.image_to_video.create(model=model, ratio=ratio)", ["retired-model"]),
        (SDK + 'M = "veo3"\nclient.text_to_video.create(model=M, ratio="1280:720")', ["retired-model"]),
        (SDK + 'client.text_to_video.create(model="gen4_turbo", ratio="1280:720")', ["unknown-model"]),
        (f'body = {{"model": "gen3a_turbo", "promptText": p}}\nrequests.post("{HOST}/image_to_video", json=body)',
         ["retired-model"]),
        (f'BASE = "{HOST}"\n\nclass C:\n    def go(self):\n        return self.post(f"{{BASE}}/text_to_video", '
         'json={"model": "gen-4", "ratio": r})', ["unknown-model"]),
        (f'self.base = "{HOST}"\nself.call("POST", "/image_to_video", json={{"model": "gen3a_turbo", **more}})',
         ["retired-model"]),
        (f'data = json.dumps({{"model": "upscale_v1"}})\nurlopen("{HOST}/video_upscale", data=data)',
         ["retired-model"]),
    ],
)  # fmt: skip
def test_models_in_python(code, expected):
    assert [one for one in ids(code) if "model" in one or "ratio" in one] == expected


@pytest.mark.parametrize(
    "code",
    [
        SDK + 'OLD = ["gen3a_turbo", "gen4_aleph"]',
        SDK + 'PRICES = {"gen3a_turbo": 5}',
        SDK + 'MODELS = [{"model": "gen3a_turbo", "label": "Gen-3 (gone)"}]',
        SDK + 'return json.dumps({"status": "success", "task_id": task.id, "model": "gen3a_turbo", "prompt": p})',
        SDK + 'Model = Literal["gen3a_turbo", "gen4_turbo"]',
        SDK + '"""model="gen3a_turbo" is gone."""',
        SDK + '# client.image_to_video.create(model="gen3a_turbo")',
        SDK + 'def old():\n    """Was model="gen3a_turbo"."""',
        SDK + 'if model == "gen3a_turbo":\n    raise ValueError(model)',
        SDK + 'fal.run("veo", model="veo3")',
        SDK + 'openai.images.create(model="gpt-image-1")',
        SDK + "client.image_to_video.create(model=settings.model, ratio=settings.ratio)",
        SDK + 'model = "gen3a_turbo_off"\nmodel = choose()',
        'client.image_to_video.create(model="my-own-model", ratio="1:1")',
    ],
)
def test_models_that_are_no_finding(code):
    assert [one for one in ids(code) if "model" in one] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (NODE + "await client.imageToVideo.create({ model: 'gen3a_turbo', ratio: '1280:720' });",
         ["retired-model 3 gen3a_turbo"]),
        (NODE + "const { model = 'gen3a_turbo' } = req.body;\n"
         "await client.imageToVideo.create({ model, ratio });", ["retired-model 3 gen3a_turbo"]),
        (NODE + "const DEFAULT_MODEL: string = process.env.M ?? `gen4_aleph`;", ["retired-model 3 gen4_aleph"]),
        (NODE + "await client.textToVideo.create({ model: 'gen45', ratio: '1280:720' });", ["unknown-model 3 gen45"]),
        (NODE + "await client.imageToVideo.create({ model: 'gen4.5', promptImage, duration: 5 });",
         ["ratio-missing 3 image_to_video"]),
        (NODE + "await client.imageToVideo.create({ model: 'gen4.5', aspectRatio: '16:9' });",
         ["ratio-misnamed 3 aspectRatio"]),
        (NODE + "await client.imageToVideo.create({ model: 'gen4_turbo', ratio: '1280:768' });",
         ['ratio-obsolete 3 ratio "1280:768"']),
        (f"const BASE = '{HOST}';\nawait axios.post(`${{BASE}}/image_to_video`, {{ model: 'gen4.5', ratio: '16:9' }}, "
         f"{{ headers: {{ Authorization: a }} }});",
         ['ratio-obsolete 2 ratio "16:9"', "api-version-missing 2 image_to_video"]),
        (f"fetch('{HOST}/generate', {{ method: 'POST', headers: {{ Authorization: a, {VERSION} }} }});",
         ["invented-endpoint 1 /v1/generate"]),
        ("fetch('https://api.runwayml.com/v1/tasks/' + id);",
         ["wrong-host 1 https://api.runwayml.com"]),
        (f"const headers = {{ 'X-Runway-Version': '2024-09-13', Authorization: k }};\nfetch('{HOST}/organization', "
         "{ headers });", ["api-version-outdated 1 2024-09-13"]),
        (NODE + "const k = process.env.RUNWAY_API_KEY;\nif (!k) throw new Error('no key');",
         ["wrong-key-variable 3 RUNWAY_API_KEY"]),
        (NODE + "await client.imageToVideo.create({ model: 'gen4_turbo', ratio: '1280:720', "
         "promptImage: [{ uri: 'http://a.example/x.png', position: 'first' }] });",
         ["http-asset 3 http://a.example/x.png"]),
        (NODE + "const t = await client.imageToVideo\n  .create(body)\n  .waitForTaskOutput();",
         ["node-chained-wait 5 waitForTaskOutput"]),
        (NODE + "const pending = client.textToImage.create(body);\nconst t = await pending.waitForTaskOutput();",
         ["node-chained-wait 4 waitForTaskOutput"]),
    ],
)  # fmt: skip
def test_in_typescript(code, expected):
    assert found(code, "src/app.ts") == expected


@pytest.mark.parametrize(
    "code",
    [
        NODE + "await client.imageToVideo.create({ model: 'gen4.5', ...options });",
        NODE + "const body = { model: 'gen4.5' };\nbody.ratio = pick();\nawait client.imageToVideo.create(body);",
        NODE + "const body = { model: 'gen4.5' };\nObject.assign(body, more);\nawait client.imageToVideo.create(body);",
        NODE + "await client.imageToVideo.create({ model: 'hailuo3', ratio: '16:9' });",
        NODE + "const t = await (await client.imageToVideo.create(b)).wait();",
        NODE + "await client.tasks.retrieve(id).waitForTaskOutput();",
        NODE + "const docs = 'https://docs.dev.runwayml.com/v1/generate';",
        f"const TASKS = '{HOST}/tasks';\nfetch(`${{TASKS}}/${{id}}`, {{ headers: h() }});",
        f"fetch('{HOST}/tasks/' + id, {{ headers: {{ ...base, Authorization: k }} }});",
        f"const h = {{ Authorization: k }};\nh['X-Runway-Version'] = v;\nfetch('{HOST}/avatars', {{ headers: h }});",
        "// fetch('https://api.runwayml.com/v1/generate')\n/* runwayml: model: 'gen3a_turbo' */",
        "new RunwayML({ apiKey: process.env.RUNWAY_API_KEY });",
        "const client = new RunwayML(options(process.env.RUNWAY_API_KEY));",
        "type Body = { model: 'gen3a_turbo'; aspectRatio: string }; // runwayml",
        "const response = { model: 'gen4_turbo', aspectRatio: '16:9' }; // runwayml",
    ],
)
def test_near_misses_in_typescript(code):
    assert found(code, "src/app.ts") == []


LOOP = """
async function wait(id) {{ // runwayml
  {head} {{
    const task = await client.tasks.retrieve(id);
    {tests}
    await new Promise((done) => setTimeout(done, {pause}));
  }}
}}
"""
BOUND = "while (Date.now() < deadline)"
ENDS = "if (task.status === 'SUCCEEDED') return task;\n    if (['FAILED', 'CANCELLED'].includes(task.status)) throw x;"


@pytest.mark.parametrize(
    ("head", "tests", "pause", "expected"),
    [
        (BOUND, ENDS, 6000, []),
        ("for (let i = 0; i < 100; i++)", ENDS, 6000, []),
        ("while (true)", ENDS, 6000, ["poll-no-deadline"]),
        ("for (;;)", ENDS, 6000, ["poll-no-deadline"]),
        (BOUND, ENDS, 2000, ["poll-too-fast"]),
        (BOUND, ENDS, "2 ** i * 1000", []),
        (BOUND, ENDS.replace(", 'CANCELLED'", ""), 6000, ["poll-final-status"]),
        (BOUND, ENDS.replace("CANCELLED", "CANCELED"), 6000, ["poll-final-status"]),
        (BOUND, "if (task.status !== 'PENDING' && task.status !== 'RUNNING') return task;", 6000,
         ["poll-going-status"]),
        (BOUND, "if (!['PENDING', 'THROTTLED', 'RUNNING'].includes(task.status)) return task;",
         6000, []),
        (BOUND, "switch (task.status) { case 'SUCCEEDED': return task; case 'FAILED':\n"
         "case 'CANCELLED': throw task; default: break; }", 6000, []),
        (BOUND, "switch (task.status) { case 'SUCCEEDED': return task; case 'FAILED':\n"
         "throw task; default: break; }", 6000, ["poll-final-status"]),
        (BOUND, "if (isDone(task)) return task;", 6000, []),
    ],
)  # fmt: skip
def test_waits_in_typescript(head, tests, pause, expected):
    assert ids(LOOP.format(head=head, tests=tests, pause=pause), "a.js") == expected


PYTHON_LOOP = """
{before}
def wait(client, task_id):  # runwayml
    {head}:
        task = client.tasks.retrieve(task_id)
        {tests}
        {pause}
"""
PYTHON_ENDS = (
    'if task.status == "SUCCEEDED":\n            return task\n        if task.status in {bad}:\n            raise Bad'
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"head": "while True"}, ["poll-no-deadline"]),
        ({"head": "for _ in range(100)"}, []),
        ({"head": "async for task_id in todo"}, []),
        ({"pause": "pass"}, ["poll-no-sleep"]),
        ({"pause": "time.sleep(POLL)", "before": "POLL = 2"}, ["poll-too-fast"]),
        ({"pause": "time.sleep(POLL)", "before": "POLL = 2\nPOLL = 6"}, []),
        ({"pause": "pause()", "before": "def pause():\n    time.sleep(6)\n"}, []),
        ({"bad": '("FAILED",)'}, ["poll-final-status"]),
        ({"bad": "BAD", "before": 'BAD = {"FAILED", "CANCELLED"}'}, []),
        ({"bad": "BAD", "before": 'BAD = frozenset({"FAILED"})'}, ["poll-final-status"]),
        ({"bad": "(Status.FAILED, Status.CANCELLED)"}, []),
        ({"tests": 'match task.status:\n            case "SUCCEEDED":\n                return task\n'
          '            case "FAILED" | "CANCELLED":\n                raise Bad'}, []),
        ({"tests": 'match task.status:\n            case "SUCCEEDED":\n                return task\n'
          '            case "FAILED":\n                raise Bad'}, ["poll-final-status"]),
        ({"tests": 'if task.status not in ("PENDING", "RUNNING"):\n            break'}, ["poll-going-status"]),
        ({"tests": 'done = task.status in ("SUCCEEDED", "FAILED", "CANCELLED")\n        if done:\n            break'},
         []),
        ({"tests": 'done = task.status in ("SUCCEEDED", "FAILED")\n        if done:\n            break'},
         ["poll-final-status"]),
    ],
)  # fmt: skip
def test_waits_in_python(change, expected):
    parts = {
        "before": "", "head": "while time.monotonic() < deadline", "tests": PYTHON_ENDS,
        "pause": "time.sleep(6)", "bad": '("FAILED", "CANCELLED")', **change,
    }  # fmt: skip
    parts["tests"] = parts["tests"].replace("{bad}", parts.pop("bad"))
    assert ids(PYTHON_LOOP.format(**parts)) == expected


def test_a_loop_that_reads_through_a_method_of_its_own_is_a_wait():
    code = f"""
class Client:
    base = "{HOST}"

    def get_task(self, task_id):
        return self.session.get(f"{HOST}/tasks/{{task_id}}").json()

    def wait(self, task_id):
        while True:
            if self.get_task(task_id)["status"] == "SUCCEEDED":
                return
"""
    assert ids(code) == ["poll-no-sleep", "poll-no-deadline", "poll-final-status"]


def test_blindness_with_a_deadline_only_warns():
    code = PYTHON_LOOP.format(
        before="", head="while {}", tests='if task.status == "SUCCEEDED":\n            return', pause="time.sleep(6)"
    )
    for head, expected in (("time.time() < end", Confidence.POSSIBLE), ("True", Confidence.CERTAIN)):
        told = {lint.id: f.confidence for lint, _, f in findings_in(look(code.replace("{}", head)))}
        assert told["poll-final-status"] is expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [(None, ["python-sync-wait"]), ("5.24.0", ["python-sync-wait"]), ("3.4.0", []), ("3.5.0", ["python-sync-wait"])],
)
def test_a_defect_is_blamed_on_the_releases_that_have_it(version, expected):
    code = SDK + "client.image_to_video.create(**body).wait_for_task_output()"
    installed = {Language.PYTHON: version} if version else {}
    assert ids(code, installed=installed) == expected
    notes = [finding.note for _, _, finding in findings_in(look(code, installed=installed))]
    assert all("a defect of runwayml from 3.5.0" in note for note in notes)
    assert all(f"installed: {version}" in note for note in notes if version)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/generate", ["invented-endpoint"]),
        ("/v1/image-to-video", ["invented-endpoint"]),
        ("/v1/tasks/{task_id}/cancel", ["invented-endpoint"]),
        ("/image_to_video", ["invented-endpoint"]),
        ("/v2/image_to_video", ["invented-endpoint"]),
        ("/v1/brand_new", ["invented-endpoint"]),
        ("/v1/image_to_video", []),
        ("/v1/tasks/{task_id}", []),
        ("/v1/workflows/123", []),
        ("/v1", []),
        ("", []),
        ("/v1/{endpoint}", []),
    ],
)
def test_endpoints(path, expected):
    code = f'requests.post(f"https://api.dev.runwayml.com{path}", headers=headers())'
    assert ids(code) == expected


@pytest.mark.parametrize("name", ["model2", "MODEL_2", "videoModel3", "model_id2"])
def test_names_of_models_may_be_numbered(name):
    assert ids(f'{name} = "gen3a_turbo"  # runwayml') == ["retired-model"]


def test_an_endpoint_that_only_the_table_does_not_know_warns():
    code = 'requests.post("https://api.dev.runwayml.com/v1/brand_new", headers=headers())'
    ((_, hit, finding),) = findings_in(look(code))
    assert finding.confidence is Confidence.POSSIBLE
    assert hit.note == f"not in the table of {look(code).table.as_of}"


@pytest.mark.parametrize(
    "code",
    [
        'HOSTS = {"api.runwayml.com": "it is wrong"}',
        'if "api.runwayml.com" in url:\n    raise ValueError',
        'print("not https://api.runwayml.com")',
        'url = "https://api.runwayml.com.evil.example/"',
    ],
)
def test_hosts_that_are_only_spoken_of(code):
    assert ids(code) == []
