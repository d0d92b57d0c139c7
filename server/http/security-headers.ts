import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page of ours may use: its camera, microphone and sound, for itself, and nothing else that can be refused. */
const permissionsPolicy = [
  'camera=(self)',
  'microphone=(self)',
  'autoplay=(self)',
  'fullscreen=(self)',
  'picture-in-picture=(self)',
  'screen-wake-lock=(self)',
  'speaker-selection=(self)',
  'display-capture=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'serial=()',
  'midi=()',
].join(', ');

/** Strict headers for everything we serve: no script, style or connection but our own, in nobody else's frame. */
export function securityHeaders(http: {
  publicUrl: string;
  allowedOrigins: readonly string[];
}): RequestHandler[] {
  const https = http.publicUrl.startsWith('https:');
  const sockets = http.allowedOrigins.map((origin) => origin.replace(/^http/, 'ws'));
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'worker-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:', 'mediastream:'],
        'connect-src': ["'self'", ...sockets],
        'font-src': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // On plain http the header is ignored, and a trial on localhost must not lock a browser into https.
    strictTransportSecurity: https && { maxAge: 31_536_000, includeSubDomains: true },
  });
  return [
    policy,
    (_request, response, next) => {
      response.set('Permissions-Policy', permissionsPolicy);
      next();
    },
  ];
}
