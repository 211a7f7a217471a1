// The reader of recordings: recording/FORMAT.md as arrays of numbers. Knows no drawing.

const VERSION = 1;
const POINT = 1 / 4096; // Manim units
const WEIGHT = 1 / 65536;
const COLUMNS = ["kind", "outline", "first", "frames", "shape", "x", "y", "style", "pointMixes", "styleMixes"];
const LISTS = ["shapes", "shape_sizes", "styles", "style_sizes", "weights", "weight_sizes"];
const SECTIONS = [...LISTS, "tracks", "mixes", "order"];
const SNAPSHOT = 64; // changes of the order between two lists that are kept whole

/** Bytes of a text in base64. */
export function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * What was drawn for a scene. Beside the fields of the file's head (scene, theme, language, fps, frames, frame,
 * background, kinds, outlines, slides) it has:
 *
 * - points, shapeStart: shape `s` is points[shapeStart[s]] to points[shapeStart[s + 1]] (x and y in turns, Manim units)
 * - styles, styleStart: the same for styles, in the steps of the file; weights, weightStart
 * - tracks: a column of numbers by name; tracks.mixes: where a track's mixes begin; mixItem, mixWeights
 */
export class Recording {
  /** Read a file's bytes. Throws one Error, with words for the presenter, for what cannot be played. */
  static async open(bytes) {
    if (typeof DecompressionStream === "undefined")
      throw new Error("This browser is too old for the animations: they need Chromium 80, Firefox 113 or Safari 16.4.");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 12 || view.getUint32(0) !== 0x4d524543) throw damaged("it does not begin like a recording");
    const version = view.getUint32(4, true);
    if (version !== VERSION)
      throw new Error(`This recording is of version ${version}, this page reads ${VERSION}. Build the deck again.`);
    const headEnd = 12 + view.getUint32(8, true);
    let head;
    try {
      head = JSON.parse(new TextDecoder().decode(await inflate(bytes.subarray(12, headEnd))));
    } catch {
      throw damaged("its head cannot be read");
    }
    const begin = starts(head.sections.map(([, length]) => length), 1).map((start) => start + headEnd);
    if (begin.at(-1) !== bytes.length) throw damaged(`${bytes.length} bytes are there, ${begin.at(-1)} should be`);
    const read = head.sections.map(([name, , count], i) => section(name, bytes.subarray(begin[i], begin[i + 1]), count));
    const sections = Object.fromEntries(await Promise.all(read));
    for (const name of SECTIONS) if (!(name in sections)) throw damaged(`it has no ${name}`);
    return new Recording(head, sections);
  }

  #changes;
  #snapshots = [];
  #order = { change: -1, tracks: [] };

  constructor(head, sections) {
    const { sections: _, ...rest } = head;
    Object.assign(this, rest);
    [this.points, this.shapeStart] = summed(sections.shapes, sections.shape_sizes, 2, POINT);
    [this.weights, this.weightStart] = summed(sections.weights, sections.weight_sizes, 1, WEIGHT);
    this.styles = sections.styles;
    this.styleStart = starts(sections.style_sizes, 1);
    this.tracks = table(sections.tracks);
    this.#readMixes(sections.mixes);
    this.#changes = changesOf(sections.order);
    if (this.styleStart.at(-1) !== this.styles.length) throw damaged("its styles do not fit their sizes");
  }

  #readMixes(numbers) {
    const { pointMixes, styleMixes } = this.tracks;
    const counts = pointMixes.map((count, track) => count + styleMixes[track]);
    this.tracks.mixes = starts(counts, 1);
    const count = this.tracks.mixes.at(-1);
    if (numbers.length !== 2 * count) throw damaged("its mixes do not fit its tracks");
    this.mixItem = new Int32Array(count);
    this.mixWeights = new Int32Array(count);
    for (let i = 0, item = 0, weights = 0; i < count; i++) {
      this.mixItem[i] = item += numbers[2 * i];
      this.mixWeights[i] = weights += numbers[2 * i + 1];
    }
  }

  /** How often the order has changed up to a whole frame. While this stays the same, the same tracks are drawn. */
  changeAt(frame) {
    const { frames } = this.#changes;
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frames[middle] <= frame) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** What is drawn at a whole frame: numbers of tracks, from back to front. Not to be changed or kept. */
  orderAt(frame) {
    const wanted = this.changeAt(frame);
    let { change, tracks } = this.#order;
    if (change > wanted || wanted - change > SNAPSHOT) {
      let near = Math.floor(wanted / SNAPSHOT);
      while (near > 0 && !this.#snapshots[near]) near--;
      change = near * SNAPSHOT;
      tracks = this.#snapshots[near];
      if (!tracks) [change, tracks] = [-1, []];
    }
    while (change < wanted) {
      change++;
      const { kept, keptAtEnd, begin, put } = this.#changes;
      const between = put.subarray(begin[change], begin[change + 1]);
      tracks = [...tracks.slice(0, kept[change]), ...between, ...tracks.slice(tracks.length - keptAtEnd[change])];
      if (change % SNAPSHOT === 0) this.#snapshots[change / SNAPSHOT] = tracks;
    }
    this.#order = { change, tracks };
    return tracks;
  }
}

