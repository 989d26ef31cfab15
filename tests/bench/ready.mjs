// Waits until the server answers 200 on /readyz; prints the milliseconds that took.
const [base] = process.argv.slice(2);
const began = performance.now();
for (;;) {
  const ready = await fetch(`${base}/readyz`).then(r => r.ok).catch(() => false);
  if (ready) break;
  if (performance.now() - began > 60_000) {
    console.error('The server did not become ready within a minute.');
    process.exit(1);
  }
  await new Promise(resolve => setTimeout(resolve, 5));
}
console.log(Math.round(performance.now() - began));
