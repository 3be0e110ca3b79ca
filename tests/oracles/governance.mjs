// Weights, delegations and groups of opinions, computed a second time from docs/weights.md, the slow and obvious way.
// in:  { weights: [...], delegations: [...], opinions: [...] }; members are small numbers
// out: { weights: [...], delegations: [...], opinions: [...] }; integers that may be large are decimal strings
import { answer, request } from "./stdio.mjs";

const min = (a, b) => (a < b ? a : b);
const sum = (values) => values.reduce((a, b) => a + b, 0n);
const day = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const MOST = 2n ** 32n - 1n;

// The largest W with W b <= a sum(min(weight, W)), no larger than the largest weight: by trying, halving the interval.
const capOf = (weights, share) => {
  const [a, b] = [BigInt(share.numerator), BigInt(share.denominator)];
  const some = weights.filter((w) => w > 0n);
  if (some.length === 0) return { largest: 0n, reached: true };
  const holds = (w) => w * b <= a * sum(some.map((x) => min(x, w)));
  const largest = some.reduce((x, y) => (x > y ? x : y));
  if (!holds(1n)) return { largest: some.reduce(min), reached: false };
  let [low, high] = [1n, largest];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (holds(middle)) low = middle;
    else high = middle - 1n;
  }
  return { largest: low, reached: true };
};

const curves = {
  equal: () => 1n << 16n,
  linear: (p) => p << 16n,
  squareRoot: (p) => {
    let [low, high] = [0n, 1n << 64n];
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (middle * middle <= p << 32n) low = middle;
      else high = middle - 1n;
    }
    return low;
  },
  logarithm2: (p) => {
    const k = BigInt((p + 1n).toString(2).length - 1);
    let m = k <= 62n ? (p + 1n) << (62n - k) : (p + 1n) >> (k - 62n);
    let bits = k;
    for (let i = 0; i < 16; i++) {
      m = (m * m) >> 62n;
      const one = m >= 1n << 63n;
      bits = 2n * bits + (one ? 1n : 0n);
      if (one) m >>= 1n;
    }
    return bits;
  },
};

const weights = ({ members, contributions, policy, day: today }) => {
  const rows = members.map((member) => {
    let points = 0n;
    for (const category of policy.categories) {
      let decayed = 0n;
      for (const c of contributions) {
        const age = day(today) - day(c.date);
        if (c.member !== member || c.category !== category.name || age < 0) continue;
        const halvings = category.halfLifeDays ? Math.floor(age / category.halfLifeDays) : 0;
        decayed += BigInt(c.points) / 2n ** BigInt(halvings);
      }
      const capped = category.cap ? min(decayed, BigInt(category.cap)) : decayed;
      points += (capped * BigInt(category.factor.numerator)) / BigInt(category.factor.denominator);
    }
    points = min(points, 2n ** 64n - 1n);
    const curve = curves[policy.curve](points);
    const scaled = (curve * BigInt(policy.scale.numerator)) / (BigInt(policy.scale.denominator) * 65_536n);
    return { points, curve, uncapped: min(BigInt(policy.base ?? 0) + scaled, MOST) };
  });
  const cap = policy.capShare ? capOf(rows.map((row) => row.uncapped), policy.capShare) : null;
  for (const row of rows) {
    row.capped = cap ? min(row.uncapped, cap.largest) : row.uncapped;
    const tiers = (policy.tiers ?? []).filter((tier) => BigInt(tier.from) <= row.capped);
    row.tiered = policy.tiers ? BigInt(tiers.at(-1)?.weight ?? 0) : row.capped;
  }
  const again = policy.capShare && policy.tiers ? capOf(rows.map((row) => row.tiered), policy.capShare) : null;
  return rows.map((row) =>
    [row.points, row.curve, row.uncapped, row.capped, row.tiered, again ? min(row.tiered, again.largest) : row.tiered]
      .map(String)
      .join(" "),
  );
};

const delegations = ({ members, acts, chainLimit, capShare, tiers }) => {
  const to = new Map();
  const refused = [];
  acts.forEach(([from, delegate], i) => {
    const reaches = (at) => at === from || (to.has(at) && reaches(to.get(at)));
    if (delegate === 0) {
      if (!to.delete(from)) refused.push(i);
    } else if (to.get(from) === delegate || reaches(delegate)) refused.push(i);
    else to.set(from, delegate);
  });
  const own = new Map(members);
  const isFollowed = (m) => own.has(to.get(m)) && hops(to.get(m)) < chainLimit;
  const hops = (m) => (own.has(to.get(m)) ? (hops(to.get(m)) + 1) % (chainLimit + 1) : 0);
  const voterOf = (m) => (isFollowed(m) ? voterOf(to.get(m)) : m);
  const held = members.map(([m]) => {
    const all = min(sum(members.filter(([other]) => voterOf(other) === m).map(([, weight]) => BigInt(weight))), MOST);
    return tiers ? BigInt(tiers.filter((tier) => BigInt(tier.from) <= all).at(-1)?.weight ?? 0) : all;
  });
  const cap = capShare ? capOf(held, capShare) : null;
  return {
    refused,
    rows: members.map(([m], i) => `${voterOf(m)} ${hops(m)} ${cap ? min(held[i], cap.largest) : held[i]}`),
  };
};

