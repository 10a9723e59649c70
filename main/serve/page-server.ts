import { existsSync } from 'node:fs'
import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { pageHeaders } from '../host/page-security.ts'
import type { Access } from './access.ts'

type Environment = { Bindings: HttpBindings }

/** Serves the built page to whoever has been admitted, and nothing else to anybody. `access` may not exist before the port does. */
export function createPageServer(rendererDirectory: string, access: () => Access): Hono<Environment> {
  const app = new Hono<Environment>()
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value)
    context.header('cross-origin-resource-policy', 'same-origin')
    context.header('cache-control', 'no-store')
  })

  app.use(async (context, next) => {
    if (access().isFromHere(context.env.incoming.headers)) return next()
    return context.text('This address is not served.', 403)
  })

  app.get('/', async (context, next) => {
    const token = context.req.query('token')
    if (token === undefined) return next()
    if (!access().isToken(token)) return context.text(refusal, 401)
    context.header('set-cookie', access().setCookie)
    return context.redirect('/', 303)
  })

  app.use(async (context, next) => {
    if (access().isAdmitted(context.env.incoming.headers)) return next()
    return context.text(refusal, 401)
  })

  if (existsSync(rendererDirectory)) app.get('*', serveStatic({ root: rendererDirectory }))
  app.get('/', (context) => context.text('The designer is not built yet. Run "npm run build", then reload.', 503))
  app.notFound((context) => context.text('Nothing is here.', 404))
  app.onError((_error, context) => context.text('This could not be served.', 500))
  return app
}

const refusal = 'Please open the address that "sluice serve" printed; it carries the key to this page.'
