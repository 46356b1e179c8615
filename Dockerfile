# syntax=docker/dockerfile:1

# Node 24 has SQLite built in, so nothing native is installed and any base would do for Stoa itself. It is Debian and not
# Alpine for the functions that Stoa hosts: packages that were built for Lambda need glibc.
FROM node:24.21.0-trixie-slim AS node

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY web/package.json web/
RUN npm ci
COPY tsconfig.base.json ./
COPY scripts scripts
COPY src src
COPY web web
RUN node scripts/build.mjs

# Without web/package.json its packages are left out: the page is built already.
FROM node AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --workspaces=false
# What a fleet on AWS takes its bus through, in the versions of the lock file.
RUN node -p "const { devDependencies: versions } = require('./package.json'); \
    ['@aws-sdk/client-eventbridge', '@aws-sdk/client-sqs'].map((name) => name + '@' + versions[name]).join(' ')" \
  | xargs npm install --save-prod --save-exact --omit=dev --omit=optional --workspaces=false

FROM node
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/web/dist web/dist
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# The only folder that is written to, and only by a node without Redis. Mount a volume on it then.
RUN mkdir stoa-data && chown node:node stoa-data
USER node
# WebSocket and HTTP; health checks and metrics alone.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
# Over plain HTTP, as behind a proxy. A container that speaks TLS itself needs a check of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Run it with `--init`: functions are processes, and what they leave behind is the first process's to clear up.
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--health-port", "8081", "--no-manifest"]
