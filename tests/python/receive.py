"""A mail server that is not ours (aiosmtpd) receives mails; a parser that is not ours (Python's email) reads them.

Usage: receive.py N; prints the port, then, when N mails have come, one JSON list of what it read.
"""

import asyncio
import email
import email.policy
import json
import sys
from html.parser import HTMLParser

from aiosmtpd.smtp import SMTP

VOID = {"meta", "br"}


class Checker(HTMLParser):
    """Reads the HTML part: its words, its links, whether its elements are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.words, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        self.faults += [f"{name} on {tag}" for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data):
        self.words.append(data)


def read(envelope):
    """What a reader of mail sees of one mail."""
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    checker = Checker()
    checker.feed(html.get_content())
    checker.close()
    return {
        "envelope_from": envelope.mail_from,
        "envelope_to": envelope.rcpt_tos,
        "type": message.get_content_type(),
        "to": [[address.display_name, address.addr_spec] for address in message["to"].addresses],
        "from": [[address.display_name, address.addr_spec] for address in message["from"].addresses],
        "subject": str(message["subject"]),
        "date": message["date"].datetime.isoformat(),
        "message_id": str(message["message-id"]),
        "auto_submitted": str(message["auto-submitted"]),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
        "text": plain.get_content().replace("\r\n", "\n"),
        "html": html.get_content().replace("\r\n", "\n"),
        "html_words": " ".join(" ".join(checker.words).split()),
        "html_links": checker.links,
        "html_faults": checker.faults + checker.open,
    }


class Receiver:
    """Keeps what comes."""

    def __init__(self, wanted):
        self.mails, self.wanted, self.complete = [], wanted, asyncio.Event()

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(read(envelope))
        if len(self.mails) == self.wanted:
            self.complete.set()
        return "250 received"


async def main():
    receiver = Receiver(int(sys.argv[1]))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(receiver, hostname="receiver.example"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.wait_for(receiver.complete.wait(), 50)
    print(json.dumps(receiver.mails), flush=True)


asyncio.run(main())
