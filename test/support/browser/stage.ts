import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Skill } from '../../../domain/clinicians/skill.ts';
import {
  type DeviceOptions,
  enrolStation,
  goOnCall,
  launchChromium,
  newDevice,
  signIn,
} from '../browsers.ts';
import { giveWideLines } from '../given-downlinks.ts';
import { testChromium } from '../services.ts';
import {
  type EnrolmentCode,
  type PersonWithPassword,
  type Place,
  World,
  type WorldOptions,
} from '../world.ts';
import { complaintOf, type Complaint } from './complaints.ts';

/** `camera`: the usual one is for tests of what a line carries. */
type StageOptions = Pick<WorldOptions, 'env' | 'graces' | 'gated'> & { camera?: 'small' | 'usual' };
/** Whether a page may complain that it reaches nobody. */
type Network = { network?: 'whole' | 'cut' };
type Play = (stage: Stage) => Promise<void>;

type ClinicianOptions = DeviceOptions & { tier?: 1 | 2; skills?: readonly Skill[]; alsoManager?: boolean };

export type EnrolledPage = EnrolmentCode & { page: Page };
export type SignedInPage = PersonWithPassword & { page: Page };

/** The whole service for one test, a care home, and browsers whose pages are listened to for complaints. */
export class Stage implements AsyncDisposable {
  readonly world: World;
  readonly place: Place;
  readonly url: string;
  readonly #browser: Browser;
  readonly #camera: 'small' | 'usual';
  readonly #devices: BrowserContext[] = [];
  readonly #complaints: Complaint[] = [];

  private constructor(parts: { world: World; place: Place; browser: Browser; camera: 'small' | 'usual' }) {
    this.world = parts.world;
    this.place = parts.place;
    this.url = parts.world.server(0).url;
    this.#browser = parts.browser;
    this.#camera = parts.camera;
  }

  static async create(
    browser: Browser,
    { env = {}, camera = 'small', ...options }: StageOptions,
  ): Promise<Stage> {
    await using opening = new AsyncDisposableStack();
    const world = opening.use(
      await World.create({ ...options, env: { BEDSIDE_WEB_FOLDER: 'web/dist', ...env } }),
    );
    const place = await world.addPlace();
    // As long as may be, so that nobody misses a call because a page, or a look at it, takes long.
    await world.changeQueue(place, { ringSeconds: 120 });
    const stage = new Stage({ world, place, browser, camera });
    opening.move();
    return stage;
  }

  /** A browser of its own that nobody has used yet. */
  async device(options: DeviceOptions = {}): Promise<BrowserContext> {
    const context = await newDevice(this.#browser, options);
    this.#devices.push(context);
    if (this.#camera === 'small') await context.addInitScript(useSmallCamera);
    // Below mocha's limit, so that what fails is the step and not the whole test.
    context.setDefaultTimeout(20_000);
    context.on('console', (message) => {
      const complaint = complaintOf(message);
      if (complaint !== undefined) this.#complaints.push(complaint);
    });
    context.on('weberror', (error) => {
      this.#complaints.push({ kind: 'error', text: error.error().stack ?? String(error.error()) });
    });
    return context;
  }

  /** A browser enrolled as a station of the place, at its button. */
  async station(options: DeviceOptions = {}): Promise<EnrolledPage> {
    const code = await this.world.addEnrolmentCode(this.place);
    const page = await enrolStation(await this.device(options), { url: this.url, code: code.code });
    return { ...code, page };
  }

  /** A clinician on the rota who has signed in and has not gone on call yet. */
  async clinician(options: ClinicianOptions = {}): Promise<SignedInPage> {
    const { tier = 1, skills = [], alsoManager = false } = options;
    const person = await this.world.addPersonWithPassword(this.place, {
      roles: alsoManager ? ['clinician', 'manager'] : ['clinician'],
      onRota: false,
    });
    await this.world.addShift(this.place, person.personId, { tier });
    await this.world.deps.store.transact(({ queues }) =>
      queues.setProfile(person.personId, { skills, phone: null }),
    );
    return { ...person, page: await signIn(await this.device(options), { url: this.url, ...person }) };
  }

  async onCall(options: ClinicianOptions = {}): Promise<SignedInPage> {
    const clinician = await this.clinician(options);
    await goOnCall(clinician.page);
    return clinician;
  }

  /** What an administrator does over REST, such as `/api/stations/:stationId/revocation`. */
  async administrate(path: string): Promise<void> {
    const { token } = await this.world.addPerson(this.place, ['administrator']);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}${path}`, { method: 'POST', headers });
    expect(response.status).to.equal(200);
  }

  trail(): Promise<string[]> {
    return this.world.trail(this.place);
  }

  /** No page has logged an error, thrown one or broken the content security policy. */
  expectNoComplaints({ network = 'whole' }: Network): void {
    const unexpected = this.#complaints.filter(({ kind }) => !(network === 'cut' && kind === 'network'));
    expect(unexpected).to.deep.equal([]);
  }

  /** What the pages show and what they have complained of: for a test that fails. */
  async describe(): Promise<string> {
    const pages = this.#devices.flatMap((device) => device.pages());
    const shown = await Promise.all(pages.map(describePage));
    return [...shown, ...this.#complaints.map(({ text }) => `complaint: ${text}`)].join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Browsers first: a page that loses its service would try again and say so.
    await Promise.all(this.#devices.map((device) => device.close()));
    await this.world[Symbol.asyncDispose]();
  }
}

/**
 * To be run in a page before its own scripts: its camera has a quarter of the usual size. To encode and draw the usual
 * one takes a core, and where browsers have too few of them they find the connection too weak for a picture.
 */
function useSmallCamera(): void {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (mediaDevices === undefined) return;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const size = { width: { ideal: 640 }, height: { ideal: 360 } };
  mediaDevices.getUserMedia = ({ video, ...rest } = {}) =>
    getUserMedia(video ? { ...rest, video: video === true ? size : { ...video, ...size } } : rest);
}

async function describePage(page: Page): Promise<string> {
  const dialogs = await page
    .locator('dialog[open]')
    .allInnerTexts()
    .catch(() => []);
  const main = await page.locator('main').innerText({ timeout: 1000 }).catch(String);
  const [asked, shown] = [dialogs.join(' '), main].map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 400));
  return `${page.url()} ${asked === '' ? '' : `asks: ${asked}; `}shows: ${shown}`;
}

/**
 * To be called in a `describe`: one browser for all its tests. What it gives plays a test on a stage of its own, and
 * holds afterwards that no page has complained. `trusting` is asked when the browser starts. Every line is a wide one: what
 * a busy machine does to the lines of several browsers is not what these tests are about.
 */
export function stages({ trusting = () => [] }: { trusting?: () => readonly string[] } = {}): (
  options: StageOptions & Network,
  play: Play,
) => Promise<void> {
  let browser: Browser | undefined;
  let measureLines: () => void = () => undefined;
  before(async () => {
    measureLines = giveWideLines();
    browser = await launchChromium(testChromium(), { trusting: trusting() });
  });
  after(async () => {
    measureLines();
    await browser?.close();
  });
  return async (options, play) => {
    if (browser === undefined) throw new Error('the browser has not been started');
    await using stage = await Stage.create(browser, options);
    try {
      await play(stage);
      stage.expectNoComplaints(options);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${message}\n${await stage.describe()}`, { cause });
    }
  };
}
