// Sends requests of `create-table` to Dynalite, which checks them as DynamoDB does, and prints why each is refused, or an empty text.
// `node refusing.mjs FOLDER`: the folder is where `npm install dynalite` was run; standard input is a list of requests in JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const dynalite = createRequire(join(process.argv[2], "x.js"))("dynalite");
const server = dynalite({ createTableMs: 0 });
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();
const signed = "AWS4-HMAC-SHA256 Credential=x/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x";
const answers = [];
for (const request of JSON.parse(readFileSync(0, "utf8"))) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.CreateTable", "X-Amz-Date": "20240101T000000Z",
      Authorization: signed,
    },
    body: JSON.stringify(request),
  });
  const told = await answer.json();
  answers.push(answer.ok ? "" : (told.message ?? told.Message ?? told.__type));
}
console.log(JSON.stringify(answers));
server.close();
