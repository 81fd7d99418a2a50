"""Reads an Atom feed and a sitemap with the standard library, and tells what is in them as JSON."""

import json
import sys
import xml.etree.ElementTree as tree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

feed, sitemap = (tree.fromstring(text.encode()) for text in json.load(sys.stdin))
ids = [feed.findtext("a:id", None, ATOM)]
entries = []
for entry in feed.findall("a:entry", ATOM):
    ids.append(entry.findtext("a:id", None, ATOM))
    entries.append(
        {
            "title": entry.findtext("a:title", None, ATOM),
            "link": entry.find("a:link[@rel='alternate']", ATOM).get("href"),
            "summary": entry.findtext("a:summary", None, ATOM),
            "updated": entry.findtext("a:updated", None, ATOM),
        }
    )
assert all(ids) and len(set(ids)) == len(ids), ids
json.dump(
    {
        "title": feed.findtext("a:title", None, ATOM),
        "author": feed.findtext("a:author/a:name", None, ATOM),
        "updated": feed.findtext("a:updated", None, ATOM),
        "entries": entries,
        "addresses": [at.text for at in sitemap.findall("s:url/s:loc", MAP)],
    },
    sys.stdout,
)
