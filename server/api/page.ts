import { readdirSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';

/** The built page: named assets for ever, the page itself fresh, and for every deep link. */
export function page(folder: string): RequestHandler {
  const router = express.Router();
  const formOf = compressedForms(folder);
  router.use((request, response, next) => {
    const file = formOf(request.path.slice(1), request, response);
    request.url = request.url.replace(request.path, () => `/${file}`);
    next();
  });
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html')) return next();
    const file = formOf('index.html', request, response);
    // Below a root, so that no dot in a folder above it makes it a hidden file.
    response.sendFile(file, { root: folder, headers: { 'cache-control': 'no-cache' } });
  });
  const withoutForm: ErrorRequestHandler = (error, _request, response, next) => {
    // What is said about it is not compressed.
    response.removeHeader('content-encoding');
    next(error);
  };
  router.use(withoutForm);
  return router;
}

/**
 * Which form of a file somebody gets: the build has put compressed ones beside it (see `vite.config.ts`), so that no request costs the
 * time to compress it. Sets the headers that go with that form.
 */
function compressedForms(folder: string) {
  const files = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const forms = [
    { encoding: 'br', ending: '.br' },
    { encoding: 'gzip', ending: '.gz' },
  ];
  return (name: string, request: Request, response: Response): string => {
    const there = forms.filter(({ ending }) => files.has(normalize(name + ending)));
    if (there.length === 0) return name;
    response.vary('accept-encoding');
    // One by one, because a browser lists them in an order that means nothing.
    const form = there.find(({ encoding }) => request.acceptsEncodings(encoding));
    if (form === undefined) return name;
    response.type(extname(name)).set('content-encoding', form.encoding);
    return name + form.ending;
  };
}
