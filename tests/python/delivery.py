"""Mails of an edition, read by programs that are not ours: signatures by dkimpy, the rest by Python's `email`.

Usage: delivery.py FOLDER RECORDS; FOLDER holds .eml files, RECORDS is a JSON object of DNS names and TXT records.
Prints one JSON list.
"""

import email
import email.policy
import json
import pathlib
import sys
import unittest.mock

import dkim

folder, records = sys.argv[1:]
published = json.loads(pathlib.Path(records).read_text())


def dns(name, timeout=5):
    """The public record of a name."""
    return published[name.decode().rstrip(".")].encode()


def verified(content, n):
    """Whether each signature is good, at the date of the mail: the platform of a test lives in another year."""
    date = email.message_from_bytes(content, policy=email.policy.default)["date"].datetime.timestamp()
    with unittest.mock.patch("time.time", lambda: date):
        return checked(content, n)


def checked(content, n):
    """Whether each signature is good now."""
    def one(index):
        try:
            return dkim.DKIM(content).verify(idx=index, dnsfunc=dns)
        except dkim.DKIMException:
            return False
    return [one(index) for index in range(n)]


def read(path):
    """What a reader of mail sees of one mail."""
    content = path.read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    signatures = [
        dict(part.strip().split("=", 1) for part in str(header).split(";"))
        for header in message.get_all("dkim-signature")
    ]
    signed = [{name.strip().lower() for name in signature["h"].split(":")} for signature in signatures]
    names = {name.lower() for name in message.keys()} - {"dkim-signature"}
    n = len(signatures)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    sender = message["from"].addresses[0]
    return {
        "signatures": [signature["a"] for signature in signatures],
        "verified": verified(content, n),
        "verified_changed": verified(content.replace(b"Port-Clair", b"Port-Sombre"), n),
        "verified_added": verified(content.replace(b"\r\nTo:", b"\r\nSubject: autre\r\nTo:", 1), n),
        "unsigned": sorted(name for name in names if not all(name in one for one in signed)),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "type": message.get_content_type(),
        "from": [sender.display_name, sender.addr_spec],
        "to": message["to"].addresses[0].addr_spec,
        "reply_to": message["reply-to"].addresses[0].addr_spec,
        "subject": str(message["subject"]),
        "date": message["date"].datetime.isoformat(),
        "message_id": str(message["message-id"]),
        "auto_submitted": str(message["auto-submitted"]),
        "unsubscribe": str(message["list-unsubscribe"]),
        "post": str(message["list-unsubscribe-post"]),
        "list_id": " ".join(str(message["list-id"]).split()),
        "longest_line": max(len(line) for line in content.split(b"\r\n")),
        "text": plain.get_content().replace("\r\n", "\n"),
        "html": html.get_content().replace("\r\n", "\n"),
    }


# The platform's own mails lie in the same folder: they are of no list.
editions = [path for path in sorted(pathlib.Path(folder).glob("*.eml")) if b"\r\nList-Id:" in path.read_bytes()]
print(json.dumps([read(path) for path in editions]))
