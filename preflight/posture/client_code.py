"""Which source files run where users are: in a browser, or in an app on their device."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from preflight.posture.javascript import (
    PAGES,
    SUFFIXES,
    blanked,
    is_config,
    is_markup,
    is_test,
    says_use_client,
    scripts,
)
from preflight.tree.model import File, Tree
from preflight.tree.names import base

# Single-page apps whose sources below `src` are all bundled for the browser.
_PAGE_APPS: Final = {
    "react-scripts": "a Create React App",
    "@vue/cli-service": "a Vue CLI app",
    "@angular/core": "an Angular app",
}
_DEVICE_APPS: Final = {"expo": "an Expo app", "react-native": "a React Native app"}
# Vite is only the bundler of these; they have server code of their own beside the client's.
_FULL_STACK: Final = frozenset(
    {
        "@builder.io/qwik-city", "@react-router/node", "@react-router/serve", "@remix-run/node", "@remix-run/react",
        "@remix-run/server-runtime", "@solidjs/start", "@sveltejs/kit", "@tanstack/react-start",
        "@tanstack/solid-start", "astro", "next", "nuxt", "vike", "vite-plugin-ssr",
    }
)  # fmt: skip
_SERVER: Final = re.compile(
    r"(?:.*/)?(?:server|servers|backend|functions|netlify|supabase|workers?|scripts|electron|main|preload)/.*"
    r"|(?:.*/)?(?:\+(?:page|layout)\.server|\+server|\+api|[\w.-]+\+api|hooks\.server|(?:.*\.)?server)\.[cm]?[jt]sx?"
)
_COMPONENTS: Final = (".vue", ".svelte")


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with a `package.json`."""

    folder: str
    """Empty for the repository's root."""
    dependencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages of a repository, by folder."""

    by_folder: Mapping[str, Package]
    vite: frozenset[str]
    """Folders that Vite serves: an `index.html` beside its config, or in a package that depends on it."""

    @classmethod
    def of(cls, tree: Tree) -> "Packages":
        """Reads every `package.json`; one that is no JSON says nothing."""
        manifests = [file for file in tree.kept() if base(file.path) == "package.json"]
        found = {_folder(file.path): _package(_folder(file.path), file.text) for file in manifests}
        configs = {_folder(file.path) for file in tree.files if base(file.path).startswith("vite.config.")}
        pages = [file.path for file in tree.files if base(file.path) == "index.html" and not file.shipped_root]
        around = ((_folder(page), _around(page, found)) for page in pages)
        vite = (f for f, package in around if f in configs or (package and "vite" in package.dependencies))
        return cls(found, frozenset(vite))

    def around(self, path: str) -> Package | None:
        """The innermost package that holds `path`."""
        return _around(path, self.by_folder)


@dataclass(frozen=True, slots=True)
class Source:
    """A module of JavaScript or TypeScript, or the scripts of a page."""

    file: File
    code: str = field(repr=False)
    """Its text with blanks in place of comments (and of all markup of a page)."""
    client: str | None
    """Why it runs at the user's; None where it does not, or nothing tells."""


def source_of(file: File, packages: Packages) -> Source | None:
    """The code in `file`; None where it is in another language."""
    if file.suffix in PAGES:
        return Source(file, blanked(scripts(file.text), markup=True), "it is a web page")
    if file.suffix not in SUFFIXES:
        return None
    code = blanked(file.text, markup=is_markup(file.path))
    return Source(file, code, _reason(file.path, code, packages))


def _reason(path: str, code: str, packages: Packages) -> str | None:
    if is_test(path) or is_config(path):
        return None
    if says_use_client(code):
        return 'it says "use client"'
    if _SERVER.fullmatch(path):
        return None
    if path.lower().endswith(_COMPONENTS):
        return "it is a component that browsers run"
    package = packages.around(path)
    if package is not None and not package.dependencies.isdisjoint(_FULL_STACK):
        return None
    if any(path.startswith(_join(folder, "src/")) for folder in packages.vite):
        return "it is part of a Vite app"
    return _app_around(path, package) if package else None


def _app_around(path: str, package: Package) -> str | None:
    manifest = _join(package.folder, "package.json")
    below_src = path.startswith(_join(package.folder, "src/"))
    apps = {**_DEVICE_APPS, **(_PAGE_APPS if below_src else {})}
    return next((f"it is part of {apps[name]} ({manifest})" for name in apps if name in package.dependencies), None)


def _around(path: str, packages: Mapping[str, Package]) -> Package | None:
    folder = _folder(path)
    while folder not in packages:
        if not folder:
            return None
        folder = _folder(folder)
    return packages[folder]


def _package(folder: str, text: str) -> Package:
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError):
        manifest = None
    names: set[str] = set()
    for kind in ("dependencies", "devDependencies", "peerDependencies"):
        listed = manifest.get(kind) if isinstance(manifest, dict) else None
        names |= {name for name in listed if isinstance(name, str)} if isinstance(listed, dict) else set()
    return Package(folder, frozenset(names))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
