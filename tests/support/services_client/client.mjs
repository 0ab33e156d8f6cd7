// A client of the NATS service API that is none of ours: finds services, reads what they say of
// themselves, and sends requests to the endpoints it found.
//
//   client.mjs URL   reads one JSON command a line, writes one JSON answer a line:
//   {"ask": "ping" | "info" | "stats", "name"?, "id"?}   -> the list of answers
//   {"request": SUBJECT, "body": TEXT}                    -> the reply's JSON
import { createInterface } from "node:readline";
import { Svcm } from "@nats-io/services";
import { connect } from "@nats-io/transport-node";

const connection = await connect({ servers: process.argv[2], name: "services client" });
const client = new Svcm(connection).client({ strategy: "stall", maxWait: 2000 });

async function ask({ ask: verb, name, id }) {
  const answers = [];
  for await (const answer of await client[verb](name, id)) answers.push(answer);
  return answers;
}

async function request({ request: subject, body }) {
  return (await connection.request(subject, body, { timeout: 20_000 })).json();
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = await (command.ask ? ask(command) : request(command));
  } catch (error) {
    answer = { failed: String(error) };
  }
  console.log(JSON.stringify(answer));
}
await connection.close();