function damaged(how) {
  return new Error(`This recording is damaged: ${how}. Build the deck again.`);
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A section's name and its numbers: inflated, put together from four planes, and unfolded to both signs. */
async function section(name, bytes, count) {
  let planes;
  try {
    planes = await inflate(bytes);
  } catch {
    throw damaged(`its ${name} cannot be unpacked`);
  }
  if (planes.length !== 4 * count) throw damaged(`${planes.length / 4} ${name} are there, ${count} should be`);
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const folded = planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16) | (planes[3 * count + i] << 24);
    numbers[i] = (folded >>> 1) ^ -(folded & 1);
  }
  return [name, numbers];
}

/** Where each of several lists begins in their chain, and where the last one ends. */
function starts(sizes, width) {
  const begin = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) begin[i + 1] = begin[i] + width * sizes[i];
  return begin;
}

/** Chained lists of differences as lists of what they add up to, and where each begins. */
function summed(numbers, sizes, width, step) {
  const begin = starts(sizes, width);
  if (begin.at(-1) !== numbers.length) throw damaged("its lists do not fit their sizes");
  const sums = new Float32Array(numbers.length); // exact: steps are powers of two
  for (let list = 0; list < sizes.length; list++)
    for (let j = 0; j < width; j++)
      for (let i = begin[list] + j, sum = 0; i < begin[list + 1]; i += width) sums[i] = (sum += numbers[i]) * step;
  return [sums, begin];
}

function table(numbers) {
  const rows = numbers.length / COLUMNS.length;
  if (!Number.isInteger(rows)) throw damaged("its table of tracks is not whole");
  const column = (name, at) => {
    const values = numbers.slice(at * rows, (at + 1) * rows);
    for (let i = 1; i < rows; i++) values[i] += values[i - 1];
    return [name, values];
  };
  return Object.fromEntries(COLUMNS.map(column));
}

/** The order's changes: their frames, what each keeps, and the tracks that it puts between. */
function changesOf(numbers) {
  const [frames, kept, keptAtEnd, begin, put] = [[], [], [], [0], []];
  for (let i = 0, frame = 0; i < numbers.length; ) {
    frames.push((frame += numbers[i]));
    kept.push(numbers[i + 1]);
    keptAtEnd.push(numbers[i + 2]);
    const count = numbers[i + 3];
    i += 4;
    for (let j = 0, track = 0; j < count; j++) put.push((track += numbers[i++]));
    begin.push(put.length);
  }
  return { frames, kept, keptAtEnd, begin, put: Int32Array.from(put) };
}
