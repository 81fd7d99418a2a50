"""Signs an event as the Standard Webhooks specification says, with Python's own hmac.

Usage: webhook.py SECRET ID TIMESTAMP < body; prints the header.
"""

import base64
import hashlib
import hmac
import sys

secret, identifier, timestamp = sys.argv[1:]
key = base64.b64decode(secret.removeprefix("whsec_"))
said = f"{identifier}.{timestamp}.".encode() + sys.stdin.buffer.read()
print("v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode())
