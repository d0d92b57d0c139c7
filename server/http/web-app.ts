import { access } from 'node:fs/promises';
import path from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';

const notBuilt = `<!doctype html>
<html lang="en">
<title>Bedside is not built</title>
<h1>The web app has not been built</h1>
<p>The service runs, but its web folder holds no index.html. Start it with <code>npm start</code>, which builds
the web app first.</p>
</html>
`;

/** The browser app: its built files, and its one page for every address that is the app's own. */
export function serveWebApp(webFolder: string): Router {
  const folder = path.resolve(webFolder);
  const router = Router();
  router.use(express.static(folder, { index: false, redirect: false, setHeaders: setCaching }));
  router.use(answerWithPage(folder));
  return router;
}

/** Vite puts a digest of the content into the name of each asset; everything else may change under its name. */
function setCaching(response: Response, file: string): void {
  const hashed = path.basename(path.dirname(file)) === 'assets';
  response.set('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function answerWithPage(folder: string): RequestHandler {
  return async (request, response) => {
    // A page in the place of a script or a picture would only hide that it is missing.
    const isPage = path.extname(request.path) === '' && !request.path.startsWith('/assets/');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const wantsPage = isRead && isPage && request.accepts('html') !== false;
    if (!wantsPage) {
      response.status(404).type('text/plain').send('Not found\n');
      return;
    }
    response.set('Cache-Control', 'no-cache');
    if (await isBuilt(folder)) {
      response.sendFile('index.html', { root: folder, cacheControl: false });
    } else {
      response.status(503).type('html').send(notBuilt);
    }
  };
}

async function isBuilt(folder: string): Promise<boolean> {
  try {
    await access(path.join(folder, 'index.html'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
