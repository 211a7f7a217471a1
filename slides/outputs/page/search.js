// Search in the words of slides.

const AROUND = 34; // characters of a snippet before and after what was found

/**
 * The entries in which all words of a text occur, as `{ entry, snippet }`. The snippet is `[before, found, after]`, or
 * null when number, id or title say it already. An entry has `number`, `id`, `title` and `texts`, which are searched in
 * their order. A number alone means that slide.
 */
export function search(entries, text) {
  const wanted = text.trim().toLowerCase();
  const numbered = /^\d+$/.test(wanted) && entries.find((entry) => entry.number === Number(wanted));
  if (numbered) return [{ entry: numbered, snippet: null }];
  const words = wanted.split(/\s+/);
  return entries.flatMap((entry) => {
    const heads = [entry.id, entry.title].map((head) => head.toLowerCase());
    if (heads.some((head) => head.includes(wanted))) return [{ entry, snippet: null }];
    const whole = [...heads, ...entry.texts].join("\n").toLowerCase();
    if (!words.every((word) => whole.includes(word))) return [];
    return [{ entry, snippet: snippet(entry.texts, wanted) ?? snippet(entry.texts, ...words) }];
  });
}

function snippet(texts, ...words) {
  for (const word of words)
    for (const text of texts) {
      const at = text.toLowerCase().indexOf(word);
      if (at < 0) continue;
      const end = at + word.length;
      const first = Math.max(text.lastIndexOf(" ", Math.max(at - AROUND, 0)) + 1, 0);
      const last = text.indexOf(" ", end + AROUND);
      const before = (first > 0 ? "… " : "") + text.slice(first, at);
      const after = last < 0 ? text.slice(end) : `${text.slice(end, last)} …`;
      return [before, text.slice(at, end), after];
    }
  return null;
}
