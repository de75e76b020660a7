# Builds the page and the server, then keeps what the server needs to run.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts scripts
COPY tsconfig.json vite.config.ts ./
COPY prisma prisma
COPY shared shared
COPY server server
COPY client client
RUN npm run build
# What only building needs, and what is inside the built page.
RUN npm pkg delete overrides dependencies.prisma dependencies.react dependencies.react-dom dependencies.react-router \
      dependencies.react-virtuoso dependencies.react-hook-form dependencies.radix-ui dependencies.lucide-react \
      dependencies.sonner dependencies.idb-keyval dependencies.@tanstack/react-query dependencies.@trpc/react-query \
      dependencies.@trpc/client \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/prisma prisma
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, so that it gets SIGTERM: it stops in order, within 10 s.
CMD ["node", "--max-semi-space-size=64", "--enable-source-maps", "dist/server/main.js"]
