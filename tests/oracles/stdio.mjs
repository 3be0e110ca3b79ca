// An oracle reads one JSON value on stdin and writes one on stdout; what the libraries print goes to stderr.
import { readFileSync, writeSync } from "node:fs";

console.log = console.error;

export const request = () => JSON.parse(readFileSync(0, "utf8"));

export const answer = (value) => {
  const bytes = Buffer.from(JSON.stringify(value));
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A pipe that is full for the moment; its reader is at work.
      if (error.code !== "EAGAIN") throw error;
    }
  }
  // The libraries leave worker threads behind that would keep the process alive.
  process.exit(0);
};
