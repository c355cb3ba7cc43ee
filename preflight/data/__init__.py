"""Dated vendor facts and schemas that ship with the package."""
