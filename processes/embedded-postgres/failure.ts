/** The cause of a failure, as one line that says what is wrong and what to do. */
export function explainOutput(output: string, dir: string, what: string): Error {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(dir);
  if (/Read-only file system|Permission denied|Operation not permitted/.test(output)) {
    return new Error(
      `${what} may not write in ${dir}. Make the directory writable, or set SEALTRAIL_DATA_DIR to one that is.`,
    );
  }
  if (/could not (create|map) .*shared memory|Cannot allocate memory/.test(output)) {
    return new Error(`${what} found too little memory: it needs 512 MB. Free some, or set DATABASE_URL.`);
  }
  if (/error while loading shared libraries|image not found|Library not loaded/.test(output)) {
    return new Error(
      `${what} misses a library: ${lastLine(output)}. Delete node_modules and start again, or set DATABASE_URL.`,
    );
  }
  return new Error(`${what} failed: ${lastLine(output) || "it said nothing"}.`);
}

export function explainFileError(error: unknown, dir: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(dir);
  if (code === "EROFS" || code === "EACCES" || code === "EPERM" || code === "ENOTDIR") {
    return new Error(
      `Cannot write in ${dir} (${code}). Make it a directory that this user may write, or set SEALTRAIL_DATA_DIR to one.`,
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

function diskFull(dir: string): Error {
  return new Error(
    `The disk of ${dir} is full. Free at least 1 GB, or set SEALTRAIL_DATA_DIR to a directory on another disk.`,
  );
}

function lastLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const telling = lines.findLast((line) => /(FATAL|PANIC|error):/.test(line)) ?? lines.findLast(Boolean) ?? "";
  return telling.replace(/\.$/, "");
}
