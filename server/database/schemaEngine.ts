import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

let loading: Promise<void> | undefined;

/** The package's own entry imports its .wasm file as a module, which Node cannot: this does by hand what it means. */
async function loadWasm(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const file = join(folder, 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': { ...bindings },
  });
  bindings.__wbg_set_wasm(instance.exports);
  // The generated bindings export this start function, which their types leave out.
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}

/**
 * Prisma's schema engine, in process: writes and applies migrations on any database that has an adapter. Free it after
 * use: `engine.free()`.
 */
export async function openSchemaEngine(factory: SqlMigrationAwareDriverAdapterFactory): Promise<bindings.SchemaEngine> {
  loading ??= loadWasm();
  await loading;
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}
