"""What a file's name says: does it hold settings, is it a build's output, can it be text at all."""

import re
from typing import Final

_DOTENV: Final = re.compile(
    r"(?:\.env(?:[.\-_].+)?|[^/]+\.env|\.envrc(?:\..+)?|\.flaskenv|\.dev\.vars(?:\..+)?|\.secrets)", re.IGNORECASE
)
_TFVARS: Final = re.compile(r"[^/]+\.tfvars(?:\.json)?", re.IGNORECASE)
_COMPOSE: Final = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml|docker-stack[\w.-]*\.ya?ml")
# Settings of the project that say what its other files are, whatever vendor they speak of.
_MANIFESTS: Final = {"package.json", "doppler.yaml", "doppler.yml", ".sops.yaml"}

# Folders whose content is served to browsers or packed into apps once a build has filled them.
_SHIPPED: Final = (
    (".next", "static"),
    (".nuxt", "dist", "client"),
    (".output", "public"),
    (".svelte-kit", "output", "client"),
    (".vercel", "output", "static"),
    ("_site",),
    ("build",),
    ("dist",),
    ("out",),
    ("storybook-static",),
    ("web-build",),
    ("www",),
)
_MAYBE_SHIPPED: Final = re.compile(rf"(?:^|/)(?:{'|'.join(re.escape(first) for first, *_ in _SHIPPED)})/")
DEPENDENCIES: Final = frozenset(
    {
        ".git", ".hg", ".svn", ".venv", "venv", "virtualenv", "site-packages", "node_modules", "bower_components",
        "__pycache__", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle", ".terraform", ".cache",
        "Pods", "Carthage", "DerivedData", ".yarn", ".pnpm-store", ".turbo", ".parcel-cache", ".eggs",
    }
)  # fmt: skip
"""Folders that tools fill with other people's files, or with scraps of their own."""
_NO_TEXT: Final = frozenset(
    {
        "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "icns", "tif", "tiff", "psd", "heic", "svgz",
        "mp4", "m4v", "mov", "webm", "mkv", "avi", "mp3", "m4a", "wav", "flac", "ogg", "aac", "woff", "woff2",
        "ttf", "otf", "eot", "pdf", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "jar", "war", "whl", "egg",
        "tar", "dmg", "iso", "exe", "dll", "so", "dylib", "a", "o", "obj", "lib", "pyc", "pyo", "pyd", "class",
        "wasm", "bin", "dat", "db", "sqlite", "sqlite3", "parquet", "npy", "npz", "pt", "pth", "onnx",
        "safetensors", "gguf", "h5", "pkl", "pack", "idx", "glb", "gltf", "fbx", "blend",
    }
)  # fmt: skip


_SOURCES: Final = frozenset(
    {
        ".py", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro", ".go", ".rs",
        ".java", ".kt", ".scala", ".rb", ".php", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".swift", ".m", ".dart",
        ".ex", ".exs", ".clj", ".hs", ".lua", ".pl", ".r", ".jl", ".sql", ".css", ".scss", ".less", ".md", ".mdx",
        ".rst", ".po",
    }
)  # fmt: skip


def base(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def suffix(path: str) -> str:
    """`.ts` of `src/app.TS`; empty where there is none."""
    stem, _, last = base(path).rpartition(".")
    return f".{last.lower()}" if stem else ""


def is_dotenv(path: str) -> bool:
    """A file of `NAME=value` lines, by the names that loaders of such files look for."""
    return _DOTENV.fullmatch(base(path)) is not None


def is_compose(path: str) -> bool:
    """A file of Docker Compose, which may name files of variables."""
    return _COMPOSE.fullmatch(base(path)) is not None


def holds_settings(path: str) -> bool:
    """A file that exists to hold values that differ from one machine to the next, keys among them."""
    return is_dotenv(path) or _TFVARS.fullmatch(base(path)) is not None


def always_kept(path: str) -> bool:
    """A file that somebody wants to read whatever it speaks of."""
    return holds_settings(path) or is_compose(path) or base(path) in _MANIFESTS


def maybe_text(path: str) -> bool:
    """Whether its suffix does not rule out text."""
    return suffix(path)[1:] not in _NO_TEXT


def is_source(path: str) -> bool:
    """Program text or prose, by its suffix: nothing that is there to set values."""
    return suffix(path) in _SOURCES


def shipped_root(path: str) -> str | None:
    """The outermost folder above `path` that a build fills for browsers or apps: `apps/web/dist`."""
    if not _MAYBE_SHIPPED.search(path):
        return None
    folders = path.split("/")[:-1]
    for at in range(len(folders)):
        if folders[at] in DEPENDENCIES:
            return None
        for shipped in _SHIPPED:
            if tuple(folders[at : at + len(shipped)]) == shipped:
                return "/".join(folders[: at + len(shipped)])
    return None


def shipped_below(folder: str) -> tuple[str, ...]:
    """Where a folder that git does not know may hold what is shipped: `web/.next` → `web/.next/static`."""
    above, name = folder.rpartition("/")[0], base(folder)
    return tuple("/".join(filter(None, (above, *shipped))) for shipped in _SHIPPED if shipped[0] == name)
