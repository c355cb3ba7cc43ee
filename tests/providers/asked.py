"""Asks a provider as a run does, over real HTTP, without waiting between tries."""

from contextlib import contextmanager

from preflight.providers.endpoint import resolve
from preflight.providers.http import Client, Seams, Settings
from preflight.redact import Secret


@contextmanager
def asking(provider, url, key, *, budget=5.0, auth=None):
    """A client for `provider` at the base URL `url`."""
    vendor = provider.vendor
    endpoint = resolve(vendor, {vendor.base_url_variable: url}, ())
    secret = key if isinstance(key, Secret) else Secret(key)
    seams = Seams(sleep=lambda seconds: None, random=lambda: 0.0)
    with Client(endpoint, secret, budget=budget, settings=Settings(auth=auth), seams=seams) as client:
        yield client
