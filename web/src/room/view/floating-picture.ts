import { Observable } from '../../service/observable.ts';

/** How long a missing picture is waited for: joining again takes a second or two. */
const graceMs = 5000;

/** What the window shows: a picture, one that is on its way, or none because the camera is off. */
export type Floating = MediaStreamTrack | 'on-its-way' | 'none';

/**
 * The large picture in a small window above all others (picture-in-picture). It has its own video element, so that
 * the window stays when somebody else is shown large, or when the room is joined again.
 */
export class FloatingPicture {
  readonly isOpen = new Observable<boolean>(false);
  readonly #video = document.createElement('video');
  #shown: Floating = 'none';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** iPhones and Firefox have no such window that a page can open. */
  static isPossible(): boolean {
    return document.pictureInPictureEnabled && 'requestPictureInPicture' in HTMLVideoElement.prototype;
  }

  constructor() {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.addEventListener('enterpictureinpicture', () => {
      this.isOpen.set(true);
    });
    // Also by the window's own button.
    this.#video.addEventListener('leavepictureinpicture', () => {
      this.isOpen.set(false);
      this.#video.srcObject = null;
    });
  }

  /** Resolves to whether the window has opened; the browser opens it only at a person's press. */
  async open(): Promise<boolean> {
    if (!(this.#shown instanceof MediaStreamTrack)) return false;
    this.#play(this.#shown);
    try {
      await this.#video.play();
      await this.#video.requestPictureInPicture();
      return true;
    } catch {
      this.#video.srcObject = null;
      return false;
    }
  }

  /** Showing a picture that is gone would mislead: the window closes, at once if the camera is off. */
  show(shown: Floating): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    clearTimeout(this.#timer);
    if (!this.isOpen.get()) return;
    if (shown === 'none') this.close();
    else if (shown === 'on-its-way') {
      this.#timer = setTimeout(() => {
        this.close();
      }, graceMs);
    } else this.#play(shown);
  }

  close(): void {
    clearTimeout(this.#timer);
    if (document.pictureInPictureElement === this.#video) document.exitPictureInPicture().catch(reportError);
  }

  #play(track: MediaStreamTrack): void {
    this.#video.srcObject = new MediaStream([track]);
    this.#video.play().catch(() => undefined);
  }
}
