/** A failure of the set-up whose message is one line for the person at the terminal. */
export class SetupError extends Error {}

const npmFailures = [
  [
    /ENOSPC|no space left on device/i,
    "The disk is full. Free about 2 GB (the packages and npm's cache) and start again.",
  ],
  [
    /EROFS|EACCES|EPERM|permission denied/i,
    "npm may not write a file named above. Give this user the folder and npm's cache (npm config get cache), then start again.",
  ],
  [
    /EBADPLATFORM|Unsupported platform/i,
    "A package does not support this platform. Sealtrail runs on Linux (glibc) and macOS, x64 or arm64.",
  ],
  [
    /EUSAGE|can only install packages when your package\.json and package-lock\.json/i,
    "package.json and package-lock.json disagree. Restore both from git, or run npm install if you changed package.json.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network (request|timeout)/i,
    "The package registry cannot be reached. Check the network, the proxy (HTTPS_PROXY) and npm config get registry, then start again.",
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_/i,
    "The registry's certificate is not trusted here. Set NODE_EXTRA_CA_CERTS to the file with your network's root certificate, then start again.",
  ],
  [
    /\bE40[134]\b|ETARGET/i,
    "The registry refuses or lacks a package named above. Check npm config get registry and its credentials, then start again.",
  ],
  [/EINTEGRITY/i, "A package differs from the lock file's checksum. Run npm cache clean --force and start again."],
];

/** The first known cause in npm's output, as a line that says what to do. */
export function whyNpmFailed(output, command) {
  const known = npmFailures.find(([pattern]) => pattern.test(output));
  return new SetupError(known ? known[1] : `npm ${command} failed: its output above says why.`);
}

/** The same for an error of the file system while setting up in `root`; others come back as they are. */
export function whyWriteFailed(error, root) {
  if (error instanceof SetupError) return error;
  if (error.code === "ENOSPC" || error.code === "EDQUOT") {
    return new SetupError(`The disk of ${root} is full. Free about 2 GB and start again.`);
  }
  if (["EROFS", "EACCES", "EPERM"].includes(error.code)) {
    return new SetupError(
      `Cannot write ${error.path ?? root} (${error.code}). Packages are installed inside the clone: ` +
        "make the folder writable for this user, or clone it where you may write.",
    );
  }
  return error;
}
