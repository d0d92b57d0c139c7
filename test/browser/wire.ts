import type { Page, WebSocketRoute } from 'playwright-core';

/** Stands between a page's sockets and the service. */
export class Wire {
  #routes: WebSocketRoute[] = [];
  #deaf = false;

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
  }
}
