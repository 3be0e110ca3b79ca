// RFC 8785 by JavaScript itself, which it is defined by: sort() orders by UTF-16 code units, JSON.stringify writes strings
// and numbers. In: {"numbers": [16 hexadecimal digits of a double], "texts": [JSON]}. Out: the canonical form of each.
import { answer, request } from "./stdio.mjs";

const canonical = (value) =>
  Array.isArray(value)
    ? `[${value.map(canonical).join(",")}]`
    : value !== null && typeof value === "object"
      ? `{${Object.keys(value)
          .sort()
          .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
          .join(",")}}`
      : JSON.stringify(value);

const double = (bits) => Buffer.from(bits, "hex").readDoubleBE(0);

const { numbers, texts } = request();
answer({ numbers: numbers.map((bits) => String(double(bits))), texts: texts.map((text) => canonical(JSON.parse(text))) });