// Opinions: acts are [participant, statement, 1 agree | 2 disagree | 3 pass].
const opinions = ({ statements, acts }) => {
  const said = new Map();
  for (const [p, s, o] of acts) {
    if (!said.has(p)) said.set(p, new Map());
    said.get(p).set(s, o);
  }
  const all = [...said.keys()];
  const placed = all.filter((p) => said.get(p).size >= Math.min(7, Math.max(statements, 1)));
  const value = { 1: 1024, 2: -1024, 3: 0 };
  const of = (group, s, o) => group.filter((p) => said.get(p).get(s) === o).length;
  const n = (group, s) => group.filter((p) => said.get(p).has(s)).length;
  const center = (group) =>
    Array.from({ length: statements }, (_, s) =>
      n(group, s) === 0 ? 0 : Math.trunc((1024 * (of(group, s, 1) - of(group, s, 2))) / n(group, s)),
    );
  const distance = (p, c) => [...said.get(p)].reduce((d, [s, o]) => d + (value[o] - c[s]) ** 2, 0);

  let groups = [placed];
  let best = groups;
  let bestScore = -Infinity;
  for (let k = 2; k <= 5; k++) {
    let choice = { most: 0 };
    groups.forEach((group, g) => {
      for (let s = 0; s < statements; s++) {
        const against = Math.min(of(group, s, 1), of(group, s, 2));
        if (against > choice.most) choice = { most: against, g, s };
      }
    });
    if (choice.most === 0) break;
    const who = (o) => groups[choice.g].filter((p) => said.get(p).get(choice.s) === o);
    let centers = groups.map((group, g) => center(g === choice.g ? who(1) : group));
    centers.push(center(who(2)));
    let before = "";
    for (let placement = 1; placement <= 30; placement++) {
      groups = centers.map(() => []);
      for (const p of placed) {
        const ds = centers.map((c) => distance(p, c));
        groups[ds.indexOf(Math.min(...ds))].push(p);
      }
      if (groups.some((group) => group.length === 0)) break;
      centers = groups.map(center);
      if (JSON.stringify(groups) === before) break;
      before = JSON.stringify(groups);
    }
    if (groups.some((group) => group.length === 0)) break;
    let score = 0;
    groups.forEach((group, g) => {
      for (const p of group) {
        const ds = centers.map((c) => distance(p, c));
        const a = ds[g];
        const b = Math.min(...ds.filter((_, i) => i !== g));
        score += Math.max(a, b) === 0 ? 0 : Math.trunc((1024 * (b - a)) / Math.max(a, b));
      }
    });
    if (score > bestScore) [best, bestScore] = [groups, score];
  }
  best = best.filter((group) => group.length > 0).sort((a, b) => placed.indexOf(a[0]) - placed.indexOf(b[0]));

  const majority = (x, m) => 2 * x + 1 - m > 0 && 10_000n * BigInt(2 * x + 1 - m) ** 2n > 16_424n * BigInt(m + 1);
  const rank = (found) =>
    found
      .map((item, i) => ({ ...item, i }))
      .sort((a, b) => {
        const [l, r] = [a.top * b.bottom, b.top * a.bottom];
        return l > r ? -1 : l < r ? 1 : a.i - b.i;
      })
      .map(({ s, o }) => `${s} ${o === 1 ? "agree" : "disagree"}`);
  const each = (f) => {
    const found = [];
    for (let s = 0; s < statements; s++) for (const o of [1, 2]) found.push(...f(s, o));
    return rank(found);
  };
  return {
    ungrouped: all.length - placed.length,
    groups: best.map((group) => ({
      members: group,
      representative: each((s, o) => {
        const others = placed.filter((p) => !group.includes(p));
        const [x, m] = [BigInt(of(group, s, o) + 1), BigInt(n(group, s) + 2)];
        const [y, k] = [BigInt(of(others, s, o) + 1), BigInt(n(others, s) + 2)];
        return x * k > y * m && majority(of(group, s, o), n(group, s)) ? [{ s, o, top: x * x * k, bottom: m * m * y }] : [];
      }).slice(0, 5),
    })),
    consensus: each((s, o) => {
      if (best.length === 0 || !best.every((group) => majority(of(group, s, o), n(group, s)))) return [];
      const rates = best.map((group) => ({ top: BigInt(of(group, s, o) + 1), bottom: BigInt(n(group, s) + 2) }));
      const least = rates.reduce((a, b) => (b.top * a.bottom < a.top * b.bottom ? b : a));
      return [{ s, o, ...least }];
    }),
  };
};

const { weights: w = [], delegations: d = [], opinions: o = [] } = request();
answer({ weights: w.map(weights), delegations: d.map(delegations), opinions: o.map(opinions) });
