// SPDX-License-Identifier: Apache-2.0
// provider.mjs PORT CERTIFICATE KEY REDIRECT: an OpenID provider whose only
// client is the proxy under test.  Whoever types a name is that person.  Each
// request is a line: its method, its path, who signs in.
import fs from 'node:fs';
import https from 'node:https';
import Provider from 'oidc-provider';

const [port, cert, key, redirect] = process.argv.slice(2);
const provider = new Provider(`https://127.0.0.1:${port}`, {
  clients: [{ client_id: 'channel', client_secret: 'a secret of the test',
    redirect_uris: [redirect], response_types: ['code'],
    grant_types: ['authorization_code'] }],
  pkce: { required: () => false },
  // All that a channel needs to know is who; nobody is asked whether it may.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.on('server_error', (ctx, e) => console.error(e));
provider.use(async (ctx, next) => {
  await next();
  const path = ctx.path.replace(/(interaction|auth)\/[^/]+/, '$1/*');
  console.log(`${ctx.method} ${path}`);
});
https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) },
  provider.callback()).listen(Number(port), '127.0.0.1',
  () => console.log('ready'));
