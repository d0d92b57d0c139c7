/*
 * The service worker: rings this browser while no page of ours is open in it. It caches nothing and answers no
 * requests. It is built into a file of its own, imports nothing, and knows only the few parts of its world below,
 * because the page's types and a worker's cannot stand in one program.
 */
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Pushed = Extendable & { data: { json(): unknown } | null };
type Clicked = Extendable & { notification: Notification };
type OpenPage = { url: string; focus(): Promise<unknown>; postMessage(message: unknown): void };
type PushWorld = {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(which: { type: 'window'; includeUncontrolled: boolean }): Promise<OpenPage[]>;
    openWindow(url: string): Promise<unknown>;
  };
  location: Location;
  addEventListener(name: 'push', listener: (event: Pushed) => void): void;
  addEventListener(name: 'notificationclick', listener: (event: Clicked) => void): void;
};

const world = globalThis as unknown as PushWorld;

world.addEventListener('push', (event) => {
  const { title, body, path } = read(event);
  // One notification of ours at a time, and every call is heard: without `renotify` a second one takes the place of the first
  // in silence.
  const notification: NotificationOptions & { renotify: boolean } = {
    body,
    icon: '/icon.svg',
    tag: 'bedside-call',
    renotify: true,
    requireInteraction: true,
    data: { path },
  };
  event.waitUntil(world.registration.showNotification(title, notification));
});

world.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(textIn(event.notification.data, 'path') ?? '/'));
});

/** A page of ours that is open already is brought to the front and left as it is: somebody may be in a visit. */
async function open(path: string): Promise<void> {
  const pages = await world.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(
    ({ url }) => new URL(url).pathname === new URL(path, world.location.origin).pathname,
  );
  if (page === undefined) {
    await world.clients.openWindow(path);
  } else {
    page.postMessage({ opened: path });
    await page.focus();
  }
}

/** Whatever came, something is shown: a browser takes the permission away from a worker that shows nothing. */
function read({ data }: Pushed): { title: string; body: string; path: string } {
  const message = parsed(data);
  const url = URL.parse(textIn(message, 'url') ?? '/', world.location.origin);
  return {
    title: textIn(message, 'subject') ?? 'Bedside',
    body: textIn(message, 'text') ?? 'Somebody is waiting.',
    path: url === null ? '/' : `${url.pathname}${url.search}`,
  };
}

function parsed(data: Pushed['data']): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

function textIn(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}

export {};
