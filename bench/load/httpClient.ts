/** One person's kept-alive connection, one request at a time: as little as an answer can take. */
import { openHttp } from './rawHttp.ts';

export type HttpClient = { get(path: string): Promise<void>; close(): void };

/** `get` throws where the answer is no success. */
export async function openHttpClient(port: number, token: string): Promise<HttpClient> {
  const connection = await openHttp(port);
  const headers = `Authorization: Bearer ${token}\r\n`;
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        connection.request('GET', path, headers, '', ({ status, body }) => {
          if (status === 200) resolve();
          else reject(new Error(`GET ${path}: ${status} ${body.slice(0, 300)}`));
        });
      }),
    close: connection.close,
  };
}

/** The address of a query of our API. */
export const queryPath = (procedure: string, input: Record<string, unknown>) =>
  `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;

/** The same answer, read: to see that it is what is meant to be measured. */
export async function readJson<Answer>(port: number, token: string, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return (await response.json()) as Answer;
}

/** What a query of our API answers. */
export async function readTrpc<Answer>(port: number, token: string, path: string): Promise<Answer> {
  const { result } = await readJson<{ result: { data: { json: Answer } } }>(port, token, path);
  return result.data.json;
}
