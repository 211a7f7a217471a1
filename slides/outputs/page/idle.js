/** Call when the page has nothing else to do; Safari does not say when that is. */
export const whenIdle = globalThis.requestIdleCallback ?? ((callback) => setTimeout(callback, 200));
