// Where things stand on the stage: cards in rows that never overlap, and a free place for each message in flight, near its line
// of flight. Pure geometry; knows no DOM and no Paxos.

export interface Point {
  x: number;
  y: number;
}

/** A box by its centre. */
export interface Box extends Point {
  w: number;
  h: number;
}

export interface Stage {
  width: number;
  height: number;
  compact: boolean;
  /** By actor number. */
  cards: Box[];
  message: { w: number; h: number };
}

export interface Flight {
  message: number;
  src: number;
  dst: number;
}

/** Below this a stage has two columns of servers; above, two staggered rows. */
const COMPACT_BELOW = 640;
const GAP = 12;
/** Beyond that a stage would be thousands of pixels high; then messages share places. */
const STRETCH_MAX = 20;

export function stageFor(width: number, servers: number, clients: number, messages: number): Stage {
  const compact = width < COMPACT_BELOW;
  const message = compact ? { w: 110, h: 44 } : { w: 150, h: 44 };
  const rows = compact ? compactRows(width, servers, clients) : wideRows(width, servers, clients);
  // More messages than there is room for make the stage taller.
  for (let stretch = 1; ; stretch *= 1.15) {
    const stage = { width, compact, message, ...stacked(rows, stretch) };
    if (slots(stage).length >= messages || stretch > STRETCH_MAX) return stage;
  }
}

interface Row {
  /** Space above, before it is stretched. */
  space: number;
  height: number;
  cards: { actor: number; x: number; w: number }[];
}

const CLIENT_HEIGHT = 76;
const SERVER_HEIGHT = 132;

/** Clients above, servers below in two staggered rows, so that every pair has a line of its own. */
function wideRows(width: number, servers: number, clients: number): Row[] {
  const rows = [row(width, range(servers, clients), 150, CLIENT_HEIGHT, 0)];
  const column = (width - 2 * GAP) / Math.max(servers, 2);
  const w = Math.min(212, 1.6 * column);
  const card = (actor: number) => {
    const x = servers === 1 ? width / 2 : GAP + column * (actor + 0.5);
    return { actor, x: Math.min(width - GAP - w / 2, Math.max(GAP + w / 2, x)), w };
  };
  for (const parity of [0, 1]) {
    const cards = range(0, servers).filter((actor) => actor % 2 === parity).map(card);
    if (cards.length) rows.push({ space: 84, height: SERVER_HEIGHT, cards });
  }
  return rows;
}

/** Two columns of servers, and at most three clients in a row. */
function compactRows(width: number, servers: number, clients: number): Row[] {
  const rows: Row[] = [];
  const perRow = clients <= 3 ? clients : Math.ceil(clients / 2);
  for (const actors of chunks(range(servers, clients), perRow)) rows.push(row(width, actors, 132, CLIENT_HEIGHT, rows.length ? 8 : 0));
  for (const actors of chunks(range(0, servers), 2)) rows.push(row(width, actors, 200, SERVER_HEIGHT, 104));
  return rows;
}

function row(width: number, actors: number[], widest: number, height: number, space: number): Row {
  const column = (width - GAP) / actors.length;
  const w = Math.min(widest, column - GAP);
  return { space, height, cards: actors.map((actor, index) => ({ actor, x: GAP / 2 + column * (index + 0.5), w })) };
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function chunks(all: number[], size: number): number[][] {
  return range(0, Math.ceil(all.length / size)).map((index) => all.slice(index * size, (index + 1) * size));
}

/** Rows beneath each other, with room below the last. */
function stacked(rows: Row[], stretch: number): { height: number; cards: Box[] } {
  const cards: Box[] = [];
  let top = GAP;
  for (const { space, height, cards: inRow } of rows) {
    top += space * stretch;
    for (const { actor, x, w } of inRow) cards[actor] = { x, y: top + height / 2, w, h: height };
    top += height;
  }
  return { height: Math.ceil(top + GAP + 48 * (stretch - 1)), cards };
}

/** Every place that no card covers, in reading order. */
function slots(stage: Pick<Stage, "width" | "height" | "cards" | "message">): Point[] {
  const { w, h } = stage.message;
  const stepX = w + 8;
  const columns = Math.max(1, Math.floor((stage.width - 4) / stepX));
  const left = (stage.width - columns * stepX) / 2 + stepX / 2;
  const places: Point[] = [];
  for (let y = h / 2 + 4; y + h / 2 + 4 <= stage.height; y += 13) {
    for (let column = 0; column < columns; column++) {
      const x = left + column * stepX;
      const isFree = stage.cards.every((card) => !overlap({ x, y, w: w + 8, h: h + 8 }, card));
      const isClear = places.every((place) => place.x !== x || y - place.y >= h + 8);
      if (isFree && isClear) places.push({ x, y });
    }
  }
  return places;
}

export function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;
}

/** A place for each message: the nearest to its line of flight that no earlier message has. Those beyond all places share the last. */
export function places(stage: Stage, flights: Flight[]): Map<number, Point> {
  const free = slots(stage);
  const taken = new Map<number, Point>();
  for (const flight of flights) {
    const ideal = waitingPoint(stage, flight);
    let best = 0;
    free.forEach((place, index) => {
      if (distance(place, ideal) < distance(free[best]!, ideal)) best = index;
    });
    const place = free.length > 1 ? free.splice(best, 1)[0]! : (free[0] ?? ideal);
    taken.set(flight.message, place);
  }
  return taken;
}

/** A little past half of the way. */
function waitingPoint(stage: Stage, { src, dst }: Flight): Point {
  const from = stage.cards[src]!;
  const to = stage.cards[dst]!;
  return { x: from.x + (to.x - from.x) * 0.56, y: from.y + (to.y - from.y) * 0.56 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The line of flight from card to card through the message's place, as an SVG path. */
export function flightPath(from: Box, via: Point, to: Box): { before: string; after: string } {
  const start = edge(from, via);
  const end = edge(to, via);
  const bend = { x: 2 * via.x - (start.x + end.x) / 2, y: 2 * via.y - (start.y + end.y) / 2 };
  const first = middle(start, { x: (via.x + bend.x) / 2, y: (via.y + bend.y) / 2 });
  const second = middle({ x: (via.x + bend.x) / 2, y: (via.y + bend.y) / 2 }, end);
  return {
    before: `M${point(start)} Q${point(first)} ${point(via)}`,
    after: `M${point(via)} Q${point(second)} ${point(end)}`,
  };
}

/** Where the line from the card's centre to `towards` leaves the card. */
function edge(card: Box, towards: Point): Point {
  const dx = towards.x - card.x;
  const dy = towards.y - card.y;
  const scale = Math.min(card.w / 2 / Math.max(Math.abs(dx), 0.01), card.h / 2 / Math.max(Math.abs(dy), 0.01), 1);
  return { x: card.x + dx * scale, y: card.y + dy * scale };
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function point({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
