import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DecisionSink } from '../ports/decision-sink.js';

export interface FileSinkOptions {
  readonly path: string;
  /** A file that has reached this size becomes `<path>.1`, and what was that `<path>.2`. */
  readonly maxBytes: number;
  /** Files at most, that under `path` itself included. */
  readonly maxFiles: number;
}

/**
 * A file that grows at its end, one line a record, readable by us alone; older files are kept up to a bound. A file that
 * somebody else moved away is made anew. What could not be written whole is taken back.
 */
export function makeFileSink(options: FileSinkOptions): DecisionSink {
  return new RotatingFile(options);
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  size: number;
}

class RotatingFile implements DecisionSink {
  readonly name = 'file';
  private readonly options: FileSinkOptions;
  private file: OpenFile | null = null;

  constructor(options: FileSinkOptions) {
    this.options = options;
  }

  async write(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    let file = await this.current();
    if (file.size > 0 && file.size + bytes.length > this.options.maxBytes) {
      await this.rotate();
      file = await this.current();
    }
    await append(file, bytes);
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = null;
    await file?.handle.close();
  }

  private async current(): Promise<OpenFile> {
    if (this.file !== null && (await inodeOf(this.options.path)) === this.file.inode) return this.file;
    await this.close();
    await mkdir(dirname(this.options.path), { recursive: true });
    this.file = await openForAppending(this.options.path);
    return this.file;
  }

  private async rotate(): Promise<void> {
    const { path, maxFiles } = this.options;
    await this.close();
    const names = Array.from({ length: maxFiles }, (_each, age) => (age === 0 ? path : `${path}.${String(age)}`));
    await rm(names.at(-1) ?? path, { force: true });
    for (let age = maxFiles - 2; age >= 0; age--) await renameIfThere(names[age] ?? '', names[age + 1] ?? '');
  }
}

async function append(file: OpenFile, bytes: Buffer): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) {
      written += (await file.handle.write(bytes, written, bytes.length - written, null)).bytesWritten;
    }
  } catch (error) {
    // A full disk takes a part of a line; all of it comes again. Where nothing can be taken back it is no file.
    if (written > 0) await file.handle.truncate(file.size).catch(() => undefined);
    throw error;
  }
  file.size += bytes.length;
}

async function openForAppending(path: string): Promise<OpenFile> {
  const handle = await open(path, 'a+', 0o600);
  try {
    const { size, ino: inode } = await handle.stat();
    const file = { handle, inode, size };
    if (size > 0 && (await lastByteOf(handle, size)) !== NEWLINE) {
      // A crash has torn the last line; the next one is not to be joined to it.
      await append(file, Buffer.of(NEWLINE));
    }
    return file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const NEWLINE = 0x0a;

async function lastByteOf(handle: FileHandle, size: number): Promise<number | undefined> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0];
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
