import type { Page, WebSocketRoute } from 'playwright-core';
import { bothSeeAndHear, connectCall } from './acts.ts';
import type { Stage } from './stage.ts';

/** Stands between a page's sockets and the service. */
export class Wire {
  #routes: WebSocketRoute[] = [];
  #deaf = false;
  readonly #refused = new Set<string>();

  static async create(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket(/\/socket\.io\//, (route) => {
      wire.#add(route);
    });
    return wire;
  }

  /** From now on nothing that the service says reaches the page, until the wire is cut. */
  loseAnswers(): void {
    this.#deaf = true;
  }

  /** From now on this command does not reach the service, and the page is told that the service refuses it. */
  refuse(command: string): void {
    this.#refused.add(command);
  }

  /** Closes what is open; the page may connect anew. */
  async cut(): Promise<void> {
    this.#deaf = false;
    await Promise.all(this.#routes.splice(0).map((route) => route.close({ code: 1012 })));
  }

  #add(route: WebSocketRoute): void {
    this.#routes.push(route);
    const service = route.connectToServer();
    service.onMessage((message) => {
      if (!this.#deaf) route.send(message);
    });
    route.onMessage((message) => {
      const refusal = this.#refusalOf(message);
      if (refusal === undefined) service.send(message);
      else route.send(refusal);
    });
  }

  /** Socket.IO writes a command as `42<number>["name",…]`, and the answer to it as `43<number>[…]`. */
  #refusalOf(message: string | Buffer): string | undefined {
    const [, number, command] = /^42(\d+)\["([^"]+)"/.exec(String(message)) ?? [];
    if (number === undefined || command === undefined || !this.#refused.has(command)) return undefined;
    const answer = { ok: false, code: 'forbidden', message: 'this visit is somebody else’s' };
    return `43${number}${JSON.stringify([answer])}`;
  }
}

/** A visit in which both see and hear; the sockets of the station's page go over the wire. */
export async function visitOverWire(stage: Stage): Promise<{ station: Page; clinician: Page; wire: Wire }> {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const wire = await Wire.create(station.page);
  await station.page.reload();
  await station.page.getByTestId('call-button').waitFor();
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  return { ...sides, wire };
}
