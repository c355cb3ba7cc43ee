"""Writes the generated documentation: `python -m docs [pages|screenshot]`, without a word for both."""

import sys

from docs import pages, screenshot


def main() -> None:
    """Writes what is asked for."""
    wanted = set(sys.argv[1:]) or {"pages", "screenshot"}
    if "pages" in wanted:
        made = pages.pages()
        pages.FOLDER.mkdir(exist_ok=True)
        for old in pages.FOLDER.glob("*.md"):
            if old.name not in made:
                old.unlink()
        for name, text in made.items():
            (pages.FOLDER / name).write_text(text, encoding="utf-8")
    if "screenshot" in wanted:
        screenshot.write()


if __name__ == "__main__":
    main()
