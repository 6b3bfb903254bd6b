"""Whether webhooks verify with the reference library: PyPI `standardwebhooks`.

Reads lines {"secret","id","timestamp","signature","body"} on stdin and writes a line each: ok, or refused.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

for line in sys.stdin:
    asked = json.loads(line)
    headers = {f"webhook-{name}": asked[name] for name in ("id", "timestamp", "signature")}
    try:
        Webhook(asked["secret"]).verify(asked["body"], headers)
        print("ok")
    except WebhookVerificationError:
        print("refused")
