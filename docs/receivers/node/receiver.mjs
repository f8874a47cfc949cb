// A complete receiver of Jembatan's webhooks: WEBHOOK_SECRET=whsec_… node receiver.mjs
//
// It believes nothing that `standardwebhooks` does not verify, puts what came into an inbox (SQLite, one row for each
// `webhook-id`, so a repetition is no second event), answers at once, and works on the inbox beside.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { Webhook } from "standardwebhooks";

const PORT = Number(process.env.PORT ?? 3000);
const LARGEST = 1_000_000;
const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const inbox = new DatabaseSync(process.env.INBOX ?? "inbox.sqlite");
inbox.exec("CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, event TEXT NOT NULL, done INTEGER)");
const keep = inbox.prepare("INSERT OR IGNORE INTO inbox VALUES (?, ?, 0)");
const waiting = inbox.prepare("SELECT id, event FROM inbox WHERE done = 0 ORDER BY rowid LIMIT 1");
const done = inbox.prepare("UPDATE inbox SET done = 1 WHERE id = ?");

// Your own work. May run twice for the last event before a crash, so let it be harmless to repeat.
async function handle(event) {
  if (event.test) console.log("a sample:", event.type);
  else console.log(event.type, event.subject, event.sequence);
}

let working = false;
async function work() {
  if (working) return;
  working = true;
  for (let row; (row = waiting.get()); ) {
    await handle(JSON.parse(row.event));
    done.run(row.id);
  }
  working = false;
}

async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LARGEST) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8"); // the very text that was signed
}

function answer(response, status, content) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(content ? JSON.stringify(content) : undefined);
}

const server = createServer(async (request, response) => {
  if (request.method !== "POST") return answer(response, 405);
  const body = await bodyOf(request);
  if (body === null) return answer(response, 413);
  let event;
  try {
    event = webhook.verify(body, request.headers);
  } catch {
    return answer(response, 401);
  }
  if (event.type === "id.jembatan.notifications.endpoint-verification") {
    return answer(response, 200, { challenge: event.data.challenge });
  }
  keep.run(request.headers["webhook-id"], body); // on disk before the answer
  answer(response, 204);
  setImmediate(work);
});

server.listen(PORT, "127.0.0.1", () => console.log(`listening on port ${PORT}`));
work();
