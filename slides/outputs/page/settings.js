// What is remembered, where the browser lets us: from one opening to the next, or until the window is closed.

const KEY = "lecture-";

export function recall(name, otherwise, store = "localStorage") {
  try {
    return JSON.parse(globalThis[store].getItem(KEY + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value, store = "localStorage") {
  try {
    globalThis[store].setItem(KEY + name, JSON.stringify(value));
  } catch {
    // A frame or a private window may forbid it; then nothing is remembered.
  }
}
