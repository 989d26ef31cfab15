// The marks a chart can hold: the word, and the letter inside the mark, so that colour is never alone.
export const kinds: Readonly<Record<string, { label: string; letter: string }>> = {
  'pain': { label: 'Pain', letter: 'P' },
  'hypertonicity': { label: 'Tension', letter: 'T' },
  'trigger-point': { label: 'Trigger point', letter: '×' },
  'numbness': { label: 'Numbness', letter: 'N' },
  'avoid-area': { label: 'Avoid', letter: '!' },
};

export const kindOf = (kind: string) => kinds[kind] ?? { label: kind, letter: '•' };
export const gradeWords = ['', 'mild', 'moderate', 'strong'];
