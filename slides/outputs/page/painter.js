// Draws a recording at any time on a 2D context of any size. Knows nothing of steps or clocks.

const POINT = 1 / 4096; // Manim units
const COLOUR = 1 / 5100;
const WIDTH = 0.01 / 200; // Manim units
const UNSEEN = 1 / 510; // alpha that rounds to nothing
const JOINS = ["miter", "round", "bevel"];
const CAPS = ["butt", "round", "square"];
const MITER_LIMIT = 10;
const KEPT_POINTS = 400_000; // of paths in memory: some five slides full of text
const KEPT_ITEMS = 4_000;
const SLICE = 4; // milliseconds of preparing at a time, where the browser does not say how long it is idle

const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, SLICE));
const notLater = globalThis.cancelIdleCallback ?? clearTimeout;

/** Keeps what was used last: two generations, of which the older is dropped when the younger is full. */
class Cache {
  #young = new Map();
  #old = new Map();
  #size = 0;

  constructor(limit) {
    this.limit = limit / 2;
  }

  /** The entry of a key; `make` returns a new one and its size. */
  get(key, make) {
    let entry = this.#young.get(key);
    if (entry !== undefined) return entry[0];
    entry = this.#old.get(key) ?? make(key);
    if (this.#size + entry[1] > this.limit && this.#size > 0) {
      [this.#old, this.#young, this.#size] = [this.#young, new Map(), 0];
    }
    this.#size += entry[1];
    this.#young.set(key, entry);
    return entry[0];
  }
}

export class Painter {
  #recording;
  #paths = new Cache(KEPT_POINTS);
  #items = new Cache(KEPT_ITEMS);
  #points = new Float32Array(0); // of the path that is being mixed
  #wanted = []; // paths to prepare, in the order in which they were asked for
  #task = 0; // the browser's number for going on with them

  constructor(recording) {
    this.#recording = recording;
  }

