"""From a question to a report: find the checks, gather the facts they need, judge."""
