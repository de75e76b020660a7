/**
 * What has to be there before anything runs: packages, Prisma client, builds. Plain Node without packages, because they
 * may be missing. Each step looks first, does only what is needed, and prints one line when it does something.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const inProject = (...path) => join(projectFolder, ...path);

/** Something the person at the terminal can act on: printed as it is, without a stack. */
export class SetUpError extends Error {}

/** Does it, or ends this process with what the person at the terminal can do about it. */
export async function orExit(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const children = new Set();

/** Nothing that was started may outlive this process. */
function stopChildren(signal) {
  for (const child of children) child.kill(signal);
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/**
 * Runs a command in the project folder and answers `{ code, output }`. `show`: its output goes to the terminal at once;
 * otherwise it is only kept.
 */
export function run(command, args, { env = {}, show = false } = {}) {
  if (children.size === 0) {
    process.on('SIGINT', stopChildren);
    process.on('SIGTERM', stopChildren);
  }
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const end = (code) => {
      children.delete(child);
      if (children.size === 0) {
        process.off('SIGINT', stopChildren);
        process.off('SIGTERM', stopChildren);
      }
      done({ code, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal ? 1 : 0)));
  });
}

/** Runs the script that a package offers under `path` in its folder, with this very Node. */
export function runPackage(path, args, options) {
  return run(process.execPath, [inProject('node_modules', ...path.split('/')), ...args], options);
}

async function step(line, started, advice) {
  console.log(line);
  const { code, output } = await started();
  if (code !== 0) throw new SetUpError(`${output.trim()}\n\n${advice}`);
}

/** Everything that has to be there before the server runs. */
export async function prepare() {
  await installPackages();
  await generatePrismaClient();
  await build();
}

/** Installs the packages of package-lock.json unless exactly these are there. */
export async function installPackages() {
  if (!hasPackages()) {
    // Not `ci`: it refuses a lock file written where the registry lacks the builds of other platforms. Without saving,
    // `install` takes the versions of the lock file all the same, and changes only what differs.
    const args = ['install', '--no-save', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    const npm = process.env.npm_execpath;
    await step(
      'Installing packages …',
      () => (npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args)),
      'The packages could not be installed. Is the network there? Then try again.',
    );
  }
}

/** npm writes the second file at the end of an installation: what it lists is there. */
function hasPackages() {
  const installedFile = inProject('node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    const there = installed[path];
    // Optional packages are those of other platforms.
    return path === '' || (there ? there.version === version : optional === true || peer === true);
  });
}

/** Generates `generated/prisma` when the schema has changed. */
export const generatePrismaClient = () =>
  generateClient('the database client', 'prisma/schema.prisma', 'generated/.sources', 'generated/prisma');

/** Generates `generated/baseline`, which only the benchmark uses: nothing that is built or served needs it. */
export const generateBaselineClient = () =>
  generateClient(
    'the database client of the baseline',
    'bench/baseline/schema.prisma',
    'generated/.baseline-sources',
    'generated/baseline',
  );

async function generateClient(name, schema, stampFile, result) {
  const stamp = new Stamp(stampFile, [schema, 'node_modules/prisma/package.json']);
  if (stamp.isCurrent() && existsSync(inProject(result, 'client.ts'))) return;
  stamp.remove();
  await step(
    `Generating ${name} …`,
    () =>
      runPackage('prisma/build/index.js', ['generate', '--schema', schema], {
        // `generate` never runs the schema engine; naming any file keeps Prisma from downloading one.
        env: {
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
      }),
    `Could not generate ${name}.`,
  );
  stamp.write();
}

const builtWith = ['vite.config.ts', 'tsconfig.json', 'package-lock.json', 'shared'];

/** Builds the web page into dist/client and the server into dist/server where their sources have changed. */
export async function build() {
  await Promise.all([
    buildOne('web page', [], new Stamp('dist/.client-sources', [...builtWith, 'client']), 'dist/client/index.html'),
    buildOne(
      'server',
      ['--ssr'],
      new Stamp('dist/.server-sources', [...builtWith, 'server', 'prisma/schema.prisma']),
      'dist/server/main.js',
    ),
  ]);
}

async function buildOne(name, args, stamp, result) {
  if (stamp.isCurrent() && existsSync(inProject(result))) return;
  stamp.remove();
  await step(
    `Building the ${name} …`,
    () => runPackage('vite/bin/vite.js', ['build', ...args, '--logLevel', 'warn'], { env: { NODE_ENV: 'production' } }),
    `The ${name} could not be built.`,
  );
  stamp.write();
}

/** Remembers the contents of the files that something was made from. */
class Stamp {
  constructor(file, sources) {
    this.file = inProject(file);
    this.hash = hashOf(sources);
  }

  isCurrent() {
    return existsSync(this.file) && readFileSync(this.file, 'utf8') === this.hash;
  }

  /** Before making it again, so that a kill in the middle is no finished build. */
  remove() {
    rmSync(this.file, { force: true });
  }

  write() {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, this.hash);
  }
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesIn(inProject(source))) {
      hash.update(`${relative(projectFolder, file)}\n`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function filesIn(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    .flatMap((entry) => filesIn(join(path, entry.name)));
}
