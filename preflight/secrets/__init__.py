"""Finding keys in a repository. The seam is `preflight.secrets.model`: a request in, a scan out."""
