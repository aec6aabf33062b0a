// Runs scripts of MongoDB's shell with a `db` that only notes what is asked of it, and prints that as database commands.
// Standard input is a list of texts in JSON; the answer is a list of `{commands, errors}`.
import { readFileSync } from "node:fs";
import vm from "node:vm";

function made(kind, value) {
  return { [kind]: String(value) };
}

function world(commands) {
  const collection = (name) => ({
    createIndex: (key, options = {}) => commands.push({ createIndexes: name, indexes: [indexed(key, options)] }),
    ensureIndex: (key, options = {}) => commands.push({ createIndexes: name, indexes: [indexed(key, options)] }),
    createIndexes: (keys, options = {}) =>
      commands.push({ createIndexes: name, indexes: keys.map((one) => (one.key ? indexed(one.key, one) : indexed(one, options))) }),
    dropIndex: (index) => commands.push({ dropIndexes: name, index }),
    dropIndexes: (index = "*") => commands.push({ dropIndexes: name, index }),
    drop: () => commands.push({ drop: name }),
    insertOne: (one) => commands.push({ insert: name, documents: [one] }),
    insertMany: (many) => commands.push({ insert: name, documents: many }),
    renameCollection: (to) => commands.push({ rename: name, to }),
  });
  const silent = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => "" : silent), apply: () => silent });
  const forgiving = (held) => new Proxy(held, { get: (one, key) => (key in one ? one[key] : silent) });
  const own = {
    createCollection: (name, options = {}) => commands.push({ create: name, ...options }),
    runCommand: (command) => commands.push(command),
    command: (command) => commands.push(command),
    getCollection: (name) => forgiving(collection(name)),
    collection: (name) => forgiving(collection(name)),
    getSiblingDB: () => db,
  };
  const db = new Proxy(own, { get: (held, key) => (key in held ? held[key] : forgiving(collection(key))) });
  const number = (value) => Number(value);
  return {
    db, print: () => {}, printjson: () => {}, console: { log: () => {} },
    NumberInt: number, NumberLong: number, NumberDecimal: number, Int32: number, Long: number, Double: number, Decimal128: number,
    ObjectId: (value = "000000000000000000000000") => made("$oid", value), ISODate: (value = "2024-01-01T00:00:00Z") => made("$date", value),
    UUID: (value = "") => made("$uuid", value),
  };
}

function indexed(key, options) {
  const name = options.name ?? Object.entries(key).flatMap(([field, way]) => [field, way]).join("_");
  return { ...options, key, name };
}

// A text that is no program as a whole, as the examples of a document are, is run in the shortest stretches of lines that are.
function pieces(text) {
  const accepted = (piece) => {
    try {
      new vm.Script(`(async () => {\n${piece}\n})`);
      return true;
    } catch {
      return false;
    }
  };
  if (accepted(text)) return [text];
  const lines = text.split("\n");
  const found = [];
  for (let first = 0; first < lines.length; first++) {
    for (let last = first; last < lines.length; last++) {
      const goesOn = /^\s*\./.test(lines[last + 1] ?? "");
      if (!goesOn && accepted(lines.slice(first, last + 1).join("\n"))) {
        found.push(lines.slice(first, last + 1).join("\n"));
        first = last;
        break;
      }
    }
  }
  return found;
}

const answers = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const commands = [];
  const errors = [];
  const own = vm.createContext(world(commands));
  for (const piece of pieces(text)) {
    try {
      await vm.runInContext(`(async () => {\n${piece}\n})()`, own, { timeout: 1000 });
    } catch (error) {
      errors.push(String(error));
    }
  }
  answers.push({ commands, errors });
}
const isPattern = (value) => Object.prototype.toString.call(value) === "[object RegExp]";
console.log(JSON.stringify(answers, (_, value) => (isPattern(value) ? { $regularExpression: { pattern: value.source, options: value.flags } } : value)));
