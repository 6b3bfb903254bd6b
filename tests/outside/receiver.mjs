// Who is told: takes every delivery, and keeps it.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

/**
 * @typedef {{ id: string, timestamp: string, signature: string, body: string }} Told
 * @typedef {{ url: string, told: Told[] }} Receiver
 */

/**
 * Opens a receiver on loopback.
 * @param {(ending: () => void) => void} after what is run when the test is over
 * @param {number[]} answers the statuses of the first deliveries; 204 to all that follow
 * @returns {Promise<Receiver>}
 */
export async function openReceiver(after, answers = []) {
  /** @type {Told[]} */
  const told = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const header = (/** @type {string} */ name) => String(request.headers[`webhook-${name}`] ?? "");
    told.push({ id: header("id"), timestamp: header("timestamp"), signature: header("signature"), body });
    response.writeHead(answers[told.length - 1] ?? 204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/webhooks`, told };
}

/**
 * Whether a delivery was signed with `secret` as Standard Webhooks has it.
 * @param {Told} told
 * @param {string} secret `whsec_` and the key in base64
 */
export function isSigned({ id, timestamp, signature, body }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const own = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return signature.split(" ").includes(`v1,${own}`);
}
