// The few checks that the network tests make; each says what was seen.
export function expect(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

export function expect_answer(answer, status, code) {
  const seen = `${answer.status}${answer.code ? ` ${answer.code}` : ''}`;
  const wanted = `${status}${code ? ` ${code}` : ''}`;
  if (answer.status !== status || (code && answer.code !== code)) throw new Error(`expected ${wanted}, was answered ${seen}: ${answer.text.slice(0, 400)}`);
  return answer.json;
}
