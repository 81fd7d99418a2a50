"""Mails and calendars as programs that are not ours read them: Python's email and the icalendar library.

Usage: invitation.py FILE…; each is a mail (.eml) or a calendar (.ics). Prints a JSON list.
"""

import email
import email.policy
import json
import sys

import icalendar


def events(text):
    """The events of a calendar, as a calendar program knows them."""
    calendar = icalendar.Calendar.from_ical(text)
    found = []
    for event in calendar.walk("VEVENT"):
        attendee, organiser = event.get("ATTENDEE"), event.get("ORGANIZER")
        found.append(
            {
                "method": str(calendar.get("METHOD", "")),
                "version": str(calendar["VERSION"]),
                "uid": str(event["UID"]),
                "sequence": int(event["SEQUENCE"]),
                "starts_at": event.decoded("DTSTART").isoformat(),
                "ends_at": event.decoded("DTEND").isoformat(),
                "summary": str(event["SUMMARY"]),
                "location": str(event.get("LOCATION", "")),
                "status": str(event.get("STATUS", "")),
                "attendee": [str(attendee), str(attendee.params.get("CN", ""))] if attendee else None,
                "organiser": [str(organiser), str(organiser.params.get("CN", ""))] if organiser else None,
                "errors": [str(error) for error in event.errors],
            }
        )
    return found


def read(path):
    """One file."""
    if path.endswith(".ics"):
        with open(path, "rb") as file:
            return {"events": events(file.read())}
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    files = [part.get_filename() for part in message.iter_attachments()]
    return {
        "to": message["to"].addresses[0].addr_spec,
        "subject": str(message["subject"]),
        "type": message.get_content_type(),
        "methods": [part.get_param("method") for part in parts],
        "files": files,
        "events": [event for part in parts for event in events(part.get_content())],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
