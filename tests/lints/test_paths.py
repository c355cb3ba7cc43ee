"""Calls by hand: endpoints that are put after the base URL or joined to it, and the version beside them."""

import pytest

from tests.lints.builders import found, ids

BASE = "https://api.dev.runwayml.com/v1"
CLIENT = f'''
BASE = "{BASE}"

class Client:
    def __init__(self):
        self.base = BASE

    def _request(self, method, path, **more):
        url = f"{{self.base}}{{path}}"
        return httpx.request(method=method, url=url, **more)

    def create(self, path, body):
        return self._request("POST", path, json=body)

    def go(self, body):
        return {{call}}
'''


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('self.create("/images", body)', ["invented-endpoint 16 /v1/images"]),
        ('self.create("/upscale", body)', ["invented-endpoint 16 /v1/upscale"]),
        ('self._request("POST", f"/tasks/{body}/cancel")', ["invented-endpoint 16 /v1/tasks/{}/cancel"]),
        ('self.create("/image_to_video", {"model": "gen3a_turbo", "ratio": body})', ["retired-model 16 gen3a_turbo"]),
        ('self.create("/text_to_video", body)', []),
        ('self.create(body, "/images")', ["invented-endpoint 16 /v1/images"]),
        ('self.other("/images", body)', []),
        ('app.post("/images", body)', []),
        ('self.create(f"/{body}", body)', []),
    ],
)
def test_a_path_that_is_handed_on(call, expected):
    assert found(CLIENT.replace("{call}", call)) == expected


def test_a_function_of_the_same_name_may_call_another_vendor():
    other = 'class Other:\n    def _request(self, path):\n        return httpx.get("https://api.example.com" + path)\n'
    assert ids(CLIENT.replace("{call}", 'self._request("/images")') + other) == []


def test_a_server_of_ones_own_answers_at_its_own_paths():
    code = f"const BASE = '{BASE}';\n"
    code += "async function post(path, body) { return fetch(`${BASE}${path}`, { body }); }\n"
    assert found(code + "app.post('/images', (req, res) => post('/text_to_image', req.body));", "a.ts") == []
    assert found(code + "post('/images', body);", "a.ts") == ["invented-endpoint 3 /v1/images"]


@pytest.mark.parametrize(
    "address", [f'f"{BASE}{{path}}"', f'f"{BASE.removesuffix("/v1")}/v1{{path}}"', f'"{BASE}" + path']
)
def test_any_path_is_no_endpoint_that_is_missing(address):
    assert ids(f"requests.get({address}, headers=headers())") == []


WAIT = f"""
HOST = "{BASE.removesuffix("/v1")}"

def wait(base, task_id, headers):
    url = {{url}}
    while time.monotonic() < deadline:
        task = client.get(url=url, headers=headers).json()
        if task["status"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return task
        time.sleep(2)
"""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ('urljoin(base, f"/v1/tasks/{task_id}")', ["poll-too-fast"]),
        ('join_api_base(base, f"v1/tasks/{task_id}")', ["poll-too-fast"]),
        ('join_api_base(base, f"v1/other/{task_id}")', []),
        ('describe(base, f"v1/tasks/{task_id}")', []),
    ],
)
def test_an_address_that_is_joined(url, expected):
    assert ids(WAIT.replace("{url}", url)) == expected


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("a.go", 'req.Header.Set("X-Runway-Version", "2024-09-13")', ["api-version-outdated 1 2024-09-13"]),
        ("a.ts", "headers.set('x-runway-version', '2024-09-13');", ["api-version-outdated 1 2024-09-13"]),
        ("a.py", 'headers.setdefault("X-Runway-Version", "2024-09-13")', ["api-version-outdated 1 2024-09-13"]),
        ("a.sh", 'curl -H "X-Runway-Version: 2024-09-13" $URL', ["api-version-outdated 1 2024-09-13"]),
        ("a.php", "$h = ['X-Runway-Version: 2024-09-13'];", ["api-version-outdated 1 2024-09-13"]),
        ("a.go", 'req.Header.Set("X-Runway-Version", "2024-11-06")', []),
        ("a.go", 'req.Header.Set("X-Runway-Version", version)', []),
        ("a.go", 'req.Header.Set("Notion-Version", "2022-06-28") // X-Runway-Version', []),
        ("a.sh", '# curl -H "X-Runway-Version: 2024-09-13" $URL', []),
        ("a.py", 'print("X-Runway-Version was 2024-09-13")', []),
    ],
)
def test_versions_in_any_language(name, code, expected):
    assert found(code, name) == expected