  /** Draw a frame, which may lie between two, in the middle of `width` by `height` pixels of the context. */
  paint(ctx, frame, width, height) {
    const { frame: [unitsWide, unitsHigh], background, frames } = this.#recording;
    const scale = Math.min(width / unitsWide, height / unitsHigh);
    const whole = Math.min(Math.max(Math.floor(frame), 0), frames - 1);
    const part = Math.max(frame - whole, 0);
    const pen = new Pen(ctx, scale, width / 2, height / 2);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    ctx.fillStyle = background;
    ctx.fillRect(0, 0, width, height);
    ctx.miterLimit = MITER_LIMIT;
    for (const track of this.#recording.orderAt(whole)) this.#draw(pen, this.#item(track), whole, part);
  }

  /** Whether two frames look different, as far as can be told in no time: true may be wrong, false never is. */
  differ(one, other) {
    const recording = this.#recording;
    const [from, to] = [Math.floor(Math.min(one, other)), Math.ceil(Math.max(one, other))];
    if (recording.changeAt(from) !== recording.changeAt(to)) return true;
    return recording.orderAt(from).some((track) => {
      const { first, last, mixes } = this.#item(track);
      return mixes.some(([, weights]) => {
        const at = weights - first;
        for (let f = Math.max(from, first); f < Math.min(to, last); f++)
          if (recording.weights[at + f] !== recording.weights[at + f + 1]) return true;
        return false;
      });
    });
  }

  /** Make the paths that some frames need, bit by bit while the browser has time. */
  prepare(firstFrame, lastFrame) {
    this.#wanted.push(this.#pathsOf(firstFrame, lastFrame));
    this.#task ||= later((deadline) => this.#prepareSome(deadline));
  }

  /** Prepare no more. What waits for the browser's idle time keeps this painter in memory, and a busy one has none. */
  stop() {
    this.#wanted = [];
    notLater(this.#task);
    this.#task = 0;
  }

  #prepareSome(deadline) {
    const end = performance.now() + SLICE;
    const isTime = () => (deadline ? deadline.timeRemaining() > 1 : performance.now() < end);
    while (this.#wanted.length && isTime()) if (this.#wanted[0].next().done) this.#wanted.shift();
    this.#task = this.#wanted.length ? later((next) => this.#prepareSome(next)) : 0;
  }

  *#pathsOf(firstFrame, lastFrame) {
    for (let frame = firstFrame, change = -1; frame <= lastFrame; frame++) {
      if (this.#recording.changeAt(frame) === change) continue;
      change = this.#recording.changeAt(frame);
      for (const track of [...this.#recording.orderAt(frame)]) {
        const item = this.#item(track);
        if (!item.bends.length) yield this.#path(item);
      }
    }
  }

  /** What is known of a track, made ready to be drawn. */
  #item(track) {
    return this.#items.get(track, () => [this.#makeItem(track), 1]);
  }

  #makeItem(track) {
    const { tracks, kinds, mixItem, mixWeights, weightStart, shapeStart, styles, styleStart } = this.#recording;
    const mixes = [];
    for (let mix = tracks.mixes[track]; mix < tracks.mixes[track + 1]; mix++)
      mixes.push([mixItem[mix], weightStart[mixWeights[mix]]]);
    const pointMixes = mixes.slice(0, tracks.pointMixes[track]);
    const isMove = ([shape]) => shapeStart[shape + 1] - shapeStart[shape] === 2; // one point: all points go its way
    const style = tracks.style[track];
    const item = {
      first: tracks.first[track],
      last: tracks.first[track] + tracks.frames[track] - 1,
      outline: tracks.outline[track],
      shape: tracks.shape[track],
      x: tracks.x[track] * POINT,
      y: tracks.y[track] * POINT,
      kind: kinds[tracks.kind[track]],
      style: styles.subarray(styleStart[style], styleStart[style + 1]),
      mixes, // [shape or style, where its weights begin]
      moves: pointMixes.filter(isMove),
      bends: pointMixes.filter((mix) => !isMove(mix)),
      restyles: mixes.slice(tracks.pointMixes[track]),
      paint: null, // of a style that does not change
    };
    if (!item.restyles.length) item.paint = paintOf(item.kind, item.style);
    return item;
  }

  #draw(pen, item, whole, part) {
    const { points, shapeStart, weights, styles, styleStart } = this.#recording;
    // Between two frames of the track; at its last there is nothing to mix with.
    const k = Math.min(Math.max(whole - item.first, 0), item.last - item.first);
    const share = whole < item.last ? part : 0;
    const weight = (start) => {
      const w = weights[start + k];
      return share ? w + (weights[start + k + 1] - w) * share : w;
    };

    let { paint } = item;
    if (!paint) {
      const style = Float32Array.from(item.style);
      for (const [change, start] of item.restyles) {
        const w = weight(start);
        for (let i = 0, at = styleStart[change]; i < style.length; i++) style[i] += w * styles[at + i];
      }
      paint = paintOf(item.kind, style);
    }
    if (!paint.layers.length) return;

    let { x, y } = item;
    for (const [shape, start] of item.moves) {
      const w = weight(start);
      x += w * points[shapeStart[shape]];
      y += w * points[shapeStart[shape] + 1];
    }
    pen.moveTo(x, y);
    if (!item.bends.length) {
      pen.draw(paint, this.#path(item));
      return;
    }
    const from = shapeStart[item.shape];
    const length = shapeStart[item.shape + 1] - from;
    if (this.#points.length < length) this.#points = new Float32Array(2 * length);
    const mixed = this.#points;
    for (let i = 0; i < length; i++) mixed[i] = points[from + i];
    for (const [shape, start] of item.bends) {
      const w = weight(start);
      if (w) for (let i = 0, at = shapeStart[shape]; i < length; i++) mixed[i] += w * points[at + i];
    }
    pen.ctx.beginPath();
    trace(pen.ctx, mixed, 0, this.#recording.outlines[item.outline]);
    pen.draw(paint, null);
  }

  #path({ shape, outline }) {
    const { outlines, points, shapeStart } = this.#recording;
    return this.#paths.get(shape * outlines.length + outline, () => {
      const path = new Path2D();
      trace(path, points, shapeStart[shape], outlines[outline]);
      return [path, (shapeStart[shape + 1] - shapeStart[shape]) / 2];
    });
  }
}

/** A context that is told only what changes, for telling takes longer than comparing. */
class Pen {
  #fill = null;
  #stroke = null;
  #alpha = 1;
  #width = 0;
  #join = "";
  #cap = "";

