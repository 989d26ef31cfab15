const importMap = folder => JSON.stringify({
  imports: {
    'lit': `${folder}/lit.js`,
    '@lumbar/ui': `${folder}/kit.js`,
    '@lumbar/ui/body-chart': `${folder}/body.js`,
    '@lumbar/ui/signature': `${folder}/sign.js`,
  },
});

// The import map is the page's only inline script: the server puts its hash into the Content-Security-Policy.
const page = (version, entry, preloads, root) => {
  const folder = `/ui/${version}`;
  const preload = ['lit.js', 'kit.js', 'base.js', ...preloads].map(name => `<link rel="modulepreload" href="${folder}/${name}">`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Lumbar</title>
<link rel="icon" href="${folder}/icon.svg">
<link rel="stylesheet" href="${folder}/app.css">
<link rel="preload" href="${folder}/inter.woff2" as="font" type="font/woff2" crossorigin>
<script type="importmap">${importMap(folder)}</script>
${preload}
<script type="module" src="${folder}/${entry}"></script>
</head>
<body>
<${root}></${root}>
<div role="region" aria-label="Messages" id="toasts" class="toasts"></div>
<div id="live-polite" class="unseen" aria-live="polite"></div>
<div id="live-assertive" class="unseen" aria-live="assertive"></div>
<noscript>Lumbar needs JavaScript. Please switch it on for this site.</noscript>
</body>
</html>
`;
};

export const staffPage = (version, preloads) => page(version, 'shell.js', preloads, 'lb-app');
export const clientPage = (version, preloads) => page(version, 'client.js', preloads, 'lb-client-app');
