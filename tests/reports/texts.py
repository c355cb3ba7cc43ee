"""What a reader of each format gets to read: the opposite of rendering, by the format's own rules."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families


def strings(value: object) -> Iterator[str]:
    """All strings in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *strings(item))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def of_json(text: str) -> str:
    return " ".join(strings(json.loads(text)))


def of_junit(text: str) -> str:
    root = ElementTree.fromstring(text)
    return " ".join(word for element in root.iter() for word in (*element.attrib.values(), element.text or ""))


def of_github(text: str) -> str:
    for escape, meaning in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, meaning)
    return text


def rendered(text: str) -> str:
    """Markdown as HTML, by somebody else's reading of CommonMark; raw HTML passes."""
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def of_markdown(text: str) -> str:
    return of_html(rendered(text))


def of_prometheus(text: str) -> str:
    """Names and labels; of counts only those that count something."""
    return " ".join(
        word
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.value or family.name != "preflight_check_verdicts"
        for word in (sample.name, *sample.labels.values())
    )


class Page(HTMLParser):
    """What is on a page: its text, and its elements with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> does not close what is open"

    def handle_data(self, data):
        if not self.open or self.open[-1] not in {"style", "script"}:
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


VOID = {"meta", "link", "br", "img", "hr", "input", "wbr"}


def of_html(text: str) -> str:
    return "".join(Page(text).text)


READERS: dict[str, Callable[[str], str]] = {
    "github": of_github,
    "gitlab": of_json,
    "html": of_html,
    "json": of_json,
    "junit": of_junit,
    "markdown": of_markdown,
    "prometheus": of_prometheus,
    "sarif": of_json,
    "text": str,
}


def words(text: str) -> str:
    """Without what a format may add or drop: runs of space, backticks of code, what keeps SARIF from making links."""
    text = re.sub(r"([{}])+", r"\1", text.replace("`", ""))
    return " ".join(text.split()).replace("] (", "](")
