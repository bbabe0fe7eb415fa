// The geometry of the stage: whatever the settings and the room, nothing overlaps and nothing sticks out.

import { expect, test } from "@playwright/test";
import { flightPath, overlap, places, stageFor } from "../../src/layout.ts";
import type { Box, Flight, Stage } from "../../src/layout.ts";

const WIDTHS = [328, 374, 639, 640, 860, 1_400];
const SERVERS = [1, 2, 3, 4, 5, 6, 7];
const CLIENTS = [1, 2, 3, 4, 5, 6];

/** Every setting that the page offers, at every width. */
function everyStage(messages: number, tried: (stage: Stage, what: string, servers: number, clients: number) => void): void {
  for (const width of WIDTHS) {
    for (const servers of SERVERS) {
      for (const clients of CLIENTS) {
        tried(stageFor(width, servers, clients, messages), `${servers} servers, ${clients} clients, ${width} px`, servers, clients);
      }
    }
  }
}

/** Messages between all pairs, over and over. */
function flights(count: number, actors: number): Flight[] {
  return Array.from({ length: count }, (_, message) => {
    const src = message % actors;
    return { message, src, dst: (src + 1 + (message % Math.max(1, actors - 1))) % actors };
  });
}

function inside(box: Box, stage: Stage): boolean {
  return box.x - box.w / 2 >= 0 && box.x + box.w / 2 <= stage.width && box.y - box.h / 2 >= 0 && box.y + box.h / 2 <= stage.height;
}

function overlaps(boxes: Box[]): number {
  return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a, b))).length;
}

test("every actor has a card, inside the stage", () => {
  everyStage(2, (stage, what, servers, clients) => {
    expect(stage.cards.length, what).toBe(servers + clients);
    expect(stage.cards.every((card) => inside(card, stage)), what).toBe(true);
  });
});

test("no two cards overlap", () => {
  everyStage(2, (stage, what) => expect(overlaps(stage.cards), what).toBe(0));
});

test("no message covers a card or another message", () => {
  for (const count of [2, 12, 40]) {
    everyStage(count, (stage, what, servers, clients) => {
      const spots = [...places(stage, flights(count, servers + clients)).values()].map((spot) => ({ ...spot, ...stage.message }));
      expect(spots.length, what).toBe(count);
      expect(overlaps(spots), `${count} messages: ${what}`).toBe(0);
      expect(spots.filter((spot) => stage.cards.some((card) => overlap(spot, card))).length, what).toBe(0);
      expect(spots.every((spot) => inside(spot, stage)), what).toBe(true);
    });
  }
});

test("sixty messages of seven servers and six clients have a place each", () => {
  for (const width of WIDTHS) {
    const stage = stageFor(width, 7, 6, 60);
    const spots = [...places(stage, flights(60, 13)).values()].map((spot) => ({ ...spot, ...stage.message }));
    expect([spots.length, overlaps(spots)], `${width} px`).toEqual([60, 0]);
  }
});

test("a message can be hit with a finger, and a server's card is wide enough for its words", () => {
  everyStage(2, (stage, what, servers) => {
    expect(stage.message.h, what).toBeGreaterThanOrEqual(44);
    for (const card of stage.cards.slice(0, servers)) expect(card.w, what).toBeGreaterThanOrEqual(140);
  });
});

test("more messages make the stage taller, never wider", () => {
  const few = stageFor(360, 3, 2, 2);
  const many = stageFor(360, 3, 2, 40);
  expect(many.height).toBeGreaterThan(few.height);
  expect(many.width).toBe(few.width);
});

test("the order in which messages are placed depends on nothing but them", () => {
  const stage = stageFor(900, 5, 3, 20);
  const all = flights(20, 8);
  expect([...places(stage, all)]).toEqual([...places(stage, all)]);
});

test("a line of flight goes from card to card through its message", () => {
  const from = { x: 100, y: 100, w: 80, h: 40 };
  const to = { x: 500, y: 300, w: 80, h: 40 };
  const path = flightPath(from, { x: 300, y: 220 }, to);
  expect(path.before).toMatch(/^M\d.* 300\.0 220\.0$/);
  expect(path.after).toMatch(/^M300\.0 220\.0 Q/);
});