  constructor(ctx, scale, middleX, middleY) {
    this.ctx = ctx;
    this.scale = scale;
    this.middleX = middleX;
    this.middleY = middleY;
  }

  /** The path's own (0, 0) lies at a place of the picture; y points up. */
  moveTo(x, y) {
    const { ctx, scale } = this;
    this.x = x;
    this.y = y;
    ctx.setTransform(scale, 0, 0, -scale, this.middleX + scale * x, this.middleY - scale * y);
  }

  /** Draw a path, null: the context's own, with all layers of a paint. */
  draw({ layers, join, cap }, path) {
    const { ctx } = this;
    for (const { width, alpha, colour, stops, line } of layers) {
      const style = colour ?? this.#gradient(stops, line);
      if (alpha !== this.#alpha) ctx.globalAlpha = this.#alpha = alpha;
      if (!width) {
        if (style !== this.#fill) ctx.fillStyle = this.#fill = style;
        if (path) ctx.fill(path);
        else ctx.fill();
        continue;
      }
      if (style !== this.#stroke) ctx.strokeStyle = this.#stroke = style;
      if (width !== this.#width) ctx.lineWidth = this.#width = width;
      if (join !== this.#join) ctx.lineJoin = this.#join = join;
      if (cap !== this.#cap) ctx.lineCap = this.#cap = cap;
      if (path) ctx.stroke(path);
      else ctx.stroke();
    }
  }

  /** Its points are places of the picture, not of the path. */
  #gradient(stops, [x1, y1, x2, y2]) {
    const gradient = this.ctx.createLinearGradient(x1 - this.x, y1 - this.y, x2 - this.x, y2 - this.y);
    stops.forEach((colour, i) => gradient.addColorStop(i / (stops.length - 1), colour));
    return gradient;
  }
}

/** A style's layers that are seen: `{ width (0: a fill), alpha, colour }` or `{ width, alpha, stops, line }`. */
function paintOf([fills, strokes, behind, join, cap], style) {
  const strokeAt = 4 * fills;
  const widthAt = strokeAt + 4 * strokes;
  const behindAt = widthAt + 1;
  const behindWidthAt = behindAt + 4 * behind;
  const layers = [];
  const add = (at, count, width) => {
    let seen = false;
    for (let i = 0; i < count; i++) seen ||= style[at + 4 * i + 3] * COLOUR >= UNSEEN;
    if (!seen) return;
    if (count === 1) {
      layers.push({ width, alpha: Math.min(style[at + 3] * COLOUR, 1), colour: rgb(style, at) });
      return;
    }
    const stops = Array.from({ length: count }, (_, i) => rgb(style, at + 4 * i, style[at + 4 * i + 3] * COLOUR));
    layers.push({ width, alpha: 1, stops, line: Array.from(style.subarray(behindWidthAt + 1), (x) => x * POINT) });
  };
  if (style[behindWidthAt] > 0) add(behindAt, behind, style[behindWidthAt] * WIDTH);
  add(0, fills, 0);
  if (style[widthAt] > 0) add(strokeAt, strokes, style[widthAt] * WIDTH);
  return { layers, join: JOINS[join], cap: CAPS[cap] };
}

function rgb(style, at, alpha = 1) {
  const channel = (i) => Math.round(style[at + i] * COLOUR * 255);
  return alpha < 1 ? `rgba(${channel(0)},${channel(1)},${channel(2)},${alpha})`
    : `rgb(${channel(0)},${channel(1)},${channel(2)})`;
}

/** Add subpaths to a path or a context: curves of three points each after a starting point. */
function trace(path, points, at, outline) {
  for (const curves of outline) {
    path.moveTo(points[at], points[at + 1]);
    at += 2;
    for (let left = Math.abs(curves); left > 0; left--, at += 6)
      path.bezierCurveTo(points[at], points[at + 1], points[at + 2], points[at + 3], points[at + 4], points[at + 5]);
    if (curves > 0) path.closePath();
  }
}
