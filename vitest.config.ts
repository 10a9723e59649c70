import { defineConfig } from 'vitest/config'

/**
 * Three lists: `unit` needs nothing but Node, `broker` runs the contract suites against the embedded broker and a real
 * Pulsar, `process` starts the command line and the engine process for real (kill loops, exit codes).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'main/**/*.test.ts',
            'renderer/**/*.test.ts',
            'scripts/**/*.test.ts',
            'testing/**/*.test.ts',
            'examples/**/*.test.ts',
          ],
          exclude: ['**/*.pulsar.test.ts', '**/*.process.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'broker',
          include: ['main/**/*.pulsar.test.ts', 'testing/**/*.pulsar.test.ts', 'examples/**/*.pulsar.test.ts'],
          globalSetup: ['testing/real-pulsar/shared-broker.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'process',
          include: [
            'main/**/*.process.test.ts',
            'scripts/**/*.process.test.ts',
            'e2e/**/*.process.test.ts',
            'testing/**/*.process.test.ts',
            'bench/**/*.process.test.ts',
            'examples/**/*.process.test.ts',
          ],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
