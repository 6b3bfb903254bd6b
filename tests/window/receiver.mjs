// Who is told: takes every delivery and says so.
import { once } from "node:events";
import { createServer } from "node:http";

/** The address of a receiver that goes with the test. */
export async function openReceiver(test) {
  const server = createServer((request, response) => request.resume().on("end", () => response.writeHead(204).end()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${server.address().port}/webhooks`;
}
